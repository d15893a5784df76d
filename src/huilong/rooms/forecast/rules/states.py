"""States of a loan at a month end (月末状态) and the ways between them, as numbers that laws over arrays read."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

CURRENT = 0
TOP = 5
"""The worst bucket told apart: M5 and beyond."""
BUCKETS = TOP + 1
CHARGED_OFF, PAID_OFF = 6, 7
STATES = 8

STAY, ENTRY, ROLL, CURE, LATE_ROLL, LATE_CURE, PAYOFF, CHARGE = -1, 0, 1, 2, 3, 4, 5, 6
CASH = 7
SHOCKS = 8
"""What moves together in a month: entries, rolls and cures of M1, those of M2 and later, payoffs, charge-offs, and the
size of payments."""


class Moves(NamedTuple):
    """What happened in each of T months in G segments (逐月迁徙), from each bucket to each state.

    All [T, G, BUCKETS, STATES]. `balance`: principal at the month's beginning; `after`: at its end (of those charged
    off: what was charged off); `cash`: paid in the month; `due`: one instalment of each; `loans`: how many. Money in
    fen. `square` [T, G, BUCKETS]: the sum of squared balances, `cash_square` of squared cash in instalments.
    """

    loans: Ints
    balance: Ints
    after: Ints
    cash: Ints
    due: Ints
    square: Floats
    cash_square: Floats


def way(start: int, end: int) -> int:
    """Which way a loan went from bucket `start` to state `end` (迁徙方向).

    >>> way(0, 1) == ENTRY, way(1, 2) == ROLL, way(3, 1) == LATE_CURE, way(5, 5) == STAY
    (True, True, True, True)
    """
    if end == CHARGED_OFF:
        return CHARGE
    if end == PAID_OFF:
        return PAYOFF
    if end == start:
        return STAY
    if start == CURRENT:
        return ENTRY
    early = start == 1
    if end < start:
        return CURE if early else LATE_CURE
    return ROLL if early else LATE_ROLL


WAYS: Ints = np.array([[way(i, j) for j in range(STATES)] for i in range(BUCKETS)], np.int64)
"""`way` as a table [BUCKETS, STATES]."""


def no_moves(months: int, segments: int) -> Moves:
    """Moves in which nothing happened yet (空表)."""
    shape = (months, segments, BUCKETS, STATES)
    loans, balance, after, cash, due = (np.zeros(shape, np.int64) for _ in range(5))
    return Moves(loans, balance, after, cash, due, np.zeros(shape[:3]), np.zeros(shape))
