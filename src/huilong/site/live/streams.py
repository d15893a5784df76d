"""Streams (实时流): who listens to what, what waits for whom. Lives on the event loop; only `seen` asks elsewhere."""

import asyncio
import json
from collections import deque
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Any

from huilong.kernel.acting import Acting
from huilong.site.live.door import AWAY, Asked, Reader

Seen = Callable[[Acting, frozenset[str]], Awaitable[frozenset[str]]]
MISSED = b"event: huilong-missed\ndata: {}\n\n"


@dataclass(frozen=True)
class Pace:
    """How often, how long, how many (节奏与上限); times in seconds."""

    beat: float = 15.0
    recheck: float = 60.0
    patience: float = 20.0
    again: float = 0.5
    retry_ms: int = 2000
    slack: float = 5.0
    most: int = 2000
    most_a_user: int = 8
    most_entering: int = 512
    queue: int = 64
    waiting: int = 500
    kept: int = 2000


@dataclass(frozen=True)
class News:
    """One announcement as it was heard (一条消息): its case, when it was heard, and all it says."""

    case: str
    at: float
    says: dict[str, Any]

    def event(self) -> bytes:
        """As a server-sent event."""
        data = json.dumps(self.says, ensure_ascii=False, separators=(",", ":"))
        return f"id: {int(self.at * 1000)}\nevent: huilong\ndata: {data}\n\n".encode()


def read(payload: str, at: float) -> News | None:
    """What the database told; None when it is no announcement."""
    try:
        says = json.loads(payload)
    except ValueError:
        return None
    if not isinstance(says, dict) or not all(isinstance(says.get(name), str) for name in ("kind", "case")):
        return None
    return News(says["case"], at, says)


class Stream:
    """One open page's stream: what it asked for and what waits to be written. `None` in the queue is its end."""

    def __init__(self, reader: Reader, asked: Asked, most: int) -> None:
        self.reader, self.asked = reader, asked
        self.queue: asyncio.Queue[bytes | None] = asyncio.Queue(most + 1)
        self.most, self.over = most, False

    def wants(self, news: News) -> bool:
        """Whether the page asked for this case."""
        return self.asked.cases is None or news.case in self.asked.cases

    def put(self, piece: bytes) -> None:
        """Let a piece wait for its writing; a page that does not read is dropped, and asks anew."""
        if self.over:
            return
        if self.queue.qsize() >= self.most:
            self.end()
        else:
            self.queue.put_nowait(piece)

    def end(self, last: bytes = b"") -> None:
        """End the stream, after what is said last; what waited is not written any more."""
        if self.over:
            return
        self.over = True
        while not self.queue.empty():
            self.queue.get_nowait()
        if last:
            self.queue.put_nowait(last)
        self.queue.put_nowait(None)


class Streams:
    """All streams of this process, by user; what users may see is asked once for all of a user's streams."""

    def __init__(self, seen: Seen, pace: Pace) -> None:
        self._seen, self._pace = seen, pace
        self._by_user: dict[int, set[Stream]] = {}
        self._recent: deque[News] = deque()
        self._whole_since = float("inf")
        self._waiting: dict[int, list[tuple[News, Stream | None]]] = {}
        self._asking: dict[int, asyncio.Task[None]] = {}
        self.count = 0

    def room_for(self, user: int) -> bool:
        """Whether this user may open one more."""
        return len(self._by_user.get(user, ())) < self._pace.most_a_user

    def join(self, stream: Stream) -> None:
        """Let a stream hear from now on, and what was heard since its page was made."""
        self._by_user.setdefault(stream.reader.who.user, set()).add(stream)
        self.count += 1
        since = stream.asked.since
        if since is None:
            return
        since -= self._pace.slack
        if since < self._whole_since:
            stream.put(MISSED)
            return
        for news in self._recent:
            if news.at >= since and stream.wants(news):
                self._pass_on(stream.reader.who.user, news, stream)

    def leave(self, stream: Stream) -> None:
        """Forget a stream."""
        user = stream.reader.who.user
        streams = self._by_user.get(user, set())
        if stream in streams:
            streams.remove(stream)
            self.count -= 1
        if not streams:
            self._by_user.pop(user, None)

    def back(self, at: float) -> None:
        """The database is heard (again): nobody knows what was told before."""
        self._recent.clear()
        self._whole_since = at
        for stream in self._all():
            stream.put(MISSED)

    def heard(self, news: News) -> None:
        """Send news on to those who asked for them and may see the case."""
        self._recent.append(news)
        if len(self._recent) > self._pace.kept:
            self._whole_since = self._recent.popleft().at
        for user, streams in self._by_user.items():
            if any(stream.wants(news) for stream in streams):
                self._pass_on(user, news, None)

    def end_all(self) -> None:
        """End every stream: browsers come again."""
        for stream in self._all():
            stream.end()
        for task in list(self._asking.values()):
            task.cancel()

    def _all(self) -> list[Stream]:
        return [stream for streams in self._by_user.values() for stream in streams]

    def _pass_on(self, user: int, news: News, only: Stream | None) -> None:
        """Send what concerns the authority in this user's own hands at once: its end may be that the case is not the
        user's any more, and then nothing else would turn the screen red. All else is asked about first."""
        if news.says["kind"] == "authority" and news.says.get("holder") == user:
            _put(news, [only] if only else self._by_user.get(user, ()))
        else:
            self._ask(user, news, only)

    def _ask(self, user: int, news: News, only: Stream | None) -> None:
        """Let news wait for the answer whether this user may see their case; too many are told as missed."""
        waiting = self._waiting.setdefault(user, [])
        if len(waiting) >= self._pace.waiting:
            waiting.clear()
            for stream in self._by_user.get(user, ()):
                stream.put(MISSED)
        waiting.append((news, only))
        if user not in self._asking:
            self._asking[user] = asyncio.get_running_loop().create_task(self._answer(user))

    async def _answer(self, user: int) -> None:
        """Ask what waits, all at once, until nothing does; while the database is away, ask again."""
        try:
            while batch := self._waiting.pop(user, None):
                streams = self._by_user.get(user)
                if not streams:
                    return
                reader = next(iter(streams)).reader
                try:
                    seen = await self._seen(reader.who, frozenset(news.case for news, _only in batch))
                except AWAY:
                    self._waiting[user] = batch + self._waiting.get(user, [])
                    await asyncio.sleep(self._pace.again)
                    continue
                for news, only in batch:
                    if news.case in seen:
                        _put(news, [only] if only else self._by_user.get(user, ()))
        finally:
            self._asking.pop(user, None)


def _put(news: News, streams: Iterable[Stream]) -> None:
    event = news.event()
    for stream in streams:
        if stream.wants(news):
            stream.put(event)
