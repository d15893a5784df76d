"""Scores held against public loans (评分基准): the targets of `huilong score evaluate`, seed 7, five folds by loan.

    python -m benchmarks.scores [--data ../shared/data] [--only roll-m1] [--write]

Baselines were published for whole sets; here is a part of them. So plain trees are measured on the same cases in the
same folds too, and both are told apart.
"""

import argparse
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django

RESULTS = Path(__file__).parent / "results" / "scores.json"
PUBLISHED = {
    "roll-m1": 0.829, "roll-m2": 0.758, "termination": 0.771,
    "one-step": {"M1": 0.065, "M2+": 0.089, "M3+": 0.074},
}  # fmt: skip
TARGETS = ("roll-m1", "roll-m2", "one-step", "cure", "warning", "termination")
LEFT_OUT = ("by_month", "fairness", "calibration")


def run(data: Path, targets: tuple[str, ...]) -> dict[str, Any]:
    """Every target measured; what is long is left out."""
    from huilong.rooms.scores.queries.measuring import measure

    loans, panel = data / "ally_auto_panel" / "loans.parquet", data / "ally_auto_panel" / "panel.parquet"
    ended = data / "santander_terminations_2017" / "terminations.parquet"
    found: dict[str, Any] = {}
    for target in targets:
        told = measure(ended if target == "termination" else loans, panel, target)
        found[target] = {name: value for name, value in told.items() if name not in LEFT_OUT}
        found[target]["published_on_the_whole_set"] = PUBLISHED.get(target)
    return found


def measured(run: Callable[[Path, Any], Any], results: Path, targets: tuple[str, ...]) -> None:
    """Measure, print, and keep if asked: all targets, or the one named."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--only", choices=targets)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    if not options.data.is_dir():
        print(f"skipped: {options.data} is not there")
        return
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huilong.site.settings")
    django.setup()  # the reader's room has tables; none is asked for here
    text = json.dumps(run(options.data, (options.only,) if options.only else targets), indent=1, allow_nan=False)
    print(text)
    if options.write:
        results.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    measured(run, RESULTS, TARGETS)
