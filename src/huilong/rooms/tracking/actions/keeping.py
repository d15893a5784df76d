"""Keeping fixes (定位入库): on the shelf first, durably, then the latest on the desk."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from django.db import connection

from huilong.rooms.tracking import store
from huilong.rooms.tracking.models import Device
from huilong.rooms.tracking.rules.newest import Newest, newest
from huilong.rooms.tracking.terms import Fix, Kept

HOOK = "hook"
"""The purpose that whoever hands fixes in states: it may put them down and see no place."""

_KEEP = """
with told as (
    select * from unnest(%s::text[], %s::bigint[], %s::timestamptz[], %s::text[], %s::timestamptz[], %s::int[],
                         %s::int[], %s::float8[], %s::smallint[], %s::text[])
      as t (number, fixes, reported_at, alarms, at, lat_e7, lon_e7, speed_kmh, course, source)
), ours as (
    select d.id, t.* from told t join tracking_device d on d.number = t.number order by d.id
), heard as (
    insert into tracking_heard as h (device_id, heard_at, reported_at, fixed_at, alarms)
    select id, %s, reported_at, at, string_to_array(alarms, ',') from ours
    on conflict (device_id) do update set
        heard_at = greatest(h.heard_at, excluded.heard_at),
        reported_at = greatest(h.reported_at, excluded.reported_at),
        fixed_at = greatest(h.fixed_at, excluded.fixed_at),
        alarms = case when excluded.reported_at > h.reported_at then excluded.alarms else h.alarms end
), latest as (
    insert into tracking_latest as l (device_id, at, lat_e7, lon_e7, speed_kmh, course, source)
    select id, at, lat_e7, lon_e7, speed_kmh, course, source from ours where at is not null
    on conflict (device_id) do update set
        (at, lat_e7, lon_e7, speed_kmh, course, source) = (excluded.at, excluded.lat_e7, excluded.lon_e7,
         excluded.speed_kmh, excluded.course, excluded.source)
    where excluded.at > l.at
), strangers as (
    insert into tracking_stranger as s (number, fixes, first_at, last_at)
    select t.number, t.fixes, %s, %s from told t
     where not exists (select from ours o where o.number = t.number) order by t.number
    on conflict (number) do update set fixes = s.fixes + excluded.fixes, last_at = greatest(s.last_at, excluded.last_at)
    returning number
)
select (select count(*) from ours),
       coalesce((select sum(t.fixes) from told t where t.number in (select s.number from strangers s)), 0)
"""


def keep_fixes(fixes: Sequence[Fix], at: datetime) -> Kept:
    """Keep fixes (定位入库) that had come by `at`; when this returns they are durable, and may be acknowledged.

    On the shelf first (`store.append`), whatever device they are of; then, in one statement, the latest of each known
    device, which a late fix does not move back; unknown numbers are counted. Handed in again it changes nothing but
    that count. Of what fails here nothing may be acknowledged: the device will send it once more.

    Positions are facts, not acts: they are not journalled one by one. Files taken in are (`import_fixes`).
    """
    if not fixes:
        return Kept(0, 0, 0, 0)
    _append(fixes)
    found, ahead = newest(fixes, at)
    if not found:
        return Kept(len(fixes), 0, 0, ahead)
    counts = Counter(fix.device for fix in fixes)
    with connection.cursor() as cursor:
        cursor.execute(_KEEP, [*_columns(found, counts), at, at, at])
        devices, strangers = cursor.fetchone()
    return Kept(len(fixes), devices, int(strangers), ahead)


def _append(fixes: Sequence[Fix]) -> None:
    """Put fixes on the shelf, each beside the vehicle its device was in by then, if it is in one now."""
    bound = {
        number: (vehicle, since)
        for number, vehicle, since in Device.objects.filter(
            number__in={fix.device for fix in fixes}, until=None, vehicle__isnull=False
        ).values_list("number", "vehicle_id", "since")
    }  # fmt: skip
    late = [fix for fix in fixes if fix.device in bound and fix.at < bound[fix.device][1]]
    if late:  # of a time when the device was elsewhere, or nowhere
        store.append(late)
        left = {id(fix) for fix in late}
        fixes = [fix for fix in fixes if id(fix) not in left]
    if fixes:
        store.append(fixes, {number: vehicle for number, (vehicle, _since) in bound.items()})


def _columns(found: dict[str, Newest], counts: Counter[str]) -> list[list[object]]:
    """The newest of each device in columns, as the statement unnests them."""
    rows = [
        (
            number, counts[number], one.report.at, ",".join(one.report.alarms),
            *((place.at, round(place.lat * 1e7), round(place.lon * 1e7), place.speed_kmh, place.course % 360,
               place.source.value) if (place := one.place) else (None,) * 6),
        )
        for number, one in found.items()
    ]  # fmt: skip
    return [list(column) for column in zip(*rows, strict=True)]
