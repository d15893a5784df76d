"""A device for trying (模拟终端): it speaks the real protocol to a real gateway, and reports places it is told.

`python -m huilong.integrations.jt808.simulator --port 8008 --number 13912345678` drives round a block.
"""

import argparse
import asyncio
import math
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from struct import Struct

from huilong.integrations.jt808 import messages
from huilong.integrations.jt808.answers import Registering, Result
from huilong.integrations.jt808.frames import Frame, encode, read, split
from huilong.integrations.jt808.framing import Stream
from huilong.rooms.tracking.terms import AlarmBit, Fix

_FIXED = Struct(">IIIIhHH6s")
_BEIJING = timedelta(hours=8)
_BITS = {
    AlarmBit.SOS: 0, AlarmBit.OVERSPEED: 1, AlarmBit.UNDERVOLTAGE: 7, AlarmBit.POWER_CUT: 8, AlarmBit.VIBRATION: 15,
    AlarmBit.TAMPER: 16, AlarmBit.LOW_BATTERY: 18, AlarmBit.ILLEGAL_MOVEMENT: 28, AlarmBit.COLLISION: 29,
}  # fmt: skip


def location(fix: Fix) -> bytes:
    """The body of 0x0200 that tells a fix: its alarms as bits, mileage and reception as items, removal as 0xEB's."""
    flags = sum(1 << bit for alarm, bit in _BITS.items() if alarm.value in fix.alarms)
    status = fix.valid << 1 | (fix.lat < 0) << 2 | (fix.lon < 0) << 3 | bool(fix.attributes.get("ignition"))
    at = bytes.fromhex((fix.at.astimezone(UTC) + _BEIJING).strftime("%y%m%d%H%M%S"))
    fixed = _FIXED.pack(
        flags, status, round(abs(fix.lat) * 1e6), round(abs(fix.lon) * 1e6), fix.altitude_m,
        round(fix.speed_kmh * 10), fix.course, at,
    )  # fmt: skip
    items = b"\x01\x04" + (int(fix.attributes.get("odometer", 0)) // 100).to_bytes(4, "big")
    items += bytes((0x30, 1, int(fix.attributes.get("rssi", 28)), 0x31, 1, int(fix.attributes.get("sat", 11))))
    if AlarmBit.REMOVED.value in fix.alarms:
        items += bytes.fromhex("eb0800060089ffffefff")
    return fixed + items


class Device:
    """A device (终端) that connects, registers if it has no code yet, shows its code, and tells what it is told."""

    def __init__(self, number: str, version: int = 0, code: str = "", model: str = "HL-SIM") -> None:
        self.number, self.version, self.code, self.model = number, version, code, model
        self._serial = 0
        self._stream = Stream()
        self._came: asyncio.Queue[Frame] = asyncio.Queue()
        self._reader: asyncio.StreamReader
        self._writer: asyncio.StreamWriter
        self._listening: asyncio.Task[None] | None = None
        self.orders: list[Frame] = []

    async def connect(self, host: str, port: int) -> None:
        """Connect."""
        self._reader, self._writer = await asyncio.open_connection(host, port)
        self._listening = asyncio.create_task(self._listen())

    async def close(self) -> None:
        """Hang up."""
        if self._listening:
            self._listening.cancel()
        self._writer.close()

    async def _listen(self) -> None:
        while data := await self._reader.read(65536):
            for inner in self._stream.feed(data):
                frame = read(inner)
                if not isinstance(frame, Frame):
                    continue
                if frame.message in (messages.ANSWER, messages.REGISTERED, messages.TIME_TOLD):
                    self._came.put_nowait(frame)
                else:
                    self.orders.append(frame)
                    self._obey(frame)

    def _obey(self, order: Frame) -> None:
        """Answer an order: parameters and places as asked, anything else generally."""
        serial = order.serial.to_bytes(2, "big")
        if order.message == messages.ASK_PARAMETERS:
            self.send(messages.PARAMETERS_TOLD, serial + bytes.fromhex("010000002904 0000001e"))
        elif order.message == messages.WHERE_ARE_YOU:
            here = Fix(self.number, datetime.now(UTC).replace(microsecond=0), 30.0, 104.0)
            self.send(messages.LOCATION_ANSWER, serial + location(here))
        else:
            self.send(messages.GENERAL_ANSWER, serial + order.message.to_bytes(2, "big") + b"\x00")

    def send(self, message: int, body: bytes = b"") -> int:
        """Send a message; its serial."""
        serial = self._serial
        for frame in split(Frame(message, self.number, serial, body, self.version)):
            self._writer.write(encode(frame))
            serial = frame.serial
        self._serial = (serial + 1) & 0xFFFF
        return serial

    async def next_answer(self, within: float = 60) -> Frame:
        """The platform's next answer, to whatever it is."""
        return await asyncio.wait_for(self._came.get(), within)

    async def answer(self, serial: int, within: float = 10) -> Frame:
        """The platform's answer to a serial; those to others are let pass."""
        while True:
            frame = await asyncio.wait_for(self._came.get(), within)
            if int.from_bytes(frame.body[:2], "big") == serial:
                return frame

    async def register(self) -> Registering:
        """Register; the code handed out is kept."""
        model, terminal = self.model.encode(), self.number[-7:].encode()
        sizes = (11, 30, 30) if self.version else (5, 20, 7)
        parts = zip((b"HL", model, terminal), sizes, strict=True)
        names = b"".join(part.ljust(size, b"\0")[:size] for part, size in parts)
        frame = await self.answer(self.send(messages.REGISTER, b"\0\x1f\0\x73" + names + b"\x01" + b"\0"))
        result = Registering(frame.body[2])
        if result == Registering.DONE:
            self.code = frame.body[3:].decode()
        return result

    async def authenticate(self) -> Result:
        """Show the code."""
        code = self.code.encode()
        body = bytes((len(code),)) + code + bytes(35) if self.version else code
        frame = await self.answer(self.send(messages.AUTHENTICATE, body))
        return Result(frame.body[4])

    async def tell(self, fix: Fix) -> Result:
        """Tell a place and wait until it is kept."""
        return Result((await self.answer(self.send(messages.LOCATION, location(fix)))).body[4])

    async def tell_many(self, fixes: Sequence[Fix], late: bool = True) -> Result:
        """Tell places together, as after a stretch without network; long ones go in parts."""
        items = b"".join(len(body).to_bytes(2, "big") + body for body in map(location, fixes))
        body = len(fixes).to_bytes(2, "big") + bytes((late,)) + items
        return Result((await self.answer(self.send(messages.BATCH, body))).body[4])


def drive(number: str, start: datetime, count: int, seconds: int = 10) -> list[Fix]:
    """Fixes round a block of some 600 m."""
    fixes = []
    for step in range(count):
        angle = step / 20 * math.tau
        fixes.append(Fix(
            number, start + timedelta(seconds=step * seconds), 30.66 + 0.001 * math.sin(angle),
            104.06 + 0.001 * math.cos(angle), 36.0, int(math.degrees(angle)) % 360, 500,
            attributes={"ignition": True, "odometer": 1_000_000 + step * 100},
        ))  # fmt: skip
    return fixes


async def _run(options: argparse.Namespace) -> int:
    file: Path | None = options.code_file
    code = file.read_text(encoding="utf-8").strip() if file and file.exists() else ""
    device = Device(options.number, options.edition_2019, code)
    await device.connect(options.host, options.port)
    if not device.code:
        result = await device.register()
        if result != Registering.DONE:
            print(f"not registered: {result.name}")  # noqa: T201
            return 1
        if file:
            file.touch(mode=0o600)
            file.write_text(device.code, encoding="utf-8")
    print(f"authenticated: {(await device.authenticate()).name}")  # noqa: T201
    for fix in drive(options.number, datetime.now(UTC).replace(microsecond=0), options.reports, options.every):
        print(f"told: {(await device.tell(fix)).name}")  # noqa: T201
        await asyncio.sleep(options.every)
    await device.close()
    return 0


def main() -> int:
    """Read the command line and drive."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--number", required=True)
    parser.add_argument("--code-file", type=Path, help="where its authentication code is kept")
    parser.add_argument("--edition-2019", action="store_const", const=1, default=0)
    parser.add_argument("--reports", type=int, default=20)
    parser.add_argument("--every", type=int, default=10, help="seconds between reports")
    return asyncio.run(_run(parser.parse_args()))


if __name__ == "__main__":
    raise SystemExit(main())
