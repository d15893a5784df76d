"""Loans in collections between two days (区间明细), as arrays; bucket by bucket of the book."""

from datetime import date, timedelta
from typing import NamedTuple

import numpy as np

from huilong.rooms.reports.rules.comparison import Day, Ints, standing
from huilong.rooms.reports.terms import CURRENT, NEW, WRITTEN_OFF


class Moved(NamedTuple):
    """Loans picked of a bucket of the book: `at` is their place in the later day. Amounts in fen.

    `bucket`, `past_due_days`, `balance`, `owed` (past due) as of the earlier day; a new loan has its balance now.
    `paid` in between, net of reversals.
    """

    at: Ints
    loan: Ints
    bucket: Ints
    to_bucket: Ints
    past_due_days: Ints
    balance: Ints
    owed: Ints
    overdue: Ints
    paid: Ints


def moved(before: Day | None, now: Day, known: Ints) -> Moved:
    """The loans that were past due or written off on one of two days, and those of `known` (keys), by key.

    A loan of `before` that `now` lacks (it was set aside) is left out, as in the comparison of the two days.
    """
    to = standing(now)
    was = np.full_like(to, NEW)
    days, balance, owed, paid = np.zeros_like(to), now.outstanding_principal.copy(), np.zeros_like(to), now.paid.copy()
    if before is not None and before.loan.shape[0]:
        at = np.searchsorted(before.loan, now.loan)
        at[at == before.loan.shape[0]] = 0
        there = before.loan[at] == now.loan
        was[there] = standing(before)[at[there]]
        days[there] = before.past_due_days[at[there]]
        balance[there] = before.outstanding_principal[at[there]]
        owed[there] = before.delinquent[at[there]]
        paid[there] -= before.paid[at[there]]
    picked = np.flatnonzero((was > CURRENT) | (to > CURRENT) | (was == WRITTEN_OFF) | np.isin(now.loan, known))
    return Moved(
        picked, now.loan[picked], was[picked], to[picked], days[picked], balance[picked], owed[picked],
        now.delinquent[picked], paid[picked],
    )  # fmt: skip


def came_in(found: Moved) -> Ints:
    """Which of them paid while past due or written off before (催回): places in `found`."""
    late = (found.bucket > CURRENT) | (found.bucket == WRITTEN_OFF)
    return np.flatnonzero(late & (found.paid != 0))


def spans_wanted(on: date, first: date) -> list[date]:
    """From which days spans up to `on` are kept (应存区间): the month end before; on a Sunday the Sunday before.

    >>> spans_wanted(date(2026, 3, 8), date(2026, 1, 1))
    [datetime.date(2026, 2, 28), datetime.date(2026, 3, 1)]
    """
    wanted = [on.replace(day=1) - timedelta(days=1)]
    if on.weekday() == 6:
        wanted.append(on - timedelta(days=7))
    return sorted(day for day in set(wanted) if day >= first)
