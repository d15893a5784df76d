"""What came after a decision (决策后结果): money, cure, roll; NaN while the days in which it shows are not over.

Borrowers are numbered; what happened is one long list of (borrower, day), ascending, searched for each decision.
"""

import numpy as np
from numpy.typing import NDArray

from huilong.kernel.days import DayNumber
from huilong.rooms.replay.rules.support import Floats, Ints

SPAN = 10_000_000
"""More days than there are: a borrower and a day make one number."""


def line(borrower: Ints, day: Ints) -> Ints:
    """A borrower's number and a day as one number that sorts by both."""
    return borrower * SPAN + day


def cash_within(received: Ints, fen: Ints, decided: Ints, days: int, known: DayNumber) -> Floats:
    """Money received in the `days` after each decision's own day. `received` (ascending) and `decided` are lines."""
    total = np.concatenate([np.zeros(1, np.int64), np.cumsum(fen)])
    first = np.searchsorted(received, decided, "right")
    last = np.searchsorted(received, decided + days, "right")
    return _if_over((total[last] - total[first]).astype(np.float64), decided, days, known)


def cured_within(late: Ints, decided: Ints, days: int, known: DayNumber) -> Floats:
    """Whether on some night of the `days` after it nothing was past due; `late` are the nights with anything."""
    nights = np.searchsorted(late, decided + days, "right") - np.searchsorted(late, decided, "right")
    return _if_over((nights < days).astype(np.float64), decided, days, known)


def rolled_within(late: Ints, bucket: Ints, decided: Ints, days: int, known: DayNumber) -> Floats:
    """Whether the borrower's worst bucket is worse `days` after the decision than on its night."""
    then = _bucket_at(late, bucket, decided + days)
    return _if_over((then > _bucket_at(late, bucket, decided)).astype(np.float64), decided, days, known)


def happened_within(happened: Ints, decided: Ints, days: int, known: DayNumber) -> Floats:
    """Whether anything of a list happened in the `days` after a decision."""
    count = np.searchsorted(happened, decided + days, "right") - np.searchsorted(happened, decided, "right")
    return _if_over((count > 0).astype(np.float64), decided, days, known)


def _bucket_at(late: Ints, bucket: Ints, line_of: Ints) -> Ints:
    """The worst bucket on a night, 0 where nothing was past due."""
    if not len(late):
        return np.zeros(len(line_of), np.int64)
    at = np.minimum(np.searchsorted(late, line_of), len(late) - 1)
    return np.where(late[at] == line_of, bucket[at], 0)


def _if_over(values: Floats, decided: Ints, days: int, known: DayNumber) -> NDArray[np.float64]:
    return np.where(decided % SPAN + days <= known, values, np.nan)
