"""Making the problem (构造分派问题): cases and people of the desk as arrays, alike cases as one profile.

What a case asks for, what it is worth and how many minutes it takes follow from the policy and from facts handed in.
Cases come in any order: they are sorted by key, so that the same desk gives the same allocation.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from huilong.rooms.performance.rules.dayplan import lawful_touches
from huilong.rooms.performance.rules.problem import NOBODY, PPM, Fairness, Problem
from huilong.rooms.performance.terms import GRADES, AllocationPolicy, Capacity


@dataclass(frozen=True)
class Workable:
    """A case that may be given out (可分派案件). `recovery_ppm`: what a score expects of what is overdue, or None.

    `stopped`: under a hold or in dispute: nobody may work it, so nobody is given it.
    """

    key: int
    number: str
    bucket: int
    overdue_fen: int
    product: str = ""
    region: str = ""
    flags: frozenset[str] = frozenset()
    holder: int | None = None
    recovery_ppm: int | None = None
    every_days: int = 1
    stopped: bool = False


@dataclass(frozen=True)
class Made:
    """A problem with what its places stand for (分派问题与名录)."""

    problem: Problem
    cases: tuple[Workable, ...]
    people: tuple[Capacity, ...]
    needs: tuple[tuple[frozenset[str], str, str], ...]
    """Skills, language and region each profile asks for."""
    left_out: tuple[Workable, ...]


def made(
    cases: Collection[Workable], people: Collection[Capacity], policy: AllocationPolicy, days: Sequence[date],
    minutes: Mapping[int, int],
) -> Made:  # fmt: skip
    """The problem of giving these cases to these people for these days; `minutes` of each person over all of them.

    Who has not passed the gates, or has no minutes, is given nothing.
    """
    crew = tuple(sorted(people, key=lambda one: one.person))
    open_ = tuple(sorted((one for one in cases if not one.stopped), key=lambda one: one.key))
    place = {one.person: n for n, one in enumerate(crew)}
    asked = [_asked(one, policy, len(days)) for one in open_]
    kinds = sorted(set(asked), key=_order)
    number = {kind: n for n, kind in enumerate(kinds)}
    recovery = np.array([expected(one, policy) for one in open_], np.int64)
    holder = np.array([place.get(one.holder, NOBODY) if one.holder else NOBODY for one in open_], np.int64)
    problem = Problem(
        recovery, np.array([number[one] for one in asked], np.int64), holder,
        np.where(holder >= 0, recovery * policy.continuity_ppm // PPM, 0),
        np.array([kind[4] for kind in kinds], np.int64), np.array([kind[3] for kind in kinds], np.int64),
        np.array(policy.lift_ppm, np.int64),
        np.array([[_able(one, kind) for one in crew] for kind in kinds], bool).reshape(len(kinds), len(crew)),
        np.array([GRADES.index(one.seniority) for one in crew], np.int64),
        np.array([minutes.get(one.person, 0) for one in crew], np.int64),
        np.array([one.most_cases for one in crew], np.int64),
        Fairness(policy.recovery_tolerance_ppm, policy.bucket_tolerance_ppm, policy.unfair_price_ppm),
    )  # fmt: skip
    needs = tuple((kind[0], kind[1], kind[2]) for kind in kinds)
    return Made(problem, open_, crew, needs, tuple(one for one in cases if one.stopped))


Kind = tuple[frozenset[str], str, str, int, int]


def _asked(case: Workable, policy: AllocationPolicy, days: int) -> Kind:
    """Skills, language, region, place of the bucket, minutes: what makes cases alike."""
    skills = frozenset(
        need.skill for need in policy.needs
        if (not need.from_bucket or case.bucket >= need.from_bucket)
        and (not need.product or need.product == case.product) and (not need.flag or need.flag in case.flags)
    )  # fmt: skip
    bucket = min(max(case.bucket, 1), len(policy.lift_ppm)) - 1
    touches = lawful_touches(policy.touches[bucket], days, every_days=case.every_days, most=policy.most_touches)
    minutes = touches * policy.touch_minutes[bucket]
    return skills, policy.region_language.get(case.region, ""), case.region, bucket, minutes


def _order(kind: Kind) -> tuple[list[str], str, str, int, int]:
    return sorted(kind[0]), *kind[1:]


def _able(person: Capacity, kind: Kind) -> bool:
    skills, language, region, _bucket, _minutes = kind
    return (
        person.licensed and skills <= person.skills and (not language or language in person.languages)
        and (not person.regions or region in person.regions)
    )  # fmt: skip


def expected(case: Workable, policy: AllocationPolicy) -> int:
    """What is expected to come in on a case within the month (预期回收), fen: by its score, or by its bucket."""
    bucket = min(max(case.bucket, 1), len(policy.recovery_ppm)) - 1
    ppm = policy.recovery_ppm[bucket] if case.recovery_ppm is None else case.recovery_ppm
    return max(0, case.overdue_fen) * ppm // PPM
