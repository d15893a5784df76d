"""Transitions and roll rates (滚动率与迁徙率): counted by loans and by balance; cash in instalments."""

from typing import NamedTuple

import numpy as np

from huilong.rooms.forecast.rules.states import BUCKETS, CHARGED_OFF, PAID_OFF, STATES, TOP, Floats, Ints, Moves

NONE_BELOW, ABOUT_ONE, TWO_FROM = 0.05, (0.75, 1.25), 1.75
"""Cash in instalments: none below 5 %, about one within a quarter of it, two or more from one and three quarters."""


class Pair(NamedTuple):
    """One month of some loans (两个月末), an entry a loan; money in fen.

    `segment` from 0; `start` a bucket; `end` a state; `balance` at the beginning, `after` at the end (of those charged
    off: what was charged off), `cash` within the month, `due` one instalment.
    """

    segment: Ints
    start: Ints
    end: Ints
    balance: Ints
    after: Ints
    cash: Ints
    due: Ints


def state_of(bucket: Ints, settled: Ints, written_off: Ints) -> Ints:
    """The state of each loan: its bucket up to TOP, or charged off, or paid off (月末状态).

    A loan that was charged off and then paid stays charged off: what came is a recovery.
    """
    live = np.minimum(bucket, TOP)
    return np.where(written_off != 0, CHARGED_OFF, np.where(settled != 0, PAID_OFF, live)).astype(np.int64)


def count(pair: Pair, segments: int) -> Moves:
    """One month of loans summed by segment, bucket and state (迁徙统计): Moves of one month. O(loans)."""
    live = (pair.start >= 0) & (pair.start < BUCKETS)
    cell = ((pair.segment * BUCKETS + pair.start) * STATES + pair.end)[live]
    side = segments * BUCKETS * STATES
    shape = (1, segments, BUCKETS, STATES)

    def summed(values: Ints | Floats | None) -> Floats:
        weights = None if values is None else values[live].astype(np.float64)
        return np.bincount(cell, weights=weights, minlength=side).astype(np.float64).reshape(shape)

    multiple = pair.cash / np.maximum(pair.due, 1)
    loans, balance, after, cash, due = (
        np.rint(summed(v)).astype(np.int64) for v in (None, pair.balance, pair.after, pair.cash, pair.due)
    )
    square = summed(pair.balance.astype(np.float64) ** 2).sum(axis=3)
    return Moves(loans, balance, after, cash, due, square, summed(np.where(pair.due > 0, multiple, 0.0) ** 2))


def joined(months: list[Moves]) -> Moves:
    """Months after one another as one table; they have the same segments."""
    return Moves(*(np.concatenate(columns) for columns in zip(*months, strict=True)))


def matrix(loans: Ints) -> Floats:
    """Transition matrix by count (迁徙矩阵) from [..., BUCKETS, STATES]; rows sum to one, a row never seen is zero.

    >>> matrix(np.eye(6, 8, dtype=np.int64) * 4)[0].tolist()
    [1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0]
    """
    left = loans.sum(axis=-1, keepdims=True)
    return loans / np.where(left == 0, 1, left)


def roll_rates(balance: Ints) -> Floats:
    """Roll rates by balance (迁徙率): what part of each bucket's balance went where. As `matrix`."""
    return matrix(balance)


def flow(balance: Ints) -> Floats:
    """Net flow (净迁徙率) from each bucket to the next worse: [T] months of [T, BUCKETS, STATES] → [T − 1, TOP].

    The balance that stands in bucket k + 1 at a month's beginning, over what stood in k a month before: the rate that
    the trade quotes, new business and all. NaN where nothing stood.
    """
    stood = balance.sum(axis=-1).astype(np.float64)
    before, now = stood[:-1, :TOP], stood[1:, 1:]
    found: Floats = np.divide(now, before, out=np.full(now.shape, np.nan), where=before > 0)
    return found


def multiples(pair: Pair) -> Ints:
    """Cash in a month as multiples of the instalment (还款期数分布): loans [BUCKETS, 4] that paid nothing, about one
    instalment, two or more, something else. Loans that were paid off or charged off are left out."""
    found = np.zeros((BUCKETS, 4), np.int64)
    times = pair.cash / np.maximum(pair.due, 1)
    kind = np.select([times < NONE_BELOW, times >= TWO_FROM, (times >= ABOUT_ONE[0]) & (times <= ABOUT_ONE[1])],
                     [0, 2, 1], 3)  # fmt: skip
    live = (pair.end < BUCKETS) & (pair.due > 0) & (pair.start < BUCKETS)
    np.add.at(found, (pair.start[live], kind[live]), 1)
    return found
