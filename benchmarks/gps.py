"""Positions taken in: `python -m benchmarks.gps [--devices 200] [--seconds 10] [--sessions 10000] [--desk]`.

Decoding is CPU time of one core, the best of many short runs, for a machine is seldom alone: a stream cut into frames,
unescaped, verified, every item read. Storing is a gateway in a process of its own; devices on the other core tell one
place after another, each with a few on their way, and count what was answered: an answer means on disk. With `--desk`
it is the real command with the real database, the latest fix on the desk too. Holding is sessions that have proved
themselves and stay, with the memory and CPU they cost.
"""

import argparse
import asyncio
import json
import os
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

from huilong.integrations.jt808 import messages
from huilong.integrations.jt808.frames import Frame, encode, read
from huilong.integrations.jt808.framing import Stream
from huilong.integrations.jt808.messages import tell
from huilong.integrations.jt808.simulator import Device, drive, location

RUNS, FRAMES = 60, 1000
CODE = "benchmark-code"
WINDOW = 8
WIRED = bytes.fromhex("2504000000002a0200002b0400000000")
STATE = bytes.fromhex("eb29000c00b28988228066613427450900060089ffffffff000600c5ffffffef0004002d0fa5000300a85c")
CELLS = bytes.fromhex("e4020056e50101e60100ec1c30de4bf67368cec65bbec0fac6b8f0090d353c03b87890a2f4b01eaaf50101")


def number(of: int) -> str:
    return f"{of:012}"


def streams() -> dict[str, bytes]:
    """A second's worth of frames, by kind: what differs from frame to frame does so."""
    begin = datetime(2026, 11, 26, tzinfo=UTC)
    bodies = [location(fix) for fix in drive(number(1), begin, FRAMES)]
    items = {"standard items": WIRED, "a wired device's state (0xEB)": STATE, "cells and Wi-Fi (0xEC)": CELLS}
    made = {}
    for name, more in items.items():
        frames = [Frame(messages.LOCATION, number(1), at & 0xFFFF, body + more) for at, body in enumerate(bodies)]
        made[name] = b"".join(map(encode, frames))
    told = b"".join(len(body).to_bytes(2, "big") + body for body in bodies[:15])
    batch = encode(Frame(messages.BATCH, number(1), 0, b"\x00\x0f\x01" + told))
    return made | {"batches of 15 places": batch * (FRAMES // 15)}


def decoding() -> list[dict[str, Any]]:
    """Frames a second of one core's time, and places, by kind of frame."""
    found = []
    for name, data in streams().items():
        best, frames, places = float("inf"), 0, 0
        for _ in range(RUNS):
            frames = places = 0
            began = time.process_time()
            for inner in Stream().feed(data):
                frame = read(inner)
                told = tell(frame, "013912345678")  # type: ignore[arg-type]
                frames += 1
                places += len(told.fixes)  # type: ignore[union-attr]
            best = min(best, time.process_time() - began)
        found.append({
            "frames": name, "bytes_each": round(len(data) / frames), "frames_per_second": round(frames / best),
            "places_per_second": round(places / best),
        })  # fmt: skip
    return found


def splitting() -> dict[str, Any]:
    """The same without reading items: cut, unescaped, verified, head read."""
    data = streams()["standard items"]
    best = float("inf")
    for _ in range(RUNS):
        began = time.process_time()
        for inner in Stream().feed(data):
            read(inner)
        best = min(best, time.process_time() - began)
    return {"frames_per_second": round(FRAMES / best)}


# --- a gateway in a process of its own


def alone(home: str, port: str) -> None:
    """Serve with the shelf behind and no desk: every number is known."""
    from hashlib import sha256

    from huilong.integrations.jt808.answers import Registering
    from huilong.integrations.jt808.directory import Registered
    from huilong.integrations.jt808.gateway import Gateway
    from huilong.integrations.jt808.limits import Limits
    from huilong.integrations.jt808.serving import open_files
    from huilong.rooms.tracking.store import Shelf
    from huilong.rooms.tracking.terms.reporting import ReportingDevice

    digest, shelf = sha256(CODE.encode()).hexdigest(), Shelf(Path(home))

    class Anybody:
        def find(self, told: str) -> ReportingDevice:
            return ReportingDevice(told, 86_400, digest)

        def register(self, told: str, at: datetime) -> Registered:
            return Registered(Registering.DEVICE_UNKNOWN)

    async def run() -> None:
        gateway = Gateway(lambda fixes, at: shelf.append(fixes), Anybody(), Limits(sessions=100_000))
        print("ready", await gateway.start("127.0.0.1", int(port)), flush=True)
        await asyncio.Event().wait()

    open_files(100_000)
    asyncio.run(run())


class Pump:
    """A device that always has a few places on their way."""

    def __init__(self, of: int, until: float, waits: list[float]) -> None:
        self.device, self.of, self.until, self.waits = Device(number(of), code=CODE), of, until, waits
        self.ready = False

    async def run(self, port: int, go: asyncio.Event) -> None:
        await self.device.connect("127.0.0.1", port)
        if (await self.device.authenticate()).value:
            raise RuntimeError("not authenticated")
        at = datetime.now(UTC).replace(microsecond=0) - timedelta(days=1)
        bodies = [location(fix) for fix in drive(number(self.of), at, 400, 1)]
        self.ready = True
        await go.wait()
        sent: dict[int, float] = {}
        step = 0
        while time.perf_counter() < self.until or sent:
            while len(sent) < WINDOW and time.perf_counter() < self.until:
                sent[self.device.send(messages.LOCATION, bodies[step % 400])] = time.perf_counter()
                step += 1
            if sent:
                serial = int.from_bytes((await self.device.next_answer()).body[:2], "big")
                self.waits.append(time.perf_counter() - sent.pop(serial))
        await self.device.close()


async def stored(port: int, process: int, devices: int, seconds: float) -> dict[str, Any]:
    """Places answered a second, and how long each waited for its answer."""
    waits: list[float] = []
    go = asyncio.Event()
    pumps = [Pump(of + 1, 0.0, waits) for of in range(devices)]
    running = [asyncio.create_task(pump.run(port, go)) for pump in pumps]
    while not all(pump.ready for pump in pumps):
        await asyncio.sleep(0.05)
    began, cpu = time.perf_counter(), cpu_of(process)
    for pump in pumps:
        pump.until = began + seconds
    go.set()
    await asyncio.gather(*running)
    took = time.perf_counter() - began
    waits.sort()
    return {
        "devices": devices, "on_their_way_each": WINDOW, "places": len(waits),
        "places_per_second": round(len(waits) / took), "gateway_cores": round((cpu_of(process) - cpu) / took, 2),
        "places_per_cpu_second": round(len(waits) / (cpu_of(process) - cpu)),
        "median_ms": round(median(waits) * 1000, 1), "p99_ms": round(waits[len(waits) * 99 // 100] * 1000, 1),
    }  # fmt: skip


async def held(port: int, process: int, sessions: int) -> dict[str, Any]:
    """Sessions that have proved themselves and stay: how fast they come, what they cost, that they are heard."""
    before = memory(process)
    devices = [Device(number(of + 1), code=CODE) for of in range(sessions)]
    began = time.perf_counter()
    for start in range(0, sessions, 200):
        part = devices[start : start + 200]
        await asyncio.gather(*(device.connect("127.0.0.1", port) for device in part))
        await asyncio.gather(*(device.authenticate() for device in part))
    came = time.perf_counter() - began
    cpu, idle = cpu_of(process), time.perf_counter()
    await asyncio.sleep(15)
    busy = (cpu_of(process) - cpu) / (time.perf_counter() - idle)
    began = time.perf_counter()
    serials = [device.send(messages.HEARTBEAT) for device in devices]
    await asyncio.gather(*(device.answer(serial, 60) for device, serial in zip(devices, serials, strict=True)))
    return {
        "sessions": sessions, "came_per_second": round(sessions / came), "all_heartbeats_answered_seconds": round(
            time.perf_counter() - began, 2), "kib_each": round((memory(process) - before) / sessions / 1024, 1),
        "idle_cpu_percent": round(busy * 100, 1),
    }  # fmt: skip


def memory(process: int) -> int:
    """Resident bytes of a process."""
    return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def cpu_of(process: int) -> float:
    """CPU seconds of a process."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return sum(int(field) for field in fields[11:13]) / os.sysconf("SC_CLK_TCK")


def gateway(arguments: list[str], environment: dict[str, str]) -> tuple["subprocess.Popen[str]", int]:
    """A gateway and its port."""
    command = [sys.executable, "-m", *arguments]
    child = subprocess.Popen(command, env=os.environ | environment, stdout=subprocess.PIPE, text=True)
    line = child.stdout.readline() if child.stdout else ""
    return child, int(line.strip().rpartition(":")[2].split()[-1])


def with_desk(at: Path, devices: int, seconds: float) -> dict[str, Any]:
    """The real command before the real database."""
    from benchmarks.__main__ import server
    from benchmarks.children import huilong, run

    with server({}):
        huilong({}, "migrate")
        run([sys.executable, "-m", "benchmarks.gps", "--alone", "devices", str(devices)], {})
        child, port = gateway(["huilong.site.cli", "gps", "serve", "--port", "0"], {"HUILONG_DATABASE_ROLE": "night"})
        try:
            return asyncio.run(stored(port, child.pid, devices, seconds))
        finally:
            child.terminate()
            child.wait(20)


def register(devices: str) -> None:
    """Make devices on the desk."""
    os.environ["HUILONG_DATABASE_ROLE"] = "owner"
    import django

    django.setup()
    from huilong.rooms.tracking.actions.devices import secret_digest
    from huilong.rooms.tracking.models import Device as Row

    now, digest = datetime.now(UTC), secret_digest(CODE)
    Row.objects.bulk_create(
        Row(number=number(of + 1), kind="wired", expected_seconds=60, secret_digest=digest, since=now)
        for of in range(int(devices))
    )


def main() -> int:
    """Measure, write benchmarks/results/gps/ and benchmarks/results.md; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.gps", description=__doc__)
    parser.add_argument("--devices", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--sessions", type=int, default=10_000)
    parser.add_argument("--desk", action="store_true")
    parser.add_argument("--scratch", type=Path)
    options = parser.parse_args()
    from benchmarks.__main__ import RESULTS, ROOT, machine, scratch
    from benchmarks.page import page
    from huilong.integrations.jt808.serving import open_files

    open_files(options.sessions + 1000)
    told: dict[str, Any] = {
        "machine": machine(), "command": " ".join(["python -m benchmarks.gps", *sys.argv[1:]]),
        "decoding": decoding(), "splitting": splitting(),
    }  # fmt: skip
    print(json.dumps(told, indent=1), flush=True)
    with scratch(options.scratch) as at:
        os.environ |= {
            "HUILONG_HOME": str(at / "home"), "DJANGO_SETTINGS_MODULE": "huilong.site.settings",
            "PYTHONPATH": f"{ROOT}/src:{ROOT}",
        }  # fmt: skip
        child, port = gateway(["benchmarks.gps", "--alone", "serve", str(at / "shelf"), "0"], {})
        try:
            told["stored"] = asyncio.run(stored(port, child.pid, options.devices, options.seconds))
            told["held"] = asyncio.run(held(port, child.pid, options.sessions))
        finally:
            child.terminate()
            child.wait()
        if options.desk:
            told["stored_with_desk"] = with_desk(at, options.devices, options.seconds)
    print(json.dumps(told, indent=1), flush=True)
    place = RESULTS / "gps"
    place.mkdir(parents=True, exist_ok=True)
    text = json.dumps(told, indent=1, ensure_ascii=False) + "\n"
    (place / f"{told['machine']['measured_on']}.json").write_text(text, encoding="utf-8")
    (ROOT / "benchmarks" / "results.md").write_text(page(RESULTS), encoding="utf-8")
    return 0


if __name__ == "__main__":
    if sys.argv[1:2] == ["--alone"]:
        {"serve": alone, "devices": register}[sys.argv[2]](*sys.argv[3:])
        raise SystemExit(0)
    raise SystemExit(main())
