"""Outside systems as processes (对手进程), started and stopped by the test; and a door of ours that they call."""

import json
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from queue import Queue
from typing import Any

import huilong

SOURCE = Path(huilong.__file__).parents[1]
Calls = Queue[tuple[dict[str, str], bytes]]


@contextmanager
def started(module: str, *arguments: str) -> Iterator[str]:
    """A module run as a process of its own; the address it prints in its first line, at the end of it."""
    command = [sys.executable, "-m", module, *arguments]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env={"PYTHONPATH": str(SOURCE)})
    assert process.stdout is not None
    try:
        yield process.stdout.readline().split()[-1]
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def order(address: str, **told: Any) -> None:
    """Tell a simulator what to do."""
    request = urllib.request.Request(f"{address}/control", json.dumps(told).encode(), method="POST")  # noqa: S310
    urllib.request.urlopen(request, timeout=20).close()  # noqa: S310


def taken(address: str) -> dict[str, dict[str, Any]]:
    """What a simulator has taken, by key."""
    with urllib.request.urlopen(f"{address}/control", timeout=20) as answer:  # noqa: S310
        return json.load(answer)


@contextmanager
def listening(*answers: int) -> Iterator[tuple[str, Calls]]:
    """A door of ours: its address, and the calls that come to it. It answers with `answers` in turn, then 200."""
    calls: Calls = Queue()
    turns = list(answers)

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            calls.put((dict(self.headers.items()), body))
            self.send_response(turns.pop(0) if turns else 200)
            self.end_headers()

        def log_message(self, *_: Any) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/reports", calls
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
