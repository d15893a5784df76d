"""The queue (排队): in which order cases are worked until a strategy says better, and for how long one is left alone.

Money that was promised and did not come goes first, then what is promised for today, then whoever asked to be called
today, then new borrowers, then those a worse bucket begins for within days; within each the larger amount first.
`queue.sql` ranks the whole desk with the same numbers.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from huilong.kernel.money import Fen
from huilong.rooms.cases.terms import QueueReason, SkipReason

POINTS = {
    QueueReason.BROKEN_PROMISE: 4000, QueueReason.PROMISE_TODAY: 3000, QueueReason.CALL_BACK: 2500,
    QueueReason.NEW_CASE: 2000, QueueReason.ABOUT_TO_ROLL: 1000,
}  # fmt: skip
CLOSING_DAYS = 3
"""Days before a worse bucket begins in which a case is about to roll."""
AT_RISK_FEN: Fen = 5_000_000
HELD = -1
"""The rank of a case that is not handed out: collecting is stopped."""
OPENING = timedelta(minutes=10)
"""A case open on a desk that was not seen for so long is handed out again."""
SKIPPED: dict[SkipReason, timedelta] = {
    SkipReason.LATER: timedelta(hours=2), SkipReason.NOT_MINE: timedelta(days=1),
    SkipReason.NEEDS_HELP: timedelta(hours=4), SkipReason.CHECKING: timedelta(days=1),
}  # fmt: skip
"""How long a case that was passed over is not handed out again."""


@dataclass(frozen=True)
class Standing:
    """What of a case the queue goes by (排队依据). `to_edge`: days left in the bucket; None in the last one."""

    held: bool
    broken: bool
    promised: bool
    call_back: bool
    new: bool
    to_edge: int | None
    delinquent_fen: Fen


def rank(case: Standing) -> tuple[int, tuple[QueueReason, ...]]:
    """The rank of a case, higher first, and the reasons (排序): `HELD` when it is not handed out.

    >>> rank(Standing(False, True, False, False, False, 10, 123_00))[0]
    4001
    """
    true = {
        QueueReason.BROKEN_PROMISE: case.broken, QueueReason.PROMISE_TODAY: case.promised,
        QueueReason.CALL_BACK: case.call_back, QueueReason.NEW_CASE: case.new,
        QueueReason.ABOUT_TO_ROLL: case.to_edge is not None and case.to_edge <= CLOSING_DAYS,
    }  # fmt: skip
    why = [reason for reason, holds in true.items() if holds]
    points = sum(POINTS[reason] for reason in why) + min(999, case.delinquent_fen // 10_000)
    if case.delinquent_fen >= AT_RISK_FEN:
        why.append(QueueReason.AMOUNT_AT_RISK)
    return (HELD if case.held else points), tuple(why)


def back_at(why: SkipReason, at: datetime) -> datetime:
    """When a case passed over at `at` comes back."""
    return at + SKIPPED[why]
