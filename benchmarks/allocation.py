"""`python -m benchmarks.allocation`: allocate up to a million cases among 500 people; time, memory, bound and gap.

Cases and people are drawn from a seed: six buckets, twelve regions, three languages, three skills, four grades of
seniority, lognormal amounts, four of five cases held by somebody already. Beside it, on the same problem in the same
process: cases dealt in turn, greedy, and, where small enough, HiGHS on the whole model. Each size runs in a process of
its own, whose memory peak is told.
"""

import argparse
import json
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.__main__ import machine
from benchmarks.page import page
from huilong.engine.compile import compiled
from huilong.rooms.performance.rules import exact
from huilong.rooms.performance.rules.allocation import LAWS, allocate, by_greed, in_turn, worth_of
from huilong.rooms.performance.rules.problem import NOBODY, PPM, Problem, limits_of

RESULTS = Path(__file__).parent / "results" / "allocation"
SIZES = ((120, 6), (10_000, 50), (100_000, 200), (1_000_000, 500))
BUCKETS, GRADES, REGIONS, LANGUAGES, SKILLS = 6, 4, 12, 3, 3
LIFT = np.array([
    [900, 1000, 1040, 1060], [860, 1000, 1070, 1110], [800, 980, 1110, 1180], [740, 960, 1140, 1250],
    [700, 940, 1160, 1300], [680, 930, 1180, 1340],
], np.int64) * 1_000  # fmt: skip
"""As `performance_default.yaml` has it."""
SEED = 7


def main() -> int:
    """Measure and write benchmarks/results/allocation/; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.allocation", description=__doc__)
    parser.add_argument("--sizes", default=",".join(f"{n}x{m}" for n, m in SIZES), help="cases x people, by commas")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--one", action="store_true", help="measure one size in this process and print it")
    parser.add_argument("--no-write", action="store_true")
    options = parser.parse_args()
    sizes = [tuple(int(part) for part in word.split("x")) for word in options.sizes.split(",")]
    if options.one:
        print(json.dumps(measured(*sizes[0], options.seed)))
        return 0
    told: dict[str, Any] = {"machine": machine(), "command": "python -m benchmarks.allocation", "seed": options.seed}
    told["sizes"] = []
    for cases, people in sizes:
        command = [sys.executable, "-m", "benchmarks.allocation", "--one", "--sizes", f"{cases}x{people}",
                   "--seed", str(options.seed)]  # fmt: skip
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        told["sizes"].append(json.loads(done.stdout.splitlines()[-1]))
        print(json.dumps(told["sizes"][-1]), flush=True)
    if not options.no_write:
        RESULTS.mkdir(parents=True, exist_ok=True)
        file = RESULTS / f"{told['machine']['measured_on']}.json"
        file.write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        (RESULTS.parents[1] / "results.md").write_text(page(RESULTS.parent), encoding="utf-8")
    return 0


def drawn(cases: int, people: int, seed: int) -> Problem:
    """A problem drawn from a seed; people's time is a tenth more than all cases ask for."""
    draw = np.random.default_rng(seed)
    bucket = draw.choice(BUCKETS, cases, p=[0.35, 0.2, 0.15, 0.12, 0.1, 0.08])
    region = draw.integers(0, REGIONS, cases)
    language = draw.choice(LANGUAGES, cases, p=[0.8, 0.15, 0.05])
    skill = draw.choice(SKILLS, cases, p=[0.7, 0.2, 0.1])
    code, profile = np.unique(
        ((region * LANGUAGES + language) * SKILLS + skill) * BUCKETS + bucket, return_inverse=True
    )
    rest, of_bucket = np.divmod(code, BUCKETS)
    rest, of_skill = np.divmod(rest, SKILLS)
    of_region, of_language = np.divmod(rest, LANGUAGES)
    minutes = np.array([3, 5, 7, 9, 11, 13])[of_bucket] + 2 * of_skill
    recovery = np.exp(draw.normal(11.5, 1.0, cases)).astype(np.int64) + 1
    serves = (draw.random((people, REGIONS)) < 0.5) | (draw.random(people) < 0.4)[:, None]
    everybody = np.ones((people, 1), bool)
    speaks = np.concatenate([everybody, draw.random((people, LANGUAGES - 1)) < 0.4], axis=1)
    skilled = np.concatenate([everybody, draw.random((people, SKILLS - 1)) < 0.5], axis=1)
    able = serves[:, of_region].T & speaks[:, of_language].T & skilled[:, of_skill].T
    share = draw.uniform(0.7, 1.1, people)
    room = (share / share.sum() * minutes[profile].sum() * 1.1).astype(np.int64) + 20
    holder = np.where(draw.random(cases) < 0.8, draw.integers(0, people, cases), NOBODY)
    bonus = np.where(holder >= 0, recovery * 30_000 // PPM, 0)
    return Problem(
        recovery, profile.astype(np.int64), holder.astype(np.int64), bonus.astype(np.int64), minutes.astype(np.int64),
        of_bucket.astype(np.int64), LIFT, able, draw.choice(GRADES, people, p=[0.2, 0.4, 0.25, 0.15]).astype(np.int64),
        room, np.full(people, cases * 8 // (5 * people) + 1),
    )  # fmt: skip


def measured(cases: int, people: int, seed: int) -> dict[str, Any]:
    """One size: ours, in turn, greedy, and HiGHS whole where it is small; machine code is made before the clock."""
    laws = {name: compiled(law) for name, law in LAWS.items()}
    warm = drawn(4_000, 8, seed)
    allocate(warm, laws), in_turn(warm, laws), by_greed(warm, laws)
    problem = drawn(cases, people, seed)
    limits = limits_of(problem)
    began = time.perf_counter()
    found = allocate(problem, laws)
    told: dict[str, Any] = {
        "cases": cases, "people": people, "profiles": len(problem.minutes), "bound_fen": found.bound,
        "gap_percent": round(found.gap_ppm / 10_000, 4), "exact": found.exact, "ways": [],
    }  # fmt: skip
    told["ways"].append(_way("ours", problem, limits, found.to, found.bound, time.perf_counter() - began))
    for name, way in (("dealt in turn", in_turn), ("greedy", by_greed)):
        began = time.perf_counter()
        to = way(problem, laws)
        told["ways"].append(_way(name, problem, limits, to, found.bound, time.perf_counter() - began))
    if exact.is_small(problem):
        began = time.perf_counter()
        to, bound = exact.solved(problem, limits)
        told["ways"].append(_way("HiGHS, whole model", problem, limits, to, round(bound), time.perf_counter() - began))
    told["peak_mib"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    return told


def _way(name: str, problem: Problem, limits: Any, to: Any, bound: int, seconds: float) -> dict[str, Any]:
    worth = worth_of(problem, limits, to)
    return {
        "way": name, "seconds": round(seconds, 2), "recovery_fen": worth.recovery, "bonus_fen": worth.bonus,
        "unfair_fen": worth.unfair, "total_fen": worth.total, "given": worth.given, "kept": worth.kept,
        "outside": worth.people_outside, "behind_bound_percent": round(100 * (bound - worth.total) / max(1, bound), 4),
    }  # fmt: skip


if __name__ == "__main__":
    raise SystemExit(main())
