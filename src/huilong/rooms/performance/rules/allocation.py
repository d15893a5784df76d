"""Allocation (分派): who should work which case, so that most comes in, with the proof how far from best it can be.

Prices of room are found on a sample (`rules/prices.py`), then on all cases, where they prove the bound; cases are dealt
at these prices (`rules/dealing.py`), improved one by one, and counted in whole fen. A small problem goes to HiGHS whole
(`rules/exact.py`), with the same bound, gap and measure.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from huilong.rooms.performance.rules import dealing, exact, prices, swapping
from huilong.rooms.performance.rules.problem import (
    NOBODY,
    PPM,
    RECOVERY,
    Ints,
    Limits,
    Problem,
    Reals,
    limits_of,
    outside,
    unfairness,
)

SEED = 20_260_301
SAMPLE = 16_000
BLURS = ((0.1, 30), (0.03, 50), (0.01, 70), (0.003, 100))
PUSH, PUSH_OF_RECOVERY = 0.05, 0.05
"""How fast a price follows what was dealt: the part of a unit's worth for a load all had or none."""
SWEEPS, FEW = 6, 2_000
"""Improving goes on for so many rounds at most, and while more than one case in `FEW` moves."""
LAWS: Mapping[str, Callable[..., Any]] = {
    "weigh": prices.weigh, "soften": prices.soften, "deal": dealing.deal, "better": dealing.better,
    "swap": swapping.swap, "round_robin": dealing.round_robin, "greedy": dealing.greedy,
}  # fmt: skip
"""The inner loops as they stand; whoever runs them over the book hands in their compiled twins."""


@dataclass(frozen=True)
class Worth:
    """What an assignment comes to (方案价值), whole fen: expected recovery, continuity kept, less what is unfair."""

    recovery: int
    bonus: int
    unfair: int
    given: int
    kept: int
    people_outside: int

    @property
    def total(self) -> int:
        """What the plan maximises."""
        return self.recovery + self.bonus - self.unfair


@dataclass(frozen=True)
class Allocation:
    """An allocation (分派方案): who gets each case (a place among the people, or NOBODY), its worth, the bound.

    `price` [m, 3 + b]: what one more unit of each load of a person would be worth.
    """

    to: Ints
    worth: Worth
    bound: int
    price: Reals
    exact: bool = False

    @property
    def gap_ppm(self) -> int:
        """How far from best it can be at most, in millionths of the bound."""
        return 0 if self.bound <= 0 else max(0, -(-(self.bound - self.worth.total) * PPM // self.bound))


def allocate(problem: Problem, laws: Mapping[str, Callable[..., Any]] = LAWS) -> Allocation:
    """The best allocation found, with its bound (最优分派). The same problem gives the same answer."""
    limits = limits_of(problem)
    if not problem.cases or not problem.usable().any():
        nobody = np.full(problem.cases, NOBODY, np.int64)
        none = np.zeros(limits.most.shape)
        return Allocation(nobody, worth_of(problem, limits, nobody), 0, none)
    if exact.is_small(problem):
        return _whole(problem, limits, laws)
    return _decomposed(problem, limits, laws)


def _whole(problem: Problem, limits: Limits, laws: Mapping[str, Callable[..., Any]]) -> Allocation:
    """By HiGHS; prices, for what the next best would have given up, by decomposition."""
    priced = _decomposed(problem, limits, laws)
    to, bound = exact.solved(problem, limits)
    worth = worth_of(problem, limits, to)
    if priced.worth.total > worth.total:
        to, worth = priced.to, priced.worth
    # The solver counts to a ten-thousandth of a yuan; what it proves is rounded up beyond that.
    proven = min(priced.bound, int(np.ceil(bound + 1 + prices.SLACK * abs(bound))))
    return Allocation(to, worth, max(proven, worth.total), priced.price, exact=True)


def _decomposed(problem: Problem, limits: Limits, laws: Mapping[str, Callable[..., Any]]) -> Allocation:
    kinds = prices.kinds_of(problem, limits)
    sample, everybody = prices.sample_of(problem, kinds, SAMPLE), prices.sample_of(problem, kinds, problem.cases)
    start = np.zeros(kinds.most.shape)
    price, loads = prices.lowered(problem, kinds, sample, start, BLURS, laws["soften"])
    bound = prices.bound_at(problem, kinds, everybody, price, laws["weigh"])
    to = dealt(problem, limits, kinds, price, loads, laws)
    worth = worth_of(problem, limits, to)
    return Allocation(to, worth, max(int(np.ceil(bound)), worth.total), price[kinds.of])


def dealt(
    problem: Problem, limits: Limits, kinds: prices.Kinds, price: Reals, loads: Reals,
    laws: Mapping[str, Callable[..., Any]],
) -> Ints:  # fmt: skip
    """Deal all cases at these prices, everybody of a kind towards an even part of its loads; then improve."""
    start, able = people_by_profile(problem)
    minutes_of_kind = np.bincount(kinds.of, weights=problem.room_minutes.astype(float))[kinds.of]
    part = problem.room_minutes / np.maximum(minutes_of_kind, 1)
    aim = np.clip(loads[kinds.of] * part[:, None], limits.least, limits.most)
    aim = 1.0 / np.maximum(aim, 1.0)
    to, load = np.full(problem.cases, NOBODY, np.int64), np.zeros(limits.most.shape, np.int64)
    push = PUSH * prices.unit_worth(problem)
    push[RECOVERY] = PUSH_OF_RECOVERY
    order = shuffled(problem)
    lift = problem.lift / PPM
    laws["deal"](
        order, problem.recovery, problem.profile, problem.holder, problem.bonus, problem.minutes, problem.bucket, lift,
        start, able, problem.grade, limits.most, price[kinds.of], push, aim, to, load,
    )  # fmt: skip
    finite = np.where(np.isinf(limits.price), 0.0, limits.price)
    for _ in range(SWEEPS):
        moved = laws["better"](
            order, problem.recovery, problem.profile, problem.holder, problem.bonus, problem.minutes, problem.bucket,
            lift, start, able, problem.grade, limits.most, limits.least, finite, to, load,
        )  # fmt: skip
        first, member, slot = members(problem, to)
        moved += laws["swap"](
            order, problem.recovery, problem.profile, problem.holder, problem.bonus, problem.bucket, lift, start, able,
            problem.grade, limits.most, limits.least, finite, first, member, slot, to, load, SEED,
        )  # fmt: skip
        if moved * FEW <= problem.cases:
            break
    return to


def members(problem: Problem, to: Ints) -> "tuple[Ints, Ints, Ints]":
    """Cases listed by profile and person: where each list begins, the cases, and where each case stands."""
    key = problem.profile * problem.people + to
    given = np.nonzero(to >= 0)[0]
    member = given[np.argsort(key[given], kind="stable")]
    first = np.searchsorted(key[member], np.arange(len(problem.minutes) * problem.people + 1)).astype(np.int64)
    slot = np.full(problem.cases, NOBODY, np.int64)
    slot[member] = np.arange(len(member))
    return first, member.astype(np.int64), slot


def worth_of(problem: Problem, limits: Limits, to: Ints) -> Worth:
    """What an assignment comes to, counted in whole fen (方案计值)."""
    loads = problem.loads(to)
    kept = (to >= 0) & (to == problem.holder)
    beyond = (outside(limits, loads)[:, RECOVERY:] > 0).any(axis=1)
    return Worth(
        int(problem.value(to).sum()), int(problem.bonus[kept].sum()), unfairness(limits, loads),
        int((to >= 0).sum()), int(kept.sum()), int(beyond.sum()),
    )  # fmt: skip


def in_turn(problem: Problem, laws: Mapping[str, Callable[..., Any]] = LAWS) -> Ints:
    """Cases dealt like cards to all who are able, largest first (轮流分派)."""
    start, able = people_by_profile(problem)
    to, load = np.full(problem.cases, NOBODY, np.int64), np.zeros((problem.people, 2), np.int64)
    seat = np.zeros(len(problem.minutes), np.int64)
    room = np.stack([problem.room_minutes, problem.room_cases], axis=1)
    laws["round_robin"](largest_first(problem), problem.profile, problem.minutes, start, able, room, to, load, seat)
    return to


def by_greed(problem: Problem, laws: Mapping[str, Callable[..., Any]] = LAWS) -> Ints:
    """Each case, largest first, to whoever brings most of it within a fair share (贪心分派)."""
    start, able = people_by_profile(problem)
    limits = limits_of(problem)
    to, load = np.full(problem.cases, NOBODY, np.int64), np.zeros(limits.most.shape, np.int64)
    laws["greedy"](
        largest_first(problem), problem.recovery, problem.profile, problem.holder, problem.bonus, problem.minutes,
        problem.bucket, problem.lift / PPM, start, able, problem.grade, limits.most, to, load,
    )  # fmt: skip
    return to


def people_by_profile(problem: Problem) -> "tuple[Ints, Ints]":
    """Who is able to each profile: from `start[p]` to `start[p + 1]` of the people listed."""
    usable = problem.usable()
    start = np.concatenate([[0], np.cumsum(usable.sum(axis=1))]).astype(np.int64)
    return start, np.nonzero(usable)[1].astype(np.int64)


def largest_first(problem: Problem) -> Ints:
    """Cases by expected recovery, the largest first."""
    return np.argsort(-problem.recovery, kind="stable").astype(np.int64)


def shuffled(problem: Problem) -> Ints:
    """Cases in an order that says nothing, the same each time (固定随机序)."""
    return np.random.default_rng(SEED).permutation(problem.cases).astype(np.int64)

