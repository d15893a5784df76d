"""What positions mean, measured: `python -m benchmarks.tracking [--vehicles 400] [--days 60]` writes tracking.md.

A synthetic fleet with planted trouble and with decoys is lived through day by day by the house's own laws. An alarm is
right if its trouble was planted on that vehicle for that time; what was planted and never alarmed is missed. Weights
and thresholds were set on fleets of other seeds than the one measured. `benchmarks.stays` measures the speed of stays.
"""

import argparse
import json
import sys
import time
from collections import defaultdict
from typing import Any

import numpy as np

from benchmarks.__main__ import machine
from benchmarks.children import ROOT
from benchmarks.tracking_days import FIRST, Lived, live_through, lots_learned, risk_lots
from benchmarks.tracking_nights import cases_of, fleet_for_nights, measured
from benchmarks.tracking_page import page
from huilong.integrations.synthetic_fleet import Fleet, make_fleet
from huilong.integrations.synthetic_fleet.lives import DAY
from huilong.rooms.tracking.terms import AlarmKind

RESULTS = ROOT / "benchmarks" / "results" / "tracking"
SEED = 2026


def main() -> int:
    """Measure, write benchmarks/results/tracking/ and benchmarks/tracking.md; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.tracking", description=__doc__)
    parser.add_argument("--vehicles", type=int, default=400)
    parser.add_argument("--days", type=int, default=60)
    parser.add_argument("--night-vehicles", type=int, default=200)
    parser.add_argument("--nights-only", action="store_true", help="measure the nights anew, keep the rest as it was")
    options = parser.parse_args()
    told: dict[str, Any] = {"machine": machine(), "command": " ".join(["python -m benchmarks.tracking", *sys.argv[1:]])}
    if options.nights_only:
        told = json.loads((RESULTS / "meaning.json").read_text(encoding="utf-8"))
    else:
        told |= days(options)
    cases = [case for case in cases_of(fleet_for_nights(options.night_vehicles)) if case.vehicle % 2]
    told["nights"] = measured(cases)
    RESULTS.mkdir(parents=True, exist_ok=True)
    (RESULTS / "meaning.json").write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    stays = RESULTS / "stays.json"
    text = page(told, json.loads(stays.read_text(encoding="utf-8")) if stays.exists() else None)
    (ROOT / "benchmarks" / "tracking.md").write_text(text, encoding="utf-8")
    print(text)
    return 0


def days(options: argparse.Namespace) -> dict[str, Any]:
    """Alarms and lots of the fleet, lived through day by day."""
    fleet = make_fleet(options.vehicles, options.days, SEED, first=FIRST)
    fixes = sum(len(one.at) for own in fleet.signals for one in own)
    told: dict[str, Any] = {"data": {
        "seed": SEED, "vehicles": options.vehicles, "days": options.days, "fixes": fixes, "planted": len(fleet.planted),
    }}  # fmt: skip
    cpu = time.process_time()
    lived = live_through(fleet, risk_lots(fleet))
    told["cpu_ms_a_vehicle_day"] = round((time.process_time() - cpu) * 1000 / options.vehicles / options.days, 2)
    told["alarms"] = alarms(fleet, lived)
    told["lots"] = lots_learned(fleet, lived)
    return told


def alarms(fleet: Fleet, lived: Lived) -> dict[str, Any]:
    """By kind: raised, right, planted, noticed, days until noticed, false alarms a 1,000 vehicle-days."""
    raised: dict[tuple[int, str, str], list[int]] = defaultdict(list)
    for day, vehicle, one in lived.found:
        raised[vehicle, one.kind.value, one.about if "lot" in one.kind.value else ""].append(day)
    vehicle_days = len(fleet.signals) * fleet.days
    truth = planted(fleet)
    told = {}
    for kind in AlarmKind:
        spells = [(key[0], *spell) for key, days in raised.items() if key[1] == kind.value for spell in spells_of(days)]
        true = truth[kind.value]
        right = [any(v == vehicle and begin - 1 <= first <= end + 2 for v, begin, end in true)
                 for vehicle, first, _ in spells]  # fmt: skip
        met = [
            [first - begin for vehicle, first, last in spells if vehicle == v and last >= begin and first <= end + 2]
            for v, begin, end in true
        ]
        noticed = [max(min(one), 0) for one in met if one]
        false = len(spells) - sum(right)
        told[kind.value] = {
            "raised": len(spells), "right": sum(right), "precision": wilson(sum(right), len(spells)),
            "planted": len(true), "noticed": len(noticed), "recall": wilson(len(noticed), len(true)),
            "median_days": float(np.median(noticed)) if noticed else None,
            "false_per_1000": poisson(false, vehicle_days),
        }  # fmt: skip
    return told


def spells_of(days: list[int]) -> list[tuple[int, int]]:
    """Days on which something was found, as alarms: found on days in a row it is one."""
    found: list[tuple[int, int]] = []
    for day in sorted(set(days)):
        if found and day - found[-1][1] <= 1:
            found[-1] = found[-1][0], day
        else:
            found.append((day, day))
    return found


def planted(fleet: Fleet) -> dict[str, list[tuple[int, int, int]]]:
    """What should be noticed, by kind: (vehicle, first day, last day); and where cars truly gathered."""
    truth: dict[str, list[tuple[int, int, int]]] = defaultdict(list)
    for one in fleet.planted:
        truth[one.kind.value].append((one.vehicle, int(one.begin // DAY), min(int(one.end // DAY), fleet.days - 1)))
    at_lot: dict[Any, list[tuple[int, int]]] = defaultdict(list)
    for vehicle, story in enumerate(fleet.stories):
        if story.lot is not None:
            at_lot[story.lot].append((int(story.lot_from // DAY) + 1, vehicle))
    for there in at_lot.values():
        there.sort()
        for k, (since, vehicle) in enumerate(there):
            begin = since if k >= 2 else there[2][0] if len(there) >= 3 else fleet.days
            if begin < fleet.days:
                truth[AlarmKind.GATHERED_AT_LOT.value].append((vehicle, begin, fleet.days - 1))
    return truth


def wilson(right: int, of: int) -> list[float] | None:
    """A share with its 95 % interval (Wilson 1927); None of nothing."""
    if not of:
        return None
    z, p = 1.959964, right / of
    middle = (p + z * z / 2 / of) / (1 + z * z / of)
    half = z * np.sqrt(p * (1 - p) / of + z * z / 4 / of / of) / (1 + z * z / of)
    return [round(float(one), 4) for one in (p, max(middle - half, 0.0), min(middle + half, 1.0))]


def poisson(count: int, of: int) -> list[float]:
    """So many in a thousand, with the exact 95 % interval of a Poisson count (Garwood 1936), found by bisection."""

    def tail(mean: float, upto: int) -> float:
        terms = np.cumsum(np.log(np.maximum(np.arange(1, upto + 1), 1)))
        logs = np.arange(upto + 1) * np.log(max(mean, 1e-12)) - mean - np.append(0.0, terms)
        return float(np.exp(logs).sum())

    def solve(wanted: float, upto: int) -> float:
        low, high = 0.0, 10.0 * (count + 10)
        for _ in range(80):
            middle = (low + high) / 2
            low, high = (middle, high) if tail(middle, upto) > wanted else (low, middle)
        return low

    lower = solve(0.975, count - 1) if count else 0.0
    upper = solve(0.025, count)
    return [round(one * 1000 / of, 3) for one in (count, lower, upper)]



if __name__ == "__main__":
    sys.exit(main())
