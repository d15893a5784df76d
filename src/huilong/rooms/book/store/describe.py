"""Where a borrower lives and what he drives (借款说明), for the few loans that come to the desk."""

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from huilong.engine import local
from huilong.kernel.days import DayNumber
from huilong.rooms.book.store.book import Book
from huilong.rooms.book.store.columns import Column
from huilong.rooms.book.store.read import Snapshot
from huilong.rooms.book.store.tables import TABLES

TEXT = pa.string()
SCHEMA = pa.schema([("loan", pa.int64()), ("region", TEXT), ("city", TEXT), ("vehicle", TEXT)])


def described(book: Book, loans: Column, known_by: DayNumber) -> pa.Table:
    """Region, city and vehicle ("make model year") of each of `loans` (keys) the book knows, as known by a day.

    Columns as in SCHEMA, empty text where the lender said nothing; ascending within each bucket of the book.
    """
    snapshot, keys = book.snapshot, np.unique(loans)
    bucket_of = keys.view(np.uint64) % np.uint64(book.buckets)

    def part(bucket: int) -> pa.Table:
        return _bucket(snapshot, bucket, keys[bucket_of == bucket], known_by)

    parts = dict(local.run(part, np.unique(bucket_of).tolist()))
    return pa.concat_tables([SCHEMA.empty_table(), *(parts[bucket] for bucket in sorted(parts))])


def disbursed(book: Book, loans: Column, known_by: DayNumber) -> pa.Table:
    """The day each of `loans` (keys) was paid out, as known by a day (放款日); null where the lender said nothing."""
    snapshot, keys = book.snapshot, np.unique(loans)
    bucket_of = keys.view(np.uint64) % np.uint64(book.buckets)

    def part(bucket: int) -> pa.Table:
        known, found = snapshot.loans(bucket, ["disbursed_on"], known_by)
        here = np.flatnonzero(np.isin(known, keys[bucket_of == bucket]))
        days = found.arrow(["disbursed_on"])["disbursed_on"].combine_chunks().cast(pa.int32())
        return pa.table({"loan": pa.array(known[here], pa.int64()), "disbursed_on": days.take(pa.array(here))})

    empty = pa.schema([("loan", pa.int64()), ("disbursed_on", pa.int32())]).empty_table()
    parts = dict(local.run(part, np.unique(bucket_of).tolist()))
    return pa.concat_tables([empty, *(parts[bucket] for bucket in sorted(parts))])


def _bucket(snapshot: Snapshot, bucket: int, wanted: Column, known_by: DayNumber) -> pa.Table:
    known, found = snapshot.loans(bucket, ["region", "city"], known_by)
    here = np.flatnonzero(np.isin(known, wanted))
    where = found.arrow(["region", "city"]).take(pa.array(here))
    return pa.table(
        [
            pa.array(known[here], pa.int64()),
            *(pc.fill_null(where[name].cast(TEXT), "") for name in ("region", "city")),
            _vehicles(snapshot, bucket, known[here], known_by),
        ],
        schema=SCHEMA,
    )


def _vehicles(snapshot: Snapshot, bucket: int, loans: Column, known_by: DayNumber) -> Any:
    """Each loan's first vehicle in words, empty text for none."""
    names = ["make", "model", "year"]
    found = snapshot.visible(TABLES["vehicles"], bucket, names, known_by, loans)
    has = np.diff(found.at) > 0
    first = np.where(has, found.at[:-1], 0)
    rows = found.arrow(names).take(pa.array(first, mask=~has))
    make, model, year = (pc.fill_null(rows[name].cast(TEXT), "") for name in names)
    # Some lenders repeat the make in the model.
    words = [pc.if_else(_starts_with(model, make), "", make), model, year]
    return pc.utf8_trim_whitespace(pc.binary_join_element_wise(*words, " "))


def _starts_with(text: Any, start: Any) -> pa.Array:
    return pa.array([t.startswith(s) for t, s in zip(text.to_pylist(), start.to_pylist(), strict=True)], pa.bool_())
