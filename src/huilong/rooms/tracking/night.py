"""The night's step of tracking (定位跑批): from raw positions to stays, places, alarms and lots.

The night of a day reads the last three days, so that a fix which came late is taken in, and goes on from where each
vehicle was when they began. It is the same however often it is run.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

import numpy as np
from django.db import transaction

from huilong.engine.compile import compiled
from huilong.rooms.tracking import store
from huilong.rooms.tracking.actions.deriving import (
    forget_stays,
    keep_alarms,
    keep_lots,
    keep_places,
    keep_segments,
    note_derived,
    tag_alarms,
)
from huilong.rooms.tracking.queries.meaning_settings import alarm_table, area_finder
from huilong.rooms.tracking.queries.signals import Progress, fitted, told
from huilong.rooms.tracking.queries.stays import carried, ever_there, history, risk_lots, zone_us
from huilong.rooms.tracking.rules.alarm_table import AlarmTable
from huilong.rooms.tracking.rules.alarms import AreaOf, gathered, judge, separated
from huilong.rooms.tracking.rules.described import describe
from huilong.rooms.tracking.rules.labels import label_stays
from huilong.rooms.tracking.rules.lots import LongStays, LotRule, put_away, weigh
from huilong.rooms.tracking.rules.moments import first_of, time_of
from huilong.rooms.tracking.rules.places import cluster
from huilong.rooms.tracking.rules.shapes import DAY_US, Array, DeviceTrack, Found, RiskLot
from huilong.rooms.tracking.rules.stays import StayRule, find_stays, middles
from huilong.rooms.tracking.rules.trail import Fixes, go_on, joined, steady

WINDOW_DAYS = 3
AT_ONCE = 2_000


@dataclass
class _Night:
    """One night's reading: what it goes by, and what it has found so far."""

    on: date
    zone: int
    begin: int
    end: int
    table: AlarmTable
    area_of: AreaOf | None
    lots: list[RiskLot]
    found: list[tuple[int, Found]] = field(default_factory=list)
    put_away: list[tuple[int, int, int, int, bool]] = field(default_factory=list)
    stays: int = 0
    places: int = 0


@transaction.atomic
def read_positions(on: date, progress: Progress | None = None) -> dict[str, int]:
    """Read what the positions up to the end of `on` mean (解读定位); what came of it, counted."""
    zone = zone_us(on)
    end = first_of(on, zone) + DAY_US
    night = _Night(on, zone, end - WINDOW_DAYS * DAY_US, end, alarm_table(), area_finder(), risk_lots())
    for day in store.days_waiting():
        if day <= on:
            store.compact(day)
    devices = fitted(end)
    tracks = told(night.begin, end, devices, progress or (lambda done, total: None))
    fleet: dict[int, list[DeviceTrack]] = {}
    for number, one in sorted(devices.items()):
        fleet.setdefault(one.vehicle, []).append(tracks.get(number, one.blank))
    vehicles = sorted(fleet)
    for k in range(0, len(vehicles), AT_ONCE):
        _read(night, {vehicle: fleet[vehicle] for vehicle in vehicles[k : k + AT_ONCE]})
    night.found += gathered(night.found, night.table)
    counts = {
        "vehicles": len(fleet), "devices": len(devices), "stays": night.stays, "places": night.places,
        **keep_alarms(night.found, on), "lots_proposed": _propose(night),
        "stays_forgotten": forget_stays(time_of(night.begin)),
    }  # fmt: skip
    tag_alarms()
    note_derived(on, counts)
    return counts


def _read(night: _Night, batch: Mapping[int, list[DeviceTrack]]) -> None:
    """Stays, places and alarms of some vehicles."""
    vehicles, rule = sorted(batch), StayRule()
    parts = [one for vehicle in vehicles for one in _where(night, vehicle, batch[vehicle])]
    nothing = (np.zeros(0, np.int64),) * 4
    fixes = Fixes._make(np.concatenate(column) for column in zip(nothing, *parts, strict=True))
    segments = go_on(carried(vehicles, night.begin), fixes, rule, compiled(find_stays), compiled(middles))
    night.stays += keep_segments(segments, rule.least, night.zone)
    known = history(vehicles, night.end)
    edges = np.searchsorted(known.vehicle, [*vehicles, 2**62])
    places = []
    for k, vehicle in enumerate(vehicles):
        stays = joined(known.take(slice(edges[k], edges[k + 1])), rule.least)
        label = label_stays(stays, compiled(cluster))
        places += [(vehicle, one) for one in describe(stays, label, night.zone)]
        found = judge(batch[vehicle], stays, night.lots, night.area_of, night.table, night.end)
        night.found += [(vehicle, one) for one in found]
        night.put_away += [(vehicle, *one) for one in put_away(stays, label, LotRule())]
    night.places += keep_places(vehicles, places)


def _where(night: _Night, vehicle: int, tracks: list[DeviceTrack]) -> Iterable[tuple[Array, Array, Array, Array]]:
    """The fixes that tell where a vehicle was, of one device a day: (vehicle, at, lat, lon)."""
    apart = bool(separated(tracks, night.table))
    for day in range(WINDOW_DAYS):
        since, until = night.begin + day * DAY_US, night.begin + (day + 1) * DAY_US
        chosen = steady(tracks, apart, since, until)
        if chosen is not None:
            keep = chosen.good & (chosen.at >= since) & (chosen.at < until)
            at = chosen.at[keep]
            yield np.full(len(at), vehicle, np.int64), at, chosen.lat[keep], chosen.lon[keep]


def _propose(night: _Night) -> int:
    """Lots among the places where cars of several borrowers stand as if put away."""
    if not night.put_away:
        return 0
    rule = LotRule()
    vehicle, hours, lat, lon, returned = (np.array(one) for one in zip(*night.put_away, strict=True))
    long = LongStays(vehicle, hours, lat, lon, returned)
    label = np.zeros(len(vehicle), np.int64)
    compiled(cluster)(lat, lon, np.argsort(lat, kind="stable"), rule.radius_m, 1, label)
    return keep_lots(weigh(long, label, lambda a, b: ever_there(a, b, rule.radius_m, night.end), rule), night.on)
