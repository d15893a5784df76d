"""`python -m benchmarks.award`: split 100,000 cases among 50 agencies; time, gap, and two simple ways beside.

Bids are drawn from a seed: rates around what a stratum costs, capacities that together hold a little more than there
is, half of the firms licensed in some regions only. Everything runs in one process, one after the other.
"""

import argparse
import json
import time
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.__main__ import machine
from benchmarks.page import page
from huilong.rooms.agencies.terms import FeeForm, FeeTerms, FeeTier
from huilong.rooms.tenders.rules.award import best_split
from huilong.rooms.tenders.rules.bids import check_all
from huilong.rooms.tenders.rules.bound import split_by_prices
from huilong.rooms.tenders.rules.draw import draw
from huilong.rooms.tenders.rules.evaluation import evaluate
from huilong.rooms.tenders.rules.expected import expected
from huilong.rooms.tenders.rules.problem import Problem, problem_of
from huilong.rooms.tenders.rules.splits import greedy, proportional
from huilong.rooms.tenders.rules.strata import stratify
from huilong.rooms.tenders.rules.told import WEIGHTS
from huilong.rooms.tenders.terms import Bid, BidLine, CaseFacts, Score, Standing, TenderRules

RESULTS = Path(__file__).parent / "results" / "award"
REGIONS = tuple(f"R{n:02d}" for n in range(12))


def main() -> int:
    """Measure and write benchmarks/results/award/; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.award", description=__doc__)
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--firms", type=int, default=50)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--no-write", action="store_true")
    options = parser.parse_args()
    told: dict[str, Any] = {"machine": machine(), "command": "python -m benchmarks.award"}
    told |= {"cases": options.cases, "firms": options.firms, "seed": options.seed, "runs": []}
    made = Made(options.cases, options.firms, options.seed)
    told["strata"], told["stratify_seconds"] = len(made.strata), made.seconds
    for name, rules in SETTINGS.items():
        told["runs"].append(measured(made, name, rules))
        print(json.dumps(told["runs"][-1], ensure_ascii=False), flush=True)
    if not options.no_write:
        RESULTS.mkdir(parents=True, exist_ok=True)
        file = RESULTS / f"{told['machine']['measured_on']}.json"
        file.write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        (RESULTS.parents[1] / "results.md").write_text(page(RESULTS.parent), encoding="utf-8")
    return 0


SETTINGS = {
    "shares and samples": TenderRules(WEIGHTS, concentration_ppm=40_000, sample=20),
    "40 winners at most, 1,000 cases at least": TenderRules(
        WEIGHTS, concentration_ppm=80_000, sample=10, winners_most=40, least_cases=1_000
    ),
}


class Made:
    """Cases, strata and bids from a seed."""

    def __init__(self, cases: int, firms: int, seed: int) -> None:
        draw_ = np.random.default_rng(seed)
        buckets = draw_.choice([1, 2, 3, 4, 5, 6], cases, p=[0.3, 0.22, 0.18, 0.12, 0.1, 0.08])
        fen = np.exp(draw_.normal(14.6, 0.9, cases)).astype(int).clip(10_000, 60_000_000)
        where = draw_.integers(0, len(REGIONS), cases)
        facts = [
            CaseFacts(f"C{n:07d}", int(buckets[n]), int(fen[n]), int(buckets[n]) * 30 - 15, REGIONS[where[n]])
            for n in range(cases)
        ]
        began = time.perf_counter()
        strata, self.of_case = stratify(facts)
        self.seconds = round(time.perf_counter() - began, 2)
        self.strata = tuple(expected(one, {}) for one in strata)
        self.standings, self.bids = {}, {}
        for firm in range(1, firms + 1):
            self.standings[firm], self.bids[firm] = self._firm(draw_, firm, cases, firms)

    def _firm(self, draw_: np.random.Generator, firm: int, cases: int, firms: int) -> tuple[Standing, Bid]:
        regions = () if draw_.random() < 0.5 else tuple(sorted(draw_.choice(REGIONS, 6, replace=False)))
        standing = Standing(firm, int(draw_.normal(1_000_000, 120_000)), None, int(draw_.integers(0, 2_000)),
                            int(draw_.integers(0, 2)), regions, tuple(regions) or REGIONS[:6])  # fmt: skip
        base, slope = draw_.uniform(0.08, 0.2), draw_.uniform(0.01, 0.05)
        tiers = tuple(FeeTier(30 * n, int((base + slope * n) * 1_000_000)) for n in range(6))
        capacity = int(cases * 1.15 / firms * draw_.uniform(0.4, 1.6))
        lines = tuple(BidLine(one.code, one.cases) for one in self.strata if draw_.random() < 0.85)
        return standing, Bid("T", firm, FeeTerms(FeeForm.BY_AGE, tiers=tiers), lines, capacity, "declared")


def scored(made: Made, rules: TenderRules) -> tuple[tuple[Score, ...], Problem]:
    """The scores of all bids and the problem they make."""
    checked = check_all(made.bids, made.strata, rules, made.standings)
    scores = evaluate(checked, made.strata, rules, made.standings, {}, {firm: str(firm) for firm in made.bids})
    return scores, problem_of(scores, made.bids, made.strata, rules, made.standings)


def measured(made: Made, name: str, rules: TenderRules) -> dict[str, Any]:
    """One setting: evaluation, the optimisation, and the simple ways, timed one after the other."""
    began = time.perf_counter()
    scores, problem = scored(made, rules)
    told: dict[str, Any] = {"setting": name, "cells": int((problem.most > 0).sum()),
                            "evaluate_seconds": round(time.perf_counter() - began, 2), "ways": []}  # fmt: skip
    totals = {one.firm: one.total for one in scores}
    began = time.perf_counter()
    split, plan = best_split(problem)
    told["ways"].append(_way("optimised", problem, split, plan.bound_fen, began))
    for way, run in (
        ("prices, no solver", lambda: split_by_prices(problem)[0]),
        ("greedy", lambda: greedy(problem)),
        ("in proportion to scores", lambda: proportional(problem, totals)),
    ):
        began = time.perf_counter()
        found = run()
        told["ways"].append(_way(way, problem, found, plan.bound_fen, began))
    began = time.perf_counter()
    cases: dict[str, list[str]] = {}
    for case, stratum in made.of_case.items():
        cases.setdefault(stratum, []).append(case)
    dealt = draw("seed", cases, plan.cases)
    return told | {"drawn": len(dealt), "draw_seconds": round(time.perf_counter() - began, 2)}


def _way(name: str, problem: Problem, split: "np.ndarray[Any, Any]", bound: int, began: float) -> dict[str, Any]:
    worth = problem.worth(split)
    return {
        "way": name, "seconds": round(time.perf_counter() - began, 2), "worth_fen": worth, "bound_fen": bound,
        "gap_percent": round(100 * (bound - worth) / bound, 4), "placed": int(split.sum()),
        "winners": int((split.sum(axis=0) > 0).sum()), "broken": problem.broken(split),
    }  # fmt: skip


if __name__ == "__main__":
    raise SystemExit(main())
