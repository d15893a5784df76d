"""Taking one file (收一份文件): header, rows, duplicates, and the tables it becomes, handed on piece by piece."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa

from huilong.kernel.days import day_date, day_number
from huilong.kernel.money import yuan
from huilong.rooms.book.intake import cells, fields
from huilong.rooms.book.intake.check import BadRow, Checked, Plan, check_rows, plan_file
from huilong.rooms.book.intake.fields import TABLES
from huilong.rooms.book.intake.limits import STANDARD, Limits
from huilong.rooms.book.intake.profile import FileKind, Profile
from huilong.rooms.book.intake.reasons import file_refusal
from huilong.rooms.book.intake.rows import Rows, read_header, read_rows
from huilong.rooms.book.intake.seen import KnownLoans, Seen, row_prints
from huilong.rooms.book.intake.source import Source, unchanged
from huilong.rooms.book.intake.tape import DERIVE
from huilong.rooms.book.store.columns import keys_of

Sink = Callable[[Mapping[str, pa.Table]], None]
Progress = Callable[[int], None]
DAY_KEPT = "known_on"


@dataclass
class Reading:
    """What a file came to: rows sent, rows set aside, and the sums a control file is compared with.

    `amount_fen` sums the amounts of all rows sent that can be read, `good_fen` those of the rows taken.
    """

    rows: int = 0
    taken: int = 0
    amount_fen: int = 0
    good_fen: int = 0
    unreadable: int = 0
    bad: list[BadRow] = field(default_factory=list)
    known: tuple[int, int] | None = None


def plan_of(source: Source, kind: FileKind, profile: Profile, limits: Limits = STANDARD) -> Plan:
    """How a file will be read, from its header alone; refuses a wrong header before any row is read."""
    return plan_file(kind, profile, read_header(source, limits), source.name)


def read_file(
    source: Source, kind: FileKind, profile: Profile, known_on: date, sink: Sink, *,
    corrected: bool = False, known: KnownLoans | None = None, limits: Limits = STANDARD,
    progress: Progress | None = None,
) -> Reading:  # fmt: skip
    """Read and check a whole file, handing good rows to `sink` as they come; rows at fault are set aside.

    Refuses it whole for a fault of the file: what the sink got must then be dropped. A `corrected` file's rows all
    become known on `known_on`, whatever the file says.
    """
    names = read_header(source, limits)
    taking = _Taking(plan_file(kind, profile, names, source.name), known_on, sink, corrected, known)
    for rows in read_rows(source, taking.plan.wanted, names, limits):
        taking.add(check_rows(rows, taking.plan, known_on))
        if len(taking.reading.bad) > limits.bad_rows:
            raise file_refusal("too-many-bad-rows", f"> {limits.bad_rows:,}", source.name)
        if progress:
            progress(taking.reading.rows)
    if not unchanged(source):
        raise file_refusal("changed-while-reading", where=source.name)
    return taking.finish()


def read_row(
    row: Mapping[str, str],
    kind: FileKind,
    profile: Profile,
    known_on: date,
    sink: Sink,
    known: KnownLoans | None = None,
) -> Reading:
    """Check one row given by column names, as when a fixed row is submitted again; it becomes known on `known_on`."""
    names = list(row)
    plan = plan_file(kind, profile, names, "")
    columns = {str(p): pa.array([row[names[p]]], pa.string()) for p in plan.wanted}
    taking = _Taking(plan, known_on, sink, True, known)
    taking.add(check_rows(Rows(columns, np.ones(1, np.int64)), plan, known_on))
    return taking.finish()


class _Taking:
    """One file while it is taken: pieces go to the sink, tape rows wait for the end."""

    def __init__(self, plan: Plan, known_on: date, sink: Sink, corrected: bool, known: KnownLoans | None) -> None:
        self.plan, self.sink, self.known = plan, sink, known
        self.known_on, self.corrected = day_number(known_on), corrected
        self.table = plan.kind.table
        self.feeds_book = self.table.name in TABLES
        self.key = tuple("loan" if name == "loan_id" else name for name in self.table.key)
        self.seen = Seen()
        self.reading = Reading()
        self.held: list[pa.Table] = []

    def add(self, checked: Checked) -> None:
        """Count one piece, set its duplicates aside and hand the rest on."""
        self.reading.rows += checked.rows
        self.reading.amount_fen += checked.amount_fen
        self.reading.unreadable += checked.unreadable
        self.reading.bad.extend(checked.bad)
        if not checked.good.num_rows:
            return
        rows = checked.good.append_column("loan", pa.array(keys_of(checked.good.column("loan_id"))))
        first = self.seen.first(row_prints(rows, self.key), checked.lines)
        rows, lines = self._without(rows, checked.lines, first != -1, cells.DUPLICATE, first)
        if self.known is not None and self.table.name in ("loans", "tape") and rows.num_rows:
            rows, lines = self._without(rows, lines, self.known.clashes(rows), cells.COLLISION, None)
        self.reading.taken += rows.num_rows
        if self.table.amount and rows.num_rows:
            self.reading.good_fen += int(rows.column(self._amount_name()).to_numpy().sum())
        if self.feeds_book:
            self._hand_on({self.table.name: self._finished(rows)})
        else:
            self.held.append(rows)

    def finish(self) -> Reading:
        """Derive what a tape's rows come to; the reading, its bad rows by line."""
        if self.held:
            made = DERIVE[self.table.name](pa.concat_tables(self.held), dict(self.plan.kind.options))
            if self.corrected:
                made = {name: _known_at(table, self.known_on) for name, table in made.items()}
            self._hand_on(made)
        self.reading.bad.sort(key=lambda b: b.line)
        return self.reading

    def _hand_on(self, tables: Mapping[str, pa.Table]) -> None:
        filled = {name: table for name, table in tables.items() if table.num_rows}
        for table in filled.values():
            days = table.column(DAY_KEPT).to_numpy()
            low, high = self.reading.known or (int(days[0]), int(days[0]))
            self.reading.known = min(low, int(days.min())), max(high, int(days.max()))
        if filled:
            self.sink(filled)

    def _amount_name(self) -> str:
        return next(f.book_name for f in self.table.fields if f.name == self.table.amount)

    def _finished(self, rows: pa.Table) -> pa.Table:
        """Rows as the book wants them: the loan by its key, known on the day the row says or the file's day."""
        told = rows.column(DAY_KEPT)
        if self.corrected or told.null_count == len(told):
            rows = _known_at(rows, self.known_on)
        else:
            days = np.minimum(told.fill_null(self.known_on).to_numpy(), self.known_on).astype(np.int32)
            rows = rows.set_column(rows.column_names.index(DAY_KEPT), DAY_KEPT, pa.array(days))
        return rows if self.table.name == "loans" else rows.drop_columns(["loan_id"])

    def _without(self, rows: pa.Table, lines: Any, out: Any, fault: int, first: Any) -> tuple[pa.Table, Any]:
        """The rows that stay and their lines; those `out` are set aside for `fault`."""
        if not out.any():
            return rows, lines
        at = np.flatnonzero(out)
        for i, told in zip(at.tolist(), rows.take(pa.array(at)).to_pylist(), strict=True):
            row = {f.name: _shown(f, told[f.book_name]) for f in self.table.fields if told[f.book_name] is not None}
            value = " ".join(row.get(name, "") for name in self.table.key)
            note = str(int(first[i])) if first is not None else ""
            self.reading.bad.append(BadRow(int(lines[i]), self.table.key[-1], value[:200], row, fault, note))
        return rows.filter(pa.array(~out)), lines[~out]


def _known_at(rows: pa.Table, day: int) -> pa.Table:
    return rows.set_column(rows.column_names.index(DAY_KEPT), DAY_KEPT, pa.array(np.full(rows.num_rows, day, np.int32)))


def _shown(spec: fields.Field, value: Any) -> str:
    """A converted value as a file would write it."""
    if spec.type in (fields.AMOUNT, fields.BALANCE):
        return yuan(value)
    if spec.type == fields.DAY:
        return day_date(value).isoformat()
    if spec.type == fields.RATE:
        return f"{value / 1e6:.6f}"
    if spec.type == fields.FLAG:
        return "1" if value else "0"
    return str(value)
