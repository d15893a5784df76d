"""Prices of room (影子价格): what a minute, a case, a fen or a case of a bucket more of a kind of person is worth.

Lagrangian decomposition. Under any prices each case goes, by itself, to whoever leaves most after prices; what that
comes to, plus the limits at their prices, is never less than the best allocation brings (weak duality). So every set
of prices proves a bound, and the best prices found prove the best bound. People of the same grade who are able to the
same are one kind: their limits are added up, which only loosens them, and the bound stays true.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from huilong.rooms.performance.rules.problem import (
    FIRST_BUCKET,
    MINUTES,
    PPM,
    RECOVERY,
    Ints,
    Limits,
    Problem,
    Reals,
)

SLACK = 1e-9
"""Added to a bound, as a part of it: sums of a million floating numbers are off by less."""
CEILING = 20.0
"""No price is sought beyond so many times what its unit is worth on average."""
STEEP = 1_000.0
Weigh = Callable[..., float]


@dataclass(frozen=True)
class Kinds:
    """People who are alike in grade and in what they are able to (同类人员): `of` each person, limits added up.

    `start` and `kind` list the kinds able to each profile; `place` [p, k] says where a kind stands there, or -1.
    """

    of: Ints
    grade: Ints
    most: Reals
    least: Reals
    price: Reals
    start: Ints
    kind: Ints
    profile: Ints
    place: Ints


def kinds_of(problem: Problem, limits: Limits) -> Kinds:
    """The kinds of people of a problem (人员归类)."""
    usable = problem.usable()
    marks = np.concatenate([problem.grade[None, :].astype(np.int8), usable.astype(np.int8)]).T
    _, first, of = np.unique(np.ascontiguousarray(marks), axis=0, return_index=True, return_inverse=True)
    of = of.reshape(-1).astype(np.int64)
    count, width = len(first), limits.most.shape[1]
    most, least = np.zeros((count, width)), np.zeros((count, width))
    np.add.at(most, of, limits.most)
    np.add.at(least, of, limits.least)
    able = usable[:, first]
    profile, kind = np.nonzero(able)
    start = np.concatenate([[0], np.cumsum(able.sum(axis=1))]).astype(np.int64)
    place = np.full(able.shape, -1, np.int64)
    place[profile, kind] = np.arange(len(kind))
    return Kinds(
        of, problem.grade[first], most, least, limits.price[first], start, kind.astype(np.int64),
        profile.astype(np.int64), place,
    )  # fmt: skip


def weigh(
    weight: Reals, recovery: Reals, profile: Ints, bonus: Reals, held: Ints, start: Ints, slope: Reals, cost: Reals,
    went: Reals, brought: Reals,
) -> float:  # fmt: skip
    """Send each case to whoever leaves most after prices, or to nobody; what that comes to, in fen (逐案定价).

    `slope` and `cost` are those of each kind able to a profile, from `start`; `held` says where the present holder's
    kind stands there, or -1. Adds to `went` how many cases, to `brought` how much expected recovery, of each.
    """
    total = 0.0
    for i in range(recovery.shape[0]):
        best, chosen, fen = 0.0, -1, recovery[i]
        for e in range(start[profile[i]], start[profile[i] + 1]):
            left = slope[e] * fen - cost[e]
            if left > best:
                best, chosen = left, e
        if held[i] >= 0:
            left = slope[held[i]] * fen - cost[held[i]] + bonus[i]
            if left > best:
                best, chosen = left, held[i]
        total += best * weight[i]
        if chosen >= 0:
            went[chosen] += weight[i]
            brought[chosen] += weight[i] * fen
    return total


@dataclass
class Sample:
    """Cases that stand for all (样本): every so many-th by profile and amount, each weighing as many as it stands for.

    A step of 1 is all of them: only then is what comes out a proven bound.
    """

    weight: Reals
    recovery: Reals
    profile: Ints
    bonus: Reals
    held: Ints


def sample_of(problem: Problem, kinds: Kinds, most: int) -> Sample:
    """At most about `most` cases that stand for all, the same ones in whatever order cases come."""
    order = np.lexsort((problem.holder, problem.bonus, problem.recovery, problem.profile))
    step = max(1, -(-problem.cases // most))
    picked = order[step // 2 :: step]
    profile, holder = problem.profile[picked], problem.holder[picked]
    weight = np.full(len(picked), problem.cases / max(1, len(picked)))
    held = np.where(holder >= 0, kinds.place[profile, kinds.of[np.maximum(holder, 0)]], -1)
    return Sample(weight, problem.recovery[picked].astype(float), profile, problem.bonus[picked].astype(float), held)


def soften(
    weight: Reals, recovery: Reals, profile: Ints, bonus: Reals, held: Ints, start: Ints, slope: Reals, cost: Reals,
    blur: float, scratch: Reals, went: Reals, brought: Reals,
) -> float:  # fmt: skip
    """As `weigh`, but each case goes in parts, most to whoever leaves most (平滑定价): a smooth bound to descend on.

    `blur`: what is left of a case differs between two people by this part of its amount where one gets e times the
    part of the other; a case that brings nothing is blurred as one of a fen.
    """
    total = 0.0
    for i in range(recovery.shape[0]):
        begin, end, fen = start[profile[i]], start[profile[i] + 1], recovery[i]
        top, width = 0.0, blur * max(fen, 1.0)
        for e in range(begin, end):
            left = slope[e] * fen - cost[e]
            if e == held[i]:
                left += bonus[i]
            scratch[e - begin] = left
            if left > top:
                top = left
        parts = math.exp(-top / width)
        for e in range(begin, end):
            behind = (scratch[e - begin] - top) / width
            scratch[e - begin] = math.exp(behind) if behind > -30.0 else 0.0
            parts += scratch[e - begin]
        total += weight[i] * (top + width * math.log(parts))
        for e in range(begin, end):
            if scratch[e - begin] > 0.0:
                share = weight[i] * scratch[e - begin] / parts
                went[e] += share
                brought[e] += share * fen
    return total


def lowered(
    problem: Problem, kinds: Kinds, sample: Sample, price: Reals, blurs: "tuple[tuple[float, int], ...]",
    soften: Weigh = soften,
) -> "tuple[Reals, Reals]":  # fmt: skip
    """Prices that bring the bound down, and the loads by kind that go with them (求影子价格).

    The smooth bound is minimised by a quasi-Newton method (L-BFGS-B), each time with less blur, for so many rounds. A
    price is what is paid above the most less what is paid below the least, each within its own ceiling.
    """
    from scipy.optimize import minimize

    unit, shape = unit_worth(problem), kinds.most.shape
    ceiling = np.minimum(kinds.price / unit, CEILING)
    floor = np.where(np.isinf(kinds.price), 0.0, ceiling)
    size = max(1.0, float((sample.weight * sample.recovery).sum()))
    loads = np.zeros(shape)

    def at(x: Reals, blur: float) -> "tuple[float, Reals]":
        nonlocal loads
        up, down = x[: x.size // 2].reshape(shape), x[x.size // 2 :].reshape(shape)
        total, loads = _smooth(problem, kinds, sample, (up - down) * unit, blur, soften)
        total += float((up * unit * kinds.most).sum() - (down * unit * kinds.least).sum())
        slope = np.concatenate([(unit * (kinds.most - loads)).ravel(), (unit * (loads - kinds.least)).ravel()])
        return total / size * STEEP, slope / size * STEEP

    x = np.concatenate([np.maximum(price / unit, 0).ravel(), np.maximum(-price / unit, 0).ravel()])
    limit = np.concatenate([ceiling.ravel(), floor.ravel()])
    bounds = np.stack([np.zeros_like(limit), limit], axis=1)
    for blur, rounds in blurs:
        found = minimize(at, np.clip(x, 0, limit), (blur,), "L-BFGS-B", jac=True, bounds=bounds,
                         options={"maxiter": rounds, "maxfun": 2 * rounds, "maxcor": 20, "ftol": 1e-9})  # fmt: skip
        x = found.x
        at(x, blur)
    up, down = x[: x.size // 2].reshape(shape), x[x.size // 2 :].reshape(shape)
    return (up - down) * unit, loads


def _smooth(
    problem: Problem, kinds: Kinds, sample: Sample, price: Reals, blur: float, soften: Weigh
) -> "tuple[float, Reals]":
    slope, cost = _after_prices(problem, kinds, price)
    went, brought = np.zeros(len(slope)), np.zeros(len(slope))
    scratch = np.zeros(int(np.diff(kinds.start).max(initial=1)))
    total = soften(
        sample.weight, sample.recovery, sample.profile, sample.bonus, sample.held, kinds.start, slope, cost, blur,
        scratch, went, brought,
    )  # fmt: skip
    return total, _loads(problem, kinds, went, brought)


def _after_prices(problem: Problem, kinds: Kinds, price: Reals) -> "tuple[Reals, Reals]":
    """Of each kind able to a profile: what a fen of recovery leaves, and what a case costs."""
    lift = problem.lift[problem.bucket[kinds.profile], kinds.grade[kinds.kind]] / PPM
    bucket = FIRST_BUCKET + problem.bucket[kinds.profile]
    minutes = problem.minutes[kinds.profile].astype(float)
    slope = lift - price[kinds.kind, RECOVERY]
    return slope, price[kinds.kind, MINUTES] * minutes + price[kinds.kind, 1] + price[kinds.kind, bucket]


def _loads(problem: Problem, kinds: Kinds, went: Reals, brought: Reals) -> Reals:
    load = np.zeros(kinds.most.shape)
    np.add.at(load[:, MINUTES], kinds.kind, went * problem.minutes[kinds.profile])
    np.add.at(load[:, 1], kinds.kind, went)
    np.add.at(load[:, RECOVERY], kinds.kind, brought)
    np.add.at(load, (kinds.kind, FIRST_BUCKET + problem.bucket[kinds.profile]), went)
    return load


def unit_worth(problem: Problem) -> Reals:
    """What a unit of each load is worth about (量纲): of a minute, a case, a fen, a case of a bucket."""
    mean = max(1.0, float(problem.recovery.mean())) if problem.cases else 1.0
    minutes = max(1.0, float(problem.minutes[problem.profile].mean())) if problem.cases else 1.0
    worth = np.full(FIRST_BUCKET + problem.buckets, mean)
    worth[MINUTES], worth[RECOVERY] = mean / minutes, 1.0
    return worth


def bound_at(problem: Problem, kinds: Kinds, sample: Sample, price: Reals, weigh: Weigh = weigh) -> float:
    """The bound that prices prove (对偶界), fen; over a sample it only estimates one."""
    slope, cost = _after_prices(problem, kinds, price)
    went, brought = np.zeros(len(slope)), np.zeros(len(slope))
    total = weigh(
        sample.weight, sample.recovery, sample.profile, sample.bonus, sample.held, kinds.start, slope, cost, went,
        brought,
    )  # fmt: skip
    at_limits = float((np.maximum(price, 0) * kinds.most).sum() - (np.maximum(-price, 0) * kinds.least).sum())
    return total + at_limits + SLACK * (abs(total) + float(np.abs(price * kinds.most).sum()))
