"""Yesterday against today (迁徙、入催、回正), loan by loan, as arrays; bucket by bucket of the book, then summed."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from huilong.rooms.reports.terms import CURRENT, NEW, PAID_OFF, WRITTEN_OFF

Ints = npt.NDArray[np.int64]

SIDE = 64
"""Room for standings −3 … 60 in a flat matrix."""
SHIFT = 3
OVER_30, OVER_90 = 30, 90


class Day(NamedTuple):
    """One day's positions of some loans, sorted by `loan`; amounts in fen, flags 0/1."""

    loan: Ints
    bucket: Ints
    past_due_days: Ints
    outstanding_principal: Ints
    delinquent: Ints
    penalty: Ints
    paid: Ints
    settled: Ints
    written_off: Ints


class Totals(NamedTuple):
    """What one day adds up to; written-off and paid-off loans are outside the portfolio (but in `by_standing`)."""

    loans: int
    outstanding_fen: int
    overdue_loans: int
    overdue_fen: int
    over_30_loans: int
    over_30_fen: int
    over_90_fen: int
    penalty_fen: int
    by_standing: Ints
    """[SIDE, 3]: loans, outstanding principal and overdue by standing + SHIFT."""


class Movement(NamedTuple):
    """What happened between two days: `cells` is [SIDE, SIDE, 3] (loans, principal, paid) from → to, both + SHIFT."""

    cells: Ints


def standing(day: Day) -> Ints:
    """Where each loan stands: its bucket, or PAID_OFF, or WRITTEN_OFF."""
    worked = np.where(day.written_off != 0, WRITTEN_OFF, day.bucket)
    return np.where(day.settled != 0, PAID_OFF, worked)


def totals(day: Day) -> Totals:
    """Add one day up."""
    where = standing(day)
    live = where >= CURRENT
    overdue, principal = np.where(live, day.delinquent, 0), np.where(live, day.outstanding_principal, 0)
    over_30 = live & (day.past_due_days > OVER_30)
    by_standing = np.stack(
        [_summed(where + SHIFT, values, SIDE) for values in (None, day.outstanding_principal, day.delinquent)], axis=1
    )
    return Totals(
        loans=int(live.sum()),
        outstanding_fen=int(principal.sum()),
        overdue_loans=int((overdue > 0).sum()),
        overdue_fen=int(overdue.sum()),
        over_30_loans=int(over_30.sum()),
        over_30_fen=int(principal[over_30].sum()),
        over_90_fen=int(principal[live & (day.past_due_days > OVER_90)].sum()),
        penalty_fen=int(np.where(live, day.penalty, 0).sum()),
        by_standing=by_standing,
    )


def movement(before: Day, now: Day) -> Movement:
    """Match two days by loan. A loan of `before` that `now` lacks (it was set aside) is left out.

    The principal of a cell is what was outstanding before, for a new loan what is outstanding now; what its loans paid
    between is net of reversals.
    """
    count = before.loan.shape[0]
    at = np.searchsorted(before.loan, now.loan)
    known = np.zeros(now.loan.shape[0], dtype=bool)
    known[at < count] = before.loan[at[at < count]] == now.loan[at < count]
    at = np.where(known, at, 0)
    to = standing(now)
    if count:
        was = np.where(known, standing(before)[at], NEW)
        principal = np.where(known, before.outstanding_principal[at], now.outstanding_principal)
        paid = now.paid - np.where(known, before.paid[at], 0)
    else:
        was, principal, paid = np.full_like(to, NEW), now.outstanding_principal, now.paid
    place = (was + SHIFT) * SIDE + to + SHIFT
    cells = np.stack([_summed(place, values, SIDE * SIDE) for values in (None, principal, paid)], axis=1)
    return Movement(cells.reshape(SIDE, SIDE, 3))


def entries_and_cures(cells: Ints) -> tuple[int, int, int, int]:
    """Of summed cells: loans and fen that entered (入催), loans and fen that were cured or paid off (回正)."""
    late = slice(SHIFT + 1, None)
    entered = cells[[NEW + SHIFT, CURRENT + SHIFT], late].sum(axis=(0, 1))
    cured = cells[late, [PAID_OFF + SHIFT, CURRENT + SHIFT]].sum(axis=(0, 1))
    return int(entered[0]), int(entered[1]), int(cured[0]), int(cured[1])


def paid_and_collected(cells: Ints) -> tuple[int, int]:
    """Of summed cells: fen paid by all loans, and by those that were past due or written off before (催回)."""
    collected = cells[SHIFT + 1 :, :, 2].sum() + cells[WRITTEN_OFF + SHIFT, :, 2].sum()
    return int(cells[:, :, 2].sum()), int(collected)


def _summed(place: Ints, values: Ints | None, size: int) -> Ints:
    """Count, or exact integer sums of `values`, by `place`."""
    if values is None:
        return np.bincount(place, minlength=size).astype(np.int64)
    summed = np.zeros(size, dtype=np.int64)
    np.add.at(summed, place, values)
    return summed
