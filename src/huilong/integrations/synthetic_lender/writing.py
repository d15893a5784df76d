"""Writing files (写出): one block's rows into the directories of their days, and totals for control files."""

import gzip
import io
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from huilong.integrations.synthetic_lender import dirt
from huilong.integrations.synthetic_lender.chance import Chance, Ints
from huilong.integrations.synthetic_lender.columns import Sheet
from huilong.integrations.synthetic_lender.deliveries import Deliveries

FORMATS = ("csv", "csv.gz", "parquet")


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
        arrow = sheet.take(rows, self.deliveries.covers_several_days(d))
        self.totals.rows[d, table] += len(rows)
        self.totals.fen[d, table] += int(sheet.amount[rows].sum())
        after = dirt.chosen(self.chance, table, sheet, rows, self.dirty)
        if not len(after):
            self.write(d, name, arrow)
            return
        good = dirt.as_text(arrow.take(pa.array(after)))
        bad, notes = dirt.spoil(self.chance, table, good, sheet.key[rows[after]])
        self.totals.rows[d, table] += len(after)
        if self.format == "parquet":
            # Typed columns cannot hold a wrong date, so the bad rows come as a file of text.
            self.write(d, name, arrow)
            self._mark(d, table, self.write(d, f"{name}_dirty", bad), np.arange(len(after)), notes)
            return
        mixed, at = dirt.interleave(dirt.as_text(arrow), bad, after)
        self._mark(d, table, self.write(d, name, mixed), at, notes)

    def _mark(self, d: int, table: str, path: Path, at: Ints, notes: list[tuple[str, str, str]]) -> None:
        for position, (column, kind, value) in zip(at.tolist(), notes, strict=True):
            # Line 1 is the header.
            self.totals.marks.append(dirt.Mark(path.parent.name, path.name, position + 2, table, column, kind, value))

    def write(self, d: int, name: str, table: pa.Table) -> Path:
        """Write one file of delivery `d`; returns its path."""
        folder = self.out / self.deliveries.date(d).isoformat()
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{name}{self.part}.{self.format}"
        write_table(path, table)
        self.totals.written_bytes += path.stat().st_size
        return path


def write_table(path: Path, table: pa.Table) -> None:
    """Write `table` as CSV, gzipped CSV or Parquet, by the path's ending; same table, same bytes."""
    if path.suffix == ".parquet":
        pq.write_table(table, path, compression="zstd", compression_level=1, write_statistics=False)
        return
    options = pa_csv.WriteOptions(quoting_style="needed")
    if path.suffix == ".csv":
        pa_csv.write_csv(table, path, options)
        return
    plain = io.BytesIO()
    pa_csv.write_csv(table, plain, options)
    path.write_bytes(gzip.compress(plain.getvalue(), compresslevel=4, mtime=0))
