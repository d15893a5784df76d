"""An installation of its own for a drill (演练用的家): its processes, its killings, and what must hold after each."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from huilong.site import postgres

ROOT = Path(__file__).resolve().parents[2]
SEED = int(os.environ.get("DRILL_SEED") or time.time_ns() % 1_000_000)
OURS = ("DATABASE_URL", "BOOK_URL", "POSITIONS_URL", "HUILONG_INCOMING", "VAULT_KEY_FILE")
WAIT = 60.0


def chance(drill: str) -> random.Random:
    """The chance of one drill; the same again with DRILL_SEED."""
    sys.stdout.write(f"DRILL_SEED={SEED} ({drill})\n")
    return random.Random(f"{SEED}-{drill}")


class Home:
    """One HUILONG_HOME with a server that stays up between processes."""

    def __init__(self, place: Path, laws: Path) -> None:
        self.place = place
        self.environment = {name: value for name, value in os.environ.items() if name not in OURS}
        self.environment |= {
            "HUILONG_HOME": str(place), "BOOK_BUCKETS": "4", "NUMBA_CACHE_DIR": str(laws), "HUILONG_TRACE": "1",
            "PYTHONPATH": f"{ROOT}/src:{ROOT}", "DJANGO_SETTINGS_MODULE": "huilong.site.settings",
        }  # fmt: skip
        self.kills = 0
        self.started: list[subprocess.Popen[str]] = []

    @contextmanager
    def open(self) -> Iterator["Home"]:
        """Keep the server up; end what was started here."""
        lease = postgres.ensure(self.place)
        try:
            yield self
        finally:
            for process in self.started:
                process.kill()
                process.wait()
            lease.release()

    def huilong(self, *words: str, check: bool = True) -> str:
        """Run a command to its end; what it printed."""
        done = subprocess.run(
            [sys.executable, "-m", "huilong.site.cli", *words], env=self.environment, cwd=ROOT, text=True,
            capture_output=True, check=False,
        )  # fmt: skip
        assert not check or done.returncode == 0, f"{words}: {done.stdout[-2000:]}{done.stderr[-3000:]}"
        return done.stdout

    def actor(self, *words: str) -> dict[str, Any]:
        """Run an actor to its end; what it told."""
        done = subprocess.run(
            [sys.executable, "-m", "tests.drills.actors", *words], env=self.environment, cwd=ROOT, text=True,
            capture_output=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, f"{words}: {done.stderr[-3000:]}"
        return json.loads(done.stdout.splitlines()[-1])

    def start(self, *module: str, out: Any = subprocess.DEVNULL) -> subprocess.Popen[str]:
        """Start `python -m module …` and leave it running."""
        process = subprocess.Popen(
            [sys.executable, "-m", *module], env=self.environment, cwd=ROOT, stdout=out, stderr=subprocess.DEVNULL,
            text=True, start_new_session=True,
        )  # fmt: skip
        self.started.append(process)
        return process

    def kill(self, process: int) -> None:
        """Kill a process of ours, at once and without a word."""
        os.kill(process, signal.SIGKILL)
        self.kills += 1

    def rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """What the database answers its owner."""
        with psycopg.connect(postgres.place(self.place).url()) as connection:
            return connection.execute(sql, values or None).fetchall()

    def verify(self) -> None:
        """The journal is whole: every chain from its first link, every seal."""
        assert "✓" in self.huilong("journal", "verify")

    def receipts_and_entries_are_one(self) -> None:
        """No receipt without its entry, no entry without its receipt, none twice."""
        receipts = [str(key) for (key,) in self.rows("select id from ledger_desk_receipt order by id")]
        entries = [key for (key,) in self.rows(
            "select subject from journal_entry where verb = 'receipt.posted' order by subject::bigint"
        )]  # fmt: skip
        assert entries == receipts


def below(process: int) -> list[int]:
    """The processes below one, those of their children included."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:  # it has just ended
            continue
        if int(fields[1]) == process:
            child = int(stat.parent.name)
            found += [child, *below(child)]
    return found


def until(holds: Any, what: str) -> None:
    """Wait for something to be so; fail if it does not become so."""
    end = time.monotonic() + WAIT
    while not holds():
        assert time.monotonic() < end, f"waited in vain: {what}"
        time.sleep(0.02)
