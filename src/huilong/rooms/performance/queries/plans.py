"""Reads of day plans (日计划): somebody's day in order, a team's day by person, what could be done."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db import connection
from django.db.models import Count, Max, Q
from django.utils import timezone

from huilong.rooms.performance.models import PlanLine
from huilong.rooms.performance.queries.lawful import VISIT, touches_left
from huilong.rooms.performance.terms import Act, ActReason, PlanStanding

CALL_MINUTES, VISIT_MINUTES = 6, 45
REASON_OF = {
    "promise_today": ActReason.PROMISE_DUE, "broken_promise": ActReason.PROMISE_BROKEN,
    "call_back": ActReason.CALL_BACK_DUE, "new_case": ActReason.NEW_TO_ONE, "about_to_roll": ActReason.NEAR_TO_ROLL,
}  # fmt: skip
"""What the queue's reasons are on a plan."""


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
            PlanRow(*(*row[:6], tuple(ActReason(one) for one in row[6]), *row[7:10], PlanStanding(row[10]), row[11]))
            for row in cursor.fetchall()
        )
    return PlanPage(rows, total, page)


def each_planned(person: int, on: date, state: str = "") -> Iterator[PlanRow]:
    """Every line of somebody's plan, for an export."""
    page = plan_page(person, on, state=state, size=1)
    return iter(plan_page(person, on, state=state, size=max(1, page.total)).rows)


def planned_by_person(people: Collection[int], on: date) -> dict[int, dict[str, int]]:
    """Each person's plan of a day in figures (小组日计划): acts planned, left out for time or law, minutes."""
    rows: Iterable[Any] = PlanLine.objects.filter(person__in=list(people), on=on).values("person").annotate(
        planned=Count("id", filter=Q(state=PlanStanding.PLANNED)),
        no_time=Count("id", filter=Q(state=PlanStanding.NO_TIME)),
        not_lawful=Count("id", filter=Q(state=PlanStanding.NOT_LAWFUL)),
        minutes=Max("until_minute"),
    )  # fmt: skip
    names = ("planned", "no_time", "not_lawful", "minutes")
    return {row["person"]: {name: row[name] for name in names} for row in rows}


def acts_of(people: Collection[int], on: date, *, most: int = 400) -> dict[int, list[Act]]:
    """What each could do on a day (可排任务): their cases in the order of the queue, the first `most` of each."""
    end = timezone.make_aware(datetime.combine(on, time.max))
    told: dict[str, Any] = {"people": list(people), "on": on, "end": end, "most": most}
    with connection.cursor() as cursor:
        cursor.execute(_ACTS, told)
        rows = cursor.fetchall()
        cursor.execute(_VISITS, told)
        visits = cursor.fetchall()
    found: dict[int, list[Act]] = {}
    plain, left = touches_left({row[1] for row in visits if row[4]}, on, VISIT) if visits else (0, {})
    for person, case, number, fen, _flagged, stopped in visits:
        act = Act(case, number, (ActReason.TREATMENT_DUE,), VISIT_MINUTES, fen, 0, left.get(case, plain), None, stopped)
        found.setdefault(person, []).append(act)
    plain, left = touches_left({row[1] for row in rows if row[9]}, on)
    for person, case, number, rank, why, not_before, fen, stopped, due, _flagged in rows:
        reasons = [REASON_OF[one] for one in why if one in REASON_OF]
        if due:
            reasons.insert(0, ActReason.PROMISE_DUE)
        local = timezone.localtime(not_before) if not_before else None
        minute = local.hour * 60 + local.minute if local and local.date() == on else None
        act = Act(
            case, number, tuple(dict.fromkeys(reasons)) or (ActReason.BY_RANK,), CALL_MINUTES, fen, rank,
            left.get(case, plain), minute, stopped,
        )  # fmt: skip
        found.setdefault(person, []).append(act)
    return found


_STOPPED = """exists (select from cases_flag f where f.case_id = c.id and f.ended_at is null and f.since <= %(on)s
                      and (f.until is null or f.until >= %(on)s)
                      and (f.kind in ('death', 'bankruptcy', 'minor', 'complaint', 'dispute')
                           or f.kind = 'hold' and coalesce(f.detail -> 'channels', '[]'::jsonb) = '[]'::jsonb))"""
_VISITS = f"""
select d.user_id, c.id, c.number, c.delinquent_fen,
       exists (select from cases_flag f where f.case_id = c.id and f.ended_at is null), {_STOPPED}
  from cases_duty d join cases_case c on c.id = d.case_id and c.state = 'open'
 where d.kind = 'visit' and d.until is null and d.user_id = any (%(people)s::bigint[])
   and not exists (select from cases_duty w where w.case_id = c.id and w.kind = 'collect' and w.until is null
                      and w.user_id = d.user_id)
 order by 1, c.delinquent_fen desc, c.id
"""  # noqa: S608
_ACTS = f"""
select * from (
    select w."user", c.id, c.number, w.rank, w.why, w.not_before, c.delinquent_fen, {_STOPPED},
           exists (select from cases_promise p where p.case_id = c.id and p.state = 'open' and p.due_on = %(on)s),
           exists (select from cases_flag f where f.case_id = c.id and f.ended_at is null)
      from (select *, row_number() over (partition by "user" order by rank desc, case_id) as n from cases_place
             where "user" = any (%(people)s::int[]) and rank >= 0
               and (not_before is null or not_before <= %(end)s)) w
      join cases_case c on c.id = w.case_id and c.state = 'open'
     where w.n <= %(most)s
) a order by 1, 4 desc, 2
"""  # noqa: S608

_ROWS = """
select c.number, c.name_masked, c.bucket, c.past_due_days, c.delinquent_fen, l.place, l.reasons, l.minutes,
       l.until_minute, l.worth_fen, l.state, coalesce(w.worked_on = l.on, false)
  from performance_plan_line l join cases_case c on c.id = l.case_id left join cases_place w on w.case_id = l.case_id
 where l.person = %(person)s and l.on = %(on)s and (%(state)s::text is null or l.state = %(state)s)
 order by l.place = 0, l.place, l.state desc, l.case_id limit %(size)s offset %(skip)s
"""
