"""Frames as lines for people and tools (解析输出): what `huilong gps decode` says of each."""

from collections.abc import Iterator
from datetime import UTC
from typing import Any

from huilong.integrations.jt808.frames import Frame, Refused, read
from huilong.integrations.jt808.framing import DELIMITER, unescape
from huilong.integrations.jt808.messages import NAMES, tell
from huilong.integrations.jt808.parts import Parts
from huilong.integrations.jt808.positions import possible
from huilong.integrations.jt808.registering import edition
from huilong.rooms.tracking.terms import Fix

NOTHING: dict[str, Any] = {"message": None, "device": None, "version": None, "positions": []}


def frames_in(data: bytes) -> list[list[bytes]]:
    """The frames in some bytes, each as the ways it may be read: as sent, and as already unescaped.

    Published frames are often given unescaped, delimiters and all, so that a 0x7e may stand in their midst: where the
    whole verifies, it is one frame.
    """
    data = data.strip()
    if data.startswith(b"("):
        return [[data]]
    whole = data[1:] if data.startswith(DELIMITER) else data
    whole = whole[:-1] if whole.endswith(DELIMITER) else whole
    pieces = [piece for piece in data.split(DELIMITER) if piece]
    if len(pieces) < 2:
        return [_ways(whole)]
    if any(isinstance(read(way), Frame) for way in _ways(whole)):
        return [_ways(whole)]
    if any(isinstance(read(way), Frame) for piece in pieces for way in _ways(piece)):
        return [_ways(piece) for piece in pieces]
    return [[whole]]


def _ways(inner: bytes) -> list[bytes]:
    plain = unescape(inner)
    return [plain] if plain == inner else [plain, inner]


def lines(pieces: list[bytes], lenient: bool = False, model: str = "") -> Iterator[dict[str, Any]]:
    """One dictionary for each frame in `pieces`; sub-packages tell what they tell with the last of them."""
    parts = Parts()
    for data in pieces:
        for ways in frames_in(data):
            yield line(ways, parts, lenient, model)


def line(ways: list[bytes], parts: Parts, lenient: bool, model: str = "") -> dict[str, Any]:
    """What one frame tells; `refused` with the reason if it cannot be taken."""
    if ways[0].startswith(b"("):
        return _text_line(ways[0])
    frame = _read(ways, lenient)
    told = _head(ways)
    if isinstance(frame, Refused):
        return told | {"refused": frame.reason}
    if frame.spoiled:
        told["notes"] = list(frame.spoiled)
    if frame.parts:
        told["part"] = [frame.part, frame.parts]
        whole = parts.put(frame)
        if isinstance(whole, Refused):
            return told | {"refused": whole.reason}
        if whole is None:
            return told
        frame = whole
    return _content(told, frame, model)


def _content(told: dict[str, Any], frame: Frame, model: str) -> dict[str, Any]:
    content = tell(frame, model=model)
    if isinstance(content, Refused):
        return told | {"refused": content.reason}
    told["positions"] = [position(fix) for fix in content.fixes]
    if not all(possible(fix) for fix in content.fixes):
        told.setdefault("notes", []).append("place")
    if content.attributes:
        told["attributes"] = content.attributes
    for name, count in (("unknown_items", content.unknown), ("unplaced", content.unplaced)):
        if count:
            told[name] = count
    return told


def _read(ways: list[bytes], lenient: bool) -> Frame | Refused:
    """The first way that verifies; else, leniently, the last whose length is right, or the first."""
    strict = [read(way) for way in ways]
    good = [one for one in strict if isinstance(one, Frame)]
    if good or not lenient:
        return good[0] if good else strict[0]
    spoiled = [read(way, lenient=True) for way in ways]
    return min(spoiled, key=lambda one: len(one.spoiled) if isinstance(one, Frame) else 9)


def _head(ways: list[bytes]) -> dict[str, Any]:
    """What the head says, as far as it can be read at all."""
    frame = _read(ways, lenient=True)
    if isinstance(frame, Refused):
        return dict(NOTHING)
    return {
        "message": f"0x{frame.message:04x}", "name": NAMES.get(frame.message, "unknown"), "device": frame.number,
        "version": edition(frame), "serial": frame.serial, "positions": [],
    }  # fmt: skip


def _text_line(data: bytes) -> dict[str, Any]:
    said = data.decode("ascii", "replace")
    return {
        "message": "text", "name": "text", "device": said.strip("()").split(",")[0], "version": None, "positions": [],
        "attributes": {"result": said},
    }  # fmt: skip


def position(fix: Fix) -> dict[str, Any]:
    """A place as tools read it."""
    return {
        "lat": fix.lat, "lon": fix.lon, "time": fix.at.astimezone(UTC).isoformat().replace("+00:00", "Z"),
        "speed_kmh": fix.speed_kmh, "course": fix.course, "altitude_m": fix.altitude_m, "valid": fix.valid,
        "source": fix.source.value, "alarms": list(fix.alarms), "attributes": dict(fix.attributes),
    }  # fmt: skip
