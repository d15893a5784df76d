"""Writing (写入): rows into sorted Parquet files, one for each table of a commit, row groups by bucket."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from uuid import uuid4

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from huilong.engine.compile import compiled
from huilong.kernel.refusal import Refusal
from huilong.rooms.book.store import order
from huilong.rooms.book.store.columns import Column, ints, keys_of, wide
from huilong.rooms.book.store.manifest import DataFile, Span
from huilong.rooms.book.store.place import Place
from huilong.rooms.book.store.tables import TABLES, Table

GROUP_ROWS = 131_072
"""The most rows of a row group, so that one loan is found without reading its whole bucket."""
SMALL_ROWS = 131_072
"""A file of no more rows is one row group: it is read whole, once, and cut by bucket."""


def fitted(table: Table, rows: pa.Table, source: int, known_on: int | None) -> pa.Table:
    """`rows` in the table's schema: keys derived, `source` and a missing `known_on` filled in. Refuses bad columns."""
    columns = {name: rows.column(name) for name in rows.column_names}
    if "loan" not in columns and "loan_id" in columns:
        columns["loan"] = pa.array(keys_of(columns["loan_id"]))
    if table.id_key and table.id_key not in columns and table.id_of in columns:
        columns[table.id_key] = pa.array(keys_of(columns[table.id_of]))
    columns["source"] = _repeated(source, rows.num_rows)
    if "known_on" not in columns and known_on is not None:
        columns["known_on"] = _repeated(known_on, rows.num_rows)
    arrays = []
    for field in table.schema:
        if field.name not in columns and field.nullable:
            columns[field.name] = pa.nulls(rows.num_rows, field.type)
        arrays.append(_checked(table, field, columns.get(field.name)))
    return pa.Table.from_arrays(arrays, schema=table.schema)


def _checked(table: Table, field: pa.Field, column: Any) -> Any:
    where = f"{table.name}.{field.name}"
    if column is None:
        raise _unfit(where, "缺少列", "the column is missing")
    if column.null_count and not field.nullable:
        raise _unfit(where, "有空值", "has empty values")
    try:
        return column if column.type == field.type else column.cast(field.type)
    except pa.ArrowInvalid as error:
        raise _unfit(where, f"类型不符({error})", f"has another type ({error})") from error


def _unfit(where: str, zh: str, en: str) -> Refusal:
    return Refusal("book-bad-column", zh=f"{where}:{zh}。", en=f"{where}: {en}.", where=where, status=422)


def _repeated(value: int, count: int) -> pa.Array:
    return pa.array(np.full(count, value, np.int32))


def buckets_sorted(table: Table, rows: pa.Table, buckets: int) -> Iterator[tuple[int, pa.Table, bool]]:
    """Cut `rows` into (bucket, its rows sorted, whether natural keys are distinct), skipping empty buckets."""
    rows = rows.combine_chunks()
    numbers, at = compiled(order.bucket_rows)(ints(rows["loan"]), buckets)
    for bucket in range(buckets):
        if at[bucket + 1] > at[bucket]:
            part = rows.take(pa.array(numbers[at[bucket] : at[bucket + 1]]))
            yield bucket, *sorted_part(table, part)


def sorted_part(table: Table, part: pa.Table) -> tuple[pa.Table, bool]:
    """One bucket's rows by loan and the table's order (ties as they came); whether natural keys are distinct."""
    part = part.combine_chunks()
    loan = ints(part["loan"])
    first, second = paired(part, table.order, len(loan))
    in_order = compiled(order.sorted_rows)(loan, first, second)
    if not np.array_equal(in_order, np.arange(len(in_order))):
        part = part.take(pa.array(in_order)).combine_chunks()
    key, more = paired(part, table.key, len(loan))
    return part, bool(compiled(order.all_distinct)(ints(part["loan"]), key, more))


def paired(rows: Mapping[str, Any] | pa.Table, names: tuple[str, ...], count: int) -> tuple[Column, Column]:
    """Up to three named columns as two int64 columns that sort and compare alike: of three, two are packed."""
    columns = [ints(rows[n]) if isinstance(rows[n], pa.ChunkedArray | pa.Array) else rows[n] for n in names]
    if len(columns) == 3:
        columns = [(wide(columns[0]) << 40) + columns[1], columns[2]]
    columns += [np.zeros(count, np.int64)] * (2 - len(columns))
    return wide(columns[0]), wide(columns[1])


def write_file(
    place: Place, table: Table, parts: Iterable[tuple[int, pa.Table, bool]], version: int, small: bool = False
) -> DataFile | None:
    """Write sorted parts as one file; None, and no file, when there are none. `small` files get one row group."""
    path = f"data/{table.name}/{version:08d}-{uuid4().hex[:12]}.parquet"
    tally = Tally(table)
    if small:
        held = [tally.count(bucket, part, distinct, 1) for bucket, part, distinct in parts]
        if not held:
            return None
        _write(place, path, table, [pa.concat_tables(held).combine_chunks()], tally.rows)
        return tally.file(path, one_group=True)
    parts = iter(parts)
    groups = (tally.count(bucket, part, distinct, GROUP_ROWS) for bucket, part, distinct in parts)
    head = next(groups, None)
    if head is None:
        return None
    _write(place, path, table, _chain(head, groups), GROUP_ROWS)
    return tally.file(path, one_group=False)


def _chain(head: pa.Table, rest: Iterable[pa.Table]) -> Iterator[pa.Table]:
    yield head
    yield from rest


def _write(place: Place, path: str, table: Table, parts: Iterable[pa.Table], group_rows: int) -> None:
    place.make(f"data/{table.name}")
    compression = {n: "NONE" if n == table.id_key else "ZSTD" for n in table.schema.names}
    with (
        place.create(path) as stream,
        pq.ParquetWriter(
            stream,
            table.schema,
            compression=compression,
            compression_level={n: 1 for n, how in compression.items() if how == "ZSTD"},
            use_dictionary=table.dictionary,
            column_encoding=table.encodings,
            write_statistics=["loan"],
        ) as writer,
    ):
        for part in parts:
            writer.write_table(part, row_group_size=max(1, group_rows))
    place.settle(path)


class Tally:
    """What the manifest says of a file, gathered while its parts go by (写入统计)."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.rows = 0
        self.groups = 0
        self.distinct = True
        self.low: dict[str, int] = {}
        self.high: dict[str, int] = {}
        self.spans: dict[int, Span] = {}

    def count(self, bucket: int, part: pa.Table, distinct: bool, group_rows: int) -> pa.Table:
        """Take one bucket's sorted rows into account and hand them on."""
        groups = -(-part.num_rows // group_rows)
        self.spans[bucket] = Span(self.rows, part.num_rows, self.groups, groups)
        self.rows += part.num_rows
        self.groups += groups
        self.distinct = self.distinct and distinct
        for field in part.schema:
            if field.nullable or pa.types.is_string(field.type):
                continue
            both = pc.min_max(part[field.name]).as_py()
            low, high = int(both["min"]), int(both["max"])
            self.low[field.name] = min(low, self.low.get(field.name, low))
            self.high[field.name] = max(high, self.high.get(field.name, high))
        return part

    def file(self, path: str, one_group: bool) -> DataFile:
        """The entry for the manifest."""
        spans = {b: Span(s.first_row, s.rows, 0, 1) for b, s in self.spans.items()} if one_group else self.spans
        return DataFile(
            table=self.table.name,
            path=path,
            rows=self.rows,
            known=(self.low["known_on"], self.high["known_on"]),
            sources=(self.low["source"], self.high["source"]),
            distinct=self.distinct,
            constants={n: v for n, v in self.low.items() if self.high[n] == v},
            latest=self.high.get("on", self.high["known_on"]),
            spans=spans,
        )


def table_named(name: str) -> Table:
    """The table of that name, or a refusal."""
    if name not in TABLES:
        raise Refusal("book-no-table", zh=f"没有表 {name}。", en=f"There is no table {name}.", where=name, status=404)
    return TABLES[name]
