"""Serving the pages (网页服务): granian with a few workers, live news, keeper, sender, guard, auctioneer, the database.

What dies is started again; everything started here ends with it.
"""

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from types import FrameType

from huilong.kernel.refusal import Refusal
from huilong.shell.live import OFF
from huilong.site import postgres, roles

SHORTEST_SECONDS = 5.0
"""A server of pages that ends by itself sooner than this after its start is not started again, others not sooner."""
WATCH_SECONDS = 1.0
"""How often it is looked whether database, keeper and live news are still there."""


def serve(host: str, port: int | None, workers: int) -> int:
    """Serve until interrupted; the exit code. `port` defaults to PORT."""
    from django.conf import settings
    from django.db import connections

    port = port or settings.PORT
    live_port = settings.LIVE_PORT if "LIVE_PORT" in os.environ or port == settings.PORT else port + 1
    live = [] if settings.LIVE_URL == OFF else [_live(host, live_port)]
    refuse_if_taken(host, port)
    if live:
        refuse_if_taken(host, live_port, "LIVE_PORT")
    gateway = [_gateway()] if settings.GPS_PORT else []
    if gateway:
        refuse_if_taken(settings.GPS_HOST, settings.GPS_PORT, "GPS_PORT")
    roles.become(roles.WEB)
    roles.refuse_if_unbound()
    connections.close_all()
    os.environ |= {"PORT": str(port), "LIVE_PORT": str(live_port)}  # children know where browsers find both
    pages = _pages(host, port, workers)
    beside = [_keeper(), _sender(), _postman(), _guard(), _auctioneer(), _replayer(), *live, *gateway]
    for child in (pages, *beside):
        child.start()
    asked_to_end = told = False

    def end(number: int, frame: FrameType | None) -> None:
        nonlocal asked_to_end
        asked_to_end = True
        pages.process.terminate()

    before = {number: signal.signal(number, end) for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)}
    try:
        while True:
            code = pages.ended(WATCH_SECONDS)
            if not told and code is None and answers(host, port):
                sys.stdout.write(f"  就绪 / ready: http://{host}:{port}\n")
                sys.stdout.flush()
                told = True
            if code is not None:
                pages.end_group()
                soon = time.monotonic() - pages.started < SHORTEST_SECONDS
                if asked_to_end or (code >= 0 and soon):
                    break  # what ends by itself as soon as it starts would do so for ever; what was killed would not
                pages.start()
            if settings.EMBEDDED_POSTGRES:
                postgres.revive(settings.HUILONG_HOME)
            for child in beside:
                code_of = child.ended()
                lived = time.monotonic() - child.started
                if code_of is not None and (code_of < 0 or lived > SHORTEST_SECONDS):
                    child.end_group()
                    child.start()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        _end_all([*beside, pages])
    return 0 if code in (0, -signal.SIGTERM, -signal.SIGINT) else 1


@dataclass
class Child:
    """A server beside others (子进程), in a session of its own: Ctrl+C reaches `serve` only, which ends it in order."""

    command: list[str]
    role: str
    quiet: bool = False
    started: float = 0.0
    process: "subprocess.Popen[bytes]" = field(init=False)

    def start(self) -> None:
        """Start it, meeting the database as its role."""
        self.started = time.monotonic()
        self.process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", *self.command], start_new_session=True,
            env=os.environ | {"HUILONG_DATABASE_ROLE": self.role}, stdout=subprocess.DEVNULL if self.quiet else None,
        )  # fmt: skip

    def ended(self, within: float = 0.0) -> int | None:
        """Its exit code, or None if it still runs after a while."""
        try:
            return self.process.wait(within)
        except subprocess.TimeoutExpired:
            return None

    def end_group(self) -> None:
        """End the workers a dead server left behind: nobody looks after them, and they hold the port."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)


def _end_all(children: list[Child]) -> None:
    """Ask all to end, and see to it."""
    for child in children:
        child.process.terminate()
    for child in children:
        if child.ended(10) is None:
            child.process.kill()
            child.process.wait()
        child.end_group()


def _pages(host: str, port: int, workers: int) -> Child:
    """The pages' server."""
    return Child([
        "granian", "--interface", "wsgi", "--host", host, "--port", str(port),
        "--workers", str(workers), "--blocking-threads", "4", "--backpressure", "64", "--workers-kill-timeout", "5",
        "--respawn-failed-workers", "--no-access-log", "--log-level", "warning", "huilong.site.wsgi:application",
    ], roles.WEB)  # fmt: skip


def _live(host: str, port: int) -> Child:
    """The server of live news: one worker, whose streams are many and idle."""
    return Child([
        "granian", "--interface", "asgi", "--host", host, "--port", str(port),
        "--workers", "1", "--backlog", "2048", "--backpressure", "4096", "--workers-kill-timeout", "2",
        "--respawn-failed-workers", "--no-ws", "--no-access-log", "--log-level", "error",
        "huilong.site.asgi:application",
    ], roles.WEB)  # fmt: skip


def _keeper() -> Child:
    """The keeper of the journal beside the pages, as the night's role: pages may not lay links."""
    return Child(["huilong.site.cli", "journal", "keep", "--every", "5"], roles.NIGHT, quiet=True)


def _sender() -> Child:
    """Who sends what is due, through the channels that are set up, and settles what came of calls."""
    return Child(["huilong.site.cli", "contact", "send", "--every", "3"], roles.NIGHT, quiet=True)


def _postman() -> Child:
    """Who delivers weekly packs at their hour, as the night's role: it sees all that a pack tells."""
    return Child(["huilong.site.cli", "reports", "deliver", "--every", "60"], roles.NIGHT, quiet=True)


def _gateway() -> Child:
    """The gateway of tracking devices, at GPS_PORT, as the night's role: it sees every device and no page's user."""
    return Child(["huilong.site.cli", "gps", "serve"], roles.NIGHT)


def _guard() -> Child:
    """The guard of live authorities, as the night's role: what comes without news ends them within seconds."""
    return Child(["huilong.site.cli", "recovery", "guard", "--every", "2"], roles.NIGHT, quiet=True)


def _auctioneer() -> Child:
    """Who closes auctions when their time has come, as the night's role: nobody has to have a page open."""
    return Child(["huilong.site.cli", "auction", "close", "--every", "1"], roles.NIGHT, quiet=True)


def _replayer() -> Child:
    """Who works on replays that pages ask for, as the night's role; one cut short is gone on with."""
    return Child(["huilong.site.cli", "replay", "--work", "--every", "2"], roles.NIGHT, quiet=True)


def answers(host: str, port: int) -> bool:
    """Whether the pages answer, whatever they say (是否就绪)."""
    asked = HTTPConnection("127.0.0.1" if host in ("0.0.0.0", "::", "") else host, port, timeout=1)  # noqa: S104
    try:
        asked.request("HEAD", "/login")
        return asked.getresponse().status > 0
    except (OSError, HTTPException):
        return False
    finally:
        asked.close()


def refuse_if_taken(host: str, port: int, variable: str = "PORT") -> None:
    """Refuse when another program listens where we want to."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise Refusal(
                "port-taken",
                zh=f"端口 {port} 已被占用。",
                en=f"Port {port} is taken.",
                remedy_zh=f"请换一个端口,例如 {variable}={port + 10} make demo。",
                remedy_en=f"Choose another, for instance {variable}={port + 10} make demo.",
            ) from error
