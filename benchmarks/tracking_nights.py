"""Where a vehicle stands tonight, measured on the synthetic fleet: ours against what one would try first.

Asked at eight in the evening, knowing only what was known by then; the truth is where the simulated car stood at three.
Vehicles of even numbers were for setting weights (`--fit`), those of odd numbers are measured.
"""

import argparse
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

import numpy as np

from huilong.engine.compile import compiled
from huilong.integrations.synthetic_fleet import Fleet, make_fleet
from huilong.integrations.synthetic_fleet.fleet import SATELLITE
from huilong.integrations.synthetic_fleet.lives import DAY, HOUR
from huilong.rooms.tracking.rules.described import nights_of, where_at
from huilong.rooms.tracking.rules.geo import metres_between
from huilong.rooms.tracking.rules.labels import NOWHERE, label_stays
from huilong.rooms.tracking.rules.overnight import NightRule, chances
from huilong.rooms.tracking.rules.places import cluster
from huilong.rooms.tracking.rules.shapes import DAY_US, HOUR_US, Stays
from huilong.rooms.tracking.rules.stays import StayRule, StaySpans, find_stays, middles
from huilong.rooms.tracking.rules.trail import Segments, joined

WARM_NIGHTS, ASKED_HOUR, HIT_M = 14, 20, 200.0
ZONE_US = 8 * HOUR_US
BASELINE = NightRule(14.0, 28.0, same_evening=2.0, same_days=0.0, last_night=0.0, new_base=0.3, new_seen=0.0)
"""Recency-weighted frequency plus Markov from the current place, weighed as on recorded movement of people."""
KEPT = ("half_life", "same_half_life", "sharpen")
"""Not set on simulated lives, whose habits never change: the half-lives are those that did best on recorded ones."""
FREQUENCY = BASELINE._replace(same_evening=0.0)


@dataclass
class Case:
    """One night to be told: what is known of a vehicle in the evening, and the place it was (NOWHERE for a new one)."""

    vehicle: int
    night: np.ndarray
    slept: np.ndarray
    evening: np.ndarray
    dwelt: np.ndarray
    tonight: int
    current: int
    truth: int


def stays_of(fleet: Fleet, vehicle: int) -> Stays:
    one = fleet.signals[vehicle][0]
    good = one.found == SATELLITE
    at, lat, lon = one.at[good], one.lat[good], one.lon[good]
    out = StaySpans(*(np.zeros(len(at), np.int64) for _ in StaySpans._fields))
    count = compiled(find_stays)(StayRule(), np.zeros(len(at), np.int64), at, lat, lon, out)
    first, after = out.first[:count], out.after[:count]
    mid_lat, mid_lon = np.zeros(count, np.int64), np.zeros(count, np.int64)
    compiled(middles)(first, after, count, lat, lon, mid_lat, mid_lon)
    none = np.zeros(count, np.int64)
    found = Segments(
        none, at[first], out.until[:count], mid_lat, mid_lon, mid_lat, mid_lon, out.closed[:count].astype(bool)
    )
    return joined(found, StayRule().least)


def cases_of(fleet: Fleet) -> list[Case]:
    """Every night after the first two weeks, of vehicles in no trouble."""
    law, found = compiled(cluster), []
    for vehicle, story in enumerate(fleet.stories):
        if story.trouble:
            continue
        whole = stays_of(fleet, vehicle)
        arrive = np.array([one.arrive for one in fleet.visits[vehicle]])
        for day in range(WARM_NIGHTS, fleet.days - 1):
            now = fleet.start_us + day * DAY_US + ASKED_HOUR * HOUR_US
            known = whole.upto(now)
            if len(known) < 5:
                continue
            known = Stays(known.since, np.minimum(known.until, now), known.lat, known.lon, known.closed)
            label = label_stays(known, law)
            night, slept = nights_of(known, label, ZONE_US)
            tonight = (fleet.start_us + ZONE_US) // DAY_US + day
            past = night < tonight
            night, slept = night[past], slept[past]
            evening = where_at(known, label, night * DAY_US - ZONE_US + ASKED_HOUR * HOUR_US)
            dwelt = np.bincount(label, weights=(known.until - known.since).astype(float))
            at = fleet.visits[vehicle][int(np.searchsorted(arrive, (day + 1) * DAY + 3 * HOUR)) - 1].at
            truth = true_place(known, label, round(at[0] * 1e7), round(at[1] * 1e7))
            found.append(Case(vehicle, night, slept, evening, dwelt, int(tonight), int(label[-1]), truth))
    return found


def true_place(stays: Stays, label: np.ndarray, lat: int, lon: int) -> int:
    way = [metres_between(int(a), int(b), lat, lon) for a, b in zip(stays.lat, stays.lon, strict=True)]
    k = int(np.argmin(way))
    return int(label[k]) if way[k] <= HIT_M else NOWHERE


def by_rule(rule: NightRule) -> Callable[[Case], tuple[np.ndarray, float]]:
    law = compiled(chances)

    def ask(case: Case) -> tuple[np.ndarray, float]:
        out = np.zeros(len(case.dwelt))
        unknown = law(rule, case.night, case.slept, case.evening, case.tonight, case.current, out)
        return out, unknown

    return ask


def last_night(case: Case) -> tuple[np.ndarray, float]:
    out = np.zeros(len(case.dwelt))
    for k, place in enumerate(case.slept[-3:].tolist()):
        out[place] = k + 1.0
    return out / max(out.sum(), 1.0), 0.0


def longest_dwelt(case: Case) -> tuple[np.ndarray, float]:
    return case.dwelt / case.dwelt.sum(), 0.0


def log_loss(rule: NightRule, cases: list[Case]) -> float:
    ask, total = by_rule(rule), 0.0
    for case in cases:
        out, unknown = ask(case)
        total -= np.log(max(unknown if case.truth == NOWHERE else out[case.truth], 1e-9))
    return total / len(cases)


def fit(cases: list[Case], tries: int, seed: int = 3) -> tuple[NightRule, float]:
    """Weights by likelihood: steps from the best so far, smaller and smaller."""
    rng = np.random.default_rng(seed)
    best = NightRule()
    least = log_loss(best, cases)
    for k in range(tries):
        width = 0.7 * (1 - k / tries) + 0.08
        moved = best._replace(**{
            name: float(max(value, 0.02) * np.exp(rng.normal(0, width))) if rng.random() < 0.5 else value
            for name, value in best._asdict().items() if name not in KEPT
        })  # fmt: skip
        loss = log_loss(moved, cases)
        if loss < least:
            best, least = moved, loss
    return best, least


def measured(cases: list[Case]) -> dict[str, Any]:
    """Top-1 and top-3 of each way, with 95 % intervals by vehicle (bootstrap), and the calibration of ours."""
    ways: dict[str, Callable[[Case], tuple[np.ndarray, float]]] = {
        "last night": last_night, "longest dwelt": longest_dwelt, "frequency, half-life 14 nights": by_rule(FREQUENCY),
        "frequency + Markov (baseline)": by_rule(BASELINE), "ours": by_rule(NightRule()),
    }  # fmt: skip
    vehicles = np.array([case.vehicle for case in cases])
    told: dict[str, Any] = {
        "nights": len(cases), "vehicles": len(np.unique(vehicles)),
        "ceiling": round(float(np.mean([case.truth != NOWHERE for case in cases])), 4), "ways": {},
    }  # fmt: skip
    hits: dict[str, np.ndarray] = {}
    for name, ask in ways.items():
        answers = [ask(case) for case in cases]
        top = [np.argsort(-out, kind="stable")[:3] for out, _ in answers]
        one = np.array([t[0] == case.truth for t, case in zip(top, cases, strict=True)], float)
        three = np.array([case.truth in t for t, case in zip(top, cases, strict=True)], float)
        hits[name] = one
        told["ways"][name] = {"top1": interval(one, vehicles), "top3": interval(three, vehicles)}
        if name == "ours":
            told["calibration"] = calibration(answers, one, cases)
    gain = hits["ours"] - hits["frequency + Markov (baseline)"]
    told["gain_over_baseline"] = interval(gain, vehicles)
    return told


def interval(values: np.ndarray, groups: np.ndarray, times: int = 1000) -> list[float]:
    """The mean and its 95 % interval, whole vehicles drawn again."""
    keys, inverse = np.unique(groups, return_inverse=True)
    sums, counts = np.bincount(inverse, weights=values), np.bincount(inverse)
    drawn = np.random.default_rng(1).integers(0, len(keys), (times, len(keys)))
    means = sums[drawn].sum(1) / counts[drawn].sum(1)
    low, high = np.quantile(means, [0.025, 0.975])
    return [round(float(one), 4) for one in (values.mean(), low, high)]


def calibration(answers: list[tuple[np.ndarray, float]], hit: np.ndarray, cases: list[Case]) -> dict[str, Any]:
    """How often it is so when one says so: the first place by its chance, and the chance of a place never seen."""
    first = np.array([out.max() for out, _ in answers])
    unknown = np.array([one for _, one in answers])
    new = np.array([case.truth == NOWHERE for case in cases], float)

    def table(said: np.ndarray, true: np.ndarray, edges: list[float]) -> list[list[float]]:
        rows = []
        for low, high in pairwise(edges):
            own = (said >= low) & (said < high)
            if own.any():
                rows.append([low, high, int(own.sum()), round(float(said[own].mean()), 3),
                             round(float(true[own].mean()), 3)])  # fmt: skip
        return rows

    rows = table(first, hit, [0, 0.3, 0.5, 0.6, 0.7, 0.8, 0.9, 1.01])
    error = sum(n * abs(mean - share) for _, _, n, mean, share in rows) / len(hit)
    return {
        "first": rows, "unknown": table(unknown, new, [0, 0.01, 0.03, 0.1, 0.3, 1.01]),
        "expected_calibration_error": round(error, 4),
    }  # fmt: skip


def fleet_for_nights(vehicles: int) -> Fleet:
    return make_fleet(vehicles, 60, 23, first=date(2026, 3, 2), trouble=0.0)


def main() -> int:
    """Set the weights anew, on vehicles of even numbers, and print them."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.tracking_nights", description=__doc__)
    parser.add_argument("--vehicles", type=int, default=300)
    parser.add_argument("--tries", type=int, default=150)
    options = parser.parse_args()
    cases = cases_of(fleet_for_nights(options.vehicles))
    even = [case for case in cases if case.vehicle % 2 == 0]
    print("baseline", log_loss(BASELINE, even), "before", log_loss(NightRule(), even))
    print(*fit(even, options.tries))
    return 0


if __name__ == "__main__":
    sys.exit(main())
