"""A device's parameters (终端参数): asked with 0x8104, told with 0x0104, set with 0x8103. JT/T 808 §8.9, table 12."""

from collections.abc import Iterable, Mapping
from typing import Any

_TEXTS = {0x10, 0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17, 0x1A, 0x1D, *range(0x40, 0x45), 0x48, 0x49, 0x83}
NAMES: dict[int, str] = {
    0x01: "heartbeatInterval", 0x02: "answerTimeout", 0x10: "apn", 0x13: "server", 0x17: "backupServer", 0x18: "port",
    0x19: "portUdp", 0x20: "reportStrategy", 0x27: "sleepReportInterval", 0x28: "emergencyReportInterval",
    0x29: "defaultReportInterval", 0x55: "overspeedThreshold", 0x56: "speedLimitDuration", 0x5A: "longestParking",
    0x83: "plateNumber",
}  # fmt: skip
"""Parameters with a name; the others are told by number."""
HEARTBEAT, REPORT_SLEEPING, REPORT = 0x01, 0x27, 0x29


def told(body: bytes, start: int = 3) -> dict[int, int | str | bytes]:
    """The parameters of an answer 0x0104, by number: texts, whole numbers of one, two or four bytes, else bytes."""
    values: dict[int, int | str | bytes] = {}
    while start + 5 <= len(body):
        number, size = int.from_bytes(body[start : start + 4], "big"), body[start + 4]
        value = body[start + 5 : start + 5 + size]
        if len(value) < size:
            break
        if number in _TEXTS:
            values[number] = value.decode("gb18030", "replace").strip(" \0")
        else:
            values[number] = int.from_bytes(value, "big") if size in (1, 2, 4) else value
        start += 5 + size
    return values


def attributes(body: bytes) -> dict[str, Any]:
    """The parameters with a name, as attributes; the odometer (0x80) in metres."""
    values = told(body)
    named = {name: values[number] for number, name in NAMES.items() if number in values}
    distance = values.get(0x80)
    return named | ({"odometer": distance * 100} if isinstance(distance, int) else {})


def wanted(numbers: Iterable[int] = ()) -> bytes:
    """The body that asks for some parameters (0x8106), empty for all (0x8104)."""
    asked = [number.to_bytes(4, "big") for number in numbers]
    return bytes((len(asked),)) + b"".join(asked) if asked else b""


def set_to(values: Mapping[int, int | str]) -> bytes:
    """The body of 0x8103 that sets parameters: whole numbers in four bytes, texts in GBK."""
    pieces = [bytes((len(values),))]
    for number, value in values.items():
        said = value.encode("gb18030") if isinstance(value, str) else value.to_bytes(4, "big")
        pieces += [number.to_bytes(4, "big"), bytes((len(said),)), said]
    return b"".join(pieces)
