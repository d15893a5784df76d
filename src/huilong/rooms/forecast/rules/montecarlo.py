"""The book's paths (蒙特卡洛): how many loans, what balance, what cash, month by month, drawn at random.

A path draws what is not known for certain once (chances of moving, where the common shock stands), and what is left to
chance each month (the common shock, who moves, whose balances those are, how much is paid). Loans and principal are
kept: each loan is somewhere, and what a month begins with is what it ends with, plus what was paid and charged off.
"""

import math
from typing import NamedTuple

from huilong.kernel.paths import Stream, binomial, gamma, normal, open_stream
from huilong.rooms.forecast.rules.states import BUCKETS, CASH, CHARGED_OFF, PAID_OFF, SHOCKS, STATES, Floats, Ints

BALANCE, LOANS = 8, 14
RECOVERED, CHARGED, GONE_PAID = 6, 7, 20
MEASURES = 21
"""Places of `out`: cash by opening bucket (0…5), recovered, charged off, balance by bucket at the end, loans by bucket,
principal paid (20). Money in fen."""


class Law(NamedTuple):
    """What may happen (预测参数), for G segments and H months.

    `weights` [G, BUCKETS, STATES]: Dirichlet weights of moving. `multiple`, `interest` alike: cash of one that moves so
    in instalments (of one paid off: in opening balances), and interest as a share of the opening balance. `spread`
    [BUCKETS, STATES]: standard deviation of one loan's cash in instalments. `uneven` [G, BUCKETS]: squared coefficient
    of variation of balances. `size`, `size_due` [BUCKETS, STATES]: balance and instalment of one that moves so, over
    the bucket's mean. The common shock in log odds (of cash: in logs): `shock` [SHOCKS, SHOCKS] lower triangle,
    `stays` [SHOCKS] what part of it stays a month later, `start`, `start_sd`, `mean_sd` [SHOCKS], and `known`
    [H, SHOCKS] what is known ahead: calendar and scenario. `recovery`: share of cases with nothing, what these give,
    mean and standard deviation of the others' share. `timing` [K]: when, by months since. `price` [H] times recovery.
    """

    weights: Floats
    multiple: Floats
    interest: Floats
    spread: Floats
    uneven: Floats
    size: Floats
    size_due: Floats
    shock: Floats
    stays: Floats
    start: Floats
    start_sd: Floats
    mean_sd: Floats
    known: Floats
    recovery: Floats
    timing: Floats
    price: Floats
    ways: Ints


class Standing(NamedTuple):
    """Where the book stands (期初): `loans`, `balance`, `due` [G, BUCKETS]; charged off before, by months since:
    `gone_loans`, `gone` [G, K]. Money in fen."""

    loans: Ints
    balance: Floats
    due: Floats
    gone_loans: Ints
    gone: Floats


class Desk(NamedTuple):
    """Room for one path at work, given in from outside: a law that only writes into arrays is quicker compiled."""

    stream: Stream
    chance: Floats
    loans: Ints
    balance: Floats
    due: Floats
    next_loans: Ints
    next_balance: Floats
    next_due: Floats
    coming: Floats
    shock: Floats
    fresh: Floats
    effect: Floats
    moved: Ints
    share: Floats
    share_due: Floats


def walk(seed: int, first: int, law: Law, standing: Standing, desk: Desk, out: Floats) -> None:
    """Walk paths `first`, `first` + 1 … (路径模拟): `out` [paths, H, G, MEASURES] is filled. Money in fen."""
    paths, months = out.shape[0], out.shape[1]
    for path in range(paths):
        open_stream(seed, first + path, desk.stream)
        _begin(law, standing, desk)
        for month in range(months):
            _shake(month, law, desk)
            for segment in range(out.shape[2]):
                _step(month, segment, law, desk, out[path, month, segment])


def _begin(law: Law, standing: Standing, desk: Desk) -> None:
    """Draw what is not known for certain, and put the book where it stands."""
    for g in range(standing.loans.shape[0]):
        for i in range(BUCKETS):
            desk.loans[g, i] = standing.loans[g, i]
            desk.balance[g, i] = standing.balance[g, i]
            desk.due[g, i] = standing.due[g, i]
            for j in range(STATES):
                desk.chance[g, i, j] = gamma(law.weights[g, i, j], desk.stream)
        for month in range(desk.coming.shape[1]):
            desk.coming[g, month] = 0.0
        for age in range(standing.gone.shape[1]):
            if standing.gone[g, age] > 0.0:
                _recover(g, -1 - age, standing.gone_loans[g, age], standing.gone[g, age], law, desk)
    for k in range(SHOCKS):
        desk.shock[k] = law.start[k] + law.start_sd[k] * normal(desk.stream)
        desk.fresh[SHOCKS + k] = law.mean_sd[k] * normal(desk.stream)


def _shake(month: int, law: Law, desk: Desk) -> None:
    """The common shock of a month, and with it the odds of every way."""
    for k in range(SHOCKS):
        desk.fresh[k] = normal(desk.stream)
    for k in range(SHOCKS):
        moved = law.stays[k] * desk.shock[k]
        for other in range(k + 1):
            moved += law.shock[k, other] * desk.fresh[other]
        desk.shock[k] = moved
    for k in range(SHOCKS):
        desk.effect[k] = math.exp(desk.shock[k] + desk.fresh[SHOCKS + k] + law.known[month, k])


def _step(month: int, g: int, law: Law, desk: Desk, told: Floats) -> None:
    """One month of one segment: every bucket moves, then what was recovered comes in."""
    for i in range(BUCKETS):
        desk.next_loans[i], desk.next_balance[i], desk.next_due[i] = 0, 0.0, 0.0
    for m in range(MEASURES):
        told[m] = 0.0
    for i in range(BUCKETS):
        if desk.loans[g, i] > 0:
            _move(g, i, law, desk)
            _pay(month, g, i, law, desk, told)
    for i in range(BUCKETS):
        desk.loans[g, i] = desk.next_loans[i]
        desk.balance[g, i] = desk.next_balance[i]
        desk.due[g, i] = desk.next_due[i]
        told[BALANCE + i] = desk.next_balance[i]
        told[LOANS + i] = desk.next_loans[i]
    told[RECOVERED] = desk.coming[g, month]


def _move(g: int, i: int, law: Law, desk: Desk) -> None:
    """How many of a bucket's loans go where, and what part of its balance goes with them."""
    whole = 0.0
    for j in range(STATES):
        way = law.ways[i, j]
        desk.share[j] = desk.chance[g, i, j] * (desk.effect[way] if way >= 0 else 1.0)
        whole += desk.share[j]
    left = desk.loans[g, i]
    for j in range(STATES):
        chance = desk.share[j]
        desk.moved[j] = binomial(left, chance / whole, desk.stream) if whole > 0.0 else (left if j == i else 0)
        left -= desk.moved[j]
        whole = whole - chance if j < STATES - 1 else 0.0
    if left > 0:  # rounding of the last chance
        desk.moved[i] += left
    _share(g, i, law, desk)


def _share(g: int, i: int, law: Law, desk: Desk) -> None:
    """What part of a bucket's balance and instalments goes with those who go: loans differ, and movers differ more."""
    whole, whole_due = 0.0, 0.0
    for j in range(STATES):
        n = desk.moved[j]
        drawn = gamma(n / law.uneven[g, i], desk.stream) * law.uneven[g, i] if n > 0 else 0.0
        desk.share[j], desk.share_due[j] = drawn * law.size[i, j], drawn * law.size_due[i, j]
        whole, whole_due = whole + desk.share[j], whole_due + desk.share_due[j]
    for j in range(STATES):
        if whole > 0.0 and whole_due > 0.0:
            desk.share[j], desk.share_due[j] = desk.share[j] / whole, desk.share_due[j] / whole_due
        else:
            desk.share[j] = desk.share_due[j] = desk.moved[j] / desk.loans[g, i]


def _pay(month: int, g: int, i: int, law: Law, desk: Desk, told: Floats) -> None:
    """What those who moved paid, what they owe now, what was charged off."""
    for j in range(STATES):
        n = desk.moved[j]
        if n == 0:
            continue
        balance, due = desk.balance[g, i] * desk.share[j], desk.due[g, i] * desk.share_due[j]
        interest = balance * law.interest[g, i, j]
        if j == PAID_OFF:
            told[i] += balance * law.multiple[g, i, j]
            told[GONE_PAID] += balance
            continue
        paid = due * law.multiple[g, i, j] * desk.effect[CASH]
        paid += due * law.spread[i, j] / math.sqrt(n) * normal(desk.stream)
        paid = min(max(paid, 0.0), balance + interest)
        principal = max(paid - interest, 0.0)
        told[i] += paid
        told[GONE_PAID] += principal
        if j == CHARGED_OFF:
            told[CHARGED] += balance - principal
            _recover(g, month, n, balance - principal, law, desk)
        else:
            desk.next_loans[j] += n
            desk.next_balance[j] += balance - principal
            desk.next_due[j] += due


def _recover(g: int, since: int, n: int, balance: float, law: Law, desk: Desk) -> None:
    """What `n` loans charged off in month `since` (before the first: negative) will bring, put where it comes in."""
    nothing = binomial(n, law.recovery[0], desk.stream)
    some = n - nothing
    share = law.recovery[1] * nothing / n
    if some > 0:
        share += (law.recovery[2] + law.recovery[3] / math.sqrt(some) * normal(desk.stream)) * some / n
    for k in range(law.timing.shape[0]):
        month = since + k
        if 0 <= month < desk.coming.shape[1]:
            desk.coming[g, month] += balance * share * law.timing[k] * law.price[month]
