"""`python -m benchmarks.journal`: how many acts a second the journal takes, each a transaction with its entry.

In a new home with its own embedded database: `--writers` processes write for `--seconds`, each act one transaction with
one entry, while a keeper chains them every five seconds; then every chain and seal is verified. Writes
benchmarks/journal.json.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.children import ROOT, huilong


def main() -> int:
    """Measure and keep the figures; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.journal", description=__doc__)
    parser.add_argument("--writers", type=int, default=8)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--write", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.write:
        return write(options.seconds)
    with tempfile.TemporaryDirectory() as home:
        Path(home).chmod(0o755)
        print(json.dumps(measured(options.writers, options.seconds, {"HUILONG_HOME": home})))
    return 0


def measured(writers: int, seconds: float, home: dict[str, str]) -> dict[str, object]:
    """Entries a second over the time from the first start to the last end, and what `journal verify` says."""
    me = [sys.executable, "-m", "benchmarks.journal", "--write", "--seconds", str(seconds)]
    environment = os.environ | home
    from django import setup

    os.environ |= home | {"DJANGO_SETTINGS_MODULE": "huilong.site.settings"}
    from huilong.site import postgres

    lease = postgres.ensure(Path(home["HUILONG_HOME"]))
    setup()
    huilong(home, "migrate")
    keep = [sys.executable, "-m", "huilong.site.cli", "journal", "keep", "--every", "5"]
    keeper = subprocess.Popen(keep, cwd=ROOT, env=environment)
    try:
        children = [subprocess.Popen(me, cwd=ROOT, env=environment, stdout=subprocess.PIPE) for _ in range(writers)]
        told = [json.loads(child.communicate()[0].splitlines()[-1]) for child in children]
    finally:
        keeper.kill()
        keeper.wait()
    began, ended = min(one["began"] for one in told), max(one["ended"] for one in told)
    entries = sum(one["entries"] for one in told)
    started = time.perf_counter()
    said = huilong(home, "journal", "verify").printed.strip().splitlines()[-1]
    found = {
        "writers": writers, "entries": entries, "seconds": round(ended - began, 2),
        "entries_a_second": round(entries / (ended - began)), "verify_seconds": round(time.perf_counter() - started, 1),
        "verified": said, "command": " ".join(["python -m benchmarks.journal", *sys.argv[1:]]),
    }  # fmt: skip
    (ROOT / "benchmarks/journal.json").write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n")
    del lease
    return found


def write(seconds: float) -> int:
    """One writer: acts one after the other until the time is over; prints how many."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "huilong.site.settings"
    from huilong.site import postgres

    lease = postgres.ensure(Path(os.environ["HUILONG_HOME"]))
    import django

    django.setup()
    from django.db import transaction

    from huilong.rooms.journal.actions import record
    from huilong.site.roles import become

    become("night")
    with transaction.atomic():
        record(verb="bench.warm", subject=("bench", os.getpid()), actor="night")
    began, entries = time.time(), 0
    while time.time() - began < seconds:
        with transaction.atomic():
            record(verb="bench.act", subject=("bench", entries), actor="night", detail={"n": entries})
        entries += 1
    print(json.dumps({"entries": entries, "began": began, "ended": time.time()}))
    del lease
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
