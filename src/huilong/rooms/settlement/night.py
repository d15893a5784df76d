"""The night's steps of settlement (结算跑批): statements of the month that is over, and clocks of objections."""

from datetime import date, datetime, timedelta

from huilong.kernel.days import month_end
from huilong.rooms.settlement import actions, queries


def settle(on: date, at: datetime) -> dict[str, int]:
    """Draft the statements of the last month that was over by the end of `on`, and let silence count as agreement.

    Drafts are worked out anew each night, so that they hold what was learned since; what was issued stays.
    """
    month = on if on == month_end(on) else on.replace(day=1) - timedelta(days=1)
    counts = actions.run_month(month, on, at)
    return {**counts, "agreed_by_silence": actions.lapse(on)}


def to_tell(on: date) -> dict[str, int]:
    """What somebody should look at: objections that wait longer than the house has to answer."""
    return {"objections_late": queries.late_answers(on)}
