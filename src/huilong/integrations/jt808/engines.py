"""What a car's engine, brakes and tyres tell through the device (车况附加信息)."""

from struct import Struct

from huilong.integrations.jt808.alarms import say
from huilong.integrations.jt808.found import Found
from huilong.integrations.jt808.readers import Reader, number, plain, quiet, text

_ENGINE = Struct(">HHBBBBHHHIHH")
OBD_LINE = (
    "power", "rpm", "obdSpeed", "throttle", "engineLoad", "coolantTemp", "fuelConsumption", "fuelConsumption",
    "tripOdometer", "obdOdometer", "tripFuelUsed", "fuelUsed",
)  # fmt: skip


def _driving(value: bytes, found: Found) -> None:
    flags = int.from_bytes(value[:2], "big")
    for bit, word in ((8, "hardAcceleration"), (9, "hardBraking"), (10, "hardCornering")):
        if flags >> bit & 1:
            say(found, word)


def _assistance(name: str) -> Reader:
    def read(value: bytes, found: Found) -> None:
        found.attributes[name] = value[5]
        if len(value) >= 47:
            found.attributes["alarmLabel"] = value[-16:].hex()

    return read


def _violent(value: bytes, found: Found) -> None:
    words = {1: "hardAcceleration", 2: "hardBraking", 3: "hardCornering", 0x16: "accident"}
    if value[5] in words:
        say(found, words[value[5]])


def _tyres(value: bytes, found: Found) -> None:
    for place in range(0, len(value) - 7, 8):
        name = f"tire{value[place]}"
        found.attributes |= {
            f"{name}SensorId": value[place + 1 : place + 4].hex(),
            f"{name}Pressure": (int.from_bytes(value[place + 4 : place + 6], "big") & 0x3FF) / 40,
            f"{name}Temp": value[place + 6] - 50,
            f"{name}Status": value[place + 7],
        }


def _engine(value: bytes, found: Found) -> None:
    battery, turns, speed, throttle, load, coolant, _, burnt, _, _, _, used = _ENGINE.unpack_from(value)
    found.attributes |= {
        "battery": battery / 10, "rpm": turns, "obdSpeed": speed, "throttle": throttle * 100 // 255,
        "engineLoad": load * 100 // 255, "coolantTemp": coolant - 40, "fuelConsumption": burnt / 100,
        "fuelUsed": used / 100,
    }  # fmt: skip


def obd_line(line: str, found: Found) -> None:
    """An engine's readings in one line of text, `$OBD-RT,…`."""
    values = line.split(",")[1:13]
    for name, told in zip(OBD_LINE, values, strict=False):
        if told:
            found.attributes[name] = int(told) if name == "coolantTemp" else float(told)


def _line_or_tags(value: bytes, found: Found) -> None:
    if value.startswith(b"$OBD-RT"):
        obd_line(value.decode("utf-8", "replace"), found)
    elif value and len(value) % 11 == 0:
        for place in range(0, len(value), 11):
            one = value[place]
            found.attributes[f"temp{one}"] = _two_part(value[place + 7], value[place + 8])
            found.attributes[f"humidity{one}"] = _two_part(value[place + 9], value[place + 10])


def _two_part(whole: int, rest: int) -> float:
    return -(256 - whole + rest / 255) if whole > 127 else whole + rest / 255


def _trouble(value: bytes, found: Found) -> None:
    if value:
        found.attributes["dtcs"] = value.decode("ascii", "replace").replace(",", " ")


def _level_after_power(value: bytes, found: Found) -> None:
    found.attributes["batteryLevel"] = value[1]


ENGINE_ITEMS: dict[int, Reader] = {
    0x57: _driving, 0x64: _assistance("adasAlarm"), 0x65: _assistance("dmsAlarm"), 0x70: _violent, 0x77: _tyres,
    0x91: _engine, 0x94: text("vin"), 0xE6: _line_or_tags,
}  # fmt: skip

OBD: dict[int, Reader] = {
    0x01: number("odometer", 4, times=100), 0x02: number("fuel", 2, over=10), 0x03: number("obdSpeed", 2, over=10),
    0x56: _level_after_power, 0x61: number("power", 2, over=100), 0x69: number("battery", 2, over=100),
    0x80: plain("obdSpeed", 1), 0x81: plain("rpm", 2), 0x82: number("power", 2, over=10), 0x83: plain("engineLoad", 1),
    0x84: number("coolantTemp", 1, minus=40), 0x85: plain("fuelConsumption", 2),
    0x86: number("intakeTemp", 1, minus=40), 0x87: plain("intakeFlow", 2), 0x88: plain("intakePressure", 1),
    0x89: plain("throttle", 1), 0x8A: quiet,
    0x8B: text("vin", 17), 0x8C: number("obdOdometer", 4, times=100), 0x8D: number("tripOdometer", 2, times=1000),
    0x8E: plain("fuel", 1), 0xA0: _trouble, 0xCC: text("iccid", 20),
}  # fmt: skip
"""The same numbers after an item 0x80, where an engine's readings follow."""
