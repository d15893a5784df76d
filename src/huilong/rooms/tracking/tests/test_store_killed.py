"""kill -9 at any moment loses nothing that was acknowledged."""

import random
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from huilong.rooms.tracking.store import Shelf

WRITER = """
import sys, threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from huilong.rooms.tracking.store import Shelf
from huilong.rooms.tracking.terms import Fix

shelf, start, say = Shelf(Path(sys.argv[1])), datetime(2026, 11, 26, tzinfo=UTC), threading.Lock()
def write(thread):
    number = 0
    while True:
        shelf.append([Fix(f"{sys.argv[2]}-{thread}", start + timedelta(seconds=number), 30.0, 104.0)])
        with say:
            print(thread, number, flush=True)
        number += 1
for thread in range(4):
    threading.Thread(target=write, args=(thread,)).start()
"""


@pytest.mark.slow
def test_whatever_was_acknowledged_is_there_after_kill_9(tmp_path: Path):
    chance = random.Random(808)
    acknowledged: set[tuple[str, int]] = set()
    for number in range(12):
        writer = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(tmp_path), str(number)], stdout=subprocess.PIPE, text=True
        )
        assert writer.stdout
        writer.stdout.readline()
        time.sleep(chance.uniform(0.0, 0.6))
        writer.kill()
        for line in writer.stdout.read().splitlines():
            thread, _, count = line.partition(" ")
            if count:
                acknowledged.add((f"{number}-{thread}", int(count)))
        if number % 3 == 2:
            Shelf(tmp_path).compact(datetime(2026, 11, 26, tzinfo=UTC).date())
    start = datetime(2026, 11, 26, tzinfo=UTC)
    table = Shelf(tmp_path).fixes_on(start.date())
    kept = {(row["device"], round((row["at"] - start).total_seconds())) for row in table.to_pylist()}

    assert len(acknowledged) > 500
    assert acknowledged - kept == set()
