"""Verbs of the night (日计划): sum up what came in, make everybody's plan of the next working day."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from django.db import connection, transaction

from huilong.kernel.days import month_end
from huilong.rooms.journal.actions import record
from huilong.rooms.performance.actions.targets import roll_forward
from huilong.rooms.performance.models import PlanLine
from huilong.rooms.performance.queries.acts import acts_of
from huilong.rooms.performance.queries.calendar import days_off
from huilong.rooms.performance.queries.capacity import PLANNED, capacity
from huilong.rooms.performance.rules.calendar import is_working
from huilong.rooms.performance.rules.dayplan import planned
from huilong.rooms.performance.terms import PlanStanding

KEPT_DAYS = 40
LOOK_AHEAD = 15


def next_working_day(after: date) -> date:
    """The first working day after a day (下一工作日); the next day where none comes soon."""
    off = days_off(after, after + timedelta(days=LOOK_AHEAD))
    days = (after + timedelta(days=n) for n in range(1, LOOK_AHEAD))
    return next((day for day in days if is_working(day, off)), after + timedelta(days=1))


def sum_up(receipts: Iterable[tuple[str, date, int]], on: date) -> int:
    """Keep what came in this month by day and holder (汇总回款), from (loan, day, fen); how many rows.

    Made again from the receipts each night: one that came late, or was taken back, is counted where it belongs.
    """
    told = [one for one in receipts if on.replace(day=1) <= one[1] <= month_end(on)]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_CLEARED, [on.replace(day=1), month_end(on)])
        loans, days, fen = zip(*told, strict=True) if told else ((), (), ())
        cursor.execute(_SUM_UP, {"loans": list(loans), "days": list(days), "fen": list(fen)})
        return cursor.rowcount


def plan_day(on: date, at: datetime) -> Mapping[str, int]:
    """Make everybody's plan of a day anew (排日计划): planned; left out for want of time, by law, not due."""
    people = capacity(on, PLANNED)
    acts = acts_of([one.person for one in people], on)
    counts = {"people": 0, **{one.value: 0 for one in PlanStanding}}
    lines = []
    for one in people:
        found = planned(acts.get(one.person, ()), one.minutes)
        counts["people"] += bool(found)
        for line in found:
            counts[line.state.value] += 1
            lines.append(PlanLine(
                on=on, person=one.person, case_id=line.act.case_id, place=line.place, minutes=line.act.minutes,
                reasons=[reason.value for reason in line.act.reasons], until_minute=line.until_minute,
                worth_fen=line.act.worth_fen, state=line.state.value, channel=line.act.channel.value,
                offer_limit_ppm=line.act.offer_limit_ppm, look_on=line.act.look_on,
            ))  # fmt: skip
    with transaction.atomic():
        PlanLine.objects.filter(on=on).delete()
        PlanLine.objects.filter(on__lt=on - timedelta(days=KEPT_DAYS)).delete()
        PlanLine.objects.bulk_create(lines, batch_size=5_000)
        record(verb="plan.made", subject=("day", on.isoformat()), actor="night", at=at, detail=counts)
    return counts


def roll(on: date, receipts: Iterable[tuple[str, date, int]], at: datetime) -> Mapping[str, int]:
    """What the night of `on` does here (目标与计划滚动): sums, targets over the days left, the next day's plans."""
    sums = sum_up(receipts, on)
    after = next_working_day(on)
    return {"sums": sums, **roll_forward(after, at), **plan_day(after, at)}


_CLEARED = 'delete from performance_reached where "on" between %s and %s'
_SUM_UP = """
insert into performance_reached ("on", case_id, person, team, organisation, fen, receipts)
select r.day, c.case_id, d.user_id, d.team_id, d.organisation_id, sum(r.fen), count(*)
  from unnest(%(loans)s::text[], %(days)s::date[], %(fen)s::bigint[]) as r (loan, day, fen)
  join lateral (
      select l.case_id from cases_case_loan l where l.loan_id = r.loan and l.joined_on <= r.day
         and (l.left_on is null or l.left_on >= r.day) order by l.joined_on desc limit 1
  ) c on true
  left join lateral (
      select d.user_id, d.team_id, d.organisation_id from cases_duty d
       where d.case_id = c.case_id and d.kind = 'collect' and d.since < (r.day + 1)::timestamptz
         and (d.until is null or d.until >= (r.day + 1)::timestamptz or d.ended = 'closed')
       order by d.since desc limit 1
  ) d on true
 group by 1, 2, 3, 4, 5
"""
