"""What the platform answers and asks (平台应答与指令): bodies and frames, exact to the byte."""

from collections.abc import Sequence
from datetime import datetime
from enum import IntEnum

from huilong.integrations.jt808 import messages
from huilong.integrations.jt808.frames import PADLOCK, PADLOCK_ANSWER, PADLOCK_BLIND, Frame, encode


class Result(IntEnum):
    """How a general answer ends (应答结果)."""

    DONE = 0
    FAILED = 1
    WRONG = 2
    NOT_SUPPORTED = 3


class Registering(IntEnum):
    """How a registration ends (注册结果)."""

    DONE = 0
    VEHICLE_REGISTERED = 1
    VEHICLE_UNKNOWN = 2
    DEVICE_REGISTERED = 3
    DEVICE_UNKNOWN = 4


def command(to: Frame, message: int, body: bytes = b"", serial: int = 0) -> bytes:
    """A message to the device that sent `to`, in the edition it speaks."""
    return encode(Frame(message, to.number, serial, body, to.version))


def answer(to: Frame, serial: int = 0, result: Result = Result.DONE) -> bytes | None:
    """The answer to a message; None for a padlock's that wants none. Registering and asking the time have their own."""
    if to.message in (PADLOCK, PADLOCK_BLIND):
        body = to.message.to_bytes(2, "big") + bytes((result,))
        return encode(Frame(PADLOCK_ANSWER, to.number, 1, body)) if to.asks else None
    if to.message == messages.MEDIA_DATA and result == Result.DONE:
        return command(to, messages.MEDIA_ANSWER, to.body[:4], serial)
    body = to.serial.to_bytes(2, "big") + to.message.to_bytes(2, "big") + bytes((result,))
    return command(to, messages.ANSWER, body, serial)


def registered(to: Frame, result: Registering, code: str = "", serial: int = 0) -> bytes:
    """The answer to 0x0100: the code goes only with success."""
    said = code.encode() if result == Registering.DONE else b""
    return command(to, messages.REGISTERED, to.serial.to_bytes(2, "big") + bytes((result,)) + said, serial)


def time_told(to: Frame, at: datetime, serial: int = 0) -> bytes:
    """The answer to 0x0109: what time it is, in UTC."""
    body = at.year.to_bytes(2, "big") + bytes((at.month, at.day, at.hour, at.minute, at.second, 0))
    return command(to, messages.TIME_TOLD, body, serial)


def file_answer(to: Frame, missing: Sequence[tuple[int, int]] = (), serial: int = 0) -> bytes:
    """The answer to 0x1212: whether the file is whole, or which stretches (start, length) have to come again."""
    size = to.body[0]
    stretches = b"".join(start.to_bytes(4, "big") + length.to_bytes(4, "big") for start, length in missing)
    body = to.body[: size + 2] + bytes((1 if missing else 0, len(missing))) + stretches
    return command(to, messages.FILE_ANSWER, body, serial)


def text(said: str, flags: int = 0x01) -> bytes:
    """The body of 0x8300: a text to a device, in GBK; devices of car finance take commands this way."""
    return bytes((flags,)) + said.encode("gb18030")


def again(serial: int, parts: Sequence[int]) -> bytes:
    """The body of 0x8003: which parts of a long message are missing."""
    return serial.to_bytes(2, "big") + bytes((len(parts),)) + b"".join(part.to_bytes(2, "big") for part in parts)
