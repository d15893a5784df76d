"""Tracks (轨迹): what a screen shows of where a vehicle was; usable fixes in order, thinned, with numbered stops."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from math import cos, hypot, radians
from typing import Any

from huilong.rooms.tracking.terms import Stop, TrackPoint

MOST_POINTS = 5_000
"""Points of a track on a screen; a longer one is thinned evenly, its stops are of all points."""
METRES_A_DEGREE = 111_195.0
STOP_METRES, STOP_SECONDS = 200.0, 20 * 60


def track_of(tables: Iterable[Any]) -> tuple[tuple[TrackPoint, ...], tuple[Stop, ...], int, bool]:
    """The points and stops of columns as the shelf gives them; how many had no usable place; whether it was thinned."""
    rows = sorted((one for table in tables for one in _rows(table)), key=lambda one: one[0])
    points = [TrackPoint(at, lat / 1e7, lon / 1e7, speed) for at, lat, lon, speed, usable in rows if usable]
    left_out = len(rows) - len(points)
    stops = stops_of(points)
    thinned = len(points) > MOST_POINTS
    if thinned:
        step = len(points) / MOST_POINTS
        points = [points[int(n * step)] for n in range(MOST_POINTS - 1)] + [points[-1]]
    return tuple(points), stops, left_out, thinned


def stops_of(points: Sequence[TrackPoint]) -> tuple[Stop, ...]:
    """Numbered stops: within 200 m of where it came to stand, for 20 minutes at least."""
    stops: list[Stop] = []
    first = 0
    for n in range(1, len(points) + 1):
        if n < len(points) and apart_metres(points[first], points[n]) <= STOP_METRES:
            continue
        held = points[first:n]
        last = points[n].at if n < len(points) else held[-1].at
        if (last - held[0].at).total_seconds() >= STOP_SECONDS:
            lat = sum(one.lat for one in held) / len(held)
            lon = sum(one.lon for one in held) / len(held)
            stops.append(Stop(len(stops) + 1, lat, lon, held[0].at, last))
        first = n
    return tuple(stops)


def apart_metres(one: TrackPoint, other: TrackPoint) -> float:
    """Metres between two near points, on a plane at the first one's latitude."""
    lat, lon = other.lat - one.lat, other.lon - one.lon
    return METRES_A_DEGREE * hypot(lat, lon * cos(radians(one.lat)))


def _rows(table: Any) -> Iterable[tuple[datetime, int, int, float, bool]]:
    columns = table.select(["at", "lat_e7", "lon_e7", "speed_kmh", "valid", "source"]).to_pydict()
    for at, lat, lon, speed, valid, source in zip(*columns.values(), strict=True):
        yield at, lat, lon, float(speed), bool(valid) and source == "satellite" and (lat, lon) != (0, 0)
