"""Fixes on their way to be kept (入库队列): of many sessions at once, each acknowledged only once it is durable."""

import asyncio
import logging
from collections import Counter, deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import NamedTuple, Protocol

from huilong.integrations.jt808.directory import Keep
from huilong.integrations.jt808.limits import Limits
from huilong.rooms.tracking.terms import Fix

log = logging.getLogger("huilong.gps")
AGAIN_SECONDS = (0.5, 1.0, 2.0, 5.0, 10.0)


class Peer(Protocol):
    """Whoever waits for an answer (等待应答的会话)."""

    def say(self, data: bytes) -> None:
        """Send to the device."""

    def go_on(self) -> None:
        """Read again."""


class Delivery(NamedTuple):
    """What one message told (一次上报), and the answer that goes once it is kept."""

    peer: Peer
    fixes: list[Fix]
    answer: bytes | None


class Intake:
    """A bounded queue in front of `keep` (入库队列): one batch is kept while the next gathers."""

    def __init__(self, keep: Keep, limits: Limits, counts: Counter[str], clock: Callable[[], datetime]) -> None:
        self._keep, self._limits, self._counts, self._clock = keep, limits, counts, clock
        self._waiting: deque[Delivery] = deque()
        self._filled = asyncio.Event()
        self._held: set[Peer] = set()
        self._pool = ThreadPoolExecutor(1, "gps-keep")
        self._task: asyncio.Task[None] | None = None
        self._ending = False
        self.fixes = 0

    def start(self) -> None:
        """Begin to keep."""
        self._task = asyncio.get_running_loop().create_task(self._run())

    async def stop(self) -> None:
        """Keep what waits, then end; what cannot be kept within a few seconds was never acknowledged."""
        self._ending = True
        self._filled.set()
        if self._task:
            await asyncio.wait([self._task], timeout=10)
            self._task.cancel()
        self._pool.shutdown(wait=False, cancel_futures=True)

    def put(self, one: Delivery) -> bool:
        """Take a delivery; False if its session has to stop reading until there is room again."""
        self._waiting.append(one)
        self.fixes += len(one.fixes)
        self._filled.set()
        if self.fixes < self._limits.waiting_fixes:
            return True
        self._held.add(one.peer)
        return False

    async def _run(self) -> None:
        while True:
            await self._filled.wait()
            self._filled.clear()
            while self._waiting:
                await self._one_batch()
            if self._ending:
                return

    async def _one_batch(self) -> None:
        batch: list[Delivery] = []
        count = 0
        while self._waiting and (not batch or count + len(self._waiting[0].fixes) <= self._limits.batch_fixes):
            batch.append(self._waiting.popleft())
            count += len(batch[-1].fixes)
        if not await self._kept(batch):
            await self._one_by_one(batch)
        self.fixes -= count
        if self.fixes <= self._limits.waiting_fixes // 2:
            held, self._held = self._held, set()
            for peer in held:
                peer.go_on()

    async def _kept(self, batch: list[Delivery]) -> bool:
        """Keep a batch and answer; False if it could not be kept."""
        fixes = [fix for one in batch for fix in one.fixes]
        try:
            await asyncio.get_running_loop().run_in_executor(self._pool, self._keep, fixes, self._clock())
        except Exception as error:
            self._counts["not_kept"] += 1
            log.warning("fixes could not be kept: %s", type(error).__name__)  # its text may name a place
            return False
        self._counts["fixes"] += len(fixes)
        answers: dict[Peer, list[bytes]] = {}
        for one in batch:
            if one.answer:
                answers.setdefault(one.peer, []).append(one.answer)
        for peer, said in answers.items():  # together: a call of the system costs more than an answer
            peer.say(b"".join(said))
        return True

    async def _one_by_one(self, batch: list[Delivery]) -> None:
        """Try what failed together alone; what fails while others pass, or too often, is given up unanswered."""
        for again in range(1_000_000):
            left = []
            for one in batch:
                if not await self._kept([one]):
                    left.append(one)
            if len(left) < len(batch) or not left:
                self._counts["given_up"] += sum(len(one.fixes) for one in left)
                return
            if len(batch) == 1 and again >= len(AGAIN_SECONDS):
                self._counts["given_up"] += len(batch[0].fixes)
                return
            if self._ending:
                return
            await asyncio.sleep(AGAIN_SECONDS[min(again, len(AGAIN_SECONDS) - 1)])


def utc_now() -> datetime:
    """The clock of the gateway."""
    return datetime.now(UTC)
