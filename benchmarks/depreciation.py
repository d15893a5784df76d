"""How vehicles lose value (折旧拟合): fitted to public loan tapes, written as the coefficients that collateral ships.

    python -m benchmarks.depreciation [--data DIR] [--write]

Two sets of SEC filings as others published them: the ABS-EE tape of World Omni 2020-A (July 2020) and the loans and
recovery cases of Ally pools (doi 10.1093/jrsssa/qnae137). The data stays where it is; only coefficients are kept.

1. Value by age. Each loan says what its vehicle was worth when lent: the invoice of a new one, the guide's value of a
   used one. Within one model of one tape, log value is regressed on age (a knot a year), so that dearer models being
   bought older, or younger, moves nothing. The curve is made to fall, never to rise.
2. What a sale after repossession brings: gross proceeds over the value the curve gives that vehicle that day.

Errors are of rows held out: five folds for the curve, leave one out for sales.
"""

import argparse
import csv
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow.parquet as pq
import yaml

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
OUT = Path(__file__).resolve().parents[1] / "src" / "huilong" / "rooms" / "collateral" / "depreciation.yaml"
TAPE, LOANS, SALES = (
    "worldomni_2020a/ex102_2020-07.csv", "ally_auto_panel/loans.parquet", "ally_auto_panel/recovery_cases.parquet",
)
OLDEST = 9
"""Years of the last knot; beyond it the curve goes on as it fell from the sixth year to it."""
FOLDS, SEED = 5, 20_200_731
BANDS = ((0, 2), (3, 4), (5, 6), (7, 99))
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Lent:
    """A vehicle when it was lent for (放款车辆): tape and model, age in years, new or not, value."""

    model: str
    age: float
    new: bool
    value: float


def lent(data: Path) -> Iterator[Lent]:
    """The vehicles of both tapes whose value, month and model are there."""
    with (data / TAPE).open(encoding="utf-8", newline="") as file:
        yield from _of_rows(csv.DictReader(file), "worldomni")
    yield from _of_rows(pq.read_table(data / LOANS).to_pylist(), "ally")


def _of_rows(rows: Any, tape: str) -> Iterator[Lent]:
    for row in rows:
        try:
            age = when(row["originationDate"]) - int(row["vehicleModelYear"])
            value, kind = float(row["vehicleValueAmount"]), int(row["vehicleNewUsedCode"])
        except (ValueError, TypeError):
            continue
        if value > 1_000 and -1 <= age < 15 and kind in (1, 2):
            name = f"{tape} {row['vehicleManufacturerName'].strip()} {row['vehicleModelName'].strip()}"
            yield Lent(name, max(0.0, age), kind == 1, value)


def when(month: str) -> float:
    """The middle of a month like 08/2019, in years."""
    number, year = month.split("/")
    return int(year) + (int(number) - 0.5) / 12


def design(cars: Sequence[Lent], models: dict[str, int]) -> Floats:
    """A row a car: one column a model, one of being used, one a year of age (hat functions of a used car's age)."""
    out = np.zeros((len(cars), len(models) + 1 + OLDEST))
    for at, one in enumerate(cars):
        out[at, models[one.model]] = 1
        if one.new:
            continue
        out[at, len(models)] = 1
        age = min(one.age, float(OLDEST))
        low = min(int(age), OLDEST - 1)
        for knot, weight in ((low, low + 1 - age), (low + 1, age - low)):
            if knot:
                out[at, len(models) + knot] = weight
    return out


def curve(cars: Sequence[Lent]) -> tuple[Floats, dict[str, float]]:
    """What is left of a new one's value after 0 … OLDEST years, and each model's log value when new."""
    models = {name: at for at, name in enumerate(sorted({one.model for one in cars}))}
    x, y = design(cars, models), np.log([one.value for one in cars])
    ridge = np.diag([1e-6] * x.shape[1])
    found = np.linalg.solve(x.T @ x + ridge, x.T @ y)
    used = found[len(models)]
    left = np.exp(used + np.concatenate([[0.0], found[len(models) + 1 :]]))
    left[0] = 1.0
    return np.minimum.accumulate(left), {name: float(found[at]) for name, at in models.items()}


def left_after(left: Floats, age: float) -> float:
    """What is left of the value of a new one at an age, as `collateral.rules.depreciation` reads the coefficients."""
    if age <= OLDEST:
        return float(np.interp(age, np.arange(OLDEST + 1), left))
    yearly = (left[OLDEST] / left[6]) ** (1 / (OLDEST - 6))
    return float(left[OLDEST] * yearly ** (age - OLDEST))


def held_out(cars: Sequence[Lent]) -> list[tuple[float, float]]:
    """(age, value over what the curve says) of every used car, fitted without it; its model is known from others."""
    fold = np.random.default_rng(SEED).integers(0, FOLDS, len(cars))
    found = []
    for n in range(FOLDS):
        left, new = curve([one for one, at in zip(cars, fold, strict=True) if at != n])
        for one, at in zip(cars, fold, strict=True):
            if at == n and not one.new and one.model in new:
                found.append((one.age, one.value / (np.exp(new[one.model]) * left_after(left, one.age))))
    return found


def sales(data: Path, left: Floats) -> list[tuple[float, float]]:
    """(age at sale, proceeds over what the curve gives) of every vehicle sold after repossession."""
    loans = {row["loan_id"]: row for row in pq.read_table(data / LOANS).to_pylist()}
    found = []
    for row in pq.read_table(data / SALES).to_pylist():
        if not row["gross_sale"] or row["gross_sale"] <= 0 or not row["veh"]:
            continue
        loan = loans[row["loan_id"]]
        age = max(0.0, row["year"] + 0.5 - row["modelyr"])
        then = max(0.0, when(loan["originationDate"]) - row["modelyr"])
        base = 1.0 if loan["vehicleNewUsedCode"] == 1 else left_after(left, then)
        found.append((age, row["gross_sale"] / (row["veh"] * left_after(left, age) / base)))
    return found


def banded(pairs: Sequence[tuple[float, float]]) -> list[dict[str, float | int]]:
    """By age band: how many, the median and the 10th and 90th percentile of what was paid over what was said."""
    found = []
    for low, high in BANDS:
        some = np.array([ratio for age, ratio in pairs if low <= int(age) <= high])
        if len(some):
            ten, half, ninety = np.percentile(some, (10, 50, 90))
            error = float(np.median(np.abs(some / half - 1)))
            found.append({
                "from_years": low, "to_years": high, "n": len(some), "median": round(float(half), 3),
                "p10": round(float(ten), 3), "p90": round(float(ninety), 3), "error_percent": round(error * 100, 1),
            })  # fmt: skip
    return found


def fit(data: Path) -> dict[str, Any]:
    """The coefficients with where they come from and how far they err (折旧系数)."""
    cars = list(lent(data))
    left, _ = curve(cars)
    pairs = sales(data, left)
    ratios = np.array([ratio for _, ratio in pairs])
    alone = [abs(ratio / np.median(np.delete(ratios, at)) - 1) for at, ratio in enumerate(ratios)]
    return {
        "version": "2026-11",
        "source": "World Omni 2020-A ABS-EE, July 2020; Ally Auto ABS-EE pools (doi 10.1093/jrsssa/qnae137)",
        "limits": "American vehicles lent for from 2014 to 2020; hardly an electric one among them",
        "n": {"lent": len(cars), "used": sum(not one.new for one in cars), "sales": len(pairs)},
        "left": [round(float(one), 4) for one in left],
        "error_by_age": banded(held_out(cars)),
        "sale": {
            "median": round(float(np.median(ratios)), 3), "p10": round(float(np.percentile(ratios, 10)), 3),
            "p90": round(float(np.percentile(ratios, 90)), 3),
            "left_one_out_error_percent": round(float(np.median(alone)) * 100, 1), "by_age": banded(pairs),
        },
    }  # fmt: skip


def main() -> int:
    """Fit, print, and write when asked to; the exit code."""
    parser = argparse.ArgumentParser(description="fit depreciation to public loan tapes / 用公开贷款数据拟合折旧")
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--write", action="store_true", help="write the coefficients that collateral ships")
    options = parser.parse_args()
    missing = [name for name in (TAPE, LOANS, SALES) if not (options.data / name).exists()]
    if missing:
        print(f"skipped: not there: {', '.join(missing)}", file=sys.stderr)
        return 0
    text = yaml.safe_dump(fit(options.data), sort_keys=False, allow_unicode=True, width=120)
    text = "# Written by benchmarks/depreciation.py; change that, not this.\n" + text
    if options.write:
        OUT.write_text(text, encoding="utf-8")
    print(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
