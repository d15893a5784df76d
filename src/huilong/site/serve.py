"""Serving the pages (网页服务): granian with a few workers, the keeper of the journal, the embedded database.

What dies is started again; everything started here ends with it.
"""

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from types import FrameType

from huilong.kernel.refusal import Refusal
from huilong.site import postgres, roles

SHORTEST_SECONDS = 5.0
"""A server of pages that ends by itself sooner than this after its start is not started again."""
WATCH_SECONDS = 1.0
"""How often it is looked whether database and keeper are still there."""


def serve(host: str, port: int | None, workers: int) -> int:
    """Serve until interrupted; the exit code. `port` defaults to PORT."""
    from django.conf import settings
    from django.db import connections

    port = port or settings.PORT
    refuse_if_taken(host, port)
    roles.become(roles.WEB)
    roles.refuse_if_unbound()
    connections.close_all()
    command = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port),
        "--workers", str(workers), "--blocking-threads", "4", "--backpressure", "64", "--workers-kill-timeout", "5",
        "--respawn-failed-workers", "--no-access-log", "--log-level", "warning", "huilong.site.wsgi:application",
    ]  # fmt: skip
    pages, keeper, asked_to_end = _pages(command), _keeper(), False
    started = time.monotonic()

    def end(number: int, frame: FrameType | None) -> None:
        nonlocal asked_to_end
        asked_to_end = True
        pages.terminate()

    before = {number: signal.signal(number, end) for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)}
    try:
        while True:
            code = _ended(pages)
            if code is not None:
                _end_group(pages)
                soon = time.monotonic() - started < SHORTEST_SECONDS
                if asked_to_end or (code >= 0 and soon):
                    break  # what ends by itself as soon as it starts would do so for ever; what was killed would not
                pages, started = _pages(command), time.monotonic()
            if settings.EMBEDDED_POSTGRES:
                postgres.revive(settings.HUILONG_HOME)
            if keeper.poll() is not None:
                keeper = _keeper()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        for child in (keeper, pages):
            child.terminate()
        for child in (keeper, pages):
            try:
                child.wait(10)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
        _end_group(pages)
    return 0 if code in (0, -signal.SIGTERM, -signal.SIGINT) else 1


def _pages(command: list[str]) -> "subprocess.Popen[bytes]":
    """The pages' server, in a session of its own: Ctrl+C reaches this process only, which then ends it in order."""
    environment = os.environ | {"HUILONG_DATABASE_ROLE": roles.WEB}
    return subprocess.Popen(command, start_new_session=True, env=environment)  # noqa: S603


def _end_group(pages: "subprocess.Popen[bytes]") -> None:
    """End the workers a dead server left behind: nobody looks after them, and they hold the port."""
    with suppress(ProcessLookupError):
        os.killpg(pages.pid, signal.SIGKILL)


def _keeper() -> "subprocess.Popen[bytes]":
    """The keeper of the journal beside the pages, as the night's role: pages may not lay links."""
    return subprocess.Popen(
        [sys.executable, "-m", "huilong.site.cli", "journal", "keep", "--every", "5"],
        start_new_session=True, env=os.environ | {"HUILONG_DATABASE_ROLE": roles.NIGHT}, stdout=subprocess.DEVNULL,
    )  # fmt: skip


def _ended(server: "subprocess.Popen[bytes]") -> int | None:
    """The server's exit code, or None if it still runs after a while."""
    try:
        return server.wait(WATCH_SECONDS)
    except subprocess.TimeoutExpired:
        return None


def refuse_if_taken(host: str, port: int) -> None:
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
                remedy_zh=f"请换一个端口,例如 PORT={port + 1} make demo。",
                remedy_en=f"Choose another, for instance PORT={port + 1} make demo.",
            ) from error
