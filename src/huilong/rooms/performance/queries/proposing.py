"""An allocation worked out on the desk as it is now (分派测算); nothing is stored or moved."""

import hashlib
import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from huilong.engine.compile import compiled
from huilong.kernel.days import month_end
from huilong.rooms.performance.queries.calendar import days_off
from huilong.rooms.performance.queries.capacity import capacity, minutes_by_day
from huilong.rooms.performance.queries.policy import policy
from huilong.rooms.performance.queries.workable import workable
from huilong.rooms.performance.rules.allocation import LAWS, Allocation, allocate, by_greed, in_turn, worth_of
from huilong.rooms.performance.rules.calendar import working_days
from huilong.rooms.performance.rules.making import Made, Workable, made
from huilong.rooms.performance.rules.problem import NOBODY, Ints, Problem, limits_of
from huilong.rooms.performance.terms import Capacity

MIN_DAYS = 5
"""An allocation is for the working days left in the month, but for so many at least."""
COMPILE_FROM = 150
"""Cases from which machine code pays for itself."""


@dataclass(frozen=True)
class Proposal:
    """An allocation with what it was made of (分派测算结果). `ways`: each way's figures, by its name."""

    made: Made
    found: Allocation
    ways: dict[str, dict[str, Any]]
    fingerprint: str
    seconds: float


@cache
def laws() -> dict[str, Any]:
    """The inner loops as machine code."""
    return {name: compiled(law) for name, law in LAWS.items()}


def people_of(teams: Collection[int], on: date) -> tuple[Capacity, ...]:
    """Those of these teams who can be given cases (可接案人员)."""
    return tuple(one for one in capacity(on) if one.team in set(teams))


def days_ahead(on: date) -> tuple[date, ...]:
    """The working days an allocation of a day is for (分派期间)."""
    last = month_end(on)
    found = working_days(on, last, days_off(on, last))
    while len(found) < MIN_DAYS:
        last = month_end(date.fromordinal(last.toordinal() + 1))
        found = working_days(on, last, days_off(on, last))[:MIN_DAYS]
    return found


def proposal(teams: Collection[int], on: date, at: datetime) -> Proposal:
    """Who should work which case of these teams (分派方案), beside the simple ways and what is held today."""
    began = time.perf_counter()
    house, people, days = policy(), people_of(teams, on), days_ahead(on)
    cases = workable(teams, on, at)
    by_day = minutes_by_day(people, days)
    minutes = {one.person: sum(of[one.person] for of in by_day.values()) for one in people}
    problem = made(cases, people, house, days, minutes)
    inner = laws() if problem.problem.cases >= COMPILE_FROM else LAWS
    found = allocate(problem.problem, inner)
    ways = compared(problem.problem, found, inner)
    return Proposal(problem, found, ways, fingerprint(cases, people), round(time.perf_counter() - began, 3))


def compared(problem: Problem, found: Allocation, inner: Any) -> dict[str, dict[str, Any]]:
    """The figures of each way (方案对比): ours, dealt in turn, greedy, and as it is held today."""
    limits = limits_of(problem)
    today: Ints = problem.holder.copy()
    today[(today >= 0) & ~problem.able[problem.profile, today]] = NOBODY
    told = {"ours": found.to, "in_turn": in_turn(problem, inner), "greedy": by_greed(problem, inner), "today": today}
    figures = {}
    for name, to in told.items():
        worth = worth_of(problem, limits, to)
        figures[name] = {
            "recovery_fen": worth.recovery, "unfair_fen": worth.unfair, "given": worth.given, "kept": worth.kept,
            "outside": worth.people_outside, "total_fen": worth.total,
        }  # fmt: skip
    return figures


def fingerprint(cases: Sequence[Workable], people: Sequence[Capacity]) -> str:
    """What an allocation was made of (输入指纹): who holds which case, what is stopped, who can take any."""
    marks = [f"{one.key}.{one.holder}.{int(one.stopped)}" for one in sorted(cases, key=lambda one: one.key)]
    marks += [f"p{one.person}.{int(one.licensed)}.{one.minutes}" for one in sorted(people, key=lambda one: one.person)]
    return hashlib.sha256(" ".join(marks).encode()).hexdigest()
