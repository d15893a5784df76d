"""What devices on assets feel (传感附加信息): light, air, temperature, acceleration; 0xF5 to 0xF9."""

from struct import Struct

from huilong.integrations.jt808.found import Found
from huilong.integrations.jt808.readers import Reader, word

ASSETS = frozenset({"AL300", "GL100"})
"""Models of AOVX whose extended items are of another kind."""


def _signed(value: bytes) -> int:
    return int.from_bytes(value, "big", signed=True)


def _f5(value: bytes, found: Found) -> None:
    if len(value) == 2:
        found.attributes["illuminance"] = word(value)


def _f6(value: bytes, found: Found) -> None:
    """Air pressure, an IMEI, or what woke an asset device and what it felt, as a mask tells."""
    told = found.attributes
    if found.model not in ASSETS and len(value) in (2, 8):
        if len(value) == 2:
            told["airPressure"] = word(value)
        else:
            told["imei"] = value.hex()[1:]
        return
    told["event"] = value[0]
    if value[0] == 2:
        told["motion"] = True
    mask, place = value[1], 2
    if mask & 1:
        told["lightSensor"] = word(value[place:])
        place += 2
    for bit, name in ((2, "temp1"), (4, "humidity")):
        if mask & bit:
            told[name] = _signed(value[place : place + 2]) / 10
            place += 2
    if mask & 8:
        told["gSensor"] = "[{},{},{}]".format(*Struct(">hhh").unpack_from(value, place))
        place += 6
    if mask & 16:
        place += 10
    if mask & 32:
        told["airPressure"] = word(value[place:])


def _f7(value: bytes, found: Found) -> None:
    told = found.attributes
    if len(value) == 2:
        told["humidity"] = word(value) / 10
        return
    told["battery"] = int.from_bytes(value[:4], "big") / 1000
    if len(value) >= 5 and value[4] in (2, 3):
        told["charge"] = True
    if len(value) >= 6:
        told["batteryLevel"] = value[5]


def _f8(value: bytes, found: Found) -> None:
    if found.model in ASSETS:
        found.attributes["iccid"] = value[9:19].hex()
    elif found.model in ("C5", "C5L"):
        found.attributes["steps"] = word(value)
    else:
        found.attributes["temp2"] = word(value) / 10 - 50


def _f9(value: bytes, found: Found) -> None:
    """Precision and a probe's temperature, as a mask tells."""
    mask, place = word(value), 2
    for bit, size in ((0, 4), (1, 4), (2, 2), (3, 6), (5, 8), (6, 2)):
        if not mask >> bit & 1:
            continue
        if bit == 2:
            found.attributes["hdop"] = word(value[place:]) / 10
        elif bit == 6:
            found.attributes["temp3"] = _signed(value[place : place + 2]) / 10
        place += size


SENSOR_ITEMS: dict[int, Reader] = {0xF5: _f5, 0xF6: _f6, 0xF7: _f7, 0xF8: _f8, 0xF9: _f9}
