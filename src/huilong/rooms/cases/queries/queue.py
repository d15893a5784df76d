"""Reads of the queue (排队): what one holds in the order in which it is worked."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils import timezone

from huilong.rooms.cases.models import Opening, Place
from huilong.rooms.cases.rules.queue import OPENING
from huilong.rooms.cases.terms import CaseState, Queue, QueueReason, QueueRow, QueueTab

MOST = 60
"""Rows of the queue shown at once; the case list has them all."""
MOST_COUNTED = 10_000


def queue_of(user: int, at: datetime, tab: QueueTab = QueueTab.ALL, most: int = MOST) -> Queue:
    """The queue of a user at a moment (我的排队): rows of a tab, best first; what waits for later comes last.

    Three queries by indexes, however many cases the house has. The pool is that of the team of the one who acts.
    """
    told: dict[str, Any] = {
        "me": user, "at": at, "on": timezone.localdate(at), "stale": at - OPENING, "most": most,
        "counted": MOST_COUNTED,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_ROWS.format(tab=_TABS[tab]), told)
        rows = tuple(
            QueueRow(*(*row[:8], tuple(QueueReason(one) for one in row[8]), *row[9:]))
            for row in cursor.fetchall()
        )
        cursor.execute(_COUNTS, told)
        counts = dict(zip(QueueTab, cursor.fetchone(), strict=True))
        cursor.execute("select cases_pool_waits(%s)", [MOST_COUNTED])
        pool = int(cursor.fetchone()[0])
    return Queue(rows, counts, pool)


@dataclass(frozen=True)
class PlaceRow:
    """Where a case stands in the queue (排队位置)."""

    rank: int = 0
    why: tuple[QueueReason, ...] = ()
    not_before: datetime | None = None


def place_of(case_id: int) -> PlaceRow:
    """Where a case stands in its holder's queue, and why."""
    row = Place.objects.filter(case=case_id).values_list("rank", "why", "not_before").first()
    if row is None:
        return PlaceRow()
    return PlaceRow(row[0], tuple(QueueReason(one) for one in row[1]), row[2])


def opening_of(user: int) -> str | None:
    """The number of the case a user has open, if any."""
    mine = Opening.objects.filter(user=user, case__state=CaseState.OPEN).order_by("-seen_at")
    return mine.values_list("case__number", flat=True).first()


_TABS = {
    QueueTab.ALL: "true",
    QueueTab.PROMISED: "'promise_today' = any(p.why)",
    QueueTab.BROKEN: "'broken_promise' = any(p.why)",
    QueueTab.CALL_BACK: "p.not_before is not null and p.not_before < (%(on)s::date + 1)::timestamptz",
    QueueTab.NEW: "p.worked_on is null",
    QueueTab.ALARM: "'device_alarm' = any(c.tags)",
}

_ROWS = """
select c.number, c.name_masked, c.plate_masked, c.city, c.bucket, c.past_due_days, c.delinquent_fen, p.rank, p.why,
       p.not_before, p.worked_on, coalesce(o."user", 0)
  from cases_place p join cases_case c on c.id = p.case_id and c.state = 'open'
  left join cases_opening o on o.case_id = p.case_id and o."user" <> %(me)s and o.seen_at > %(stale)s
 where p."user" = %(me)s and {tab}
 order by coalesce(p.not_before > %(at)s, p.worked_on = %(on)s::date, false), p.rank desc, p.case_id
 limit %(most)s
"""

_COUNTS = """
select count(*), count(*) filter (where 'promise_today' = any(p.why)),
       count(*) filter (where 'broken_promise' = any(p.why)),
       count(*) filter (where p.not_before is not null and p.not_before < (%(on)s::date + 1)::timestamptz),
       count(*) filter (where p.worked_on is null), count(*) filter (where 'device_alarm' = any(c.tags))
  from (select * from cases_place where "user" = %(me)s limit %(counted)s) p
  join cases_case c on c.id = p.case_id and c.state = 'open'
"""
