"""Tracks (轨迹): what a screen shows of where a vehicle was; usable fixes in order, thinned, with numbered stops."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from huilong.rooms.tracking.rules.stays import StayRule, StaySpans, find_stays, middles
from huilong.rooms.tracking.terms import Stop, TrackPoint

MOST_POINTS = 5_000
"""Points of a track on a screen; a longer one is thinned evenly, its stops are of all points."""


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
    """Numbered stops of a track: its stay points, by the law of `rules.stays`."""
    if not points:
        return ()
    at = [int(one.at.timestamp() * 1_000_000) for one in points]
    lat, lon = [round(one.lat * 1e7) for one in points], [round(one.lon * 1e7) for one in points]
    spans = StaySpans(*([0] * len(points) for _ in StaySpans._fields))
    count = find_stays(StayRule(), [0] * len(points), at, lat, lon, spans)
    middle_lat, middle_lon = [0] * count, [0] * count
    middles(spans.first, spans.after, count, lat, lon, middle_lat, middle_lon)
    return tuple(
        Stop(
            n + 1, middle_lat[n] / 1e7, middle_lon[n] / 1e7, points[spans.first[n]].at,
            datetime.fromtimestamp(spans.until[n] / 1_000_000, UTC),
        )
        for n in range(count)
    )  # fmt: skip


def _rows(table: Any) -> Iterable[tuple[datetime, int, int, float, bool]]:
    columns = table.select(["at", "lat_e7", "lon_e7", "speed_kmh", "valid", "source"]).to_pydict()
    for at, lat, lon, speed, valid, source in zip(*columns.values(), strict=True):
        yield at, lat, lon, float(speed), bool(valid) and source == "satellite" and (lat, lon) != (0, 0)
