"""Child processes (子进程测量): each stage runs in one of its own, so that its time and peak memory are its own."""

import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Child:
    """What one process took: wall and CPU seconds, peak resident memory in MiB, and what it printed."""

    seconds: float
    cpu_seconds: float
    peak_mib: float
    printed: str

    def told(self) -> dict[str, Any]:
        """The process's own figures (the last line of its output, as JSON) and its cost as a whole."""
        own = json.loads(self.printed.strip().splitlines()[-1])
        return own | {
            "process_seconds": round(self.seconds, 3),
            "process_cpu_seconds": round(self.cpu_seconds, 3),
            "peak_mib": round(self.peak_mib, 1),
        }


class StageFailed(RuntimeError):
    """A stage ended with another code than 0; the message holds the end of its output."""


def run(arguments: list[str], environment: dict[str, str]) -> Child:
    """Run a command to its end and measure it; its output goes to a file, so that no pipe can hold it up."""
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        started = time.perf_counter()
        child = subprocess.Popen(
            arguments, cwd=ROOT, env=os.environ | environment, stdout=output, stderr=errors, stdin=subprocess.DEVNULL
        )
        _, status, usage = os.wait4(child.pid, 0)
        seconds = time.perf_counter() - started
        child.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        errors.seek(0)
        printed = output.read().decode(errors="replace")
        if child.returncode:
            tail = errors.read().decode(errors="replace")[-3000:]
            raise StageFailed(f"{' '.join(arguments)} ended with {child.returncode}\n{printed[-3000:]}{tail}")
    return Child(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, printed)


def huilong(environment: dict[str, str], *arguments: str) -> Child:
    """Run a `huilong` command."""
    return run([sys.executable, "-m", "huilong.site.cli", *arguments], environment)


def stage(environment: dict[str, str], name: str, *arguments: str) -> dict[str, Any]:
    """Run one of our own stages and return its figures."""
    return run([sys.executable, "-m", "benchmarks.stages", name, *arguments], environment).told()
