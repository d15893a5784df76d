"""The gateway's process (网关进程): the desk behind it, counts once a minute, an orderly end."""

import asyncio
import resource
import signal
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from typing import TypeVar

from huilong.integrations.jt808.directory import DeskDirectory, Registered
from huilong.integrations.jt808.gateway import Gateway, summary
from huilong.integrations.jt808.limits import Limits
from huilong.rooms.tracking.terms import Fix
from huilong.rooms.tracking.terms.reporting import ReportingDevice

TOLD_SECONDS = 60
Given = TypeVar("Given")


class _Desk(DeskDirectory):
    """The desk, asked over connections that are looked after: a database that was away is met again."""

    def find(self, number: str) -> ReportingDevice | None:
        return _with_connection(lambda: super(_Desk, self).find(number))

    def register(self, number: str, at: datetime) -> Registered:
        return _with_connection(lambda: super(_Desk, self).register(number, at))


def keep(fixes: Sequence[Fix], at: datetime) -> object:
    """Keep fixes on the shelf and on the desk."""
    from huilong.rooms.tracking.actions import keep_fixes

    return _with_connection(lambda: keep_fixes(fixes, at))


def _with_connection(act: Callable[[], Given]) -> Given:
    from django.db import close_old_connections

    close_old_connections()
    try:
        return act()
    finally:
        close_old_connections()


def serve(host: str, port: int, limits: Limits, say: Callable[[str], None]) -> int:
    """Listen to devices until told to end; the exit code."""
    open_files(limits.sessions + 200)
    return asyncio.run(_serve(host, port, limits, say))


async def _serve(host: str, port: int, limits: Limits, say: Callable[[str], None]) -> int:
    gateway, ending = Gateway(keep, _Desk(), limits), asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, ending.set)
    bound = await gateway.start(host, port)
    say(f"定位网关 / gateway of devices: {host}:{bound}")
    before: dict[str, int] = {}
    while not ending.is_set():
        with suppress(TimeoutError):
            await asyncio.wait_for(ending.wait(), TOLD_SECONDS)
        if dict(gateway.counts) != before:
            before = dict(gateway.counts)
            say(summary(gateway.counts, len(gateway.sessions)))
    await gateway.stop()
    return 0


def open_files(wanted: int) -> None:
    """Let this process hold so many connections, as far as the system lets it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    if soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
