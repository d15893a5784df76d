"""Forecast measured: `python -m benchmarks.forecast --data ../shared/data [--quick]`.

`speed`: seconds to walk 12 months of books of 10k, 100k and 1M loans in twelve segments, by number of paths, and to
find the intervals. `backtest`: forecasts from rolling origins on a pool of ABS-EE loans held against what came true,
beside last month again and a plain Markov chain. `elasticity`: entries into 30 days late on the change of
unemployment, as the scenarios use it. Results go to benchmarks/results/forecast/; benchmarks/forecast.md says what
they mean.
"""

import argparse
import csv
import json
import math
import os
import sys
import time
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.__main__ import machine
from benchmarks.children import ROOT

RESULTS = ROOT / "benchmarks" / "results" / "forecast"
SPLIT = date(2020, 2, 29)
BASELINE_FROM, BASELINE_TO = date(2018, 6, 30), date(2020, 1, 31)
SEGMENTS, HORIZON = 12, 12
SHARES = (0.90, 0.06, 0.015, 0.01, 0.005, 0.01)
# Annual averages of the civilian unemployment rate, US Bureau of Labor Statistics (CPS, table 1). 2020 to 2022 are left
# out: payments were deferred.
UNEMPLOYMENT = {
    2002: 5.8, 2003: 6.0, 2004: 5.5, 2005: 5.1, 2006: 4.6, 2007: 4.6, 2008: 5.8, 2009: 9.3, 2010: 9.6, 2011: 8.9,
    2012: 8.1, 2013: 7.4, 2014: 6.2, 2015: 5.3, 2016: 4.9, 2017: 4.4, 2018: 3.9, 2019: 3.7, 2022: 3.6, 2023: 3.6,
    2024: 4.0,
}  # fmt: skip


def main() -> int:
    """Measure and write benchmarks/results/forecast/; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.forecast", description=__doc__)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data", help="where the public sets are")
    parser.add_argument("--paths", type=int, default=1000, help="of each origin of the back-test")
    parser.add_argument("--only", choices=("speed", "backtest", "elasticity"))
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huilong.site.settings")
    import django

    django.setup()
    told: dict[str, Any] = {"machine": machine(), "command": " ".join(["python -m benchmarks.forecast", *sys.argv[1:]])}
    if options.only in (None, "speed"):
        told["speed"] = speed()
    pool = options.data / "ally_auto_panel"
    if options.only in (None, "backtest") and pool.is_dir():
        told["backtest"] = backtest(pool, options.paths)
    flows = options.data / "auto_index" / "nyfed_auto_delinquency_quarterly.csv"
    if options.only in (None, "elasticity") and flows.is_file():
        told["elasticity"] = elasticity(flows)
    RESULTS.mkdir(parents=True, exist_ok=True)
    name = f"{told['machine']['measured_on']}{'-' + options.only if options.only else ''}.json"
    (RESULTS / name).write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(json.dumps(told, indent=1))
    return 0


def speed() -> list[dict[str, Any]]:
    """Seconds by loans and paths, the law compiled before."""
    from huilong.rooms.forecast.queries.walked import spread, walk_paths
    from huilong.rooms.forecast.rules.fit import fitted, law_of
    from huilong.rooms.forecast.rules.recovery import no_recovery_seen
    from huilong.rooms.forecast.rules.states import no_moves
    from huilong.rooms.forecast.rules.told import months_after

    model = fitted(no_moves(0, SEGMENTS), (), no_recovery_seen())
    law = law_of(model, months_after(date(2026, 3, 31), HORIZON))
    started = time.perf_counter()
    walk_paths(1, law, book_of(1000), 2)
    told: list[dict[str, Any]] = [{"compiling_seconds": round(time.perf_counter() - started, 1)}]
    for loans in (10_000, 100_000, 1_000_000):
        for paths in (1000, 10_000):
            started = time.perf_counter()
            walked = walk_paths(7, law, book_of(loans), paths)
            took = time.perf_counter() - started
            spread(walked)
            whole = time.perf_counter() - started
            told.append({"loans": loans, "paths": paths, "segments": SEGMENTS, "months": HORIZON,
                         "walk_seconds": round(took, 2), "with_quantiles_seconds": round(whole, 2)})  # fmt: skip
            print(told[-1], flush=True)
    return told


def book_of(loans: int) -> Any:
    """A book of so many loans in SEGMENTS alike, by bucket as SHARES."""
    from huilong.rooms.forecast.rules.montecarlo import Standing
    from huilong.rooms.forecast.rules.recovery import MONTHS

    counts = np.array([[round(loans * share / SEGMENTS) for share in SHARES]] * SEGMENTS, np.int64)
    none = np.zeros((SEGMENTS, MONTHS))
    return Standing(counts, counts * 8_000_000.0, counts * 300_000.0, none.astype(np.int64), none)


def backtest(pool: Path, paths: int) -> dict[str, Any]:
    """Coverage and errors on the pool: months before COVID, origins before it with months beyond, origins after."""
    from huilong.rooms.forecast.queries.backtesting import backtest as held
    from huilong.rooms.forecast.queries.panel_file import panel_from

    panel = panel_from(pool / "loans.parquet", pool / "panel.parquet")
    started = time.perf_counter()
    points = held(panel, paths=paths)
    next_month = held(panel, ahead=1, paths=paths)
    return {
        "loans": len(panel.due), "loan_months": int((panel.state >= 0).sum()), "paths": paths,
        "seconds": round(time.perf_counter() - started, 1),
        "before": scores([one for one in points if one.month <= SPLIT]),
        "across": scores([one for one in points if one.origin <= SPLIT < one.month]),
        "after": scores([one for one in points if one.origin > SPLIT]),
        "one_month_ahead": scores([one for one in next_month if BASELINE_FROM <= one.month <= BASELINE_TO]),
    }  # fmt: skip


def scores(points: list[Any]) -> list[dict[str, Any]]:
    """Scores as plain values."""
    from huilong.rooms.forecast.rules.backtest import score

    return [
        {"measure": one.measure, "n": one.count, **{f"held_{level}": held for level, held in one.held},
         "mape": round(one.mape, 4), "mape_naive": round(one.mape_naive, 4), "mape_markov": round(one.mape_markov, 4),
         "bias": round(one.bias, 4)}
        for one in score(points)
    ]  # fmt: skip


def elasticity(file: Path) -> dict[str, Any]:
    """Log odds of flowing into 30 days late at a year's end, on the year's change of unemployment: least squares."""
    with file.open(encoding="utf-8") as rows:
        flow = {row["quarter"]: float(row["flow_into_30plus_annualised_4q"]) / 100 for row in csv.DictReader(rows)}
    years = [year for year in UNEMPLOYMENT if year - 1 in UNEMPLOYMENT]
    change = np.array([UNEMPLOYMENT[year] - UNEMPLOYMENT[year - 1] for year in years])
    odds = np.array([math.log(flow[f"{year % 100:02d}:Q4"] / (1 - flow[f"{year % 100:02d}:Q4"])) for year in years])
    known = np.stack([np.ones(len(years)), change], axis=1)
    found = np.linalg.lstsq(known, odds, rcond=None)[0]
    left = odds - known @ found
    error = math.sqrt(left @ left / (len(years) - 2) * np.linalg.inv(known.T @ known)[1, 1])
    return {
        "years": years, "each_point": round(float(found[1]), 4), "standard_error": round(error, 4),
        "r2": round(1 - float(left.var() / odds.var()), 3),
    }  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
