"""Recovery curve (回收曲线): what comes back of what was charged off, by months since, of those watched so long."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from huilong.rooms.forecast.rules.defaults import RECOVERY_NOTHING, RECOVERY_REST, RECOVERY_REST_SD, TIMING
from huilong.rooms.forecast.rules.states import Floats, Ints

MONTHS = 12
PRIOR_CASES = 8.0
"""How many cases' worth the defaults weigh against what was seen. Estimate."""
LEAST_CASES = 2
SETTLED_AFTER = 6
"""Months after which a case that brought nothing counts as one that brings nothing."""


@dataclass(frozen=True)
class Recovery:
    """What a charged-off balance brings (回收率). `each` [K]: part of the balance that comes k months after; `timing`:
    the same summing to one; `nothing`: share of cases with nothing or less, which give `less`; the others give `rest`
    on average, `rest_sd` apart; `cases` seen, `ripe` of them long enough to say nothing came."""

    each: Floats
    timing: Floats
    nothing: float
    less: float
    rest: float
    rest_sd: float
    cases: int
    ripe: int

    @property
    def mean(self) -> float:
        """The mean share of a case."""
        return self.nothing * self.less + (1.0 - self.nothing) * self.rest

    @property
    def curve(self) -> Floats:
        """What part came back by k months after (累计回收)."""
        return np.cumsum(self.each)


class Cohorts(NamedTuple):
    """Loans charged off in N months (核销批次): `loans`, `balance` then, `cash` [N, K] by months since, months `seen`,
    `nothing` of the loans that brought nothing or less so far and their balance `nothing_balance`, and the sum of the
    others' shares and squared shares."""

    loans: Ints
    balance: Floats
    cash: Floats
    seen: Ints
    nothing: Ints
    nothing_balance: Floats
    nothing_cash: Floats
    shares: Floats
    squares: Floats


def recovery_of(balance: Floats, cash: Floats, seen: Ints) -> Recovery:
    """The curve of n cases (回收拟合): `balance` [n] charged off, `cash` [n, K] by months since, `seen` [n] watched.
    Balances of nothing are left out."""
    kept = balance > 0
    return recovery_of_cohorts(cohorts_of(np.arange(int(kept.sum())), balance[kept], cash[kept], seen[kept]))


def cohorts_of(which: Ints, balance: Floats, cash: Floats, seen: Ints) -> Cohorts:
    """Cases summed by cohort number `which` (from 0, none left out); balances are above nothing."""
    count = int(which.max()) + 1 if len(which) else 0
    watched = np.arange(cash.shape[1]) < seen[:, None]
    brought = np.where(watched, cash, 0.0)
    whole = brought.sum(axis=1)
    none, share = whole <= 0.0, whole / np.where(balance > 0, balance, 1.0)

    def summed(values: Floats) -> Floats:
        return np.bincount(which, values, minlength=count)[:count].astype(np.float64)

    each = np.zeros((count, cash.shape[1]))
    np.add.at(each, which, brought)
    last = np.zeros(count, np.int64)
    np.maximum.at(last, which, seen)
    return Cohorts(
        summed(np.ones(len(which))).astype(np.int64), summed(balance), each, last,
        summed(none.astype(np.float64)).astype(np.int64), summed(balance * none), summed(whole * none),
        summed(np.where(none, 0.0, share)), summed(np.where(none, 0.0, share**2)),
    )  # fmt: skip


def recovery_of_cohorts(told: Cohorts) -> Recovery:
    """The curve of cohorts (回收拟合).

    Censored: a month counts those still watched then. A cohort watched for less than SETTLED_AFTER says nothing about
    whether nothing comes.
    """
    watched = np.arange(MONTHS) < told.seen[:, None]
    owed = (watched * told.balance[:, None]).sum(axis=0)
    came = np.where(watched, told.cash[:, :MONTHS], 0.0).sum(axis=0)
    ripe = told.seen >= SETTLED_AFTER
    count, nothing = int(told.loans[ripe].sum()), int(told.nothing[ripe].sum())
    loans = int(told.loans.sum())
    prior = PRIOR_CASES * (float(told.balance.sum()) / loans if loans else 1.0)
    each = (came + prior * (1.0 - RECOVERY_NOTHING) * RECOVERY_REST * TIMING) / (owed + prior)
    none = (nothing + PRIOR_CASES * RECOVERY_NOTHING) / (count + PRIOR_CASES)
    lost = float(told.nothing_balance[ripe].sum())
    less = float(told.nothing_cash[ripe].sum()) / lost if lost > 0 else 0.0
    # By balance, as the curve is: the fee on a tiny balance must not weigh as much as a car.
    rest = (float(each.sum()) - none * less) / (1.0 - none)
    some = max(count - nothing, 0)
    mean = float(told.shares[ripe].sum()) / some if some else 0.0
    square = float(told.squares[ripe].sum()) / some - mean**2 if some > LEAST_CASES else RECOVERY_REST_SD**2
    return Recovery(
        each, each / each.sum() if each.sum() > 0 else TIMING, none, less, rest, max(square, 0.0) ** 0.5, loans, count
    )  # fmt: skip


def no_recovery_seen() -> Recovery:
    """The default, where nothing was charged off yet."""
    return recovery_of(np.zeros(0), np.zeros((0, MONTHS)), np.zeros(0, np.int64))
