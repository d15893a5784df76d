"""Checking rows (逐行检查): each piece of a file becomes good rows in the book's types, and bad rows."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from huilong.engine import local
from huilong.rooms.book.intake import cells, fields
from huilong.rooms.book.intake.convert import Column, as_text, convert
from huilong.rooms.book.intake.fields import Field
from huilong.rooms.book.intake.profile import FileKind, Profile, Transform, normal
from huilong.rooms.book.intake.reasons import FAULTS, file_refusal
from huilong.rooms.book.intake.rows import Rows

ARROW = {
    fields.AMOUNT: pa.int64(), fields.BALANCE: pa.int64(), fields.DAY: pa.int32(), fields.RATE: pa.int64(),
    fields.COUNT: pa.int32(),
    fields.FLAG: pa.bool_(),
}  # fmt: skip
MASK = "***"


@dataclass(frozen=True)
class BadRow:
    """A row set aside: its line, the column at fault, the value as read (masked if personal), the row, the fault."""

    line: int
    column: str
    value: str
    row: Mapping[str, str]
    fault: int
    note: str = ""

    @property
    def code(self) -> str:
        """The stable code of the reason."""
        return FAULTS[self.fault].code


@dataclass(frozen=True)
class Plan:
    """How one file is read: its kind, the header positions each field draws on, and the names to show for them."""

    kind: FileKind
    profile: Profile
    positions: Mapping[str, tuple[int, ...]]
    shown: Mapping[int, str]

    @property
    def wanted(self) -> list[int]:
        """The header positions to read, in order; the others are never looked at."""
        return sorted({p for at in self.positions.values() for p in at})


@dataclass
class Checked:
    """What a piece came to: good rows, their lines, bad rows, and how the amounts of all rows add up."""

    good: pa.Table
    lines: npt.NDArray[np.int64]
    bad: list[BadRow] = field(default_factory=list)
    rows: int = 0
    amount_fen: int = 0
    unreadable: int = 0


def plan_file(kind: FileKind, profile: Profile, names: list[str], where: str) -> Plan:
    """Find each field's columns in the header. Refuses a header that lacks a needed one or repeats one."""
    at: dict[str, int] = {}
    repeated: list[str] = []
    for i, name in enumerate(names):
        if normal(name) in at:
            repeated.append(name)
        at.setdefault(normal(name), i)
    positions: dict[str, tuple[int, ...]] = {}
    shown: dict[int, str] = {}
    lacking: list[str] = []
    for spec in kind.table.fields:
        source = kind.sources[spec.name]
        found = _positions(source, at)
        if found is None and spec.needed:
            lacking.append(source.columns[0])
        positions[spec.name] = found or ()
        for p in positions[spec.name]:
            shown.setdefault(p, spec.name if source.how == "column" and kind.table.name in fields.TABLES else names[p])
    if lacking:
        raise file_refusal("wrong-header", ", ".join(sorted(set(lacking))), where)
    used = {normal(names[p]) for found in positions.values() for p in found}
    if doubled := sorted({r for r in repeated if normal(r) in used}):
        raise file_refusal("repeated-column", ", ".join(doubled), where)
    return Plan(kind, profile, positions, shown)


def _positions(source: Transform, at: Mapping[str, int]) -> tuple[int, ...] | None:
    if source.how == "constant":
        return ()
    found = [at[normal(c)] for c in source.columns if normal(c) in at]
    if source.how == "column":
        return tuple(found[:1]) or None
    return tuple(found) if len(found) == len(source.columns) else None


def check_rows(rows: Rows, plan: Plan, known_on: date) -> Checked:
    """Check one piece: every cell converted, every fault found, rows of nothing but empty cells left out."""
    columns = {p: _without_nulls(rows.columns[str(p)], plan.profile.nulls) for p in plan.wanted}
    count = len(rows.lines)
    specs = plan.kind.table.fields

    def convert_field(at: int) -> Column:
        spec = specs[at]
        held = [columns[p] for p in plan.positions[spec.name]]
        return _field(spec, plan.kind.sources[spec.name], held, count, known_on)

    converted = {specs[at].name: column for at, column in local.run(convert_field, range(len(specs)))}
    blank = _blank_rows(columns, converted, count)
    fault, culprit = _first_faults(plan, converted, count)
    wrong = (fault > 0) & ~blank
    good = ~wrong & ~blank
    checked = Checked(_book_rows(plan, converted, good), rows.lines[good], rows=count - int(blank.sum()))
    _add_up(checked, plan, converted, blank)
    at = np.flatnonzero(wrong)
    if len(at):
        checked.bad = _bad_rows(plan, columns, rows.lines, at, fault, culprit)
    for line in rows.malformed:
        checked.bad.append(BadRow(line.line, "", "", {}, cells.COLUMNS))
        checked.rows += 1
        checked.unreadable += 1
    return checked


def _without_nulls(array: pa.Array, nulls: tuple[str, ...]) -> pa.Array:
    if not nulls or not (pa.types.is_string(array.type) or pa.types.is_large_string(array.type)):
        return array
    return pc.if_else(pc.is_in(array, value_set=pa.array(nulls, array.type)), pa.scalar("", array.type), array)


def _field(spec: Field, source: Transform, columns: list[pa.Array], count: int, known_on: date) -> Column:
    """One field of the piece, by its word of the vocabulary."""
    if source.how == "constant":
        columns = [pa.array([source.value] * count, pa.string())]
    if not columns:
        return Column(pa.nulls(count, pa.string()).fill_null(""), np.full(count, cells.EMPTY, np.int8))
    array = columns[0]
    if source.how == "equals":
        yes = pc.equal(as_text(array), source.value).to_numpy(zero_copy_only=False)
        return Column(yes.astype(np.int64), np.zeros(count, np.int8))
    if source.how == "join":
        array = pc.binary_join_element_wise(*[as_text(c) for c in columns], "-")
    if source.how == "digest":
        array = _digested([as_text(c) for c in columns])
    if spec.type in (fields.ID, fields.BORROWER, fields.TEXT):
        array = _trimmed(as_text(array))
    return convert(array, spec.type, order=source.order, latest_birth=known_on.year - 16)


def _trimmed(array: pa.Array) -> pa.Array:
    """Without blanks around (a leading tab stays: it is a formula's disguise); untouched where there are none."""
    if not pc.any(pc.or_(pc.starts_with(array, " "), pc.ends_with(array, " "))).as_py():
        return array
    return pc.utf8_trim(array, " ")


def _digested(columns: list[pa.Array]) -> pa.Array:
    """The first column and eight digits of a hash over all: an identity for tapes whose numbers are not unique."""
    whole = pc.binary_join_element_wise(*columns, "|").to_pylist()
    marks = [hashlib.blake2b(w.encode(), digest_size=4).hexdigest() for w in whole]
    return pa.array([f"{first}-{mark}" for first, mark in zip(columns[0].to_pylist(), marks, strict=True)], pa.string())


def _blank_rows(columns: Mapping[int, pa.Array], converted: Mapping[str, Column], count: int) -> npt.NDArray[np.bool_]:
    first = next(iter(converted.values()))
    blank: npt.NDArray[np.bool_] = first.faults == cells.EMPTY
    if not blank.any():
        return blank
    for array in columns.values():
        blank = blank & pc.equal(as_text(array), "").to_numpy(zero_copy_only=False)
    return blank


def _first_faults(plan: Plan, converted: Mapping[str, Column], count: int) -> tuple[Any, Any]:
    """For each row its first fault (0 = good) and the number of the field that has it."""
    fault, culprit = np.zeros(count, np.int8), np.zeros(count, np.int8)
    for number, spec in enumerate(plan.kind.table.fields):
        faults = converted[spec.name].faults
        if not faults.any():
            continue
        if spec.needed:
            faults = np.where(faults == cells.EMPTY, cells.MISSING, faults)
        # Personal data outranks: the row must be masked whatever else is wrong with it.
        fresh = (faults > 0) & ((fault == 0) | (faults == cells.PERSONAL))
        fault[fresh], culprit[fresh] = faults[fresh], number
    if plan.kind.table.ordered:
        start, end = plan.kind.table.ordered
        late = (converted[end].values < converted[start].values) & (fault == 0)
        fault[late] = cells.ORDER
        culprit[late] = [f.name for f in plan.kind.table.fields].index(end)
    return fault, culprit


def _book_rows(plan: Plan, converted: Mapping[str, Column], good: npt.NDArray[np.bool_]) -> pa.Table:
    columns = {f.book_name: _book_column(f, converted[f.name]) for f in plan.kind.table.fields}
    table = pa.table(columns)
    return table if good.all() else table.filter(pa.array(good))


def _book_column(spec: Field, column: Column) -> pa.Array:
    empty = column.faults == cells.EMPTY
    if spec.type not in ARROW:
        if spec.default and empty.any():
            return pc.if_else(pa.array(empty), spec.default, column.values)
        return column.values
    values = np.zeros(len(empty), np.int64) if isinstance(column.values, pa.Array) else column.values
    if spec.default is not None:
        return pa.array(np.where(empty, spec.default, values)).cast(ARROW[spec.type], safe=False)
    return pa.array(values, mask=empty).cast(ARROW[spec.type], safe=False)


def _add_up(checked: Checked, plan: Plan, converted: Mapping[str, Column], blank: npt.NDArray[np.bool_]) -> None:
    if not plan.kind.table.amount:
        return
    column = converted[plan.kind.table.amount]
    readable = np.isin(column.faults, (cells.GOOD, cells.NEGATIVE))
    checked.amount_fen = int(column.values[readable].sum()) if not isinstance(column.values, pa.Array) else 0
    checked.unreadable = int((~readable & ~blank & (column.faults != cells.EMPTY)).sum())


def _bad_rows(
    plan: Plan, columns: Mapping[int, pa.Array], lines: npt.NDArray[np.int64], at: Any, fault: Any, culprit: Any
) -> list[BadRow]:
    taken = {p: as_text(columns[p].take(pa.array(at))).to_pylist() for p in plan.wanted}
    specs = plan.kind.table.fields
    bad = []
    for k, i in enumerate(at):
        spec = specs[culprit[i]]
        places = plan.positions[spec.name]
        row = {plan.shown[p]: taken[p][k][:400] for p in plan.wanted}
        column = plan.shown[places[0]] if places else spec.name
        value = row.get(column, "")
        if fault[i] == cells.PERSONAL:
            value = masked(value)
            row = {n: (masked(v) if n == column else v) for n, v in row.items()}
        bad.append(BadRow(int(lines[i]), column, value[:200], row, int(fault[i])))
    return bad


def masked(value: str) -> str:
    """A value that may be personal, with only its first and last characters left (打码)."""
    return f"{value[:1]}{MASK}{value[-1:]}" if len(value) > 4 else MASK
