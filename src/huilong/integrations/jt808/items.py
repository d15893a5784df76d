"""Simple items of a location, the standard's and vendors' (位置附加信息项)."""

from struct import Struct

from huilong.integrations.jt808.alarms import say
from huilong.integrations.jt808.found import Found
from huilong.integrations.jt808.readers import Reader, number, plain, quiet, text

_TWO_WORDS, _SIX, _CELL, _NEARBY = Struct(">HH"), Struct(">BHHB"), Struct(">HHIIB"), Struct(">6sb")


def _fuel(value: bytes, found: Found) -> None:
    told = int.from_bytes(value[:2], "big")
    found.attributes["fuel"] = told & 0x7FFF if told >> 15 else told / 10


def _analog(value: bytes, found: Found) -> None:
    one, two = _TWO_WORDS.unpack_from(value)
    told = found.attributes
    told["adc1"], told["adc2"] = one / 100, two / 100


def _mode(value: bytes, found: Found) -> None:
    if len(value) == 1:
        found.attributes["mode"] = value[0]
    elif value.startswith(b"*M00"):
        found.attributes["battery"] = int(value[10:13]) / 100


def _temperatures(value: bytes, found: Found) -> None:
    if len(value) in (2, 16):
        for place in range(0, len(value), 2):
            told = int.from_bytes(value[place : place + 2], "big")
            if told != 0xFFFF:
                found.attributes[f"temp{place // 2 + 1}"] = (-(told & 0x7FFF) if told >> 15 else told) / 10


def _battery_tenths(value: bytes, found: Found) -> None:
    found.attributes["batteryLevel"] = value[0] * 10


def _shaken(value: bytes, found: Found) -> None:
    if len(value) >= 4 and value[3] >> 3 & 1:
        say(found, "vibration")


def _level(value: bytes, found: Found) -> None:
    """Battery level, network cells, power or a driver's card: vendors disagree, and the length tells."""
    told = found.attributes
    if len(value) == 1:
        told |= {"charge": True} if value[0] == 0xFF else {"batteryLevel": value[0]}
    else:
        told["driverUniqueId"] = str(int.from_bytes(value[:4], "big"))


def _level_or_cells(value: bytes, found: Found) -> None:
    if len(value) >= 12 and (len(value) - 4) % 8 == 0:
        country, network = _TWO_WORDS.unpack_from(value)
        for place in range(4, len(value), 8):
            area = int.from_bytes(value[place : place + 3], "big")
            cell = int.from_bytes(value[place + 3 : place + 7], "big")
            if 0 < area <= 0xFFFF and cell <= 0xFFFFFFF:
                found.cell(country, network, area, cell, value[place + 7])
    elif len(value) == 2:
        found.attributes["power"] = int.from_bytes(value, "big") / 10
    else:
        _level(value, found)


def _battery_3(value: bytes, found: Found) -> None:
    found.attributes |= {"batteryLevel": value[1], "battery": int.from_bytes(value[2:4], "big") / 100}


def _charging(value: bytes, found: Found) -> None:
    if value[0] == 0:
        found.attributes["charge"] = True
    found.attributes["batteryLevel"] = value[1]


def _moving(value: bytes, found: Found) -> None:
    if len(value) == 1:
        found.attributes["motion"] = value[0] == 1


def _vibration_or_sos(value: bytes, found: Found) -> None:
    if len(value) == 8:
        flags = int.from_bytes(value[:2], "big")
        if flags & 1:
            say(found, "vibration")
        if flags >> 1 & 7:
            say(found, "sos")


def _nearby(value: bytes, found: Found) -> None:
    seen = found.wifi
    for address, signal in _NEARBY.iter_unpack(value[: len(value) // 7 * 7]):
        seen.append({"macAddress": address.hex(":"), "signalStrength": signal})


def _cells(value: bytes, found: Found) -> None:
    for country, network, cell, area, signal in _CELL.iter_unpack(value[: len(value) // 13 * 13]):
        found.cell(country, network, area, cell, signal)


def _six(value: bytes, found: Found) -> None:
    if len(value) == 6:
        rssi, power, battery, satellites = _SIX.unpack(value)
        found.attributes |= {"rssi": rssi, "power": power / 1000, "battery": battery / 1000, "sat": satellites}


ITEMS: dict[int, Reader] = {
    0x01: number("odometer", 4, times=100), 0x02: _fuel, 0x03: quiet, 0x04: quiet, 0x06: plain("batteryLevel", 1),
    0x11: quiet, 0x12: quiet, 0x13: quiet, 0x14: plain("videoAlarm", 4), 0x15: quiet, 0x16: quiet,
    0x17: quiet, 0x18: quiet, 0x25: plain("input", 4), 0x2A: quiet, 0x2B: _analog, 0x30: plain("rssi", 1),
    0x31: plain("sat", 1), 0x33: _mode, 0x51: _temperatures, 0x56: _battery_tenths,
    0x67: text("password", 8),
    0x68: number("batteryLevel", 2, over=100), 0x69: number("battery", 2, over=100),
    0x82: number("power", 2, over=10), 0xA7: _analog,
    0xAC: plain("odometer", 4), 0xBC: text("driver"), 0xBD: text("driverUniqueId"), 0xD0: _shaken,
    0xD3: number("power", 2, over=10), 0xD4: _level,
    0xE1: _level_or_cells, 0xE2: number("fuel", 4, over=10), 0xE3: _battery_3, 0xE4: _charging, 0xE5: _moving,
    0xE7: _vibration_or_sos, 0xE9: _level, 0xEC: _nearby, 0xED: text("card"), 0xEE: _six,
    0xF0: _cells, 0xF1: number("power", 4, over=1000), 0xF4: _nearby, 0xFC: plain("geofence", 1),
}  # fmt: skip
"""Simple items, by their number; vendors' nested ones are added by vendors.py."""
