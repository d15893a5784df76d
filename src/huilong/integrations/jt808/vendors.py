"""Vendors' own items with items inside (厂商扩展项): 0xE8, 0xEA, 0xEB, 0xF2 … 0xFE. Whoever is not known is let pass.

Which vendor it is shows in what it says: lengths, printable text, the name of its firmware (0xF2 `AOVX_…`).
"""

import re
from struct import Struct

from huilong.integrations.jt808.alarms import say
from huilong.integrations.jt808.engines import ENGINE_ITEMS
from huilong.integrations.jt808.found import Found
from huilong.integrations.jt808.items import ITEMS as SIMPLE
from huilong.integrations.jt808.locks import LOCK_ITEMS
from huilong.integrations.jt808.readers import Reader, nested, number, plain, quiet, text, word
from huilong.integrations.jt808.sensors import ASSETS, SENSOR_ITEMS

_PRINTABLE = re.compile(rb"[\x20-\x7e]+")
_FIRST_PRINTABLE = 0x20
_FIRMWARE = re.compile(r"AOVX_([A-Z0-9]+)-")
_MOTION_SHIFT = 23
_unsigned = int.from_bytes
"""Big-endian."""


def _mains(value: bytes, found: Found) -> None:
    """Power (four bytes) or battery (two), in millivolts."""
    name = "power" if len(value) == 4 else "battery"
    found.attributes[name] = _unsigned(value[:4]) / 1000


def _wired(value: bytes, found: Found) -> None:
    """State of a wired device, 0 where something is wrong: bit 0 its power, bit 12 whether it is where it was fixed."""
    flags = _unsigned(value[:4])
    if not flags & 1:
        say(found, "powerOff")
    if not flags & 1 << 12:
        say(found, "removing")


def _shaken(value: bytes, found: Found) -> None:
    """Bit 6 is 0 while it is shaken; bits 23 and 24 tell whether it moves."""
    flags = _unsigned(value[:4])
    if not flags & 1 << 6:
        say(found, "vibration")
    moving = flags >> _MOTION_SHIFT & 3
    if moving < 2:
        found.attributes["motion"] = moving == 0


def _weak(value: bytes, found: Found) -> None:
    if value[0] in (3, 4):
        say(found, "lowBattery")
    found.attributes["batteryAlarm"] = value[0]


def _card(value: bytes, found: Found) -> None:
    found.attributes["iccid"] = value[:10].hex().rstrip("f")


def _access_points(value: bytes, found: Found) -> None:
    told = value[1:].decode("ascii", "replace").split(",")
    for place in range(0, len(told) - 1, 2):
        found.access_point(told[place], int(told[place + 1]))


def _one_cell(value: bytes, found: Found) -> None:
    country, network, area, cell = Struct(">HBHI").unpack_from(value)
    found.cell(country, network, area, cell)


def _fuel_text(value: bytes, found: Found) -> None:
    found.attributes["fuel2"] = float(value[:6])


_EB: dict[int, Reader] = {
    0x0001: number("fuel1", 2, over=10), 0x0023: _fuel_text, 0x002D: _mains, 0x0089: _wired, 0x00B2: _card,
    0x00B9: _access_points, 0x00C5: _shaken, 0x00C6: _weak, 0x00CE: number("power", 2, over=100), 0x00D8: _one_cell,
    0x00A8: plain("batteryLevel", 1), 0x00E1: plain("batteryLevel", 1),
}  # fmt: skip


_SIZE_AND_KIND = Struct(">HH").unpack_from
_COUNTRIES_FROM = 200
"""Country codes of mobile networks begin above it; lengths of items do not reach it."""


def _eb(value: bytes, found: Found) -> None:
    """Cells, or a time zone in letters, or items of their own: length of two bytes, number of two."""
    if (len(value) - 3) % 5 == 0 and word(value) > _COUNTRIES_FROM:
        for place in range(3, len(value), 5):
            area, cell, signal = Struct(">HHB").unpack_from(value, place)
            found.cell(word(value), value[2], area, cell, signal)
        return
    if value and value[0] >= _FIRST_PRINTABLE and _PRINTABLE.fullmatch(value):
        found.attributes["timezone"] = value.decode()
        return
    start, end = 0, len(value)
    while start + 4 <= end:
        size, kind = _SIZE_AND_KIND(value, start)
        inner = start + 4
        start += 2 + size
        if inner <= start <= end:
            _EB.get(kind, quiet)(value[inner:start], found)


def _air(value: bytes, found: Found) -> None:
    found.attributes["externalTemp"] = word(value) / 10 - 50


def _threshold(value: bytes, found: Found) -> None:
    found.attributes |= {"externalAlarms": word(value), "alarmThresholdType": value[2]}


_EA: dict[int, Reader] = {
    0x11: _threshold, 0x13: plain("externalIlluminance", 2), 0x14: plain("externalAirPressure", 2),
    0x15: number("externalHumidity", 2, over=10), 0x16: _air,
}  # fmt: skip


def _ea(value: bytes, found: Found) -> None:
    if len(value) > 2:
        nested(value, 1, found, _EA)


_E8_WORDS = {
    0x0001: "fault", 0x0400: "hardAcceleration", 0x0412: "hardAcceleration", 0x0401: "hardBraking",
    0x0413: "hardBraking", 0x0402: "hardCornering", 0x0414: "hardCornering", 0x0403: "overspeed", 0x0405: "accident",
    0x0416: "accident", 0x0417: "accident", 0x0406: "vibration", 0x0407: "tow", 0x0408: "geofenceEnter",
    0x0409: "geofenceExit", 0x040C: "door", 0x0415: "laneChange", 0x0C01: "sos", 0x0C02: "lowPower", 0x0C05: "general",
    0x0C0E: "powerCut", 0x0C0F: "lowBattery", 0x0C10: "powerOff", 0x0C12: "tampering",
}  # fmt: skip


def _plugged(value: bytes, found: Found) -> None:
    found.attributes["charge"] = value[0] == 0


def _long_card(value: bytes, found: Found) -> None:
    found.attributes["iccid"] = value[:10].hex()[:19]


_E8_STATE: dict[int, Reader] = {
    0x0001: number("battery", 2, over=100), 0x0002: plain("dataUsage", 4), 0x0003: plain("batteryLevel", 1),
    0x0004: _plugged, 0x0005: _long_card, 0x0007: number("hdop", 2, over=10), 0x2001: number("power", 2, over=10),
}  # fmt: skip


def _e8(value: bytes, found: Found) -> None:
    """A padlock's state in three bytes, else an event or a state of JC cameras."""
    told = found.attributes
    if len(value) == 3 and not found.model.startswith("JC"):
        told["lockStatus"] = int.from_bytes(value, "big")
        return
    kind = word(value)
    if kind in _E8_WORDS:
        say(found, _E8_WORDS[kind])
    elif kind in (0x0C03, 0x0C04):
        told["ignition"] = kind == 0x0C03
    elif kind == 0x2002:
        told |= {"uploadMode": value[3], "buffered": value[4] == 1}
    elif kind == 0x2003:
        charge, level, battery, rssi, power = Struct(">BBHBH").unpack_from(value, 3)
        told |= {"charge": charge == 1, "battery": battery / 100, "rssi": rssi, "power": power / 100}
        if 1 <= level <= 6:
            told["batteryLevel"] = level * 100 // 6
    elif kind == 0x2005:
        nested(value, 3, found, _E8_STATE, wide=True)


def _firmware(value: bytes, found: Found) -> None:
    told = value.decode("ascii", "replace")
    found.attributes["versionFw"] = told
    if (named := _FIRMWARE.match(told)) and not found.model:
        found.model = named[1]


def _hundredths_of_255(value: bytes, found: Found) -> None:
    found.attributes["throttle"] = word(value) * 100 // 255


def _hex(value: bytes, found: Found) -> None:
    if value:
        found.attributes["cvn"] = value.hex()


_F3: dict[int, Reader] = {
    0x0002: number("obdSpeed", 2, over=10), 0x0003: plain("rpm", 2), 0x0004: number("power", 2, over=1000),
    0x0005: number("obdOdometer", 4, times=100), 0x0007: number("fuelConsumption", 2, over=10),
    0x0008: number("engineLoad", 2, over=10), 0x0009: number("coolantTemp", 2, minus=40),
    0x000B: plain("intakePressure", 2), 0x000C: number("intakeTemp", 2, minus=40), 0x000D: plain("intakeFlow", 2),
    0x000E: _hundredths_of_255, 0x0050: text("vin", 17), 0x0051: _hex, 0x0052: text("calid"),
    0x0100: number("tripOdometer", 2, over=10), 0x0102: number("tripFuel", 2, over=10),
    0x0112: plain("hardAccelerationCount", 2), 0x0113: plain("hardDecelerationCount", 2),
    0x0114: plain("hardCorneringCount", 2),
}  # fmt: skip


def _f3(value: bytes, found: Found) -> None:
    """An engine's readings; on asset devices the tags around, which are let pass."""
    if found.model not in ASSETS:
        nested(value, 0, found, _F3, wide=True)


def _container(value: bytes, found: Found) -> None:
    found.attributes["container"] = value.decode("ascii", "replace")


def _blows(value: bytes, found: Found) -> None:
    flags = _unsigned(value[:4])
    for bit, blow in enumerate(("hardAcceleration", "hardBraking", "hardCornering", "accident", "tampering")):
        if flags >> bit & 1:
            say(found, blow)


def _fe(value: bytes, found: Found) -> None:
    """Battery level, power or odometer, as the length tells; else blows, and the battery level last."""
    told = found.attributes
    if len(value) in (1, 2, 4):
        name, over = {1: ("batteryLevel", 1), 2: ("power", 10), 4: ("odometer", 1)}[len(value)]
        number = int.from_bytes(value, "big")
        told[name] = number / over if over > 1 else number
    elif value[0] == 0x7C:
        nested(value, 1, found, {0x01: _blows})
    else:
        told["batteryLevel"] = value[1]


ITEMS: dict[int, Reader] = {
    **SIMPLE, **ENGINE_ITEMS, **LOCK_ITEMS, **SENSOR_ITEMS, 0x80: quiet, 0xE8: _e8, 0xEA: _ea, 0xEB: _eb,
    0xF2: _firmware, 0xF3: _f3, 0xFB: _container, 0xFE: _fe,
}  # fmt: skip
"""Every item known, by its number."""
