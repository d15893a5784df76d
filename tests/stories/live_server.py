"""Live news as served (实时服务): a real process on loopback, beside the pages of the stories."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import suppress
from urllib.parse import urlsplit

WAIT = 60.0


class LiveServer:
    """The server of live news for pages at `site`."""

    def __init__(self, site: str) -> None:
        from django.conf import settings
        from django.db import connections

        name = connections["default"].settings_dict["NAME"]
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self.url = f"http://127.0.0.1:{self.port}/live"
        self.environment = os.environ | {
            "DATABASE_URL": urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl(),
            "HUILONG_SECRET_KEY": settings.SECRET_KEY, "HUILONG_SECOND_FACTOR": settings.SECOND_FACTOR,
            "PORT": str(urlsplit(site).port), "DJANGO_SETTINGS_MODULE": "huilong.site.settings",
        }  # fmt: skip
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it answers."""
        self.process = subprocess.Popen(
            [sys.executable, "-m", "granian", "--interface", "asgi", "--host", "127.0.0.1", "--port", str(self.port),
             "--workers", "1", "--no-ws", "--log-level", "warning", "--workers-kill-timeout", "1",
             "huilong.site.asgi:application"],
            env=self.environment, start_new_session=True,
        )  # fmt: skip
        until = time.monotonic() + WAIT
        while not self.answers():
            assert self.process.poll() is None, "live news ended by themselves"
            assert time.monotonic() < until, "live news do not answer"
            time.sleep(0.05)

    def answers(self) -> bool:
        """Whether somebody without a session is refused."""
        try:
            urllib.request.urlopen(f"{self.url}?board=1", timeout=5).close()  # noqa: S310
        except urllib.error.HTTPError as error:
            return error.code == 401
        except OSError:
            return False
        return False

    def end(self) -> None:
        """End it as `serve` does, and whatever it leaves behind."""
        if self.process is None:
            return
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process = None
