"""What the night knows of every borrower on the desk (特征宽表): from the rooms above strategy, handed to it."""

from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from django.db import connection

from huilong.kernel.days import day_date, day_number
from huilong.rooms.book.night import disbursed
from huilong.rooms.book.queries import book, first_known_on
from huilong.rooms.strategy.rules.features import FEATURES

SQL = Path(__file__).with_name("features.sql")
ARROW = {"int": pa.int64(), "fen": pa.int64(), "ppm": pa.int64(), "bool": pa.bool_(), "text": pa.string()}
TYPES = {one.name: ARROW[one.type.value] for one in FEATURES}


def desk_features(on: date, scores: pa.Table | None = None) -> pa.Table:
    """Features of every borrower with an open case as of the end of a day (特征宽表), in order of borrower.

    Columns: borrower, number, case_id, and those of `strategy.rules.features.FEATURES` that somebody knows; `scores`
    (borrower, `<target>_ppm`) are what the scoring step gave.
    """
    with connection.cursor() as cursor:
        cursor.execute(SQL.read_text(encoding="utf-8"), {"on": on})
        names = [column.name for column in cursor.description]
        rows = cursor.fetchall()
    columns: dict[str, Any] = dict.fromkeys(names, ())
    if rows:
        columns = dict(zip(names, zip(*rows, strict=True), strict=True))
    keys = columns.pop("loan_keys")
    told = {
        "borrower": pa.array(columns.pop("borrower"), pa.string()),
        "number": pa.array(columns.pop("number"), pa.string()),
        "case_id": pa.array(columns.pop("case_id"), pa.int64()),
    }
    told |= {name: pa.array(values, TYPES[name]) for name, values in columns.items()}
    table = pa.table(told | _ages(keys, on))
    return table if scores is None else _scored(table, scores)


def _ages(keys: tuple[list[int] | None, ...], on: date) -> dict[str, pa.Array]:
    """Months on book and vintage of each borrower's oldest loan; null where the lender said no day."""
    wanted = np.array(sorted({key for one in keys for key in one or ()}), dtype=np.int64)
    days: dict[int, int] = {}
    if len(wanted) and first_known_on() is not None:
        found = disbursed(book(), wanted, on).drop_null()
        days = dict(zip(found["loan"].to_pylist(), found["disbursed_on"].to_pylist(), strict=True))
    oldest = [min((days[key] for key in one or () if key in days), default=None) for one in keys]
    dates = [None if day is None or day > day_number(on) else day_date(day) for day in oldest]
    months = [None if one is None else (on.year - one.year) * 12 + on.month - one.month for one in dates]
    vintage = [None if one is None else one.year * 100 + one.month for one in dates]
    return {"months_on_book": pa.array(months, pa.int64()), "vintage": pa.array(vintage, pa.int64())}


def _scored(table: pa.Table, scores: pa.Table) -> pa.Table:
    """The table with the scores of each borrower; null where there is none."""
    names = [one.name for one in FEATURES if one.name.endswith("_ppm") and one.name in scores.column_names]
    place = pa.compute.index_in(table["borrower"], scores["borrower"].combine_chunks())
    for name in names:
        table = table.append_column(name, scores[name].cast(pa.int64()).take(place))
    return table
