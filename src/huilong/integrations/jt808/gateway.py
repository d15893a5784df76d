"""The gateway of tracking devices (定位网关): listens, knows who is there, keeps within its limits."""

import asyncio
import logging
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime
from ipaddress import ip_address
from typing import Any, TypeVar

from huilong.integrations.jt808.answers import Registering
from huilong.integrations.jt808.directory import Directory, Keep, Registered
from huilong.integrations.jt808.intake import Intake, utc_now
from huilong.integrations.jt808.limits import Limits
from huilong.integrations.jt808.session import Session
from huilong.rooms.tracking.terms.reporting import ReportingDevice

log = logging.getLogger("huilong.gps")
SWEEP_SECONDS = 5.0
BACKLOG = 4096
ASKING_THREADS = 4
Found = TypeVar("Found")


class Gateway:
    """Sessions of devices (定位网关). `keep` makes fixes durable, `directory` knows the devices; both may block.

    `counts` tells what happened since the start, and neither numbers nor places.
    """

    def __init__(
        self, keep: Keep, directory: Directory, limits: Limits | None = None, clock: Callable[[], datetime] = utc_now,
        begin: Callable[[], None] | None = None,
    ) -> None:  # fmt: skip
        self.limits, self.directory, self.now = limits or Limits(), directory, clock
        self.counts: Counter[str] = Counter()
        self.sessions: set[Session] = set()
        self._by_address: Counter[str] = Counter()
        self._by_number: dict[str, Session] = {}
        self._keep = keep
        self._pool = ThreadPoolExecutor(ASKING_THREADS, "gps-desk", initializer=begin)
        self._server: asyncio.Server | None = None
        self._sweeper: asyncio.Task[None] | None = None

    async def start(self, host: str, port: int, share_port: bool = False) -> int:
        """Listen; the port, which 0 leaves to the system. `share_port` lets other processes listen there too."""
        loop = asyncio.get_running_loop()
        self.intake = Intake(self._keep, self.limits, self.counts, self.now)
        self.intake.start()
        self._server = await loop.create_server(
            lambda: Session(self), host, port, backlog=BACKLOG, reuse_port=share_port or None
        )
        self._sweeper = loop.create_task(self._sweep())
        return int(self._server.sockets[0].getsockname()[1])

    async def stop(self) -> None:
        """Listen no more, keep what was told, end every session."""
        if self._server:
            self._server.close()
        if self._sweeper:
            self._sweeper.cancel()
        await self.intake.stop()
        for session in list(self.sessions):
            session.transport.close()
        self._pool.shutdown(wait=False, cancel_futures=True)

    def session_of(self, number: str) -> Session | None:
        """The session of a device that is there now, by its number on the desk."""
        return self._by_number.get(number)

    def enter(self, session: Session) -> bool:
        """Whether there is room for one more session."""
        bound = self.limits.per_address
        if len(self.sessions) >= self.limits.sessions:
            self.counts["turned_away_full"] += 1
            return False
        if self._by_address[session.address] >= bound and not _is_loopback(session.address):
            self.counts["turned_away_address"] += 1
            return False
        self.sessions.add(session)
        self._by_address[session.address] += 1
        self.counts["sessions"] += 1
        return True

    def leave(self, session: Session) -> None:
        """Forget a session."""
        if session not in self.sessions:
            return
        self.sessions.discard(session)
        self._by_address[session.address] -= 1
        if not self._by_address[session.address]:
            del self._by_address[session.address]
        if self._by_number.get(session.desk_number) is session:
            del self._by_number[session.desk_number]

    def proved(self, session: Session, device: ReportingDevice) -> None:
        """A session has proved which device it is: an older one of the same device is a dead line, and ends."""
        if session.desk_number != device.number and self._by_number.get(session.desk_number) is session:
            del self._by_number[session.desk_number]
        before = self._by_number.get(device.number)
        self._by_number[device.number] = session
        if before is not None and before is not session:
            self.counts["replaced"] += 1
            before.transport.close()

    async def desk(self, question: Callable[..., Found], *values: object) -> Found:
        """Ask the desk, in a thread."""
        return await asyncio.get_running_loop().run_in_executor(self._pool, question, *values)

    def register(self, number: str) -> Registered:
        """Register a device, if the setting lets it."""
        if self.limits.register == "off":
            return Registered(Registering.DEVICE_UNKNOWN)
        return self.directory.register(number, self.now())

    def failed(self, doing: str, error: Exception) -> None:
        """Note that something of ours failed, without what it was about."""
        self.counts["failed"] += 1
        log.warning("%s failed: %s", doing, type(error).__name__)

    async def _sweep(self) -> None:
        """End sessions that say nothing for longer than their device may, prove nothing, or read nothing."""
        while True:
            await asyncio.sleep(SWEEP_SECONDS)
            for session in list(self.sessions):
                why = self._over(session, self.now())
                if why:
                    self.counts[why] += 1
                    session.transport.abort()

    def _over(self, session: Session, now: datetime) -> str:
        if session.is_stuck and (now - session.stuck_since).total_seconds() > self.limits.stuck_seconds:
            return "ended_stuck"
        if session.device is None:
            since = (now - session.unproven_since).total_seconds()
            return "ended_unproven" if since > self.limits.unproven_seconds else ""
        quiet = (now - session.heard).total_seconds()
        return "ended_idle" if quiet > self.limits.idle_seconds(session.device.expected_seconds) else ""


def _is_loopback(address: str) -> bool:
    with suppress(ValueError):
        return ip_address(address).is_loopback
    return False


def summary(counts: Counter[str], open_sessions: int) -> str:
    """One line of what happened, by name."""
    told: dict[str, Any] = {"open": open_sessions, **dict(sorted(counts.items()))}
    return "gps: " + " ".join(f"{name} {count}" for name, count in told.items())
