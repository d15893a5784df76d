"""What simulators of outside systems share (模拟器): a door on 127.0.0.1, orders at /control, signed calls back.

GET  /control                     what was taken, by key
POST /control {"next": [...]}     what to do with the next requests, one word each
              {"callback": "…"}   where calls back go
              {"hold": true}      keep them back; {"hold": false} lets them go
"""

import argparse
import json
import secrets
import sys
import threading
import urllib.request
from abc import ABC, abstractmethod
from collections import deque
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from huilong.integrations import callbacks

TRIES = 3


class Simulated(ABC):
    """The state of a simulated system (模拟器状态): who may call it, what to do wrong next, what it holds back."""

    def __init__(self, key: str, secret: str, callback_secret: str, callback: str) -> None:
        self.key, self.secret, self.callback_secret, self.callback = key, secret, callback_secret, callback
        self.next: deque[str] = deque()
        self.nonces: set[str] = set()
        self.held: list[object] | None = None
        self.lock = threading.Lock()

    @abstractmethod
    def taken(self) -> dict[str, Any]:
        """What was taken, by key."""

    def control(self, told: dict[str, Any]) -> None:
        """Do as the test or the demo says."""
        self.next.extend(told.get("next", ()))
        self.callback = told.get("callback", self.callback)
        with self.lock:
            held, self.held = self.held or [], [] if told.get("hold", self.held is not None) else None
            if self.held is not None:
                self.held = held
                return
        for one in held:
            self.push(one)

    def seen(self, nonce: str) -> bool:
        """Whether a nonce came before; from now on it did."""
        with self.lock:
            known = nonce in self.nonces
            self.nonces.add(nonce)
        return known

    def fault(self) -> str:
        """What to do wrong with this request, "" for nothing."""
        return self.next.popleft() if self.next else ""

    def push(self, told: object) -> None:
        """Call back with this, signed, from a thread of its own, and again if the call is not taken; or hold it."""
        with self.lock:
            if self.held is not None:
                self.held.append(told)
                return
        if self.callback:
            threading.Thread(target=self._pushed, args=(json.dumps(told).encode(),), daemon=True).start()

    def _pushed(self, body: bytes) -> None:
        for _ in range(TRIES):
            headers = callbacks.signed(self.callback_secret, body, datetime.now(UTC), secrets.token_hex(8))
            headers["Content-Type"] = "application/json"
            try:
                call = urllib.request.Request(self.callback, body, headers, method="POST")  # noqa: S310
                with urllib.request.urlopen(call, timeout=5):  # noqa: S310
                    return
            except (OSError, ValueError):
                continue


class Door(BaseHTTPRequestHandler, ABC):
    """A simulated system's door (模拟器入口). Subclasses answer `requested`."""

    system: Any
    timeout = 60

    def log_message(self, *_: Any) -> None:
        """Numbers and texts are nobody's business, not even a log's."""

    @abstractmethod
    def requested(self, method: str, headers: dict[str, str], body: bytes) -> None:
        """Answer a request other than to /control; header names are in lower case."""

    def do_GET(self) -> None:
        """Tell what was taken, or answer a request."""
        if self.path == "/control":
            return self.answer(200, self.system.taken())
        return self.requested("GET", {name.lower(): value for name, value in self.headers.items()}, b"")

    def do_POST(self) -> None:
        """Take an order, or answer a request."""
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.path == "/control":
            self.system.control(json.loads(body))
            return self.answer(200, {})
        return self.requested("POST", {name.lower(): value for name, value in self.headers.items()}, body)

    def stall(self) -> None:
        """Answer nothing until the caller goes away."""
        self.rfile.read(1)

    def answer(self, status: int, told: dict[str, Any] | bytes, wait: str = "") -> None:
        """Answer in JSON, with Retry-After if `wait` is given."""
        body = told if isinstance(told, bytes) else json.dumps(told).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        if wait:
            self.send_header("Retry-After", wait)
        self.end_headers()
        self.wfile.write(body)


def serve(system: type[Simulated], door: type[Door], says: str) -> None:
    """Read the command line, print the address, listen until stopped."""
    parser = argparse.ArgumentParser(description=says)
    parser.add_argument("--port", type=int, default=0, help="0: a free one, printed")
    parser.add_argument("--key", default="simulated-key")
    parser.add_argument("--secret-file", type=Path, required=True)
    parser.add_argument("--callback-secret-file", type=Path, help="the same as --secret-file if not given")
    parser.add_argument("--callback", default="", help="where calls back go")
    options = parser.parse_args()
    secret, back = (
        file.read_text(encoding="utf-8").strip()
        for file in (options.secret_file, options.callback_secret_file or options.secret_file)
    )
    door.system = system(options.key, secret, back, options.callback)
    server = ThreadingHTTPServer(("127.0.0.1", options.port), door)
    sys.stdout.write(f"simulator: http://127.0.0.1:{server.server_port}\n")
    sys.stdout.flush()
    server.serve_forever()
