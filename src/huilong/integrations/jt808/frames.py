"""One frame's head and body (消息头与消息体), JT/T 808-2011, -2013 and -2019; both ways.

A frame that cannot be read is `Refused`, a value: nothing a device sends raises.
"""

from struct import Struct
from typing import NamedTuple

from huilong.integrations.jt808.framing import checksum, framed

PADLOCK, PADLOCK_BLIND, PADLOCK_ANSWER = 0x5501, 0x5502, 0x4401
_SHORT = frozenset({PADLOCK, PADLOCK_BLIND, PADLOCK_ANSWER})
"""Messages of padlocks: serials of one byte, and bits of their own where the standard tells of encryption."""
_HEAD = Struct(">HH6sH")
_HEAD_2019 = Struct(">HHB10sH")
_PARTS = Struct(">HH")
_made = tuple.__new__
"""As `Frame(…)` does, in half the time: one is made for every frame that comes."""
_LENGTH, _ENCRYPTED, _PART, _VERSIONED, _ANSWER = 0x03FF, 0x1C00, 0x2000, 0x4000, 0x8000


class Refused(NamedTuple):
    """A frame that is not taken (拒收), and why: `short`, `checksum`, `length`, `encrypted`, `part`, `text`, `body`."""

    reason: str


class Frame(NamedTuple):
    """A frame (帧) as it was sent. `version` is the head's: 0 up to 2013, from 1 on since 2019."""

    message: int
    number: str
    serial: int
    body: bytes
    version: int = 0
    part: int = 0
    parts: int = 0
    asks: bool = False
    """A padlock wants an answer."""
    spoiled: tuple[str, ...] = ()
    """What is wrong with it and was let pass."""


def read(inner: bytes, lenient: bool = False) -> Frame | Refused:
    """Read what stood between two delimiters, unescaped; `lenient` lets a wrong checksum or length pass, noted."""
    if len(inner) < 13:
        return Refused("short")
    wrong = checksum(inner) != 0  # the XOR with the checksum itself is 0
    if wrong and not lenient:
        return Refused("checksum")
    message, told, number, serial = _HEAD.unpack_from(inner)
    if told == len(inner) - 13 <= _LENGTH and not wrong and message not in _SHORT:  # no bits, the length right: usual
        return _made(Frame, (message, number_of(number), serial, inner[12:-1], 0, 0, 0, False, ()))
    return _unusual(inner, lenient, ("checksum",) if wrong else ())


def _unusual(inner: bytes, lenient: bool, spoiled: tuple[str, ...]) -> Frame | Refused:
    """A frame of the edition of 2019, a part of a message, a padlock's, one of a wrong length."""
    version = asks = part = parts = 0
    if inner[2] & 0x40:
        if len(inner) < 18:
            return Refused("short")
        message, told, version, number, serial = _HEAD_2019.unpack_from(inner)
        start = 17
    else:
        message, told, number, serial = _HEAD.unpack_from(inner)
        start = 12
        if message in _SHORT:
            serial, start, asks = serial >> 8, 11, told & _ANSWER
            told &= ~_ENCRYPTED
    if told & (_ENCRYPTED | _PART):
        if told & _ENCRYPTED:
            return Refused("encrypted")
        if len(inner) < start + 5:
            return Refused("short")
        parts, part = _PARTS.unpack_from(inner, start)
        start += 4
        if not 0 < part <= parts:
            return Refused("part")
    if len(inner) - start - 1 != told & _LENGTH:
        if not lenient:
            return Refused("length")
        spoiled += ("length",)
    return Frame(message, number_of(number), serial, inner[start:-1], version, part, parts, bool(asks), spoiled)


def number_of(told: bytes) -> str:
    """The number a device reports under (终端号): digits, or an IMEI told as a binary number, its check digit added."""
    digits = told.hex()
    if digits.isdigit():
        return digits
    imei = int.from_bytes(told, "big")
    return f"{imei}{luhn(imei)}"


def number_bytes(number: str, version: int) -> bytes:
    """The same backwards: ten bytes since 2019, six before; an IMEI of 15 digits goes into six as a binary number."""
    size = 10 if version else 6
    if len(number) <= 2 * size:
        return bytes.fromhex(number.rjust(2 * size, "0"))
    return int(number[:-1]).to_bytes(size, "big")


def luhn(number: int) -> int:
    """The check digit of a number (校验位), by Luhn."""
    total = 0
    for place, digit in enumerate(reversed(str(number))):
        value = int(digit) * (1 if place % 2 else 2)
        total += value - 9 if value > 9 else value
    return -total % 10


def encode(frame: Frame) -> bytes:
    """A frame as it is sent, delimiters and all. Bodies of more than 1023 bytes are for `split` first."""
    number, short = number_bytes(frame.number, frame.version), frame.message in _SHORT
    told = len(frame.body) | (_PART if frame.parts else 0) | (_ANSWER if frame.asks else 0)
    if frame.version:
        head = _HEAD_2019.pack(frame.message, told | _VERSIONED, frame.version, number, frame.serial)
    else:
        head = _HEAD.pack(frame.message, told, number, frame.serial << 8 if short else frame.serial)
        head = head[:11] if short else head
    if frame.parts:
        head += _PARTS.pack(frame.parts, frame.part)
    return framed(head + frame.body)


def split(frame: Frame, most: int = _LENGTH) -> list[Frame]:
    """A long message as sub-packages (分包), serials counted on; a short one as it is."""
    if len(frame.body) <= most:
        return [frame]
    pieces = [frame.body[start : start + most] for start in range(0, len(frame.body), most)]
    return [
        frame._replace(body=piece, part=number, parts=len(pieces), serial=(frame.serial + number - 1) & 0xFFFF)
        for number, piece in enumerate(pieces, 1)
    ]
