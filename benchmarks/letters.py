"""Letters set in type, measured: `python -m benchmarks.letters [--letters 200]`.

Each layout's example is set again and again with another date, so that no letter is the one before. The first letter
of a layout reads fonts and parses the layout; it is told apart.
"""

import argparse
import json
import statistics
import sys
import time
from datetime import date, timedelta
from typing import Any

from benchmarks.__main__ import machine
from benchmarks.children import ROOT

RESULTS = ROOT / "benchmarks" / "results" / "letters"


def main() -> int:
    """Measure, print ms per letter, write benchmarks/results/letters/; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.letters", description=__doc__)
    parser.add_argument("--letters", type=int, default=200, help="of each layout")
    options = parser.parse_args()
    told: dict[str, Any] = {"machine": machine(), "command": " ".join(["python -m benchmarks.letters", *sys.argv[1:]])}
    told["layouts"] = measured(options.letters)
    RESULTS.mkdir(parents=True, exist_ok=True)
    file = RESULTS / f"{told['machine']['measured_on']}.json"
    file.write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    for layout, one in told["layouts"].items():
        cost = f"{one['median_ms']:6.1f} ms a letter, {one['cpu_ms']} of CPU"
        print(f"{layout:18} {cost}; {one['per_second']} a second, {one['bytes']} bytes")
    return 0


def measured(letters: int) -> dict[str, Any]:
    """Milliseconds a letter for each layout."""
    from huilong.integrations.letters_typst import typesetter
    from huilong.integrations.letters_typst.tests.examples import EXAMPLES
    from huilong.rooms.contact.terms import Letter

    setter, told = typesetter(), {}
    for layout, values in EXAMPLES.items():
        took, size, cpu = [], 0, 0.0
        for number in range(letters + 1):
            if number == 1:
                cpu = time.process_time()
            started = time.perf_counter()
            size = len(setter.pdf(Letter(layout, values | {"on": date(2026, 1, 1) + timedelta(days=number)})))
            took.append((time.perf_counter() - started) * 1000)
        cpu_ms = (time.process_time() - cpu) * 1000 / letters
        first, *rest = took
        told[layout] = {
            "first_ms": round(first, 1), "median_ms": round(statistics.median(rest), 1),
            "p95_ms": round(sorted(rest)[int(len(rest) * 0.95)], 1),
            "cpu_ms": round(cpu_ms, 1), "per_second": round(1000 * len(rest) / sum(rest)), "bytes": size,
        }  # fmt: skip
    return told


if __name__ == "__main__":
    sys.exit(main())
