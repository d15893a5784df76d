"""Complaints while a firm held a case (持案期间投诉), by the duties: cases held, and complaints of their borrowers."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import connection


@dataclass(frozen=True)
class Complained:
    """A complaint of a case while an organisation held it (投诉)."""

    organisation: int
    case_id: int
    flag: int
    on: date


def cases_held(organisations: Collection[int], since: datetime, until: datetime) -> dict[int, int]:
    """How many cases each organisation held at some time within a period (持案数)."""
    with connection.cursor() as cursor:
        cursor.execute(_HELD, {"of": list(organisations), "since": since, "until": until})
        return dict(cursor.fetchall())


def complaints_while_held(
    organisations: Collection[int], since: date, until: date, known_by: datetime
) -> list[Complained]:
    """The complaints since a day on cases while organisations held them, known by then, in order (持案期间投诉).

    Set by mistake or undone ones do not count.
    """
    with connection.cursor() as cursor:
        told: dict[str, Any] = {
            "of": list(organisations), "since": since, "until": until, "known": known_by, "zone": settings.TIME_ZONE,
        }  # fmt: skip
        cursor.execute(_COMPLAINED, told)
        return [Complained(*row) for row in cursor.fetchall()]


_HELD = """
select organisation_id, count(distinct case_id) from cases_duty
 where organisation_id = any(%(of)s) and since < %(until)s and (until is null or until > %(since)s)
 group by organisation_id
"""
_COMPLAINED = """
select distinct d.organisation_id, f.case_id, f.id, f.since
  from cases_duty d join cases_flag f on f.case_id = d.case_id
 where d.organisation_id = any(%(of)s) and f.kind = 'complaint' and f.since between %(since)s and %(until)s
   and f.set_at < %(known)s and (f.ended_at is null or f.ended_at >= %(known)s
                                 or f.ended_why not in ('mistaken', 'undone'))
   and (d.since at time zone %(zone)s)::date <= f.since
   and (d.until is null or (d.until at time zone %(zone)s)::date >= f.since)
 order by 1, 3
"""
