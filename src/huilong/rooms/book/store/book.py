"""The book (借据库): open it, add to it, read it as of any day."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pyarrow as pa

from huilong.engine import local
from huilong.kernel.days import FOREVER, DayNumber
from huilong.rooms.book.store import compact, manifest
from huilong.rooms.book.store.columns import Column, ints
from huilong.rooms.book.store.manifest import DataFile, Manifest, Source
from huilong.rooms.book.store.place import Place
from huilong.rooms.book.store.read import Snapshot
from huilong.rooms.book.store.spill import Spill
from huilong.rooms.book.store.tables import TABLES, Table
from huilong.rooms.book.store.write import SMALL_ROWS, buckets_sorted, fitted, sorted_part, table_named, write_file

SPILL_ROWS = 2_000_000
"""Rows of one table held in memory before they are put aside, cut by bucket."""
KEPT_VERSIONS = 8
SWEEP_AFTER_SECONDS = 24 * 3600.0


class Book:
    """The Parquet book at a URL. Every read is of one version; `refresh` (or a write of ours) moves to the newest."""

    def __init__(self, place: Place, held: Manifest) -> None:
        self.place = place
        self.snapshot = Snapshot(place, held)

    @classmethod
    def open(cls, url: str, buckets: int = 64) -> "Book":
        """Open the book at a directory or any URL pyarrow knows; a place with nothing in it is an empty book."""
        place = Place(url)
        return cls(place, manifest.load(place, buckets))

    @property
    def manifest(self) -> Manifest:
        """What the book is made of at this version."""
        return self.snapshot.manifest

    @property
    def version(self) -> int:
        """The version read: the number of commits so far."""
        return self.manifest.version

    @property
    def buckets(self) -> int:
        """How many buckets the book has (分桶数)."""
        return self.manifest.buckets

    @property
    def latest_known_on(self) -> DayNumber | None:
        """The last day on which anything was learned; None for an empty book."""
        return self.manifest.latest_known_on

    def refresh(self) -> "Book":
        """Move to the newest version."""
        held = manifest.versions(self.place)
        if held and held[-1] != self.version:
            self.snapshot = Snapshot(self.place, manifest.load(self.place, self.buckets))
        return self

    def has_source(self, sha256: str) -> bool:
        """Whether a file with these bytes was ever taken."""
        return sha256 in self.manifest.digests

    def append(
        self, tables: Mapping[str, pa.Table], source: Source | None = None, *, known_on: DayNumber | None = None
    ) -> int:
        """Add rows in one commit; returns the new version. See `writing` and `Commit.add`."""
        with self.writing() as commit:
            commit.add(tables, source, known_on=known_on)
        return self.version

    @contextmanager
    def writing(self) -> "Iterator[Commit]":
        """Hold the book and gather one commit; it is made at the end of the block, or not at all if that raises."""
        with self.place.locked():
            self.refresh()
            with TemporaryDirectory(prefix="huilong-", dir=self.place.scratch()) as directory:
                commit = Commit(self, Path(directory))
                yield commit
                commit.make()

    def table(self, name: str, bucket: int, known_by: DayNumber = FOREVER) -> pa.Table:
        """The rows of one bucket of a table that count by `known_by`, all columns, by loan and the table's order.

        Rows of loans that the loans table does not (yet) know are left out.
        """
        table = table_named(name)
        loans, found = self.snapshot.loans(bucket, table.schema.names if name == "loans" else ["loan"], known_by)
        if name != "loans":
            found = self.snapshot.visible(table, bucket, table.schema.names, known_by, loans)
        return found.arrow(table.schema.names).combine_chunks()

    def loan_keys(self) -> Column:
        """The keys of every loan ever taken, ascending (int64)."""
        return ints(self._all_loans(["loan"])["loan"])

    def loan_ids(self) -> pa.Table:
        """Every loan ever taken: `loan`, `loan_id`, ascending by key; for finding two identifiers with one key."""
        return self._all_loans(["loan", "loan_id"])

    def _all_loans(self, names: list[str]) -> pa.Table:
        def held(bucket: int) -> pa.Table:
            files = [f for f in self.manifest.files_of("loans") if bucket in f.spans]
            return pa.concat_tables([self.snapshot.stored(f, bucket, names) for f in files])

        with_loans = sorted({b for f in self.manifest.files_of("loans") for b in f.spans})
        parts = [part for _, part in local.run(held, with_loans)]
        if not parts:
            return pa.schema([TABLES["loans"].schema.field(n) for n in names]).empty_table()
        every = pa.concat_tables(parts).combine_chunks()
        _, first = np.unique(ints(every["loan"]), return_index=True)
        return every.take(pa.array(first)).combine_chunks()

    def loans_known(self, keys: Column) -> Column:
        """For each key, whether the book has a loan of that key (bool)."""
        return np.isin(keys, self.loan_keys())

    def compact(self, everything: bool = True) -> int:
        """Merge files without changing any answer; returns the version (unchanged if there was nothing to do)."""
        with self.place.locked():
            self.refresh()
            files, version = list(self.manifest.files), self.version + 1
            changed = _merge(self.snapshot, files, version, everything)
            if changed:
                _settle(self, replace(self.manifest, version=version, files=tuple(files)))
        return self.version


class Commit:
    """One commit in the making (一次提交): rows are sorted and written as they come, and count only once it is made."""

    def __init__(self, book: Book, directory: Path) -> None:
        self.book = book
        self.directory = directory
        self.spills: dict[str, Spill] = {}
        self.version = book.version + 1
        self.sources = list(book.manifest.sources)
        self.files: list[DataFile] = []
        self.held: dict[str, list[pa.Table]] = {}

    def has_source(self, sha256: str) -> bool:
        """Whether a file with these bytes was taken, in this commit or before."""
        return any(s.sha256 == sha256 for s in self.sources)

    def add(
        self, tables: Mapping[str, pa.Table], source: Source | None = None, *, known_on: DayNumber | None = None
    ) -> None:
        """Add rows of one file. `known_on` (or the source's) fills a missing `known_on` column.

        Columns as in `tables.TABLES`; `loan` may be left to `loan_id`, and a table's key to its identifier. Adding to
        the same source again (same sha256, later rows of one file) goes on with it.
        """
        number = 0
        if source is not None:
            known_on = source.known_on if known_on is None else known_on
            number = self._number(source, {name: rows.num_rows for name, rows in tables.items()})
        for name, rows in tables.items():
            if rows.num_rows:
                self.held.setdefault(name, []).append(fitted(table_named(name), rows, number, known_on))
                if sum(t.num_rows for t in self.held[name]) >= SPILL_ROWS:
                    self._spill(name)

    def _spill(self, name: str) -> None:
        if name not in self.spills:
            self.spills[name] = Spill(self.directory, table_named(name), self.book.buckets)
        self.spills[name].add(pa.concat_tables(self.held.pop(name)))

    def _number(self, source: Source, rows: dict[str, int]) -> int:
        last = self.sources[-1] if self.sources else None
        if last is not None and last.number > len(self.book.manifest.sources) and last.sha256 == source.sha256:
            total = {n: last.rows.get(n, 0) + rows.get(n, 0) for n in {**last.rows, **rows}}
            self.sources[-1] = replace(last, rows=total)
            return last.number
        self.sources.append(replace(source, number=len(self.sources) + 1, rows=source.rows or rows))
        return len(self.sources)

    def write(self) -> None:
        """Write what is held: a table in one file, or one that was spilled in a file for each bucket, on all cores."""
        place, version = self.book.place, self.version
        for name, spill in self.spills.items():
            spill.add(pa.concat_tables(self.held.pop(name, [])) if self.held.get(name) else None)
            table = table_named(name)

            def bucket_file(bucket: int, table: Table = table, spill: Spill = spill) -> DataFile | None:
                part = spill.bucket(bucket)
                return write_file(place, table, [(bucket, *sorted_part(table, part))], version) if part else None

            self._keep(local.run(bucket_file, range(self.book.buckets)))
        names = list(self.held)

        def table_file(at: int) -> DataFile | None:
            table, rows = table_named(names[at]), pa.concat_tables(self.held.pop(names[at]))
            parts = buckets_sorted(table, rows, self.book.buckets)
            return write_file(place, table, parts, version, small=rows.num_rows <= SMALL_ROWS)

        self._keep(local.run(table_file, range(len(names))))

    def _keep(self, made: Iterable[tuple[int, DataFile | None]]) -> None:
        self.files += [file for _, file in sorted(made, key=lambda pair: pair[0]) if file is not None]

    def make(self) -> None:
        """Write what is held and make the commit; nothing happens if nothing was added."""
        self.write()
        if not self.files and len(self.sources) == len(self.book.manifest.sources):
            return
        files = [*self.book.manifest.files, *self.files]
        sources = tuple(self.sources)
        _settle(self.book, Manifest(self.version, self.book.buckets, sources, tuple(files)))
        if _merge(self.book.snapshot, files, self.version + 1, everything=False):
            _settle(self.book, Manifest(self.version + 1, self.book.buckets, sources, tuple(files)))


def _merge(snapshot: Snapshot, files: list[DataFile], version: int, everything: bool) -> bool:
    """Replace files worth merging, in place; whether there were any."""
    changed = False
    for table in TABLES.values():
        chosen = compact.to_merge([f for f in files if f.table == table.name], everything)
        if chosen:
            made = compact.merged(snapshot, table, chosen, version)
            files[:] = [f for f in files if f not in chosen] + made
            changed = True
    return changed


def _settle(book: Book, made: Manifest) -> None:
    manifest.commit(book.place, made)
    book.snapshot = Snapshot(book.place, made)
    numbers = manifest.versions(book.place)
    if len(numbers) > 2 * KEPT_VERSIONS:
        keep = [manifest.load(book.place, book.buckets, n) for n in numbers[-KEPT_VERSIONS:]]
        manifest.sweep(book.place, keep, TABLES, SWEEP_AFTER_SECONDS)
