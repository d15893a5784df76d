"""A synthetic fleet lived through day by day, as the night does it: what was found of whom on which day.

The laws are the house's own (`rooms.tracking.rules`); only reading and writing are left out.
"""

from collections import defaultdict
from dataclasses import dataclass, field
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
from huilong.rooms.tracking.rules.shapes import DAY_US, DeviceTrack, Found, RiskLot, Stays
from huilong.rooms.tracking.rules.stays import StayRule, find_stays, middles
from huilong.rooms.tracking.rules.trail import Fixes, Segments, go_on, joined, no_segments, steady

DEFAULT_TABLE = ROOT / "src" / "huilong" / "rooms" / "tracking" / "alarms_default.yaml"
WINDOW_DAYS = 3
RULE = StayRule()


@dataclass
class Lived:
    """What a fleet's days came to: alarms as (day, vehicle, what was found), the stays of each vehicle at the end."""

    found: list[tuple[int, int, Found]] = field(default_factory=list)
    stays: list[Stays] = field(default_factory=list)


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
