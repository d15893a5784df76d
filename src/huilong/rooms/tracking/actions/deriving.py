"""What the night keeps of what positions mean (定位含义入库). Kept again for the same day, it is the same."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

import numpy as np
from django.db import connection

from huilong.rooms.cases.actions import tag
from huilong.rooms.cases.terms import CaseTag
from huilong.rooms.journal.actions import record
from huilong.rooms.tracking.models import Alarm, Lot, Stay
from huilong.rooms.tracking.queries.stays import COLUMNS
from huilong.rooms.tracking.rules.described import Described
from huilong.rooms.tracking.rules.geo import metres_between
from huilong.rooms.tracking.rules.lots import LotFound
from huilong.rooms.tracking.rules.moments import time_of
from huilong.rooms.tracking.rules.shapes import DAY_US, MINUTE_US, Flags, Found
from huilong.rooms.tracking.rules.trail import Segments
from huilong.rooms.tracking.terms import LotState
from huilong.shell.bulk import copied_in

SAME_LOT_M = 400.0
KEEP_DAYS = 120
_PLACES = (
    "vehicle_id", "number", "kind", "lat_e7", "lon_e7", "visits", "nights", "nights_known", "work_minutes", "minutes",
    "first_at", "last_at",
)  # fmt: skip


def keep_segments(segments: Segments, least: int, zone_us: int) -> int:
    """Put a window's segments where the desk's were (更新停留): all of each vehicle from its first one on; how many.

    Those shorter than a stay are kept only where the next night may begin with them: over a local midnight, or last.
    """
    if not len(segments.vehicle):
        return 0
    first = np.flatnonzero(np.append(True, segments.vehicle[1:] != segments.vehicle[:-1]))
    last = np.append(segments.vehicle[1:] != segments.vehicle[:-1], True)
    long = segments.long(least)
    over = (segments.since + zone_us) // DAY_US < (segments.until + zone_us) // DAY_US
    kept = segments.take(long | over | last)
    brief = ~kept.long(least)
    with connection.cursor() as cursor:
        cursor.execute(
            "delete from tracking_stay s using unnest(%s::bigint[], %s::timestamptz[]) as t (vehicle, since)"
            " where s.vehicle_id = t.vehicle and s.since >= t.since",
            [segments.vehicle[first].tolist(), [time_of(one) for one in segments.since[first].tolist()]],
        )
        with copied_in(cursor, "tracking_stay", ", ".join((*COLUMNS, "brief"))) as copy:
            for row in _rows(kept, brief):
                copy.write_row(row)
    return int(np.count_nonzero(~brief))


def _rows(kept: Segments, brief: Flags) -> Iterable[tuple[object, ...]]:
    columns = [kept.vehicle, kept.since, kept.until, kept.lat, kept.lon, kept.anchor_lat, kept.anchor_lon]
    for row in zip(*(one.tolist() for one in columns), kept.closed.tolist(), brief.tolist(), strict=True):
        vehicle, since, until, *rest = row
        yield vehicle, time_of(since), time_of(until), *rest


def keep_places(vehicles: Sequence[int], places: Iterable[tuple[int, Described]]) -> int:
    """Put the places of these vehicles where the desk's were (更新常去地点); how many."""
    count = 0
    with connection.cursor() as cursor:
        cursor.execute("delete from tracking_place where vehicle_id = any(%s)", [list(vehicles)])
        with copied_in(cursor, "tracking_place", ", ".join(_PLACES)) as copy:
            for vehicle, one in places:
                copy.write_row((
                    vehicle, one.number, one.kind.value, one.lat, one.lon, one.visits, one.nights, one.nights_known,
                    one.work_us // MINUTE_US, one.stood_us // MINUTE_US, time_of(one.first), time_of(one.last),
                ))  # fmt: skip
                count += 1
    return count


def keep_alarms(found: Iterable[tuple[int, Found]], on: date) -> dict[str, int]:
    """Raise what is new, carry on what lasts, end what was found no more (更新告警); how many of each.

    An alarm that ended on this very day is the same one if it is found again: the night is being run once more.
    """
    wanted = {(vehicle, one.kind.value, one.about): one for vehicle, one in found}
    known: dict[tuple[int, str, str], Alarm] = {}
    for row in Alarm.objects.filter(ended_on=on).order_by("id"):
        known[row.vehicle_id, row.kind, row.about] = row
    for row in Alarm.objects.filter(ended_on=None):
        known[row.vehicle_id, row.kind, row.about] = row
    raised: list[Alarm] = []
    lasting: list[Alarm] = []
    ended: list[Alarm] = []
    for key, one in wanted.items():
        same = known.get(key)
        if same is None:
            vehicle, kind, about = key
            raised.append(Alarm(
                vehicle_id=vehicle, kind=kind, about=about, device=one.device, since=time_of(one.since),
                last_at=time_of(one.last), told=dict(one.told), raised_on=on,
            ))  # fmt: skip
        else:
            same.last_at, same.told, same.ended_on = time_of(one.last), dict(one.told), None
            lasting.append(same)
    for key, row in known.items():
        if key not in wanted and row.ended_on is None:
            row.ended_on = on
            ended.append(row)
    Alarm.objects.bulk_create(raised, batch_size=2_000)
    Alarm.objects.bulk_update([*lasting, *ended], ["last_at", "told", "ended_on"], batch_size=2_000)
    return {"raised": len(raised), "lasting": len(lasting), "ended": len(ended)}


def tag_alarms(among: Sequence[int] | None = None) -> int:
    """Let the queue and the lists show which cases have an alarm nobody has looked at (告警标签); how many changed."""
    waiting = Alarm.objects.filter(ended_on=None, acknowledged_at=None, vehicle__case__isnull=False)
    if among is not None:
        waiting = waiting.filter(vehicle__case__in=among)
    return tag(CaseTag.DEVICE_ALARM, set(waiting.values_list("vehicle__case", flat=True)), among)


def keep_lots(found: Iterable[LotFound], on: date) -> int:
    """Propose lots that nobody knows yet (提名二押点), bring what speaks for the others up to date; how many are new.

    One within reach of a lot decided before is that lot: what was refused is not proposed again.
    """
    known, new = list(Lot.objects.all()), 0
    for one in found:
        near = [lot for lot in known if metres_between(one.lat, one.lon, lot.lat_e7, lot.lon_e7) <= SAME_LOT_M]
        if near:
            Lot.objects.filter(pk=near[0].pk).update(told=one.told, last_found_on=on)
            continue
        known.append(Lot.objects.create(
            state=LotState.PROPOSED.value, lat_e7=one.lat, lon_e7=one.lon, radius_m=one.radius_m, told=one.told,
            found_on=on, last_found_on=on,
        ))  # fmt: skip
        new += 1
    return new


def forget_stays(before: datetime) -> int:
    """Forget stays that ended long before a moment (清理停留); where a car stood is not kept for ever."""
    return Stay.objects.filter(until__lt=before - timedelta(days=KEEP_DAYS), closed=True).delete()[0]


def note_derived(on: date, counts: dict[str, int]) -> None:
    """Write the night's entry (留痕)."""
    record(verb="positions.read", subject=("night", on.isoformat()), detail=dict(counts), on=on)

