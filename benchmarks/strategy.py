"""Decision tables measured: `python -m benchmarks.strategy [--sizes 10k,100k,1M] [--rules 200]`.

One table of 200 rules over ten columns (numbers, words, yes and no, some unknown), drawn with a fixed seed, asked about
so many cases: as compiled over arrays, by our interpreter and by zen-engine (both on fewer cases, for they ask one at a
time), all in this run. The rows that hit must be the same for every case asked of two of them. `check` is what the
checker takes for the table as the house ships it and for the drawn one.
"""

import argparse
import json
import random
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from benchmarks.__main__ import SIZES, machine
from benchmarks.children import ROOT
from huilong.kernel.tables import (
    NONE,
    Cell,
    Column,
    ColumnType,
    DecisionTable,
    Rule,
    Span,
    compiled,
    first_hit,
    jdm_of,
    problems,
)

RESULTS = ROOT / "benchmarks" / "results" / "strategy"
SEED, ONE_BY_ONE, ROUNDS = 7, 2_000, 5
INTS = ("past_due_days", "overdue_fen", "promises_broken", "paid_days_ago", "months_on_book", "roll_ppm")
WORDS = {"segment": ("early", "late", "placed", "disposal", "care"), "grade": ("A", "B", "C", "D")}
MOST = {"past_due_days": 180, "overdue_fen": 10_000_000, "promises_broken": 6, "paid_days_ago": 200,
        "months_on_book": 60, "roll_ppm": 1_000_000}  # fmt: skip
ANY = Cell(negated=True, unknown=True)


def main() -> int:
    """Measure and write benchmarks/results/strategy/; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.strategy", description=__doc__)
    parser.add_argument("--sizes", default="10k,100k,1M")
    parser.add_argument("--rules", type=int, default=200)
    options = parser.parse_args()
    table = drawn(options.rules)
    run = compiled(table)
    told: dict[str, Any] = {
        "machine": machine(), "command": " ".join(["python -m benchmarks.strategy", *sys.argv[1:]]),
        "rules": options.rules, "columns": len(table.columns), "check": checks(table), "sizes": {},
    }  # fmt: skip
    for name in options.sizes.split(","):
        features = cases(SIZES[name])
        run({key: values[:1000] for key, values in features.items()})
        took, rows = timed(lambda: run(features), ROUNDS)  # noqa: B023
        told["sizes"][name] = {
            "cases": SIZES[name], "seconds": round(took, 4), "cases_per_second": round(SIZES[name] / took),
            "no_rule": int((rows < 0).sum()), **beside(table, features, rows),
        }  # fmt: skip
    RESULTS.mkdir(parents=True, exist_ok=True)
    file = RESULTS / f"{told['machine']['measured_on']}.json"
    file.write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(json.dumps(told["sizes"], indent=1))
    return 0


def drawn(rules: int) -> DecisionTable:
    """A table of so many rules, each asking three to six of ten columns."""
    chance = random.Random(SEED)
    columns = [Column(name, ColumnType.INT, low=0) for name in INTS]
    columns += [Column(name, ColumnType.ENUM, members=words) for name, words in WORDS.items()]
    columns += [Column(name, ColumnType.BOOL) for name in ("placed", "device_silent")]
    outcome = Column("act", ColumnType.ENUM, members=("sms", "call", "letter", "visit"), unknown=False)
    made = []
    for _n in range(rules):
        asked = set(chance.sample([one.name for one in columns], chance.randint(3, 6)))
        when = tuple(_cell(one, chance) if one.name in asked else ANY for one in columns)
        made.append(Rule(when, (chance.choice(outcome.members),)))
    return DecisionTable("drawn", tuple(columns), (outcome,), tuple(made))


def _cell(column: Column, chance: random.Random) -> Cell:
    if column.type is ColumnType.INT:
        low = chance.randrange(MOST[column.name])
        return Cell((Span(low, low + chance.randrange(1, MOST[column.name] // 2 + 2)),))
    if column.type is ColumnType.BOOL:
        return Cell(words=frozenset({chance.choice(("true", "false"))}))
    return Cell(words=frozenset(chance.sample(column.members, 2)), negated=chance.random() < 0.2)


def cases(many: int) -> dict[str, Any]:
    """So many cases as arrays, one in twenty values unknown."""
    dice = np.random.default_rng(SEED)
    found: dict[str, Any] = {}
    for name in INTS:
        values = dice.integers(0, MOST[name], many)
        found[name] = np.where(dice.random(many) < 0.05, NONE, values)
    for name, words in WORDS.items():
        found[name] = np.array([*words, None], dtype=object)[dice.integers(0, len(words) + 1, many)]
    for name in ("placed", "device_silent"):
        found[name] = dice.choice(np.array([-1, 0, 1], dtype=np.int8), many, p=[0.05, 0.75, 0.2])
    return found


def beside(table: DecisionTable, features: dict[str, Any], rows: Any) -> dict[str, Any]:
    """The interpreter and zen-engine on the first cases, held against the compiled rows."""
    import zen

    few = [_one(features, place) for place in range(min(ONE_BY_ONE, len(rows)))]
    took, ours = timed(lambda: [first_hit(table, case) for case in few], 1)
    graph = jdm_of(table)
    content = graph["nodes"][1]["content"]
    content["outputs"] = [{"id": "row", "name": "row", "field": "row"}]
    for place, rule in enumerate(content["rules"]):
        rule["row"] = str(place)
    decision = zen.ZenEngine().create_decision(json.dumps(graph))
    slow, theirs = timed(lambda: [(decision.evaluate(case)["result"] or {}).get("row", -1) for case in few], 1)
    return {
        "asked_one_by_one": len(few), "interpreter_per_second": round(len(few) / took),
        "zen_per_second": round(len(few) / slow),
        "same_as_interpreter": ours == rows[: len(few)].tolist(), "same_as_zen": theirs == rows[: len(few)].tolist(),
    }  # fmt: skip


def _one(features: dict[str, Any], place: int) -> dict[str, Any]:
    case: dict[str, Any] = {}
    for name, values in features.items():
        value = values[place]
        if name in INTS:
            case[name] = None if value == NONE else int(value)
        elif name in WORDS:
            case[name] = value
        else:
            case[name] = None if value < 0 else bool(value)
    return case


def checks(table: DecisionTable) -> dict[str, Any]:
    """How long the checker takes, and what it finds, for the shipped treatment table and the drawn one."""
    from huilong.rooms.strategy.rules.reading import read_strategy
    from huilong.rooms.strategy.terms import Purpose

    place = Path(ROOT) / "src" / "huilong" / "rooms" / "strategy" / "tables_default.yaml"
    shipped = read_strategy(yaml.safe_load(place.read_text(encoding="utf-8"))["treatment"], Purpose.TREATMENT).table
    found = {}
    for name, one in (("shipped", shipped), ("drawn", table)):
        took, told = timed(lambda: problems(one), 1)  # noqa: B023
        kinds = [problem.kind.value for problem in told]
        found[name] = {"seconds": round(took, 3), **{kind: kinds.count(kind) for kind in sorted(set(kinds))}}
    return found


def timed(work: Callable[[], Any], rounds: int) -> tuple[float, Any]:
    """The middle of so many rounds, in seconds, and what the last gave."""
    took, given = [], None
    for _n in range(rounds):
        begun = time.perf_counter()
        given = work()
        took.append(time.perf_counter() - begun)
    return statistics.median(took), given


if __name__ == "__main__":
    sys.exit(main())
