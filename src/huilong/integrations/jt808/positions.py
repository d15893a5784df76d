"""A reported place (位置汇报): 28 bytes of alarm bits, status, place and time, then items (JT/T 808 §8.12)."""

from datetime import UTC, datetime, timedelta
from struct import Struct

from huilong.integrations.jt808 import alarms
from huilong.integrations.jt808.engines import OBD
from huilong.integrations.jt808.found import Found
from huilong.integrations.jt808.readers import read_items, whole
from huilong.integrations.jt808.vendors import ITEMS
from huilong.rooms.tracking.terms import Fix, FixSource

_FIXED = Struct(">IIIIhHH4s2s")
"""The time as two: digits down to the hour, digits of minute and second."""
SIZE = _FIXED.size
_BEIJING = timedelta(hours=8)
"""Devices tell Beijing time whatever zone they are in."""
_IGNITION, _VALID, _SOUTH, _WEST, _BLOCKED, _DOORS, _CHARGING = 1, 2, 4, 8, 1 << 10, 0x1F << 13, 1 << 26
_made = tuple.__new__
"""As `Fix(…)` does, in half the time."""
_SATELLITE = FixSource.SATELLITE
_ITEMS, _OBD = whole(ITEMS), whole(OBD)
_MEMORY = 4096
_FIXED_REST = Struct(">IIHIB3x")
_FIXED_REST_SIZE = _FIXED_REST.size
_hours: dict[bytes, datetime] = {}
_minutes = {
    bytes.fromhex(f"{minute:02}{second:02}"): timedelta(minutes=minute, seconds=second)
    for minute in range(60) for second in range(60)
}  # fmt: skip


class Unplaced(ValueError):
    """A report without a possible time, or cut short (无效位置); its text is `time`, `place` or `short`."""


def beijing(told: bytes) -> datetime:
    """Six bytes of decimal digits, year to second in Beijing time, as an instant in UTC. Raises Unplaced."""
    return _instant(told[:4], told[4:6])


def _instant(hour: bytes, rest: bytes) -> datetime:
    try:
        return _hours[hour] + _minutes[rest]
    except KeyError:
        pass
    try:
        begun = datetime.strptime(hour.hex(), "%y%m%d%H").replace(tzinfo=UTC) - _BEIJING
        if len(_hours) >= _MEMORY:
            _hours.clear()
        _hours[hour] = begun
        return begun + _minutes[rest]
    except (ValueError, KeyError):
        raise Unplaced("time") from None


def degrees(told: int, negative: int) -> float:
    """Millionths of a degree as degrees."""
    return -told / 1e6 if negative else told / 1e6


def possible(fix: Fix) -> bool:
    """Whether a place is on the globe; devices without a fix tell anything."""
    return -90 <= fix.lat <= 90 and -180 <= fix.lon <= 180


def located(device: str, body: bytes, model: str = "", start: int = 0, archive: bool = False) -> tuple[Fix, int]:
    """The place a report tells from `start` on, and how many of its items are unknown. Raises Unplaced.

    An `archive` is a report kept back while there was no network.
    """
    if len(body) - start < SIZE:
        raise Unplaced("short")
    flags, status, lat, lon, altitude, speed, course, hour, rest = _FIXED.unpack_from(body, start)
    at = _instant(hour, rest)
    told = {
        "ignition": status & _IGNITION != 0, "blocked": status & _BLOCKED != 0, "charge": status & _CHARGING != 0,
    }  # fmt: skip
    if status & _DOORS:
        told["door"] = True
    found = Found(model, told)
    start += SIZE
    if len(body) - start != _FIXED_REST_SIZE or not _of_fixed_size(body, start, found):
        read_items(body, start, found, _ITEMS, _OBD)
    if flags:
        alarms.sound(flags, found, alarms.BY_MODEL.get(found.model, alarms.TRACKER))
    if found.words or found.cells or found.wifi:
        found.finish()
    if archive:
        told["archive"] = True
    valid = status & _VALID != 0
    how = _SATELLITE if valid else source(found)
    fix = _made(Fix, (
        device, at, -lat / 1e6 if status & _SOUTH else lat / 1e6, -lon / 1e6 if status & _WEST else lon / 1e6,
        speed / 10, course, altitude, valid, how, found.alarms, told,
    ))  # fmt: skip
    return fix, found.unknown


def source(found: Found) -> FixSource:
    """How a place not seen by satellite was found: by what is around the device, if it tells that."""
    if found.wifi:
        return FixSource.WIFI
    return FixSource.CELL if found.cells else FixSource.SATELLITE


def _of_fixed_size(body: bytes, start: int, found: Found) -> bool:
    """Whether 18 bytes in a fixed order follow instead of items, as some devices send; if so they are read."""
    if _are_items(body, start):
        return False
    _, odometer, battery, _, rssi = _FIXED_REST.unpack_from(body, start)
    found.attributes |= {"odometer": odometer * 1000, "battery": battery / 10, "rssi": rssi}
    return True


def _are_items(body: bytes, start: int) -> bool:
    while start + 2 <= len(body):
        if not body[start]:
            return False
        start += 2 + body[start + 1]
    return start == len(body)


def batch(
    device: str, body: bytes, model: str = "", start: int = 0, wide: bool = True, archive: bool = False
) -> tuple[list[Fix], int, int]:
    """Places of a batch, each behind its length (`wide`: of two bytes); fixes, items unknown, reports unplaced."""
    fixes, unknown, unplaced, step = [], 0, 0, 2 if wide else 1
    while start + step <= len(body):
        size = int.from_bytes(body[start : start + step], "big")
        start += step
        try:
            fix, more = located(device, body[start : start + size], model, archive=archive)
        except Unplaced:
            unplaced += 1
        else:
            fixes.append(fix)
            unknown += more
        start += size
    return fixes, unknown, unplaced
