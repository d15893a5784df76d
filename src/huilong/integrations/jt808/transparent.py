"""Messages passed through (透传消息), 0x0900: engines, trips, events and tags, as vendors tell them.

A message that tells where it was becomes a place; one that does not tells attributes only.
"""

from collections.abc import Callable
from struct import Struct
from typing import Any

from huilong.integrations.jt808.alarms import say
from huilong.integrations.jt808.engines import obd_line
from huilong.integrations.jt808.found import Found
from huilong.integrations.jt808.positions import beijing, degrees
from huilong.integrations.jt808.readers import Reader, number, plain, text
from huilong.integrations.jt808.told import Told
from huilong.rooms.tracking.terms import Fix

_MOVED = Struct(">IIIhHH6s")
_CRASH = Struct(">iihHH")


def transparent(device: str, body: bytes) -> Told:
    """Read a message passed through. Raises Unplaced, ValueError, IndexError or struct.error on nonsense."""
    reader = _READERS.get(body[0]) if body else None
    return reader(device, body[1:]) if reader else Told()


def _text(device: str, body: bytes) -> Told:
    said = body.decode("ascii", "replace").strip(" \0\r\n")
    if not said.startswith("GTSL"):
        return Told(attributes={"data": said})
    values = said.split("|")
    return Told(attributes={"driverUniqueId": values[4]} if len(values) > 4 else {})


def _engine_line(device: str, body: bytes) -> Told:
    found = Found()
    obd_line(body.decode("ascii", "replace").strip(" \0\r\n"), found)
    return Told(attributes=found.attributes)


def _collision(device: str, body: bytes) -> Told:
    attributes, start = {}, 0
    while start + 4 <= len(body):
        kind, size = int.from_bytes(body[start : start + 2], "big"), int.from_bytes(body[start + 2 : start + 4], "big")
        if kind == 0x0002:
            attributes["collision"] = int.from_bytes(body[start + 4 : start + 6], "big") / 256 / 100
        start += 4 + size
    return Told(attributes=attributes)


def _crash(device: str, body: bytes) -> Told:
    lat, lon, altitude, speed, course = _CRASH.unpack_from(body, 6)
    return Told([Fix(
        device, beijing(body[:6]), degrees(abs(lat), lat < 0), degrees(abs(lon), lon < 0), speed / 10,
        course, altitude,
    )])  # fmt: skip


def _state(status: int) -> dict[str, Any]:
    return {"ignition": bool(status & 1), "blocked": bool(status >> 10 & 1), "charge": bool(status >> 26 & 1)}


def _moved(device: str, body: bytes, rest: Callable[[bytes, dict[str, Any]], None]) -> Told:
    status, lat, lon, altitude, speed, course, at = _MOVED.unpack_from(body)
    attributes = _state(status)
    rest(body[_MOVED.size :], attributes)
    return Told([Fix(
        device, beijing(at), degrees(lat, status & 4), degrees(lon, status & 8), speed / 10, course,
        altitude, bool(status & 2), attributes=attributes,
    )])  # fmt: skip


_SENSORS = (("lightSensor",), ("deviceTemp", "humidity"), ("temp3",), ("", "", ""), ("airPressure",))
"""Readings of each bit of a sample's mask, in words; without a name: acceleration."""


def _tags(device: str, body: bytes) -> Told:
    def rest(data: bytes, attributes: dict[str, Any]) -> None:
        start = 1
        while start + 9 <= len(data):
            name, size, signal = f"tag{data[start] + 1}", data[start + 8], data[start + 7]
            attributes[f"{name}Mac"] = data[start + 1 : start + 7].hex()
            attributes[f"{name}Rssi"] = signal - 256 if signal > 127 else signal
            attributes[f"{name}Data"] = data[start + 9 : start + 9 + size].hex()
            start += 9 + size

    return _moved(device, body, rest)


def _samples(device: str, body: bytes) -> Told:
    """Readings of sensors over time; the last one counts."""

    def rest(data: bytes, attributes: dict[str, Any]) -> None:
        start = 0
        while start + 8 <= len(data):
            mask, place = int.from_bytes(data[start : start + 2], "big"), start + 8
            for bit, names in enumerate(_SENSORS):
                for name in names if mask >> bit & 1 else ():
                    value = int.from_bytes(data[place : place + 2], "big", signed=bit in (1, 2))
                    if name:
                        attributes[name] = value / 10 if bit in (1, 2) else value
                    place += 2
            start = place

    return _moved(device, body, rest)


def _engine_items() -> dict[int, Reader]:
    burnt, distance = number("fuelConsumption", 2, over=100), number("odometer", 4, times=100)
    used, throttle = number("fuelUsed", 4, over=100), plain("throttle", 1)
    return {
        0x0102: distance, 0x0528: distance, 0x0546: distance, 0x0103: number("fuel", 4, over=100),
        0x0111: number("fuelTemp", 1, minus=40), 0x012E: number("oilLevel", 2, over=10),
        0x052A: number("fuel", 2, over=100), 0x0105: used, 0x052C: used, 0x014A: burnt, 0x0537: burnt, 0x0538: burnt,
        0x0539: burnt, 0x052B: plain("fuel", 1), 0x052D: number("coolantTemp", 1, minus=40),
        0x052E: number("airTemp", 1, minus=40), 0x0530: number("power", 2, over=1000),
        0x0535: number("obdSpeed", 2, over=10), 0x0536: plain("rpm", 2), 0x053D: number("intakePressure", 2, over=10),
        0x0544: plain("liquidLevel", 1), 0x0547: throttle, 0x0548: throttle, 0xFEEC: text("vin"),
    }  # fmt: skip


_ENGINE_ITEMS = _engine_items()
_HAPPENED = {
    0x01: "powerRestored", 0x02: "powerCut", 0x0E: "idle", 0x1A: "hardAcceleration", 0x1B: "hardBraking",
    0x1C: "hardCornering", 0x1D: "laneChange", 0x1E: "laneChange", 0x1F: "laneChange", 0x23: "fatigueDriving",
    0x25: "overspeed", 0x26: "accident", 0x27: "accident", 0x28: "accident", 0x31: "door", 0x32: "door",
}  # fmt: skip
_FELT = {51: "hardAcceleration", 52: "hardBraking", 53: "hardCornering", 54: "laneChange", 56: "accident"}


def _vehicle(device: str, body: bytes) -> Told:
    """What a device on the engine's bus tells: readings, trouble codes, events, trips; most with a place behind."""
    at, kind, found, start = beijing(body[:6]), body[8], Found(), 9
    if body[6]:
        found.attributes["archive"] = True
    if kind == 0x01:
        start = _readings(body, found)
    elif kind == 0x02:
        start = _trouble(body, found)
    elif kind == 0x03:
        start = _events(body, found)
    else:
        _other(kind, body[9:], found)
        found.finish()
        return Told(attributes=found.attributes)
    found.finish()
    if len(body) - start < 12:
        return Told(attributes=found.attributes)
    status, lat, lon = Struct(">III").unpack_from(body, start)
    found.attributes |= _state(status)
    return Told([Fix(
        device, at, degrees(lat, status & 4), degrees(lon, status & 8), valid=bool(status & 2),
        alarms=tuple(found.alarms), attributes=found.attributes,
    )])  # fmt: skip


def _readings(body: bytes, found: Found) -> int:
    start = 10
    for _ in range(body[9]):
        kind, size = int.from_bytes(body[start : start + 2], "big"), body[start + 2]
        value = body[start + 3 : start + 3 + size]
        reader = _ENGINE_ITEMS.get(kind)
        if reader:
            reader(value, found)
        elif size in (1, 2, 4):
            found.attributes[f"io{kind}"] = int.from_bytes(value, "big")
        start += 3 + size
    return start


def _trouble(body: bytes, found: Found) -> int:
    codes, start = [], 11
    for _ in range(int.from_bytes(body[9:11], "big")):
        count = int.from_bytes(body[start + 4 : start + 6], "big")
        start += 6
        for _ in range(count):
            size = int.from_bytes(body[start + 8 : start + 10], "big")
            codes.append(body[start + 10 : start + 10 + size].decode("ascii", "replace").strip(" \0"))
            start += 10 + size
            if start > len(body):
                raise ValueError("trouble codes beyond the end")
    found.attributes["dtcs"] = " ".join(codes)
    return start


def _events(body: bytes, found: Found) -> int:
    start = 10
    for _ in range(body[9]):
        if word := _HAPPENED.get(body[start]):
            say(found, word)
        start += 2 + body[start + 1]
    return start


def _other(kind: int, body: bytes, found: Found) -> None:
    """A trip, the vehicle's number, an event felt."""
    told = found.attributes
    if kind == 0x04:
        told["tripNumber"] = int.from_bytes(body[1:5], "big")
        if body[0] == 0x02:
            idle, minutes, distance, fuel = Struct(">HHHH").unpack_from(body, 34)
            told |= {"idlingCount": idle, "idlingTime": minutes, "tripOdometer": distance * 100, "tripFuel": fuel / 100}
    elif kind == 0x0B and body[0]:
        told["vin"] = body[1:18].decode("ascii", "replace")
    elif kind == 0x15:
        event = int.from_bytes(body[:4], "big", signed=True)
        if event in _FELT:
            say(found, _FELT[event])
        else:
            told["event"] = event


_READERS: dict[int, Callable[[str, bytes], Told]] = {
    0x40: _text, 0x41: _engine_line, 0xF0: _vehicle, 0xFF: _crash, 0xF3: _collision, 0x53: _tags, 0x54: _samples,
}  # fmt: skip
