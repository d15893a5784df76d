"""Reading as of a day (时点读取): one bucket of one table, as the house knew it by `known_by`.

Rows learned later are left out, files superseded by then too; of rows with one natural key the last known counts, ties
go to the later commit. Nothing is rewritten for that: it is decided while reading, and skipped wherever the manifest
shows that there is nothing to decide.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from huilong.engine.compile import compiled
from huilong.kernel.days import FOREVER, DayNumber
from huilong.rooms.book.store import order
from huilong.rooms.book.store.columns import Column, ints, wide
from huilong.rooms.book.store.manifest import DataFile, Manifest
from huilong.rooms.book.store.place import Place
from huilong.rooms.book.store.tables import LOANS, TABLES, Table
from huilong.rooms.book.store.write import SMALL_ROWS, paired

EVERYTHING: Column = np.empty(0, np.uint8)


def as_it_stands(law: Any) -> Any:
    """The function interpreted: for one loan that is quicker than waiting for a compiler."""
    return law


@dataclass
class Visible:
    """Rows that count (可见行), grouped by loan: `at[k]:at[k + 1]` are loan k's. `rows` None: all `stored`."""

    stored: pa.Table
    rows: Column | None
    at: Column

    def ints(self, name: str, null: int = 0) -> Column:
        """An integer column, nulls as `null`."""
        column = ints(self.stored[name], null)
        return column if self.rows is None else compiled(order.taken)(column, self.rows)

    def arrow(self, names: list[str]) -> pa.Table:
        """Columns as Arrow, in the order of the loans."""
        chosen = self.stored.select(names)
        return chosen if self.rows is None else chosen.take(pa.array(self.rows))

    def __len__(self) -> int:
        return int(self.at[-1])


@dataclass
class Snapshot:
    """The book at one version (快照), safe to read from many threads while others write."""

    place: Place
    manifest: Manifest
    _whole: dict[tuple[str, tuple[str, ...]], pa.Table] = field(default_factory=dict)
    _footers: dict[str, Any] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __getstate__(self) -> dict[str, Any]:
        return {"url": self.place.url, "manifest": self.manifest}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__init__(Place(state["url"]), state["manifest"])  # type: ignore[misc]

    def stored(self, file: DataFile, bucket: int, names: list[str], loan: int | None = None) -> pa.Table:
        """The stored rows of one bucket of a file; constant columns are made up, not read. `loan` narrows the read."""
        span = file.spans[bucket]
        table = TABLES[file.table]
        read = [n for n in names if n not in file.constants] or ["loan"]
        if file.rows <= SMALL_ROWS:
            found = self._whole_file(file, read).slice(span.first_row, span.rows)
        else:
            reader = self._reader(file)
            groups = list(range(span.first_group, span.first_group + span.groups))
            if loan is not None:
                groups = _groups_with(reader.metadata, groups, loan)
            found = reader.read_row_groups(groups, columns=read, use_threads=False)
        columns = [_constant(table, n, file, found.num_rows) if n in file.constants else found[n] for n in names]
        return pa.Table.from_arrays(columns, names=names)

    def _may_hold(self, file: DataFile, bucket: int, loan: int) -> bool:
        """Whether a file may have rows of a loan; of a small one, whether it has."""
        if file.rows > SMALL_ROWS:
            return True
        span = file.spans[bucket]
        rows = self._whole_file(file, ["loan"]).slice(span.first_row, span.rows)
        return _span_of(rows["loan"], loan)[1] > 0

    def _whole_file(self, file: DataFile, names: list[str]) -> pa.Table:
        wanted = (file.path, tuple(names))
        with self._lock:
            if wanted not in self._whole:
                self._whole[wanted] = pq.ParquetFile(self.place.open(file.path)).read(columns=names, use_threads=False)
            return self._whole[wanted]

    def _reader(self, file: DataFile) -> pq.ParquetFile:
        with self._lock:
            footer = self._footers.get(file.path)
        reader = pq.ParquetFile(self.place.open(file.path), metadata=footer, memory_map=self.place.local)
        if footer is None:
            with self._lock:
                self._footers[file.path] = reader.metadata
        return reader

    def loans(self, bucket: int, names: list[str], known_by: DayNumber) -> tuple[Column, Visible]:
        """The loans of a bucket known by the day, ascending, and their latest row each."""
        files = [f for f in self.manifest.files_of("loans") if bucket in f.spans and f.known[0] <= known_by]
        keys = [ints(self.stored(f, bucket, ["loan"])["loan"]) for f in files]
        loans = np.unique(np.concatenate([np.empty(0, np.int64), *keys])) if len(keys) != 1 else keys[0]
        if len(files) == 1 and not files[0].distinct:
            loans = np.unique(loans)
        found = self.visible(LOANS, bucket, names, known_by, loans)
        here = np.diff(found.at) > 0
        if not here.all():
            loans = loans[here]
            found = Visible(found.stored, found.rows, np.arange(len(loans) + 1))
        return loans, found

    def visible(
        self,
        table: Table,
        bucket: int,
        names: list[str],
        known_by: DayNumber,
        loans: Column,
        loan: int | None = None,
    ) -> Visible:
        """The rows of a table that count for `loans` (ascending keys) by `known_by`, with the columns `names`."""
        pen = compiled if loan is None else as_it_stands
        files = [f for f in self.manifest.files_of(table.name) if bucket in f.spans and f.known[0] <= known_by]
        if loan is not None:  # most files of a day hold no row of one loan, and what is not read needs no merging
            files = [f for f in files if self._may_hold(f, bucket, loan)]
        needed = dict.fromkeys(["loan", *names])
        if not files:
            empty = pa.schema([table.schema.field(n) for n in needed]).empty_table()
            return Visible(empty, None, np.zeros(len(loans) + 1, np.int64))
        dead = [n for n, on in self.manifest.superseded_on.items() if on <= known_by]
        late = any(f.known[1] > known_by for f in files)
        gone = any(f.sources[0] <= n <= f.sources[1] for n in dead for f in files)
        plain = len(files) <= 1 and all(f.distinct for f in files)
        if late or not plain:
            needed["known_on"] = None
        if gone or not plain:
            needed["source"] = None
        if not plain:
            needed |= dict.fromkeys([*table.key, *table.order])
        parts = [self.stored(f, bucket, list(needed), loan) for f in files]
        if loan is not None:
            parts = [p.slice(*_span_of(p["loan"], loan)) for p in parts]
        stored = pa.concat_tables(parts)
        if plain and not (late or gone):
            at, complete = pen(order.spans)(loans, ints(stored["loan"]))
            if complete:
                return Visible(stored, None, at)
        counts = _counting(stored, known_by if late else FOREVER, dead if gone else [])
        runs = np.array([p.num_rows for p in parts])
        distinct = np.array([f.distinct for f in files], np.uint8)
        return _merged(table, stored, runs, distinct, counts, loans, plain, pen)


def _merged(
    table: Table,
    stored: pa.Table,
    runs: Column,
    distinct: Column,
    counts: Column,
    loans: Column,
    plain: bool,
    pen: Callable[[Any], Any],
) -> Visible:
    count = stored.num_rows
    loan = ints(stored["loan"])
    starts = np.concatenate([np.zeros(1, np.int64), np.cumsum(runs)])
    key = more = rank = first = second = np.zeros(0 if plain else count, np.int64)
    if not plain:
        key, more = paired(stored, table.key, count)
        first, second = paired(stored, table.order, count)
        rank = (wide(ints(stored["known_on"])) << 32) + ints(stored["source"])
    rows, at = pen(order.merge_runs)(loans, starts, loan, counts, distinct, key, more, rank, first, second)
    return Visible(stored, rows, at)


def _counting(stored: pa.Table, known_by: DayNumber, dead: list[int]) -> Column:
    """1 for each row that counts, by day and by source; empty when all do."""
    if known_by >= FOREVER and not dead:
        return EVERYTHING
    counts = np.ones(stored.num_rows, np.bool_)
    if known_by < FOREVER:
        counts &= ints(stored["known_on"]) <= known_by
    if dead:
        counts &= ~np.isin(ints(stored["source"]), np.array(dead))
    return counts.view(np.uint8)


def _constant(table: Table, name: str, file: DataFile, count: int) -> pa.Array:
    kind = table.schema.field(name).type
    if pa.types.is_boolean(kind):
        return pa.array(np.full(count, file.constants[name], np.uint8)).cast(kind)
    return pa.array(np.full(count, file.constants[name], kind.to_pandas_dtype()))


def _span_of(loans: pa.ChunkedArray, loan: int) -> tuple[int, int]:
    """Where one loan's rows are in a file's rows of a bucket, which are in the order of loans: first row, row count."""
    keys = ints(loans)
    first = int(np.searchsorted(keys, loan, "left"))
    return first, int(np.searchsorted(keys, loan, "right")) - first


def _groups_with(footer: Any, groups: list[int], loan: int) -> list[int]:
    """The row groups whose loans may include `loan`."""
    found = []
    for group in groups:
        held = footer.row_group(group).column(0).statistics
        if held is None or not held.has_min_max or held.min <= loan <= held.max:
            found.append(group)
    return found
