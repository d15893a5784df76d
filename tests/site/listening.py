"""Listening to live news in tests (收听器): the ASGI application driven in this process, beside a desk that acts."""

import asyncio
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connections

from huilong.site.live.app import Live
from huilong.site.live.streams import Pace
from huilong.site.live.wire import place_of
from huilong.site.roles import url_of

PATIENCE = 30.0


class Listener:
    """One page's stream. With `reads=False` the page does not take what is written to it."""

    def __init__(self, live: Live, query: str, cookie: str = "", reads: bool = True, **headers: str) -> None:
        told = {"host": "testserver:8000", "cookie": f"{settings.SESSION_COOKIE_NAME}={cookie}", **headers}
        self.scope = {
            "type": "http", "method": "GET", "path": "/live", "query_string": query.encode(),
            "client": ("127.0.0.1", 5),
            "headers": [(name.replace("_", "-").encode(), value.encode()) for name, value in told.items()],
        }  # fmt: skip
        self.live, self.reads = live, reads
        self.status, self.headers = 0, dict[str, str]()
        self.answered, self.leaves, self.ended = asyncio.Event(), asyncio.Event(), asyncio.Event()
        self.beats, self.ids = 0, list[str]()
        self.events: asyncio.Queue[tuple[str, dict[str, Any]]] = asyncio.Queue()
        self.task: asyncio.Task[None] | None = None

    async def open(self) -> "Listener":
        """Ask; wait until the answer begins."""
        self.task = asyncio.create_task(self._run())
        async with asyncio.timeout(PATIENCE):
            await self.answered.wait()
        return self

    async def _run(self) -> None:
        try:
            await self.live(self.scope, self._receive, self._send)
        finally:
            self.ended.set()

    async def _receive(self) -> dict[str, Any]:
        await self.leaves.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: Any) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = {k.decode(): v.decode() for k, v in message["headers"]}
            return
        self.answered.set()
        if not self.reads:
            await asyncio.Event().wait()
        for block in filter(None, message["body"].decode().split("\n\n")):
            fields = dict(line.split(": ", 1) for line in block.split("\n") if ": " in line)
            self.beats += block == ":"
            if "id" in fields:
                self.ids.append(fields["id"])
            if "data" in fields and self.status == 200:
                self.events.put_nowait((fields["event"], json.loads(fields["data"])))

    async def next(self) -> tuple[str, dict[str, Any]]:
        """The next event."""
        async with asyncio.timeout(PATIENCE):
            return await self.events.get()

    async def end(self) -> None:
        """Wait for the stream's end."""
        async with asyncio.timeout(PATIENCE):
            await self.ended.wait()

    async def leave(self) -> None:
        """Close the page."""
        self.leaves.set()
        await self.end()


class Desk:
    """A thread that acts as the database's owner while the loop listens."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, "desk")

    async def __call__(self, act: Callable[..., Any], *values: Any, **named: Any) -> Any:
        return await asyncio.get_running_loop().run_in_executor(self._thread, lambda: act(*values, **named))

    async def close(self) -> None:
        await self(connections.close_all)
        self._thread.shutdown()


def listening(story: Callable[[Live, Desk], Any], pace: Pace | None = None) -> None:
    """Run a story beside a live application whose threads meet the database as `huilong_web`."""
    own = connections["default"].settings_dict
    login = urlsplit(url_of("web", settings.DATABASE_URL, settings.SECRET_KEY))
    as_web = {**own, "USER": login.username, "PASSWORD": login.password}
    met: list[Any] = []

    def begin() -> None:
        ours = connections.create_connection("default")
        ours.settings_dict = as_web
        ours.inc_thread_sharing()
        connections["default"] = ours
        met.append(ours)

    async def run() -> None:
        live, desk = Live(lambda: place_of(as_web), pace, begin), Desk()
        live.start()
        try:
            async with asyncio.timeout(PATIENCE):
                await live.hears.wait()
            await story(live, desk)
        finally:
            await live.stop()
            await desk.close()

    try:
        asyncio.run(run())
    finally:
        for connection in met:
            connection.close()
