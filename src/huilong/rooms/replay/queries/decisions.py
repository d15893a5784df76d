"""Decisions as they were logged (决策日志): those of the strategy in force, or a file from somewhere else."""

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from huilong.kernel.days import day_date, day_number
from huilong.kernel.refusal import Refusal
from huilong.rooms.book.rules.keys import loan_key
from huilong.rooms.replay.rules.drafting import NAMED_BY, name_of
from huilong.rooms.replay.rules.nights import Ints
from huilong.rooms.strategy.queries.decisions import decisions_on

COLUMNS = ("borrower", "on", "treatment", "probability_ppm")
"""What a file of decisions holds: the borrower as the lender names him, the day, the treatment's name, its chance."""

CERTAIN = 1_000_000
"""The chance of what could not have been otherwise."""


def decisions_between(first: date, last: date, file: str = "") -> Mapping[str, Any]:
    """The decisions logged from `first` to `last`, by day and borrower: keys, days, names, probabilities (NaN: none).

    Raises Refusal `bad-decisions` for a file that does not hold them.
    """
    table = _of_file(Path(file)) if file else _of_strategy(first, last)
    if table is None or not table.num_rows:
        return _columns(np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0, object), np.empty(0))
    day = _days(table["on"])
    keys = {one: loan_key(one) for one in pc.unique(table["borrower"]).to_pylist()}
    borrower = np.array([keys[one] for one in table["borrower"].to_pylist()], np.int64)
    chance = pc.fill_null(table["probability_ppm"].cast(pa.float64()), np.nan).to_numpy() / 1_000_000
    here = np.flatnonzero((day >= day_number(first)) & (day <= day_number(last)))
    order = here[np.lexsort((borrower[here], day[here]))]
    names = np.array(table["treatment"].cast(pa.string()).to_pylist(), object)
    return _columns(borrower[order], day[order], names[order], chance[order])


def _columns(borrower: Ints, day: Ints, treatment: Any, probability: Any) -> dict[str, Any]:
    return {"borrower": borrower, "day": day, "treatment": treatment, "probability": probability}


def _days(column: Any) -> Ints:
    if pa.types.is_string(column.type):
        column = column.cast(pa.date32())
    return column.cast(pa.int32()).to_numpy().astype(np.int64)


def _of_strategy(first: date, last: date) -> pa.Table | None:
    """What the strategy in force logged, a row a borrower and night; None where nothing was.

    A treatment the law struck out was logged as none. The probability is that of what is called alike here: all that
    chance could have given with the same name together, whichever arm it was of; 1 where chance had no choice.
    """
    found = [(on, decisions_on(on)) for on in _each_day(first, last)]
    parts = [
        pa.table({
            "borrower": rows["borrower"], "on": pa.array([on] * rows.num_rows, pa.date32()),
            "treatment": pa.array([name_of(one) for one in rows.select(list(NAMED_BY)).to_pylist()], pa.string()),
            "probability_ppm": pa.array(_chances(rows), pa.int64()),
        })
        for on, rows in found if rows.num_rows
    ]  # fmt: skip
    return pa.concat_tables(parts) if parts else None


def _chances(rows: pa.Table) -> list[int | None]:
    """How likely what each borrower was given was, by its name; None where a trial ran and it was not logged."""
    found: list[int | None] = []
    for row in rows.select([*NAMED_BY, "experiment_id", "treatment_ppm", "chances"]).to_pylist():
        if row["experiment_id"] is None:
            found.append(CERTAIN)
        elif row["treatment_ppm"] is None or row["chances"] is None:
            found.append(row["treatment_ppm"])
        else:
            name = name_of(row)
            found.append(sum(one["ppm"] for one in json.loads(row["chances"]) if name_of(one) == name))
    return found


def _each_day(first: date, last: date) -> list[date]:
    return [day_date(day) for day in range(day_number(first), day_number(last) + 1)]


def _of_file(place: Path) -> pa.Table:
    try:
        table = pq.read_table(place) if place.suffix == ".parquet" else pa_csv.read_csv(place)
        return table.select(list(COLUMNS))
    except (OSError, KeyError, pa.ArrowInvalid) as error:
        raise Refusal(
            "bad-decisions", status=422, where=str(place), zh=f"无法读取决策日志:需要列 {', '.join(COLUMNS)}。",
            en=f"The file of decisions cannot be read: it needs the columns {', '.join(COLUMNS)}. {error}",
        ) from error  # fmt: skip
