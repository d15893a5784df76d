"""The synthetic quarter measured: `python -m benchmarks.quarter [--days 90] [--loans 1500] [--seed 7] [--until DATE]`.

Plays `huilong simulate` in a house of its own and keeps its figures in benchmarks/results/quarter/; the page
benchmarks/quarter.md is made of the newest file. A quarter in which an invariant did not hold is kept too, and says so.
"""

import argparse
import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from benchmarks.children import ROOT
from benchmarks.quarter_page import page

RESULTS = ROOT / "benchmarks" / "results" / "quarter"
PAGE = ROOT / "benchmarks" / "quarter.md"


def main() -> int:
    """Play, keep the figures, make the page; the exit code of the simulation."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.quarter", description=__doc__)
    parser.add_argument("--days", type=int, default=90)
    parser.add_argument("--loans", type=int, default=1500)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--until", default="2026-06-30")
    options = parser.parse_args()
    words = ["--days", options.days, "--loans", options.loans, "--seed", options.seed, "--until", options.until]
    started = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "huilong.site.cli", "simulate", "--json", *map(str, words)],
        cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False,
    )  # fmt: skip
    if not done.stdout.strip():
        return done.returncode or 1
    told: dict[str, Any] = {"measured_on": time.strftime("%Y-%m-%d"), **json.loads(done.stdout)}
    told["seconds"] = round(time.monotonic() - started)
    RESULTS.mkdir(parents=True, exist_ok=True)
    file = RESULTS / f"{told['measured_on']}-{options.days}.json"
    file.write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    write_page(file)
    return done.returncode


def write_page(file: Path) -> None:
    """The page of one file of figures."""
    PAGE.write_text(page(file.stem, json.loads(file.read_text(encoding="utf-8"))), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
