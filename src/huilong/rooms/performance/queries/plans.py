"""Reads of day plans (日计划): somebody's day in order, a team's day by person, by which channel."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Count, Max, Q

from huilong.rooms.performance.models import PlanLine
from huilong.rooms.performance.terms import ActReason, PlanStanding
from huilong.rooms.strategy.terms import TreatmentChannel


@dataclass(frozen=True)
class PlanRow:
    """One line of a plan as a page shows it (日计划行)."""

    number: str
    name_masked: str
    bucket: int
    past_due_days: int
    delinquent_fen: int
    place: int
    reasons: tuple[ActReason, ...]
    minutes: int
    until_minute: int
    worth_fen: int
    state: PlanStanding
    worked: bool
    channel: TreatmentChannel
    offer_limit_ppm: int | None
    look_on: date | None


@dataclass(frozen=True)
class PlanPage:
    """A page of somebody's plan (日计划页)."""

    rows: tuple[PlanRow, ...]
    total: int
    page: int


def plan_page(person: int, on: date, *, state: str = "", page: int = 1, size: int = 50) -> PlanPage:
    """One page of somebody's day (个人日计划), in order; what has no place comes last."""
    found = PlanLine.objects.filter(person=person, on=on)
    if state:
        found = found.filter(state=state)
    total = found.count()
    page = min(max(page, 1), max(1, -(-total // size)))
    with connection.cursor() as cursor:
        cursor.execute(_ROWS, {"person": person, "on": on, "state": state or None, "size": size,
                               "skip": (page - 1) * size})  # fmt: skip
        rows = tuple(
            PlanRow(*(
                *row[:6], tuple(ActReason(one) for one in row[6]), *row[7:10], PlanStanding(row[10]), row[11],
                TreatmentChannel(row[12]), *row[13:],
            ))
            for row in cursor.fetchall()
        )  # fmt: skip
    return PlanPage(rows, total, page)


def each_planned(person: int, on: date, state: str = "") -> Iterator[PlanRow]:
    """Every line of somebody's plan, for an export."""
    page = plan_page(person, on, state=state, size=1)
    return iter(plan_page(person, on, state=state, size=max(1, page.total)).rows)


def planned_by_person(people: Collection[int], on: date) -> dict[int, dict[str, int]]:
    """Each person's plan of a day in figures (小组日计划): acts planned, left out for time or law, not due, minutes."""
    rows: Iterable[Any] = PlanLine.objects.filter(person__in=list(people), on=on).values("person").annotate(
        planned=Count("id", filter=Q(state=PlanStanding.PLANNED)),
        no_time=Count("id", filter=Q(state=PlanStanding.NO_TIME)),
        not_lawful=Count("id", filter=Q(state=PlanStanding.NOT_LAWFUL)),
        waits=Count("id", filter=Q(state=PlanStanding.WAITS)),
        minutes=Max("until_minute"),
    )  # fmt: skip
    names = ("planned", "no_time", "not_lawful", "waits", "minutes")
    return {row["person"]: {name: row[name] for name in names} for row in rows}


_ROWS = """
select c.number, c.name_masked, c.bucket, c.past_due_days, c.delinquent_fen, l.place, l.reasons, l.minutes,
       l.until_minute, l.worth_fen, l.state, coalesce(w.worked_on = l.on, false), l.channel,
       l.offer_limit_ppm, l.look_on
  from performance_plan_line l join cases_case c on c.id = l.case_id left join cases_place w on w.case_id = l.case_id
 where l.person = %(person)s and l.on = %(on)s and (%(state)s::text is null or l.state = %(state)s)
 order by l.place = 0, l.place, l.state = 'waits', l.state desc, l.case_id limit %(size)s offset %(skip)s
"""
