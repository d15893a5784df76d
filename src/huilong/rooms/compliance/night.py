"""At night (合规跑批): what is missing between verdicts and what became of their acts."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from huilong.rooms.compliance.actions import close_gaps_told, note_gaps
from huilong.rooms.compliance.queries import lender
from huilong.rooms.compliance.queries.gaps import never_told
from huilong.rooms.compliance.terms import GapKind


def completeness(on: date) -> dict[str, int]:
    """Verdicts whose act was permitted and never told of within 24 hours, as of the end of `on` (完整性检查).

    Counts: `verdict_without_outcome` found new, `told_late` closed because the outcome came after all. Running it again
    for the same day finds nothing new. Acts without verdicts and outside records without acts are known above this
    room: whoever knows them hands them to `note_gaps` the same way.
    """
    told_late = close_gaps_told(on)
    day_begins = datetime.combine(on, time(), ZoneInfo(lender().zone))  # 24 hours before the end of the day
    found = note_gaps(on, GapKind.VERDICT_WITHOUT_OUTCOME, never_told(day_begins))
    return {"verdict_without_outcome": found, "told_late": told_late}
