"""Stays kept on the desk (常驻段查询): as arrays for the laws, as rows for whoever opened the location."""

from collections.abc import Collection, Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

import numpy as np
from django.db import connection
from django.utils import timezone

from huilong.rooms.tracking.models import Lot, Place, Stay
from huilong.rooms.tracking.rules.moments import moment, time_of
from huilong.rooms.tracking.rules.shapes import RiskLot
from huilong.rooms.tracking.rules.trail import Segments, no_segments
from huilong.rooms.tracking.terms import LotState, PlaceKind, PlaceRow, StayRow

HISTORY_DAYS = 90
COLUMNS = ("vehicle_id", "since", "until", "lat_e7", "lon_e7", "anchor_lat_e7", "anchor_lon_e7", "closed")


def zone_us(on: date) -> int:
    """How far the house's zone is ahead of UTC on a day, in microseconds."""
    noon = timezone.make_aware(datetime.combine(on, time(12)))
    return round((noon.utcoffset() or timedelta()).total_seconds()) * 1_000_000


def carried(vehicles: Collection[int], begin: int) -> Segments:
    """Where each vehicle was when a window begins: its latest segment begun before, brief or not."""
    found = Stay.objects.filter(vehicle__in=list(vehicles), since__lt=time_of(begin))
    return _segments(found.order_by("vehicle_id", "-since").distinct("vehicle_id").values_list(*COLUMNS))


def history(vehicles: Collection[int], upto: int) -> Segments:
    """The stays of these vehicles in the last days before a moment, by vehicle and time."""
    since, until = time_of(upto) - timedelta(days=HISTORY_DAYS), time_of(upto)
    found = Stay.objects.filter(vehicle__in=list(vehicles), brief=False, since__lt=until, until__gte=since)
    return _segments(found.order_by("vehicle_id", "since").values_list(*COLUMNS))


def _segments(rows: Iterable[tuple[Any, ...]]) -> Segments:
    columns = list(zip(*rows, strict=True))
    if not columns:
        return no_segments()
    vehicle, since, until, lat, lon, anchor_lat, anchor_lon, closed = columns
    begun, ended = ([moment(at) for at in one] for one in (since, until))
    whole = (np.array(one, np.int64) for one in (vehicle, begun, ended, lat, lon, anchor_lat, anchor_lon))
    return Segments._make([*whole, np.array(closed, np.bool_)])


def ever_there(lat: int, lon: int, radius_m: float, upto: int) -> int:
    """How many vehicles ever stood in a square about a place, however shortly."""
    north = round(radius_m / 0.0111195)
    east = round(north / max(np.cos(np.radians(lat / 1e7)), 0.01))
    with connection.cursor() as cursor:
        cursor.execute(
            "select count(distinct vehicle_id) from tracking_stay where not brief and since < %s"
            " and lat_e7 between %s and %s and lon_e7 between %s and %s",
            [time_of(upto), lat - north, lat + north, lon - east, lon + east],
        )
        return int(cursor.fetchone()[0])


def stays_of(vehicle: int, since: datetime, until: datetime) -> tuple[StayRow, ...]:
    """The stays of a vehicle in a period (常驻段), in order; none for whoever has not opened its location."""
    found = Stay.objects.filter(vehicle=vehicle, brief=False, since__lt=until, until__gte=since).order_by("since")
    return tuple(StayRow(one.since, one.until, one.lat_e7 / 1e7, one.lon_e7 / 1e7, one.closed) for one in found)


def places_of(vehicle: int) -> tuple[PlaceRow, ...]:
    """The places of a vehicle (常去地点), where it spent most nights first; none where its location was not opened."""
    found = Place.objects.filter(vehicle=vehicle).order_by("-nights", "-minutes", "number")
    return tuple(
        PlaceRow(
            one.number, PlaceKind(one.kind), one.lat_e7 / 1e7, one.lon_e7 / 1e7, one.visits, one.nights,
            one.nights_known, one.work_minutes // 60, one.minutes // 60, one.first_at, one.last_at,
        )
        for one in found
    )  # fmt: skip


def risk_lots() -> list[RiskLot]:
    """The confirmed lots, for the laws."""
    return [
        RiskLot(one.pk, one.lat_e7, one.lon_e7, one.radius_m)
        for one in Lot.objects.filter(state=LotState.CONFIRMED).order_by("id")
    ]  # fmt: skip
