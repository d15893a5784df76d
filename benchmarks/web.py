"""The pages under load: `python -m benchmarks.web [--loans 20000] [--users 20,60,120] [--seconds 30]`.

A demo house served as it is in production (two workers, row-level security, journal), and Locust with collectors
working the case list and case pages (tests/load/locustfile.py), all on this machine. Beside p50 and p95 it tells whose
CPU was busy, so that what saturates first is seen: the pages, the database or Locust. Every case opened writes its
journal entry.
"""

import argparse
import csv
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

from benchmarks.__main__ import machine
from benchmarks.children import ROOT

RESULTS = ROOT / "benchmarks" / "results" / "web"
LOCUSTFILE = ROOT / "tests" / "load" / "locustfile.py"
PORT = 8765
TICKS = os.sysconf("SC_CLK_TCK")
KINDS = {"postgres": "database", "locust": "locust", "granian": "pages", "huilong": "pages"}
"""Words of a command line and whose process it is; the first that is found counts."""


def main() -> int:
    """Measure and write benchmarks/results/web/; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.web", description=__doc__)
    parser.add_argument("--loans", type=int, default=20_000)
    parser.add_argument("--users", default="20,60,120")
    parser.add_argument("--seconds", type=int, default=30)
    options = parser.parse_args()
    told: dict[str, Any] = {"machine": machine(), "command": " ".join(["python -m benchmarks.web", *sys.argv[1:]])}
    with tempfile.TemporaryDirectory(prefix="huilong-web-") as scratch:
        home = Path(scratch) / "home"
        environment = os.environ | {"HUILONG_HOME": str(home), "HUILONG_SECOND_FACTOR": "offered", "PORT": str(PORT)}
        command = [sys.executable, "-m", "huilong.site.cli"]
        subprocess.run([*command, "demo", "--no-serve", "--loans", str(options.loans)], env=environment, check=True)
        password = _password(home)
        server = subprocess.Popen([*command, "serve", "--port", str(PORT)], env=environment)
        try:
            _answers(f"http://127.0.0.1:{PORT}/login")
            told["runs"] = [
                _load(int(users), options.seconds, environment | {"HUILONG_PASSWORD": password}, Path(scratch))
                for users in options.users.split(",")
            ]
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(60)
    RESULTS.mkdir(parents=True, exist_ok=True)
    file = RESULTS / f"{told['machine']['measured_on']}-{options.loans}.json"
    file.write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    from benchmarks.page import page

    (ROOT / "benchmarks" / "results.md").write_text(page(ROOT / "benchmarks" / "results"), encoding="utf-8")
    return 0


def _password(home: Path) -> str:
    return (home / "demo-logins").read_text().split()[-1]


def _answers(address: str) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            urllib.request.urlopen(address, timeout=5).close()  # noqa: S310
            return
        except urllib.error.URLError:
            time.sleep(0.5)
    raise RuntimeError("the pages do not answer")


def _load(users: int, seconds: int, environment: dict[str, str], scratch: Path) -> dict[str, Any]:
    """One run of Locust: p50, p95 and requests a second by page, and seconds of CPU by who burnt them."""
    out = scratch / f"locust-{users}"
    _children_cpu()
    before = _cpu()
    subprocess.run(
        [
            sys.executable, "-m", "locust", "-f", str(LOCUSTFILE), "--headless", "-u", str(users), "-r", "10",
            "-t", f"{seconds + users // 10}s", "--host", f"http://127.0.0.1:{PORT}", "--csv", str(out),
            "--only-summary", "--reset-stats",
        ],
        env=environment, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    after = _cpu()
    with (scratch / f"locust-{users}_stats.csv").open(newline="") as file:
        rows = {row["Name"]: row for row in csv.DictReader(file)}
    burnt = {kind: round(after.get(kind, 0.0) - before.get(kind, 0.0), 1) for kind in sorted(set(KINDS.values()))}
    burnt["locust"] = round(_children_cpu(), 1)
    return {
        "users": users,
        "pages": {name: _figures(row) for name, row in rows.items() if int(row["Request Count"])},
        "cpu_seconds": burnt,
    }


def _figures(row: dict[str, str]) -> dict[str, float]:
    return {
        "requests": int(row["Request Count"]), "failures": int(row["Failure Count"]), "p50_ms": float(row["50%"]),
        "p95_ms": float(row["95%"]), "per_second": round(float(row["Requests/s"]), 1),
    }  # fmt: skip


_spent = 0.0


def _children_cpu() -> float:
    """CPU of children that ended since last asked (Locust, whose process is gone when it has told its figures)."""
    global _spent
    times = os.times()
    total = times.children_user + times.children_system
    since, _spent = total - _spent, total
    return since


def _cpu() -> dict[str, float]:
    """CPU seconds burnt so far by running processes and their children that ended, by kind."""
    burnt: dict[str, float] = {}
    for place in Path("/proc").iterdir():
        if not place.name.isdigit():
            continue
        try:
            command = (place / "cmdline").read_bytes().decode(errors="replace")
            fields = (place / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        kind = next((said for word, said in KINDS.items() if word in command), None)
        if kind:
            burnt[kind] = burnt.get(kind, 0.0) + sum(map(int, fields[11:15])) / TICKS
    return burnt


if __name__ == "__main__":
    sys.exit(main())
