"""What people can do on a day (产能): minutes less leave, skills, languages, regions, gates passed."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date

from django.db.models import Q

from huilong.rooms.cases.rules.holding import WORKERS
from huilong.rooms.cases.terms import DutyKind
from huilong.rooms.people.queries import Colleague, colleagues, gates_of_all
from huilong.rooms.people.terms import GateKind, Role
from huilong.rooms.performance.models import Leave, WorkingFacts
from huilong.rooms.performance.queries.policy import policy
from huilong.rooms.performance.terms import Capacity, LeaveKind, Seniority

GATES = frozenset({GateKind.NDA.value, GateKind.TRAINING.value})
"""What somebody needs to have passed before being given cases."""
PLANNED = (Role.COLLECTOR, Role.TEAM_LEAD, Role.FIELD_AGENT)
"""Whose day is planned."""
INSIDE = tuple(role for role in WORKERS[DutyKind.COLLECT] if role in (Role.COLLECTOR, Role.TEAM_LEAD))


def capacity(on: date, roles: Collection[Role] = INSIDE) -> tuple[Capacity, ...]:
    """What those whom the one who acts sees can do on a day (某日产能), whether or not the house works then."""
    people = [one for one in colleagues(roles) if one.organisation_kind.value in ("lender", "branch")]
    keys = [one.id for one in people]
    facts = {one.user_id: one for one in WorkingFacts.objects.filter(user__in=keys)}
    away = set(on_leave(keys, on, on)[on])
    gates = gates_of_all(keys, on)
    return tuple(_capacity(one, facts.get(one.id), one.id in away, gates.get(one.id, frozenset())) for one in people)


def _capacity(one: Colleague, facts: WorkingFacts | None, away: bool, gates: frozenset[str]) -> Capacity:
    house = policy()
    minutes = house.minutes_a_day if facts is None else facts.minutes_a_day
    return Capacity(
        one.id, one.name, one.organisation, one.team, one.team_name, 0 if away else minutes,
        frozenset(facts.skills if facts else ()), frozenset(facts.languages if facts else ()),
        frozenset(facts.regions if facts else ()), facts.most_cases if facts else house.most_cases,
        Seniority(facts.seniority) if facts else Seniority.REGULAR, gates >= GATES, away,
    )  # fmt: skip


def on_leave(people: Collection[int], first: date, last: date) -> dict[date, set[int]]:
    """Who is away on which day (请假名单), a day without anybody away giving nobody."""
    found: dict[date, set[int]] = defaultdict(set)
    rows = Leave.objects.filter(Q(user__in=list(people)), withdrawn_at=None, first_on__lte=last, last_on__gte=first)
    for user, begin, end in rows.values_list("user", "first_on", "last_on"):
        for number in range(max(begin, first).toordinal(), min(end, last).toordinal() + 1):
            found[date.fromordinal(number)].add(user)
    return found


def minutes_by_day(people: Sequence[Capacity], days: Sequence[date]) -> dict[date, dict[int, int]]:
    """Minutes of each person on each of these days (按日产能), leave taken out; one query for all."""
    if not days:
        return {}
    full = {one.person: one.minutes for one in people}
    keys = list(full)
    facts = dict(WorkingFacts.objects.filter(user__in=keys).values_list("user", "minutes_a_day"))
    usual = policy().minutes_a_day
    away = on_leave(keys, days[0], days[-1])
    return {
        day: {one: 0 if one in away[day] else facts.get(one, usual) for one in keys} for day in days
    }


def leave_of(people: Collection[int], since: date) -> list[tuple[int, int, LeaveKind, date, date]]:
    """Leave that is not over by a day (请假记录): its key, whose, why, first and last day."""
    rows = Leave.objects.filter(user__in=list(people), withdrawn_at=None, last_on__gte=since).order_by("first_on", "id")
    return [(one.pk, one.user_id, LeaveKind(one.kind), one.first_on, one.last_on) for one in rows]
