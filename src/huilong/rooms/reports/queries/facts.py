"""What happened to cases in a span (区间事实): who held them first, who was reached, what was promised and kept.

Statements over the tables of rooms below, for the night: it sees every case.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from huilong.rooms.contact.queries.board import reach_of_outcomes
from huilong.rooms.contact.rules.reached import codes_that_reach
from huilong.rooms.people.queries import lender_organisation


@dataclass(frozen=True)
class Held:
    """Who held a case first within a span (首个持案人), for collecting."""

    organisation: int | None = None
    team: int | None = None
    person: int | None = None


@dataclass(frozen=True)
class CaseFacts:
    """What happened on a case within a span (案件事实)."""

    number: str
    region: str
    held: Held
    contacted: bool = False
    right_party: bool = False
    promised: bool = False
    kept: bool = False


NOBODY = Held()


def start_of(on: date) -> datetime:
    """The moment a day begins in the house's zone."""
    return timezone.make_aware(datetime.combine(on, time.min))


def end_of(on: date) -> datetime:
    """The moment a day is over in the house's zone."""
    return start_of(on + timedelta(days=1))


def cases_in(from_on: date, on: date, until: datetime | None = None) -> dict[int, CaseFacts]:
    """The cases that were open after `from_on` and up to `on`, by the loans in them then (区间案件): loan → facts.

    `until`: duties given up to then count (the end of `on` unless told).
    """
    since, end = end_of(from_on), end_of(on)
    given: dict[str, Any] = {
        "from_on": from_on, "on": on, "since": since, "end": end, "until": until or end,
        "debtor": codes_that_reach("debtor", reach_of_outcomes()),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_CASES, given)
        return {
            loan: CaseFacts(number, region, Held(firm, team, person), *flags)
            for loan, number, region, firm, team, person, *flags in cursor.fetchall()
        }


def house() -> int | None:
    """The lender's key: cases held by another organisation are placed."""
    found = lender_organisation()
    return found.id if found else None


_CASES = """
with worked as materialized (
    select c.id, c.number, c.region from cases_case c
     where c.opened_on <= %(on)s and (c.closed_on is null or c.closed_on > %(from_on)s)
), holder as materialized (
    select distinct on (d.case_id) d.case_id, d.organisation_id, d.team_id, d.user_id
      from cases_duty d
     where d.kind = 'collect' and d.since < %(until)s and (d.until is null or d.until > %(since)s)
     order by d.case_id, d.user_id is null, d.since, d.id
), touched as materialized (
    select a.case_id, bool_or(a.outcome = any (%(debtor)s)) as debtor
      from contact_activity a
     where a."on" > %(from_on)s and a."on" <= %(on)s and a.undone_at is null and a.direction = 'out'
     group by a.case_id
), said as materialized (
    select p.case_id, bool_or(p.state in ('kept', 'part_kept') and p.judged_on <= %(on)s) as kept
      from cases_promise p
     where p.made_at < %(end)s and p.due_on > %(from_on)s and p.state <> 'withdrawn'
     group by p.case_id
)
select l.loan, w.number, w.region, h.organisation_id, h.team_id, h.user_id, t.case_id is not null,
       coalesce(t.debtor, false), s.case_id is not null, coalesce(s.kept, false)
  from worked w
  join cases_case_loan l on l.case_id = w.id and l.joined_on <= %(on)s
   and (l.left_on is null or l.left_on > %(from_on)s)
  left join holder h on h.case_id = w.id
  left join touched t on t.case_id = w.id
  left join said s on s.case_id = w.id
"""
