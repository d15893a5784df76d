"""Stay points, measured: `python -m benchmarks.stays [--trackintel /path/to/python] [--points N] [--all N]`.

The same synthetic fixes go through our law and, in a process of its own, through trackintel, which is no dependency of
ours: give the path of a Python that has trackintel 1.4.2. Without one, only our own figures are measured. Both find
(vehicle, start, end); they must be identical. CPU time, since the machine may have more to do; wall time beside it.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.__main__ import machine
from benchmarks.children import ROOT
from huilong.engine.compile import compiled
from huilong.integrations.synthetic_fleet import make_fleet
from huilong.integrations.synthetic_fleet.fleet import SATELLITE
from huilong.rooms.tracking.rules.stays import MINUTE_US, StayRule, StaySpans, find_stays

RESULTS = ROOT / "benchmarks" / "results" / "tracking"
RIVAL = """
import json, sys, time, warnings
import numpy as np, pandas as pd, geopandas as gpd, trackintel as ti
warnings.filterwarnings("ignore")
told = np.load(sys.argv[1])
frame = gpd.GeoDataFrame(
    {"user_id": told["vehicle"], "tracked_at": pd.to_datetime(told["at"], unit="us", utc=True)},
    geometry=gpd.points_from_xy(told["lon"] / 1e7, told["lat"] / 1e7), crs="EPSG:4326")
fixes = ti.Positionfixes(frame)
wall, cpu = time.perf_counter(), time.process_time()
_, stays = fixes.generate_staypoints("sliding", dist_threshold=200, time_threshold=20, gap_threshold=10**9,
                                     include_last=True, exclude_duplicate_pfs=False)
wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
us = lambda column: pd.DatetimeIndex(column).as_unit("us").asi8
np.savez(sys.argv[2], vehicle=stays.user_id.to_numpy(), start=us(stays.started_at), end=us(stays.finished_at))
print(json.dumps({"cpu_seconds": cpu, "wall_seconds": wall, "version": ti.__version__}))
"""


def main() -> int:
    """Measure, print, write benchmarks/results/tracking/stays.json; the exit code is 1 where stays differ."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.stays", description=__doc__)
    parser.add_argument("--trackintel", type=Path, help="a Python that has trackintel 1.4.2")
    parser.add_argument("--points", type=int, default=400_000, help="how many both tools are given")
    parser.add_argument("--all", type=int, default=24_000_000, help="how many ours alone is given")
    options = parser.parse_args()
    fixes = points(options.points)
    told: dict[str, Any] = {"machine": machine(), "command": " ".join(["python -m benchmarks.stays", *sys.argv[1:]])}
    told["data"] = f"synthetic fleet, seed 11, satellite fixes; {len(fixes['at']):,} points"
    told["compiled"], found = ours(fixes, StayRule(), best_of=7)
    told["compiled_li_2008"], _ = ours(fixes, StayRule(every_anchor=1), best_of=3)
    told["interpreted"] = plain(fixes)
    told["all"], _ = ours(repeated(fixes, options.all), StayRule(), best_of=3)
    if options.trackintel and options.trackintel.exists():
        told["trackintel"], theirs = rival(options.trackintel, fixes)
        told["identical"] = bool(found.shape == theirs.shape and (found == theirs).all())
        told["stays"] = len(found)
        told["times_faster"] = round(told["trackintel"]["cpu_seconds"] / told["compiled"]["cpu_seconds"])
    else:
        print("trackintel: not measured, no Python that has it was given (--trackintel)")
    RESULTS.mkdir(parents=True, exist_ok=True)
    (RESULTS / "stays.json").write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(json.dumps(told, indent=1, ensure_ascii=False))
    return 0 if told.get("identical", True) else 1


def points(count: int) -> dict[str, np.ndarray]:
    """About so many good fixes of wired devices, by vehicle and time."""
    fleet = make_fleet(max(count // 22_000, 2), 60, 11, first=date(2026, 3, 2))
    parts: dict[str, list[np.ndarray]] = {"vehicle": [], "at": [], "lat": [], "lon": []}
    for vehicle, signals in enumerate(fleet.signals):
        one = signals[0]
        good = one.found == SATELLITE
        parts["vehicle"].append(np.full(int(good.sum()), vehicle, np.int64))
        for name in ("at", "lat", "lon"):
            parts[name].append(getattr(one, name)[good])
    return {name: np.concatenate(column)[:count] for name, column in parts.items()}


def repeated(fixes: dict[str, np.ndarray], count: int) -> dict[str, np.ndarray]:
    """So many fixes: the same vehicles again and again under other numbers."""
    times = -(-count // len(fixes["at"]))
    more = {name: np.tile(column, times)[:count] for name, column in fixes.items()}
    more["vehicle"] = more["vehicle"] + np.repeat(np.arange(times), len(fixes["at"]))[:count] * 1_000_000
    return more


def spans(count: int) -> StaySpans:
    return StaySpans(*(np.zeros(count, np.int64) for _ in StaySpans._fields))


def ours(fixes: dict[str, np.ndarray], rule: StayRule, best_of: int) -> tuple[dict[str, Any], np.ndarray]:
    """The compiled law, compiled before it is measured: the best of some runs, and (vehicle, start, end)."""
    law, out = compiled(find_stays), spans(len(fixes["at"]))
    law(rule, *(fixes[name][:100] for name in ("vehicle", "at", "lat", "lon")), out)
    took = []
    for _ in range(best_of):
        wall, cpu = time.perf_counter(), time.process_time()
        count = law(rule, fixes["vehicle"], fixes["at"], fixes["lat"], fixes["lon"], out)
        took.append((time.process_time() - cpu, time.perf_counter() - wall))
    cpu, wall = min(took)
    found = np.stack([fixes["vehicle"][out.first[:count]], fixes["at"][out.first[:count]], out.until[:count]], axis=1)
    size = len(fixes["at"])
    return {
        "points": size, "stays": int(count), "cpu_seconds": round(cpu, 5), "wall_seconds": round(wall, 5),
        "points_a_second": round(size / cpu),
    }, found  # fmt: skip


def plain(fixes: dict[str, np.ndarray]) -> dict[str, Any]:
    """The same function as it stands, over lists."""
    columns = [fixes[name][:100_000].tolist() for name in ("vehicle", "at", "lat", "lon")]
    out = StaySpans(*([0] * len(columns[0]) for _ in StaySpans._fields))
    cpu = time.process_time()
    find_stays(StayRule(least=20 * MINUTE_US), *columns, out)
    cpu = time.process_time() - cpu
    return {"points": len(columns[0]), "cpu_seconds": round(cpu, 3), "points_a_second": round(len(columns[0]) / cpu)}


def rival(python: Path, fixes: dict[str, np.ndarray]) -> tuple[dict[str, Any], np.ndarray]:
    """trackintel on the same points, its own clock around its own call."""
    with tempfile.TemporaryDirectory() as folder:
        given, answer = Path(folder) / "given.npz", Path(folder) / "answer.npz"
        np.savez(given, **fixes)
        done = subprocess.run(
            [str(python), "-c", RIVAL, str(given), str(answer)], check=True, capture_output=True, text=True
        )
        told = json.loads(done.stdout.splitlines()[-1])
        found = np.load(answer)
        stays = np.stack([found["vehicle"], found["start"], found["end"]], axis=1)
    order = np.lexsort((stays[:, 1], stays[:, 0]))
    rate = round(len(fixes["at"]) / told["cpu_seconds"])
    return {**{k: round(v, 3) if isinstance(v, float) else v for k, v in told.items()}, "points_a_second": rate}, stays[
        order
    ]


if __name__ == "__main__":
    sys.exit(main())
