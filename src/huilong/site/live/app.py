"""The ASGI application of live news (实时应用): one address, `/live`, and the life of its streams."""

import asyncio
import functools
import json
import random
import time
from collections.abc import Awaitable, Callable, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

from huilong.kernel.acting import Acting
from huilong.site.live.door import AWAY, Answer, Barred, Reader, admit, asked, asking, at_home, cookie_of, visible
from huilong.site.live.streams import MISSED, Pace, Stream, Streams, read
from huilong.site.live.wire import hear

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
BEAT = b":\n\n"
THREADS = 4


class Live:
    """Serves streams. `place` says where the database is; `begin` is run first in each thread that asks it."""

    def __init__(
        self, place: Callable[[], dict[str, Any]], pace: Pace | None = None, begin: Callable[[], None] | None = None
    ) -> None:
        self._place, self.pace = place, pace or Pace()
        self._pool = ThreadPoolExecutor(THREADS, "live", initializer=begin)
        self.streams = Streams(self._seen, self.pace)
        self.hears = asyncio.Event()
        self._entering, self._door = 0, asyncio.Semaphore(THREADS // 2)  # a crowd at the door holds up no news
        self._wire: asyncio.Task[None] | None = None

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer one request, or begin and end with the server."""
        if scope["type"] == "lifespan":
            await self._lifespan(receive, send)
        elif scope["type"] == "http":
            await self._http(scope, receive, send)

    def start(self) -> None:
        """Begin to hear the database."""
        self._wire = asyncio.get_running_loop().create_task(
            hear(self._place(), self._back, self._heard, self.hears.clear, self.pace.again)
        )

    async def stop(self) -> None:
        """End every stream and stop hearing."""
        self.streams.end_all()
        if self._wire:
            self._wire.cancel()
            with suppress(asyncio.CancelledError):
                await self._wire
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _back(self) -> None:
        self.streams.back(time.time())
        self.hears.set()

    def _heard(self, payload: str) -> None:
        news = read(payload, time.time())
        if news is not None:
            self.streams.heard(news)

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                self.start()
                await send({"type": "lifespan.startup.complete"})
            elif message["type"] == "lifespan.shutdown":
                await self.stop()
                await send({"type": "lifespan.shutdown.complete"})
                return

    async def _in_thread(self, ask: Callable[..., Answer], *values: Any) -> Answer:
        job = functools.partial(asking, functools.partial(ask, *values))
        return await asyncio.get_running_loop().run_in_executor(self._pool, job)

    async def _seen(self, who: Acting, numbers: frozenset[str]) -> frozenset[str]:
        return await self._in_thread(visible, who, numbers)

    async def _http(self, scope: Message, receive: Receive, send: Send) -> None:
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        wanted = asked(scope["query_string"].decode("latin-1"))
        if scope["path"] != "/live":
            return await _refuse(send, 404, "not-found")
        if not at_home(headers):
            return await _refuse(send, 403, "foreign-origin")
        origin = headers.get("origin", "")
        if scope["method"] != "GET":
            return await _refuse(send, 405, "method", origin)
        if wanted is None:
            return await _refuse(send, 422, "nothing-asked", origin)
        found = await self._enter(cookie_of(headers), (scope.get("client") or ("",))[0])
        if isinstance(found, Barred):
            return await _refuse(send, found.status, found.why, origin)
        stream = Stream(found, wanted, self.pace.queue)
        self.streams.join(stream)
        if "last-event-id" in headers:
            stream.put(MISSED)  # the browser comes again: let the page ask for everything
        gone = asyncio.get_running_loop().create_task(_until_gone(receive, stream))
        try:
            await self._write(stream, send, origin)
        finally:
            gone.cancel()
            self.streams.leave(stream)

    async def _enter(self, cookie: str, where: str) -> Reader | Barred:
        """Who asks, unless there are too many: in all, of one user, or at the door."""
        if self.streams.count + self._entering >= self.pace.most or self._entering >= self.pace.most_entering:
            return Barred("full", 503)
        if not cookie:
            return Barred("signed-out", 401)
        self._entering += 1
        try:
            async with self._door:
                found = await self._in_thread(admit, cookie, where)
        except AWAY:
            return Barred("away", 503)
        finally:
            self._entering -= 1
        if isinstance(found, Reader) and not self.streams.room_for(found.who.user):
            return Barred("too-many", 429)
        return found

    async def _write(self, stream: Stream, send: Send, origin: str) -> None:
        """Write what waits, a heartbeat where nothing does, until the page or the session ends."""
        await send({"type": "http.response.start", "status": 200, "headers": _headers(b"text/event-stream", origin)})
        now = asyncio.get_running_loop().time
        again = self.pace.retry_ms + random.randrange(1000)  # noqa: S311 - after a restart not all in one instant
        checked, piece = now(), b"retry: %d\nid: 0\n\n" % again
        while True:
            try:
                async with asyncio.timeout(self.pace.patience):
                    await send({"type": "http.response.body", "body": piece, "more_body": True})
            except (TimeoutError, OSError):
                return
            if now() - checked >= self.pace.recheck and not stream.over:
                checked = now()
                await self._recheck(stream)
            try:
                async with asyncio.timeout(self.pace.beat):
                    told = await stream.queue.get()
            except TimeoutError:
                told = BEAT
            if told is None:
                with suppress(OSError):
                    await send({"type": "http.response.body", "body": b"", "more_body": False})
                return
            piece = told

    async def _recheck(self, stream: Stream) -> None:
        """End the stream of a session that opens no page any more; the page is told not to come again."""
        try:
            found = await self._in_thread(admit, stream.reader.cookie, stream.reader.who.where)
        except AWAY:
            return
        if isinstance(found, Barred):
            stream.end(b"event: huilong-ended\ndata: %s\n\n" % json.dumps({"why": found.why}).encode())
        else:
            stream.reader = found


async def _until_gone(receive: Receive, stream: Stream) -> None:
    """End the stream when its page has gone."""
    while (await receive())["type"] != "http.disconnect":
        pass
    stream.end()


def _headers(kind: bytes, origin: str) -> list[tuple[bytes, bytes]]:
    headers = [
        (b"content-type", kind + b"; charset=utf-8"), (b"cache-control", b"no-store"), (b"vary", b"Origin"),
        (b"x-accel-buffering", b"no"), (b"x-content-type-options", b"nosniff"),
    ]  # fmt: skip
    if origin:
        headers.append((b"access-control-allow-origin", origin.encode("latin-1")))
        headers.append((b"access-control-allow-credentials", b"true"))
    return headers


async def _refuse(send: Send, status: int, code: str, origin: str = "") -> None:
    """Say no, as problem+json (RFC 9457)."""
    told = {"type": f"urn:huilong:refusal:{code}", "title": code, "status": status}
    await send({
        "type": "http.response.start", "status": status, "headers": _headers(b"application/problem+json", origin),
    })  # fmt: skip
    await send({"type": "http.response.body", "body": json.dumps(told).encode(), "more_body": False})
