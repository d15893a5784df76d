"""The night's step of performance (目标滚动、日计划、空组预警)."""

from collections.abc import Iterable
from datetime import date, datetime

from huilong.rooms.performance import actions
from huilong.rooms.performance.queries import empty_groups


def roll(on: date, receipts: Iterable[tuple[str, date, int]], at: datetime) -> dict[str, int]:
    """What came in, from (loan, day, fen); what is left of targets; everybody's plan of the next working day."""
    return dict(actions.roll(on, receipts, at))


def to_tell(on: date) -> dict[str, int]:
    """What the night tells of groups (空组提示): how many hold cases and have nobody at work next."""
    return {"groups_empty": len(empty_groups(actions.next_working_day(on)))}
