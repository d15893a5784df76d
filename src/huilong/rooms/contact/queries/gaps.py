"""Reads for completeness (完整性): acts of a day that have no verdict, outside records that have no act."""

from datetime import date, datetime, time, timedelta

from django.db import connection
from django.utils import timezone

from huilong.rooms.contact.queries.messages import unmatched_reports


def acts_without_verdict(on: date) -> list[str]:
    """Contacts of a day that nobody asked about (无裁决的联系), as `activity:7`, `call:…`, `message:…`: none."""
    with connection.cursor() as cursor:
        cursor.execute(_WITHOUT, {"on": on, "from": _begins(on), "to": _begins(on + timedelta(days=1))})
        return [reference for (reference,) in cursor.fetchall()]


def reports_without_message(on: date) -> list[str]:
    """Delivery reports that came on a day and speak of no message of ours (无消息的回执), as `report:7`."""
    came = unmatched_reports().filter(came_at__gte=_begins(on), came_at__lt=_begins(on + timedelta(days=1)))
    return [f"report:{key}" for key in came.order_by("id").values_list("id", flat=True)]


def _begins(on: date) -> datetime:
    return timezone.make_aware(datetime.combine(on, time.min))


_WITHOUT = """
select 'activity:' || a.id from contact_activity a left join contact_call k on k.key = a.call_id
 where a."on" = %(on)s and a.direction = 'out' and a.channel in ('call', 'visit') and a.undone_at is null
   and (k.key is null or cardinality(k.verdicts) = 0)
union all
select 'call:' || k.key from contact_call k
 where k.at >= %(from)s and k.at < %(to)s and cardinality(k.verdicts) = 0
union all
select 'message:' || m.key from contact_message m
 where m.sent_at >= %(from)s and m.sent_at < %(to)s and cardinality(m.verdicts) = 0
order by 1
"""
