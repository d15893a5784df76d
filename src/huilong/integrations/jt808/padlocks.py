"""Places of electronic padlocks (电子锁位置), messages 0x5501 and, kept while there was no network, 0x5502."""

from datetime import UTC, datetime

from huilong.integrations.jt808.alarms import say
from huilong.integrations.jt808.found import Found
from huilong.integrations.jt808.frames import PADLOCK_BLIND
from huilong.integrations.jt808.locks import lock
from huilong.integrations.jt808.positions import Unplaced, source
from huilong.integrations.jt808.readers import Reader, plain, quiet, read_items, whole
from huilong.rooms.tracking.terms import Fix, FixSource

_KMH_PER_KNOT = 1.852
_SHORTEST = 35
_FULL, _CHARGING = 100, (0xAA, 0xAB)
_EAST, _NORTH = 4, 2
_HEIGHT = 0x02


def padlock(device: str, message: int, body: bytes) -> tuple[Fix, int]:
    """The place a padlock reports: time and place in decimal digits, degrees and minutes, and unknown items."""
    if len(body) < _SHORTEST:
        raise Unplaced("short")
    try:
        at = datetime.strptime(body[:6].hex(), "%d%m%y%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        raise Unplaced("time") from None
    lat, lon, flags = _minutes(body[6:10].hex(), 2), _minutes(body[10:15].hex()[:9], 3), body[14] & 0xF
    found = Found()
    told = found.attributes
    told |= {"rssi": body[17], "sat": body[18], "odometer": int.from_bytes(body[19:23], "big") * 1000}
    if body[23] <= _FULL:
        told["batteryLevel"] = body[23]
    elif body[23] in _CHARGING:
        told["charge"] = True
    cell, area = int.from_bytes(body[24:28], "big"), int.from_bytes(body[28:30], "big")
    if cell and area:
        found.cell(0, 0, area, cell)
    _state(body, found)
    heights: list[int] = []
    table = _ITEMS.copy()
    table[_HEIGHT] = _height(heights)
    read_items(body, _SHORTEST, found, table, _ITEMS)
    found.finish()
    valid = message != PADLOCK_BLIND
    fix = Fix(
        device, at, lat if flags & _NORTH else -lat, lon if flags & _EAST else -lon, _digits(body[15]) * _KMH_PER_KNOT,
        body[16] * 2, heights[0] if heights else 0, valid, FixSource.SATELLITE if valid else source(found),
        tuple(found.alarms), told,
    )  # fmt: skip
    return fix, found.unknown


def _state(body: bytes, found: Found) -> None:
    """Status and alarm bits, by the kind of product."""
    product, status, flags = body[30], int.from_bytes(body[31:33], "big"), int.from_bytes(body[33:35], "big")
    words: tuple[str, ...] = ("lowPower",) if product in (1, 2) else ()
    if product == 3:
        found.attributes["blocked"] = bool(status >> 5 & 1)
        words = ("overspeed", "lowPower", "vibration", "lowBattery", "", "geofenceEnter", "geofenceExit")
    for bit, word in enumerate(words):
        if word and flags >> bit & 1:
            say(found, word)
    found.attributes["status"] = status


def _minutes(digits: str, whole: int) -> float:
    """Degrees and minutes to four places, in decimal digits, as degrees."""
    try:
        return int(digits[:whole]) + int(digits[whole:]) / 600_000
    except ValueError:
        raise Unplaced("place") from None


def _digits(told: int) -> int:
    return (told >> 4) * 10 + (told & 0xF)


def _height(heights: list[int]) -> Reader:
    def read(value: bytes, found: Found) -> None:
        heights.append(int.from_bytes(value[:2], "big", signed=True))

    return read


def _tilt(value: bytes, found: Found) -> None:
    axes = [int.from_bytes(value[place : place + 2], "big", signed=True) for place in (0, 2, 4)]
    found.attributes["tilt"] = "[{},{},{}]".format(*axes)


_ITEMS = whole({
    0x03: quiet, 0x0A: quiet, 0x0B: lock, 0x0C: _tilt, 0x10: plain("wakeSource", 1), 0xFC: plain("geofence", 1),
})  # fmt: skip
