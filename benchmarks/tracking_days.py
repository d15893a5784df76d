"""A synthetic fleet lived through day by day, as the night does it: what was found of whom on which day.

The laws are the house's own (`rooms.tracking.rules`); only reading and writing are left out.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import yaml

from benchmarks.children import ROOT
from huilong.engine.compile import compiled
from huilong.integrations.synthetic_fleet import Fleet, Signals
from huilong.integrations.synthetic_fleet.fleet import SATELLITE
from huilong.integrations.synthetic_fleet.towns import areas
from huilong.rooms.tracking.rules.alarm_table import AlarmTable, read_alarm_table
from huilong.rooms.tracking.rules.alarms import gathered, judge, separated
from huilong.rooms.tracking.rules.areas import area_of, read_areas
from huilong.rooms.tracking.rules.geo import metres_between
from huilong.rooms.tracking.rules.labels import label_stays
from huilong.rooms.tracking.rules.lots import LongStays, LotRule, put_away, weigh
from huilong.rooms.tracking.rules.places import cluster
from huilong.rooms.tracking.rules.shapes import DAY_US, DeviceTrack, Found, RiskLot, Stays
from huilong.rooms.tracking.rules.stays import StayRule, find_stays, middles
from huilong.rooms.tracking.rules.trail import Fixes, Segments, go_on, joined, no_segments, steady

DEFAULT_TABLE = ROOT / "src" / "huilong" / "rooms" / "tracking" / "alarms_default.yaml"
FIRST = date(2026, 3, 2)
WINDOW_DAYS = 3
RULE = StayRule()


@dataclass
class Lived:
    """What a fleet's days came to: alarms as (day, vehicle, what was found), the stays of each vehicle at the end."""

    found: list[tuple[int, int, Found]] = field(default_factory=list)
    stays: list[Stays] = field(default_factory=list)


def risk_lots(fleet: Fleet) -> list[RiskLot]:
    """The fleet's lots as if somebody had confirmed every one of them."""
    return [RiskLot(k, round(lat * 1e7), round(lon * 1e7), 150.0) for k, (lat, lon) in enumerate(fleet.lots)]


def lots_learned(fleet: Fleet, lived: Lived) -> dict[str, Any]:
    """Lots proposed from the stays of the last day, held against those that are; and which of them could be known."""
    rule, law = LotRule(), compiled(cluster)
    labels = [label_stays(stays, law) for stays in lived.stays]
    rows = [
        (vehicle, *one) for vehicle, stays in enumerate(lived.stays) for one in put_away(stays, labels[vehicle], rule)
    ]
    vehicle, hours, lat, lon, returned = (np.array(column) for column in zip(*rows, strict=True))
    label = np.zeros(len(rows), np.int64)
    law(lat, lon, np.argsort(lat, kind="stable"), rule.radius_m, 1, label)

    def ever_there(a: int, b: int) -> int:
        return sum(
            any(metres_between(int(x), int(y), a, b) <= rule.radius_m for x, y in zip(own.lat, own.lon, strict=True))
            for own in lived.stays
        )

    found = weigh(LongStays(vehicle, hours, lat, lon, returned), label, ever_there, rule)
    true = risk_lots(fleet)
    hits = [any(metres_between(one.lat, one.lon, lot.lat, lot.lon) <= 300 for lot in true) for one in found]
    end = fleet.days * 86_400.0
    used: dict[Any, int] = defaultdict(int)
    for story in fleet.stories:
        if story.lot is not None and end - story.lot_from >= rule.long_hours * 3600:
            used[story.lot] += 1
    knowable = sum(count >= rule.vehicles for count in used.values())
    return {
        "lots": len(true), "with_enough_cars": knowable, "proposed": len(found), "right": sum(hits),
        "clusters": int(label.max()) + 1, "long_stays": len(rows),
    }  # fmt: skip


def table() -> AlarmTable:
    return read_alarm_table(yaml.safe_load(DEFAULT_TABLE.read_text(encoding="utf-8")), DEFAULT_TABLE.name)


def window(one: Signals, since: int, begin: int, end: int) -> DeviceTrack:
    """A device's fixes from `begin` to `end`."""
    a, b = np.searchsorted(one.at, [begin, end]).tolist()
    heard = int(one.at[b - 1]) if b else 0
    marks = tuple((index - a, bit) for index, bit in one.sounded if a <= index < b)
    return DeviceTrack(
        one.number, one.kind, one.expected_seconds, one.at[a:b], one.lat[a:b], one.lon[a:b],
        one.found[a:b] == SATELLITE, marks, since, heard,
    )  # fmt: skip


def live_through(fleet: Fleet, lots: list[RiskLot]) -> Lived:
    """Every day of the fleet, each judged at its end."""
    law, middle, rules = compiled(find_stays), compiled(middles), table()
    polygons = read_areas(areas(), "areas")
    where: dict[tuple[int, int], str] = {}

    def area(lat: int, lon: int) -> str:
        key = (lat // 10_000, lon // 10_000)
        if key not in where:
            where[key] = area_of(polygons, lat, lon)
        return where[key]

    lived, open_now = Lived(), no_segments()
    done: dict[int, list[Segments]] = defaultdict(list)
    for day in range(fleet.days):
        begin = fleet.start_us + day * DAY_US
        since = begin - (WINDOW_DAYS - 1) * DAY_US
        tracks = [[window(one, fleet.start_us, since, begin + DAY_US) for one in own] for own in fleet.signals]
        new = [fixes_of_day(vehicle, own, rules, begin) for vehicle, own in enumerate(tracks)]
        fixes = Fixes._make(np.concatenate(parts) for parts in zip(*new, strict=True))
        segments = go_on(open_now, fixes, RULE, law, middle)
        edges = np.searchsorted(segments.vehicle, np.arange(len(tracks) + 1))
        overstayed = []
        for vehicle, own in enumerate(tracks):
            part = segments.take(slice(edges[vehicle], edges[vehicle + 1]))
            if done[vehicle] and len(part.since):
                done[vehicle].pop()  # what was open is told again
            done[vehicle] += [part.take(slice(k, k + 1)) for k in range(len(part.since))
                              if part.long(RULE.least)[k] or k == len(part.since) - 1]  # fmt: skip
            stays = joined(all_of(done[vehicle]), RULE.least)
            found = judge(own, stays, lots, area, rules, begin + DAY_US)
            lived.found += [(day, vehicle, one) for one in found]
            overstayed += [(vehicle, one) for one in found]
            if day == fleet.days - 1:
                lived.stays.append(stays)
        lived.found += [(day, vehicle, one) for vehicle, one in gathered(overstayed, rules)]
        open_now = segments.take(np.append(segments.vehicle[1:] != segments.vehicle[:-1], True))
    return lived


def all_of(parts: list[Segments]) -> Segments:
    return Segments(*(np.concatenate(column) for column in zip(*parts, strict=True))) if parts else no_segments()


def fixes_of_day(vehicle: int, tracks: list[DeviceTrack], rules: AlarmTable, begin: int) -> tuple[Any, ...]:
    """The day's fixes that tell where the car is: (vehicle, at, lat, lon)."""
    chosen = steady(tracks, bool(separated(tracks, rules)), begin, begin + DAY_US)
    if chosen is None:
        empty = np.zeros(0, np.int64)
        return empty, empty, empty, empty
    keep = chosen.good & (chosen.at >= begin)
    at = chosen.at[keep]
    return np.full(len(at), vehicle), at, chosen.lat[keep], chosen.lon[keep]
