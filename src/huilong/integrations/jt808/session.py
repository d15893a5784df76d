"""One device's connection (设备会话): it introduces itself, tells places, is answered; bad frames are counted."""

import asyncio
from collections import deque
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from huilong.integrations.jt808 import answers, messages
from huilong.integrations.jt808.answers import Result
from huilong.integrations.jt808.directory import Registered, proves
from huilong.integrations.jt808.frames import Frame, Refused, encode, read
from huilong.integrations.jt808.framing import Stream
from huilong.integrations.jt808.intake import Delivery
from huilong.integrations.jt808.messages import tell
from huilong.integrations.jt808.parts import Parts
from huilong.integrations.jt808.positions import possible
from huilong.integrations.jt808.registering import authentication, registration
from huilong.rooms.tracking.terms import Fix
from huilong.rooms.tracking.terms.reporting import ReportingDevice

if TYPE_CHECKING:
    from huilong.integrations.jt808.gateway import Gateway


class Session(asyncio.Protocol):
    """A connection (会话). `device` is set once it has proved which device it is."""

    transport: asyncio.Transport

    def __init__(self, gateway: "Gateway") -> None:
        self._gateway = gateway
        self._stream, self._parts = Stream(), Parts()
        self._later: deque[bytes] = deque()
        self._asking: asyncio.Task[None] | None = None
        self._full = self.is_stuck = False
        self._serial = self._wrong = 0
        self._number = self.model = self.address = ""
        self.device: ReportingDevice | None = None
        self.heard = self.checked = self.stuck_since = self.unproven_since = gateway.now()
        self.desk_number = ""
        self.version = 0
        self.orders: dict[tuple[int, int], asyncio.Future[Frame]] = {}

    # --- the transport's side

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin, unless there are too many."""
        assert isinstance(transport, asyncio.Transport)  # noqa: S101
        self.transport = transport
        peer = transport.get_extra_info("peername")
        self.address = str(peer[0]) if isinstance(peer, tuple) else ""
        transport.set_write_buffer_limits(self._gateway.limits.write_bytes)
        if not self._gateway.enter(self):
            transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        """End; what waits to be kept is kept all the same."""
        if self._asking:
            self._asking.cancel()
        for waiting in self.orders.values():
            waiting.cancel()
        self._gateway.leave(self)

    def pause_writing(self) -> None:
        """The device does not read our answers: read nothing more of it until it does."""
        self.is_stuck, self.stuck_since = True, self._gateway.now()
        self._pace()

    def resume_writing(self) -> None:
        """It reads again."""
        self.is_stuck = False
        self._pace()

    def data_received(self, data: bytes) -> None:
        """Take what came."""
        self.heard = self._gateway.now()
        skipped = self._stream.skipped
        self._later.extend(self._stream.feed(data))
        if self._stream.skipped > skipped:
            self._gateway.counts["noise_bytes"] += self._stream.skipped - skipped
        self._work()

    # --- what others ask of it

    def say(self, data: bytes) -> None:
        """Send to the device, if it is still there."""
        if not self.transport.is_closing():
            self.transport.write(data)

    def go_on(self) -> None:
        """There is room again for what it tells."""
        self._full = False
        self._work()

    def serial(self) -> int:
        """The next serial of ours."""
        self._serial = (self._serial + 1) & 0xFFFF
        return (self._serial - 1) & 0xFFFF

    def order(self, message: int, body: bytes = b"") -> "asyncio.Future[Frame]":
        """Send an order (下发指令); its answer, whenever it comes. Cancelled if the session ends before."""
        serial = self.serial()
        answer: asyncio.Future[Frame] = asyncio.get_running_loop().create_future()
        self.orders[message, serial] = answer
        answer.add_done_callback(lambda _: self.orders.pop((message, serial), None))
        self.say(encode(Frame(message, self._number, serial, body, self.version)))
        return answer

    # --- frames, one after another

    def _pace(self) -> None:
        if self.transport.is_closing():
            return
        if self._full or self.is_stuck or self._asking:
            self.transport.pause_reading()
        else:
            self.transport.resume_reading()

    def _work(self) -> None:
        """Take frames until one has to wait: for the desk's word about the device, or for room."""
        while self._later and not self._full and self._asking is None:
            if self.device and (self.heard - self.checked).total_seconds() > self._gateway.limits.recheck_seconds:
                self._ask(self._checking())
            else:
                self._take(self._later.popleft())
        self._pace()

    def _take(self, inner: bytes) -> None:
        counts = self._gateway.counts
        counts["frames"] += 1
        if inner.startswith(b"("):
            counts["texts"] += 1
            return
        frame = read(inner)
        if isinstance(frame, Frame) and frame.parts:
            whole = self._parts.put(frame)
            if whole is None:
                self.say(answers.answer(frame, self.serial()) or b"")
                return
            frame = whole
        if isinstance(frame, Refused):
            counts[f"refused_{frame.reason}"] += 1
            return
        self.version = frame.version
        if frame.message == messages.REGISTER:
            self._ask(self._registering(frame))
        elif frame.message == messages.AUTHENTICATE:
            self._ask(self._authenticating(frame))
        elif self.device is None or frame.number != self._number:
            counts["unproven"] += 1
            self._answer(frame, Result.FAILED)
        else:
            self._told(frame)

    def _told(self, frame: Frame) -> None:
        """A message of a device that is known."""
        gateway, device = self._gateway, self.device
        assert device is not None  # noqa: S101
        if frame.message == messages.LOGOUT:
            self._answer(frame)
            self._forget()
            return
        if frame.message == messages.TIME_ASKED:
            self.say(answers.time_told(frame, gateway.now(), self.serial()))
            return
        told = tell(frame, device.number, self.model)
        if isinstance(told, Refused):
            gateway.counts[f"refused_{told.reason}"] += 1
            self._answer(frame)  # it would send the same again and again
            return
        gateway.counts["unknown_items"] += told.unknown
        gateway.counts["unplaced"] += told.unplaced
        self._heed(frame)
        fixes = [fix for fix in told.fixes if self._believable(fix)]
        if fixes:
            self._full = not gateway.intake.put(Delivery(self, fixes, answers.answer(frame, self.serial())))
        else:
            self._answer(frame)

    def _heed(self, frame: Frame) -> None:
        """Give whoever ordered something its answer."""
        body = frame.body
        if frame.message == messages.GENERAL_ANSWER and len(body) >= 5:
            key = (int.from_bytes(body[2:4], "big"), int.from_bytes(body[:2], "big"))
        elif frame.message in (messages.PARAMETERS_TOLD, messages.LOCATION_ANSWER) and len(body) >= 2:
            asked = messages.ASK_PARAMETERS if frame.message == messages.PARAMETERS_TOLD else messages.WHERE_ARE_YOU
            key = (asked, int.from_bytes(body[:2], "big"))
        else:
            return
        waiting = self.orders.get(key)
        if waiting and not waiting.done():
            waiting.set_result(frame)

    def _believable(self, fix: Fix) -> bool:
        """Whether a place is on the globe and of a time that can be: a broken clock would open days far off."""
        limits, now = self._gateway.limits, self.heard
        if not possible(fix):
            self._gateway.counts["off_the_globe"] += 1
            return False
        ahead, behind = timedelta(seconds=limits.ahead_seconds), timedelta(days=limits.behind_days)
        if not now - behind <= fix.at <= now + ahead:
            self._gateway.counts["broken_clock"] += 1
            return False
        return True

    def _answer(self, frame: Frame, result: Result = Result.DONE) -> None:
        said = answers.answer(frame, self.serial(), result)
        if said:
            self.say(said)

    # --- what the desk has to say

    def _ask(self, question: Any) -> None:
        """Ask the desk; nothing more is taken of this session meanwhile."""
        self._asking = asyncio.get_running_loop().create_task(self._asked(question))

    async def _asked(self, question: Any) -> None:
        try:
            await question
        except Exception as error:
            self._gateway.failed("asking", error)
        finally:
            self._asking = None
        self._work()

    async def _registering(self, frame: Frame) -> None:
        try:
            self.model = registration(frame).model
        except ValueError:
            self._gateway.counts["refused_body"] += 1
            return
        result = await self._gateway.desk(self._gateway.register, frame.number)
        assert isinstance(result, Registered)  # noqa: S101
        self._gateway.counts[f"registered_{result.result.name.lower()}"] += 1
        self.say(answers.registered(frame, result.result, result.code, self.serial()))

    async def _authenticating(self, frame: Frame) -> None:
        try:
            code = authentication(frame).code
        except (ValueError, IndexError):
            self._gateway.counts["refused_body"] += 1
            return
        found = await self._gateway.desk(self._gateway.directory.find, frame.number)
        if found is not None and proves(found, code):
            self._gateway.proved(self, found)
            self._number, self.device, self.checked = frame.number, found, self._gateway.now()
            self.desk_number = found.number
            self._gateway.counts["authenticated"] += 1
            self._answer(frame)
            return
        self._gateway.counts["wrong_code" if found else "unknown_device"] += 1
        self._answer(frame, Result.FAILED)
        self._wrong += 1
        if self._wrong >= self._gateway.limits.wrong_codes:
            self.transport.close()

    async def _checking(self) -> None:
        """Ask again whether the device is still in a vehicle of ours."""
        found = await self._gateway.desk(self._gateway.directory.find, self._number)
        self.checked = self._gateway.now()
        if found is not None and self.device is not None and found.secret_digest == self.device.secret_digest:
            self.device = found
        else:
            self._gateway.counts["no_longer_ours"] += 1
            self._forget()

    def _forget(self) -> None:
        """From now on it has proved nothing."""
        self.device, self.unproven_since = None, self._gateway.now()

