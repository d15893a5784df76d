"""Alarms (告警判定): what of a vehicle's fixes and stays should be looked at, by the table.

Each law takes what it needs and returns what it found; `judge` puts them together for one vehicle at one moment. A fix
that is not `good` (a cell or access point, or invalid by the device's own word) raises nothing and ends nothing.
"""

from collections.abc import Callable, Iterable, Sequence

import numpy as np

from huilong.rooms.tracking.rules.alarm_table import SOUNDED, AlarmTable
from huilong.rooms.tracking.rules.geo import metres_between
from huilong.rooms.tracking.rules.shapes import DAY_US, HOUR_US, MINUTE_US, DeviceTrack, Found, RiskLot, Stays
from huilong.rooms.tracking.terms import AlarmKind, DeviceKind

AreaOf = Callable[[int, int], str]
"""The name of the area a place is in, "" where it is in none that is known."""


def judge(
    tracks: Sequence[DeviceTrack], stays: Stays, lots: Sequence[RiskLot], area_of: AreaOf | None, table: AlarmTable,
    now: int,
) -> list[Found]:
    """Everything found of one vehicle by `now` (单车判定), but gathering, for which `gathered` sees all vehicles."""
    found = [one for track in tracks for kind in SOUNDED if kind in table for one in sounded(track, kind, table, now)]
    found += [one for track in tracks for one in silent(track, table, now)]
    found += separated(tracks, table)
    found += long_stay(stays, table)
    found += at_lots(stays, lots, table, now)
    if area_of is not None:
        found += left_area(stays, area_of, table)
    return found


def sounded(track: DeviceTrack, kind: AlarmKind, table: AlarmTable, now: int) -> list[Found]:
    """What the device itself sounds (设备报警): from the first fix with the bit to the first good one without it.

    Less than `lasts_minutes` is nothing (a battery is changed), and less than `quiet_hours` between two is one.
    """
    heard = {index for index, bit in track.sounded if bit in table.bits[kind] and track.good[index]}
    if not heard:
        return []
    lasts, quiet = table.of(kind, "lasts_minutes") * MINUTE_US, table.of(kind, "quiet_hours") * HOUR_US
    spells: list[list[int]] = []
    first = last = -1
    for index in np.flatnonzero(track.good).tolist():
        if index in heard:
            first, last = (index if first < 0 else first), index
        elif first >= 0:
            if track.at[index] - track.at[first] >= lasts:
                spells.append([first, last])
            first = -1
    if first >= 0 and now - track.at[first] >= lasts:
        spells.append([first, last])
    merged: list[list[int]] = []
    for spell in spells:
        if merged and track.at[spell[0]] - track.at[merged[-1][1]] <= quiet:
            merged[-1][1] = spell[1]
        else:
            merged.append(spell)
    return [
        Found(kind, track.device, int(track.at[a]), int(track.at[b]), track.device, int(track.lat[a]),
              int(track.lon[a]), {"fixes": sum(a <= one <= b for one in heard)})
        for a, b in merged
    ]  # fmt: skip


def silent(track: DeviceTrack, table: AlarmTable, now: int) -> list[Found]:
    """Whether nothing at all was heard of a device for longer than its rhythm allows (设备失联)."""
    kind = AlarmKind.SILENT
    if kind not in table:
        return []
    allowed = max(
        table.of(kind, "rhythms") * track.expected_seconds * 1_000_000, table.of(kind, "least_hours") * HOUR_US
    )
    heard = max(track.heard, track.since)
    if now - heard <= allowed:
        return []
    told = {"hours": (now - heard) // HOUR_US, "expected_seconds": track.expected_seconds}
    return [Found(kind, track.device, heard, now, track.device, None, None, told)]


def separated(tracks: Sequence[DeviceTrack], table: AlarmTable) -> list[Found]:
    """Whether two devices of one vehicle are in two places (有线无线分离).

    Each good fix of a wireless device is held against the nearest in time of each wired one, if within
    `within_minutes`; they are apart if farther than `metres` and what a car drives in between. It takes `times` such
    fixes in a row; one that is near again ends it.
    """
    if AlarmKind.SEPARATED not in table:
        return []
    wired = [one for one in tracks if one.kind is DeviceKind.WIRED]
    wireless = [one for one in tracks if one.kind is DeviceKind.WIRELESS]
    return [one for a in wired for b in wireless for one in _apart(a, b, table)]


def _apart(wired: DeviceTrack, wireless: DeviceTrack, table: AlarmTable) -> list[Found]:
    kind = AlarmKind.SEPARATED
    metres, speed, times = (table.of(kind, name) for name in ("metres", "metres_per_second", "times"))
    within = table.of(kind, "within_minutes") * MINUTE_US
    good = np.flatnonzero(wired.good)
    when = wired.at[good]
    run: list[tuple[int, int]] = []
    if not len(good):
        return []
    for i in np.flatnonzero(wireless.good).tolist():
        after = min(int(np.searchsorted(when, wireless.at[i])), len(good) - 1)
        before = max(after - 1, 0)
        near = after if abs(when[after] - wireless.at[i]) < abs(when[before] - wireless.at[i]) else before
        between = abs(int(when[near] - wireless.at[i]))
        if between > within:
            continue
        j = int(good[near])
        way = metres_between(int(wired.lat[j]), int(wired.lon[j]), int(wireless.lat[i]), int(wireless.lon[i]))
        run = [*run, (i, round(way))] if way > metres + speed * between / 1_000_000 else []
    if len(run) < max(times, 1):
        return []
    (first, _), (last, way) = run[0], run[-1]
    told = {"metres": way, "times": len(run), "other": wired.device}
    return [Found(kind, wireless.device, int(wireless.at[first]), int(wireless.at[last]), wireless.device,
                  int(wireless.lat[last]), int(wireless.lon[last]), told)]  # fmt: skip


def long_stay(stays: Stays, table: AlarmTable) -> list[Found]:
    """Whether the vehicle stands for days at a place where it never stood before (异地久停)."""
    kind = AlarmKind.LONG_STAY
    last = len(stays) - 1
    if kind not in table or last < 1 or stays.closed[last]:
        return []
    lasted = int(stays.until[last] - stays.since[last])
    known = int(stays.since[last] - stays.since[0])
    if lasted < table.of(kind, "hours") * HOUR_US or known < table.of(kind, "known_days") * DAY_US:
        return []
    lat, lon = int(stays.lat[last]), int(stays.lon[last])
    if any(_stood_near(stays, lat, lon, table.of(kind, "metres"), last)):
        return []
    return [_stood(kind, "", stays, last, {"hours": lasted // HOUR_US})]


def at_lots(stays: Stays, lots: Sequence[RiskLot], table: AlarmTable, now: int) -> list[Found]:
    """Stops at confirmed lots within the last day, and whether they have become long (进入与久停).

    A lot where the vehicle stood on `usual_days` earlier days is next door to its own life, and says nothing.
    """
    kind, longer = AlarmKind.ENTERED_LOT, AlarmKind.OVERSTAYED_LOT
    found: list[Found] = []
    if kind not in table or not lots:
        return found
    for i in range(int(np.searchsorted(stays.until, now - DAY_US)), len(stays)):
        for lot in lots:
            lat, lon = int(stays.lat[i]), int(stays.lon[i])
            if metres_between(lat, lon, lot.lat, lot.lon) > lot.radius_m:
                continue
            days = {int(stays.since[k]) // DAY_US for k in _stood_near(stays, lot.lat, lot.lon, lot.radius_m, i)}
            if len(days) >= table.of(kind, "usual_days"):
                continue
            hours = int(stays.until[i] - stays.since[i]) // HOUR_US
            found.append(_stood(kind, str(lot.key), stays, i, {"hours": hours}))
            if longer in table and hours >= table.of(longer, "hours"):
                found.append(_stood(longer, str(lot.key), stays, i, {"hours": hours}))
    return found


def left_area(stays: Stays, area_of: AreaOf, table: AlarmTable) -> list[Found]:
    """Whether the vehicle stands in an area where it is not used to be (出省).

    It is used to areas where it stood on `usual_days` of the `in_days` before; without any, nothing is said.
    """
    kind = AlarmKind.LEFT_AREA
    if kind not in table or not len(stays):
        return []
    begin = int(np.searchsorted(stays.since, stays.since[-1] - table.of(kind, "in_days") * DAY_US))
    names = [area_of(int(stays.lat[i]), int(stays.lon[i])) for i in range(begin, len(stays))]
    here = names[-1]
    days: dict[str, set[int]] = {}
    run = len(names)
    while run and names[run - 1] == here:
        run -= 1
    for k, name in enumerate(names[:run]):
        days.setdefault(name, set()).add(int(stays.since[begin + k]) // DAY_US)
    usual = sorted(name for name, on in days.items() if name and len(on) >= table.of(kind, "usual_days"))
    if not here or not usual or here in usual:
        return []
    return [_stood(kind, here, stays, begin + run, {"area": here, "usual": usual}, last=int(stays.until[-1]))]


def gathered(overstayed: Iterable[tuple[int, Found]], table: AlarmTable) -> list[tuple[int, Found]]:
    """Of vehicles that stay at lots, those at one lot together (聚集): (vehicle, what was found) in and out.

    The vehicles of one loan each: `overstayed` holds one entry a vehicle and lot.
    """
    kind = AlarmKind.GATHERED_AT_LOT
    if kind not in table:
        return []
    by_lot: dict[str, list[tuple[int, Found]]] = {}
    for vehicle, one in overstayed:
        if one.kind is AlarmKind.OVERSTAYED_LOT:
            by_lot.setdefault(one.about, []).append((vehicle, one))
    return [
        (vehicle, Found(kind, lot, one.since, one.last, one.device, one.lat, one.lon, {"vehicles": len(there)}))
        for lot, there in sorted(by_lot.items())
        if len(there) >= max(table.of(kind, "vehicles"), 1)
        for vehicle, one in there
    ]


def _stood_near(stays: Stays, lat: int, lon: int, metres: float, before: int) -> list[int]:
    """The stays before one that were near a place."""
    return [
        k for k in range(before)
        if metres_between(int(stays.lat[k]), int(stays.lon[k]), lat, lon) <= metres
    ]  # fmt: skip


def _stood(kind: AlarmKind, about: str, stays: Stays, i: int, told: dict[str, object], last: int = 0) -> Found:
    until = last or int(stays.until[i])
    return Found(kind, about, int(stays.since[i]), until, "", int(stays.lat[i]), int(stays.lon[i]), told)
