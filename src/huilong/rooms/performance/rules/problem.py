"""What is to be allocated (分派问题): cases worth something with each grade of person, people with room, fair shares.

    max  sum value(case, person) * x  +  bonus where x keeps the present holder  -  what lies outside a fair share
    s.t. each case goes to one person at most, who is able (skill, language, region, licence)
         minutes and number of cases of a person within the person's room

A case is worth its expected recovery times the lift of the person's grade in the case's bucket. Cases alike in all but
amount and holder are of one profile: who is able, minutes, bucket and lifts are looked up there.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

PPM = 1_000_000
NOBODY = -1
ROUNDS = 40
"""Of stepping back, within which even shares settle."""
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Reals = npt.NDArray[np.float64]

MINUTES, COUNT, RECOVERY, FIRST_BUCKET = 0, 1, 2, 3
"""Columns of loads, limits and prices: minutes, cases, expected recovery, then cases of each bucket."""


@dataclass(frozen=True)
class Fairness:
    """How even the mix of cases has to be (案件构成公平): ppm around a person's even share, and the price beyond it.

    `price_ppm`: of each fen of expected recovery outside the tolerance; a case outside its bucket's tolerance costs
    the same part of what a case of that bucket is worth.
    """

    recovery_ppm: int = 100_000
    bucket_ppm: int = 200_000
    price_ppm: int = 500_000


@dataclass(frozen=True)
class Problem:
    """Cases and people as arrays (分派问题). Of n cases, p profiles, m people, g grades, b buckets.

    `recovery` fen, `profile`, `holder` (a person's place or NOBODY), `bonus` fen: [n]. `minutes`, `bucket`: [p];
    `lift` ppm [b, g]; `able` [p, m]. `grade`, `room_minutes`, `room_cases`: [m].
    """

    recovery: Ints
    profile: Ints
    holder: Ints
    bonus: Ints
    minutes: Ints
    bucket: Ints
    lift: Ints
    able: Flags
    grade: Ints
    room_minutes: Ints
    room_cases: Ints
    fairness: Fairness = Fairness()

    @property
    def cases(self) -> int:
        """How many cases there are."""
        return len(self.recovery)

    @property
    def people(self) -> int:
        """How many people there are."""
        return len(self.grade)

    @property
    def buckets(self) -> int:
        """How many buckets the lifts tell of."""
        return len(self.lift)

    def usable(self) -> Flags:
        """Who is able to work a profile and has any room."""
        some = (self.room_minutes > 0) & (self.room_cases > 0)
        fits = self.minutes[:, None] <= self.room_minutes[None, :]
        return self.able & some[None, :] & fits

    def value(self, to: Ints) -> Ints:
        """What each case brings with the person it goes to (预期回收), fen; nothing with nobody."""
        given = to >= 0
        lift = self.lift[self.bucket[self.profile[given]], self.grade[to[given]]]
        value = np.zeros(self.cases, np.int64)
        value[given] = self.recovery[given] * lift // PPM
        return value

    def loads(self, to: Ints) -> Ints:
        """What an assignment asks of each person: minutes, cases, expected recovery, cases by bucket; [m, 3 + b]."""
        given = to >= 0
        people, profile = to[given], self.profile[given]
        load = np.zeros((self.people, FIRST_BUCKET + self.buckets), np.int64)
        np.add.at(load[:, MINUTES], people, self.minutes[profile])
        np.add.at(load[:, COUNT], people, 1)
        np.add.at(load[:, RECOVERY], people, self.recovery[given])
        np.add.at(load, (people, FIRST_BUCKET + self.bucket[profile]), 1)
        return load


@dataclass(frozen=True)
class Limits:
    """Limits of each person (上下限), [m, 3 + b]: `most` and `least` of each load, `price` fen for each unit beyond.

    Room is hard: its price is infinite and its least is nothing.
    """

    most: Ints
    least: Ints
    price: Reals


def limits_of(problem: Problem) -> Limits:
    """Room, and the fair share of each person with its tolerance (公平区间).

    The fair share lies around the even one: what falls to a person when all who are able share every profile alike.
    """
    even = even_shares(problem)
    fairness, shape = problem.fairness, (problem.people, FIRST_BUCKET + problem.buckets)
    most, least, price = np.zeros(shape, np.int64), np.zeros(shape, np.int64), np.full(shape, np.inf)
    most[:, MINUTES], most[:, COUNT] = problem.room_minutes, problem.room_cases
    within = np.full(shape[1], fairness.bucket_ppm / PPM)
    within[RECOVERY] = fairness.recovery_ppm / PPM
    fair = slice(RECOVERY, None)
    most[:, fair] = np.ceil(even[:, fair] * (1 + within[fair])).astype(np.int64)
    least[:, fair] = np.floor(even[:, fair] * np.maximum(0.0, 1 - within[fair])).astype(np.int64)
    price[:, RECOVERY] = fairness.price_ppm / PPM
    price[:, FIRST_BUCKET:] = fairness.price_ppm / PPM * mean_by_bucket(problem)
    return Limits(most, least, price)


def even_shares(problem: Problem) -> Reals:
    """What would fall to each person if all who are able shared every profile alike (均摊), [m, 3 + b].

    By minutes to begin with; who would have more than there is room for steps back in everything, and the others who
    are able take it, until all is spread or no room is left.
    """
    profiles = len(problem.minutes)
    count = np.bincount(problem.profile, minlength=profiles).astype(float)
    recovery = np.bincount(problem.profile, weights=problem.recovery.astype(float), minlength=profiles)
    room = np.stack([problem.room_minutes, problem.room_cases], axis=1).astype(float)
    use = np.stack([count * problem.minutes, count], axis=1)
    weight = problem.usable() * problem.room_minutes[None, :].astype(float)
    for _ in range(ROUNDS):
        part = _parts(weight)
        asked = part.T @ use
        over = np.divide(room, asked, out=np.ones_like(room), where=asked > room).min(axis=1)
        weight = part * over[None, :]
    part = np.minimum(weight, _parts(weight))
    of_bucket = np.equal.outer(problem.bucket, np.arange(problem.buckets))
    spread = np.concatenate([use, recovery[:, None], count[:, None] * of_bucket], axis=1)
    even: Reals = part.T @ spread
    return even


def _parts(weight: Reals) -> Reals:
    total = weight.sum(axis=1, keepdims=True)
    part: Reals = np.divide(weight, total, out=np.zeros_like(weight), where=total > 0)
    return part


def mean_by_bucket(problem: Problem) -> Reals:
    """What a case of each bucket is expected to bring on average, fen."""
    bucket = problem.bucket[problem.profile] if problem.cases else np.zeros(0, np.int64)
    count = np.bincount(bucket, minlength=problem.buckets)
    total = np.bincount(bucket, weights=problem.recovery.astype(float), minlength=problem.buckets)
    mean: Reals = total / np.maximum(count, 1)
    return mean


def outside(limits: Limits, loads: Ints) -> Reals:
    """By how much each load lies outside its limits, in units; [m, 3 + b]."""
    beyond: Reals = (np.maximum(0, loads - limits.most) + np.maximum(0, limits.least - loads)).astype(np.float64)
    return beyond


def unfairness(limits: Limits, loads: Ints) -> int:
    """What lies outside fair shares costs in the plan's own measure (偏离代价), fen, rounded up."""
    fair = slice(RECOVERY, None)
    return int(np.ceil(float((outside(limits, loads)[:, fair] * limits.price[:, fair]).sum())))
