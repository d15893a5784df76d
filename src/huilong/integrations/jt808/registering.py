"""How a device introduces itself (注册与鉴权), messages 0x0100 and 0x0102. JT/T 808 §8.3 to §8.8."""

from typing import NamedTuple

from huilong.integrations.jt808.frames import Frame

_LAYOUT = {"2011": (5, 8, 7), "2013": (5, 20, 7), "2019": (11, 30, 30)}
"""Bytes of maker, model and the device's own number."""


class Registration(NamedTuple):
    """A device that registers (注册): who made it, what it is, which plate it was told it is in."""

    province: int
    city: int
    maker: str
    model: str
    terminal: str
    plate_colour: int
    plate: str


class Authentication(NamedTuple):
    """A device that shows its code (鉴权)."""

    code: str
    imei: str = ""
    software: str = ""


def edition(frame: Frame) -> str:
    """Which edition of the standard a frame follows, as far as it shows: "2011", "2013" or "2019"."""
    if frame.version:
        return "2019"
    return "2011" if frame.message == 0x0100 and len(frame.body) < 37 else "2013"


def registration(frame: Frame) -> Registration:
    """Read 0x0100. Raises ValueError if it is too short."""
    body, start = frame.body, 4
    pieces: list[str] = []
    for size in _LAYOUT[edition(frame)]:
        pieces.append(body[start : start + size].decode("gb18030", "replace").strip(" \0"))
        start += size
    if len(body) <= start:
        raise ValueError("too short")
    plate = body[start + 1 :].decode("gb18030", "replace").strip(" \0")
    province, city = int.from_bytes(body[:2], "big"), int.from_bytes(body[2:4], "big")
    return Registration(province, city, pieces[0], pieces[1], pieces[2], body[start], plate)


def authentication(frame: Frame) -> Authentication:
    """Read 0x0102: before 2019 the code alone, since then its length, the code, an IMEI and the software's version."""
    body = frame.body
    if not frame.version:
        return Authentication(body.decode("gb18030", "replace").strip(" \0"))
    end = 1 + body[0]
    code, imei, software = body[1:end], body[end : end + 15], body[end + 15 : end + 35]
    if len(code) < body[0]:
        raise ValueError("too short")
    return Authentication(*(piece.decode("gb18030", "replace").strip(" \0") for piece in (code, imei, software)))
