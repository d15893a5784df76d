"""Writing files (写出): one block's rows into the directories of their days, and totals for control files."""

import gzip
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from huilong.integrations.synthetic_lender import dirt
from huilong.integrations.synthetic_lender.chance import Chance, Ints
from huilong.integrations.synthetic_lender.columns import Sheet
from huilong.integrations.synthetic_lender.deliveries import Deliveries

FORMATS = ("csv", "csv.gz", "parquet")
CHUNK_ROWS = 200_000
"""Rows held as text at once; also the most in a Parquet row group."""


@dataclass
class Totals:
    """What has been written (合计): rows and fen by delivery and table, dirty rows, bytes."""

    rows: dict[tuple[int, str], int] = field(default_factory=lambda: defaultdict(int))
    fen: dict[tuple[int, str], int] = field(default_factory=lambda: defaultdict(int))
    marks: list[dirt.Mark] = field(default_factory=list)
    written_bytes: int = 0

    def add(self, other: "Totals") -> None:
        """Take in the totals of another block."""
        for key, rows in other.rows.items():
            self.rows[key] += rows
            self.fen[key] += other.fen[key]
        self.marks += other.marks
        self.written_bytes += other.written_bytes


@dataclass(frozen=True)
class Writer:
    """Where and how one block's files are written (写出口); `part` is empty for a book of one block."""

    out: Path
    format: str
    deliveries: Deliveries
    chance: Chance
    dirty: float
    part: str
    totals: Totals

    def write_sheet(self, name: str, table: str, sheet: Sheet) -> None:
        """Split a sheet by delivery and write a file for each that has rows; `name` begins the file's name."""
        which = self.deliveries.of_known(sheet.known)
        order = np.lexsort((sheet.then, sheet.loan, which))
        bounds = np.searchsorted(which[order], np.arange(len(self.deliveries) + 1))
        for d in range(len(self.deliveries)):
            rows = order[bounds[d] : bounds[d + 1]]
            if len(rows):
                self._write_rows(d, name, table, sheet, rows)

    def _write_rows(self, d: int, name: str, table: str, sheet: Sheet, rows: Ints) -> None:
        """Write a file of the sheet's `rows`, a chunk at a time, with its dirty rows."""
        several = self.deliveries.covers_several_days(d)
        after = dirt.chosen(self.chance, table, sheet, rows, self.dirty)
        self.totals.rows[d, table] += len(rows) + len(after)
        self.totals.fen[d, table] += int(sheet.amount[rows].sum())
        if self.format == "parquet" and len(after):
            # Typed columns cannot hold a wrong date, so the bad rows come as a file of text; a duplicate would not be
            # one there.
            good = dirt.as_text(sheet.take(rows[after], several))
            bad, notes = dirt.spoil(self.chance, table, good, sheet.key[rows[after]], with_duplicates=False)
            self._mark(d, table, self.write(d, f"{name}_dirty", [bad]), np.arange(len(after)), notes)
            after = after[:0]
        marks: list[tuple[int, dirt.Note]] = []
        path = self.write(d, name, self._chunks(table, sheet, rows, after, several, marks))
        self._mark(d, table, path, np.array([at for at, _ in marks]), [note for _, note in marks])

    def _chunks(
        self, table: str, sheet: Sheet, rows: Ints, after: Ints, several: bool, marks: list[tuple[int, dirt.Note]]
    ) -> Iterator[pa.Table]:
        """The rows as arrow tables, dirty copies right after the rows `after`; notes them in `marks` with positions."""
        written = 0
        for first in range(0, len(rows), CHUNK_ROWS):
            chunk = sheet.take(rows[first : first + CHUNK_ROWS], several)
            if len(after):
                chunk = dirt.as_text(chunk)
                here = after[(after >= first) & (after < first + CHUNK_ROWS)]
                good = chunk.take(pa.array(here - first))
                bad, notes = dirt.spoil(self.chance, table, good, sheet.key[rows[here]])
                chunk, at = dirt.interleave(chunk, bad, here - first)
                marks += zip((at + written).tolist(), notes, strict=True)
            written += chunk.num_rows
            yield chunk

    def _mark(self, d: int, table: str, path: Path, at: Ints, notes: list[dirt.Note]) -> None:
        first = 1 if self.format == "parquet" else 2  # line 1 of a CSV is its header
        for position, (column, kind, value) in zip(at.tolist(), notes, strict=True):
            line = position + first
            self.totals.marks.append(dirt.Mark(path.parent.name, path.name, line, table, column, kind, value))

    def write(self, d: int, name: str, chunks: Iterable[pa.Table]) -> Path:
        """Write one file of delivery `d`; returns its path."""
        folder = self.out / self.deliveries.date(d).isoformat()
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{name}{self.part}.{self.format}"
        write_chunks(path, chunks)
        self.totals.written_bytes += path.stat().st_size
        return path


def write_chunks(path: Path, chunks: Iterable[pa.Table]) -> None:
    """Write tables of one schema as CSV, gzipped CSV or Parquet, by the path's ending; same tables, same bytes."""
    with ExitStack() as stack:
        sink: Any = None
        for chunk in chunks:
            if sink is None:
                sink = stack.enter_context(_sink(path, chunk.schema, stack))
            sink.write_table(chunk)


def _sink(path: Path, schema: pa.Schema, stack: ExitStack) -> Any:
    """An open writer of the file's format."""
    if path.suffix == ".parquet":
        return pq.ParquetWriter(path, schema, compression="zstd", compression_level=1, write_statistics=False)
    plain: Any = path
    if path.suffix == ".gz":
        raw = stack.enter_context(path.open("wb"))
        plain = stack.enter_context(gzip.GzipFile("", "wb", compresslevel=4, fileobj=raw, mtime=0))
    return pa_csv.CSVWriter(plain, schema, write_options=pa_csv.WriteOptions(quoting_style="needed"))
