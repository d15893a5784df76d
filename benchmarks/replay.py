"""Replaying the past: `python -m benchmarks.replay [--sizes 10k,100k] [--days 30,365] [--pasts 400] [--one-million]`.

Three parts. Walking and deciding: a synthetic lender's book (see docs/how-to/synthetic-book.md) replayed night by night
with a draft of some rules, as `huilong replay` does it but for the database, whose rows are few; seconds of two cores,
the compiled law being there already. Resuming: the same with the first pass done. Covering: pasts simulated with known
effects (integrations/synthetic_collections), in how many of them the 95 % interval covers the truth.
"""

import argparse
import json
import resource
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.__main__ import SIZES, machine, say
from benchmarks.children import ROOT, huilong

RESULTS = ROOT / "benchmarks" / "results" / "replay"
LAST = date(2025, 12, 31)
SEED = 7
MINUTES_A_LOAN = 0.02
"""Minutes of people a day for each loan of the book: about one call for each fifteenth borrower past due."""


def main() -> int:
    """Measure, write benchmarks/results/replay/ and benchmarks/replay.md; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.replay", description=__doc__)
    parser.add_argument("--sizes", default="10k,100k")
    parser.add_argument("--days", default="30,365")
    parser.add_argument("--pasts", type=int, default=400)
    parser.add_argument("--one-million", action="store_true", help="a million loans over 365 nights as well")
    parser.add_argument("--keep", type=Path, help="where books are kept between runs")
    options = parser.parse_args()
    told: dict[str, Any] = {"machine": machine(), "walks": []}
    with home(options.keep) as place:
        for word in options.sizes.split(",") if options.sizes else []:
            for days in map(int, options.days.split(",")):
                told["walks"].append(walk(place, SIZES.get(word) or int(word), days))
        if options.one_million:
            told["walks"].append(walk(place, 1_000_000, 365))
    if options.pasts:
        told["coverage"] = coverage(options.pasts)
    RESULTS.mkdir(parents=True, exist_ok=True)
    name = f"{told['machine']['measured_on']}.json"
    before = json.loads((RESULTS / name).read_text()) if (RESULTS / name).exists() else {}
    told = merged(before, told)
    (RESULTS / name).write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    (ROOT / "benchmarks" / "replay.md").write_text(page(told), encoding="utf-8")
    say(f"benchmarks/results/replay/{name}")
    return 0


@contextmanager
def home(keep: Path | None) -> Iterator[Path]:
    """Where books are: a directory that goes away, or one that is kept."""
    if keep is not None:
        keep.mkdir(parents=True, exist_ok=True)
        yield keep
        return
    with tempfile.TemporaryDirectory(prefix="huilong-replay-") as made:
        yield Path(made)


def merged(before: dict[str, Any], told: dict[str, Any]) -> dict[str, Any]:
    """What was measured the same day stays, unless it was measured anew."""
    fresh = {(one["loans"], one["nights"]) for one in told["walks"]}
    walks = [one for one in before.get("walks", []) if (one["loans"], one["nights"]) not in fresh] + told["walks"]
    return {**before, **told, "walks": sorted(walks, key=lambda one: (one["loans"], one["nights"]))}


def book_of(place: Path, loans: int) -> Path:
    """A book of so many loans over 18 months, from the synthetic lender's feed; kept with the others.

    All its facts come in two deliveries and each says when it was known. It is read by the book's own intake, without
    the database that keeps the list of files.
    """
    from benchmarks.replay_book import import_feed

    made, feed = place / f"book-{loans}", place / f"feed-{loans}"
    if not (place / f"done-{loans}").exists():
        huilong({}, "synth", "--loans", str(loans), "--months", "18", "--seed", str(SEED), "--until", LAST.isoformat(),
                "--initial-snapshot", "--daily-days", "1", "--dirty", "0", "--format", "parquet",
                "--out", str(feed))  # fmt: skip
        import_feed(made, feed)
        shutil.rmtree(feed)
        (place / f"done-{loans}").touch()
    return made


def walk(place: Path, loans: int, days: int) -> dict[str, Any]:
    """Replay `days` nights of a book: seconds of each pass, rows, what was decided; the first pass again when done."""
    from benchmarks.replay_book import Replayed

    made = book_of(place, loans)
    with tempfile.TemporaryDirectory(prefix="huilong-replay-work-") as work:
        one = Replayed(made, Path(work), LAST - timedelta(days=days - 1), LAST, round(loans * MINUTES_A_LOAN))
        one.warm()
        started, cpu = time.perf_counter(), time.process_time()
        one.walk()
        walked = time.perf_counter() - started
        treated, struck = one.decide()
        decided = time.perf_counter() - started - walked
        cpu = time.process_time() - cpu
        again = time.perf_counter()
        one.walk()
        resumed = time.perf_counter() - again
    seconds = walked + decided
    found = {
        "loans": loans, "nights": days, "walk_seconds": round(walked, 1), "decide_seconds": round(decided, 1),
        "seconds": round(seconds, 1), "cpu_seconds": round(cpu, 1),
        "loan_nights_a_second": round(loans * days / seconds),
        "resume_seconds": round(resumed, 2), "treated": treated, "struck": struck, "rows": one.rows,
        "bytes": one.bytes, "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }  # fmt: skip
    say(json.dumps(found))
    return found


def coverage(pasts: int) -> list[dict[str, Any]]:
    """In how many pasts the interval covers the truth, by outcome and method."""
    from huilong.integrations.synthetic_collections import history, truth
    from huilong.rooms.replay.rules.estimate import estimated
    from huilong.rooms.replay.rules.support import Logged
    from huilong.rooms.replay.terms import Outcome

    of = {"cash": Outcome.CASH_30, "cure": Outcome.CURE_30, "roll": Outcome.ROLL_30, "complaint": Outcome.COMPLAINT_30}
    found = {(name, columns): [0, 0.0, 0.0] for name in of for columns in (3, 0, -1)}
    for seed in range(pasts):
        past = history(seed, 1_500)
        for (name, columns), kept in found.items():
            unlogged = np.full(len(past.chance), np.nan)
            logged = Logged(past.borrower, past.taken, past.wanted, past.chance if columns >= 0 else unlogged,
                            past.stratum, past.columns if columns else past.columns[:, :0])  # fmt: skip
            one = estimated(of[name], logged, past.outcomes[name], accept_matching=True)
            would, was = truth()[name]
            if one.difference is None or one.low is None or one.high is None:
                continue
            kept[0] += one.low <= would - was <= one.high
            kept[1] += (one.difference - (would - was)) / pasts
            kept[2] += (one.high - one.low) / pasts
    methods = {3: "doubly robust", 0: "weighted", -1: "matched, no chances logged"}
    return [
        {"outcome": name, "method": methods[columns], "pasts": pasts, "covered": kept[0],
         "truth": truth()[name][0] - truth()[name][1], "bias": kept[1], "width": kept[2]}
        for (name, columns), kept in found.items()
    ]  # fmt: skip


NIGHTS_SAY = """
## Night by night

A synthetic book of 18 months; loans past due each night are found as that night knew them, a draft of four rules
decides, under a law of three calls in seven days, the calendar and the minutes of each day. Seconds on two cores, and
of the processor, for others were at work on the machine. The claim is a year of a million loans within 30 minutes.

| loans | nights | find, s | decide, s | all, s | CPU, s | loan-nights/s | rows | on disk, MB | peak, MB | resumed, s |
|---|---|---|---|---|---|---|---|---|---|---|
"""
COVERAGE_SAYS = """
## Coverage of the truth

Pasts simulated with known effects (`integrations/synthetic_collections`): 1,500 borrowers, about 3,750 decisions each,
three treatments by a logged chance that depends on what is seen, outcomes that depend on that, on a hidden willingness
and on the treatment. In how many pasts the 95 % interval of the difference covers the truth; of 400 pasts, a true rate
of 95 % gives 371 to 388 with 95 % confidence. Matching has no logged chances to lean on: used only when asked for.

| outcome | method | covered | of | rate | truth | mean error | mean width |
|---|---|---|---|---|---|---|---|
"""


def page(told: dict[str, Any]) -> str:
    """The page of results."""
    lines = ["# Replay (回放)", "", f"Measured on {told['machine']['measured_on']} by `python -m benchmarks.replay`;",
             "raw figures, with the machine, in `benchmarks/results/replay/`."]  # fmt: skip
    said = "\n".join(lines) + "\n" + NIGHTS_SAY
    for one in told["walks"]:
        cells = (
            f"{one['loans']:,}", one["nights"], one["walk_seconds"], one["decide_seconds"], one["seconds"],
            one["cpu_seconds"],
            f"{one['loan_nights_a_second']:,}", f"{one['rows']:,}", f"{one['bytes'] / 1e6:,.0f}",
            f"{one['peak_mib']:,}", one["resume_seconds"],
        )  # fmt: skip
        said += f"| {' | '.join(map(str, cells))} |\n"
    said += COVERAGE_SAYS
    for one in told.get("coverage", []):
        cells = (
            one["outcome"], one["method"], one["covered"], one["pasts"], f"{one['covered'] / one['pasts']:.1%}",
            f"{one['truth']:.4g}", f"{one['bias']:.2g}", f"{one['width']:.3g}",
        )  # fmt: skip
        said += f"| {' | '.join(map(str, cells))} |\n"
    return said


if __name__ == "__main__":
    raise SystemExit(main())
