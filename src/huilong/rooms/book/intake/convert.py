"""Columns of a file to columns of the book (列转换): vectorised, exact, with a fault for each cell that is wrong.

Text goes through the compiled functions of `cells`; typed columns of Parquet are compared with what they would be as
text, so that 0.1 + 0.2 is refused as an amount whatever file it came in.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from huilong.engine.compile import compiled
from huilong.rooms.book.intake import cells, fields, text_cells

Ints = npt.NDArray[Any]

SCALES = {fields.AMOUNT: 2, fields.BALANCE: 2, fields.RATE: 6, fields.COUNT: 0}
_BOUNDS = {
    fields.AMOUNT: (100 * cells.MAX_UNITS, cells.NEGATIVE, cells.AMOUNT_BOUNDS),
    fields.RATE: (10_000_000, cells.NUMBER_RANGE, cells.NUMBER_RANGE),
    fields.COUNT: (32_000, cells.NUMBER_RANGE, cells.NUMBER_RANGE),
}
_LAWS = {
    fields.AMOUNT: cells._amounts,
    fields.BALANCE: cells._balances,
    fields.RATE: cells._rates,
    fields.COUNT: cells._counts,
    fields.FLAG: cells._flags,
}


@dataclass(frozen=True)
class Column:
    """A converted column: its values (numbers or an Arrow string array) and a fault a row (`cells.EMPTY` = nothing)."""

    values: Any
    faults: npt.NDArray[np.int8]


def text_buffers(array: pa.Array) -> tuple[Ints, Ints]:
    """The bytes and offsets of an Arrow string array without nulls."""
    _, offsets, text = array.buffers()
    width = np.int64 if pa.types.is_large_string(array.type) else np.int32
    at = np.frombuffer(offsets, width)[array.offset : array.offset + len(array) + 1] if offsets else np.zeros(1, width)
    return (np.frombuffer(text, np.uint8) if text is not None and text.size else np.zeros(0, np.uint8)), at


def as_text(array: pa.Array) -> pa.Array:
    """Any Arrow array as strings without nulls, as a person would type them (numbers without a trailing `.0`)."""
    if pa.types.is_floating(array.type):
        array = pa.array([None if v is None or v != v else _plain(v) for v in array.to_pylist()], pa.string())
    elif pa.types.is_timestamp(array.type):
        array = pc.strftime(array, "%Y-%m-%d %H:%M:%S")
    elif not pa.types.is_string(array.type) and not pa.types.is_large_string(array.type):
        array = array.cast(pa.string())
    return array.fill_null("") if array.null_count else array


def _plain(value: float) -> str:
    return str(int(value)) if value == int(value) and abs(value) < 1e15 else repr(value)


def convert(array: pa.Array, kind: str, *, order: int = cells.YMD, latest_birth: int = 2010) -> Column:
    """One column as numbers (amount in fen, day number, ppm, count, flag) or as checked text, with its faults."""
    if kind in (fields.ID, fields.BORROWER, fields.TEXT):
        return _checked_text(as_text(array), kind, latest_birth)
    if kind == fields.KIND:
        return _kinds(as_text(array))
    typed = _typed(array, kind)
    if typed is not None:
        return typed
    text, at = text_buffers(as_text(array))
    values, faults = np.zeros(len(array), np.int64), np.zeros(len(array), np.int8)
    if kind == fields.DAY:
        compiled(cells._days)(text, at, values, faults, order)
    else:
        compiled(_LAWS[kind])(text, at, values, faults)
    return Column(values, faults)


def _checked_text(array: pa.Array, kind: str, latest_birth: int) -> Column:
    identifier = {fields.ID: 1, fields.BORROWER: 2}.get(kind, 0)
    longest = 64 if identifier else 400
    faults = np.zeros(len(array), np.int8)
    compiled(text_cells._texts)(*text_buffers(array), faults, longest, latest_birth, identifier)
    return Column(array, faults)


def _kinds(array: pa.Array) -> Column:
    coded = pc.dictionary_encode(pc.utf8_lower(pc.utf8_trim_whitespace(array)))
    words = coded.dictionary.to_pylist()
    known = pa.array([fields.KINDS.get(w, "") for w in words], pa.string())
    fault_of = np.array(
        [cells.EMPTY if w == "" else 0 if w in fields.KINDS else cells.UNKNOWN_KIND for w in words], np.int8
    )
    at = coded.indices.to_numpy(zero_copy_only=False)
    return Column(known.take(coded.indices), fault_of[at] if len(words) else np.zeros(0, np.int8))


def _typed(array: pa.Array, kind: str) -> Column | None:
    """A column that Parquet already typed, or None where it is text (or a type that goes by way of text)."""
    kind_of = array.type
    empty = array.is_null().to_numpy(zero_copy_only=False)
    if kind == fields.DAY and (pa.types.is_date(kind_of) or pa.types.is_timestamp(kind_of)):
        return _typed_days(array, empty)
    if kind == fields.FLAG and pa.types.is_boolean(kind_of):
        values = array.fill_null(False).to_numpy(zero_copy_only=False).astype(np.int64)
        return Column(values, np.where(empty, cells.EMPTY, 0).astype(np.int8))
    if kind in SCALES and pa.types.is_integer(kind_of):
        whole = array.fill_null(0).to_numpy(zero_copy_only=False)
        small = np.abs(whole.astype(np.float64)) <= 10.0**12
        return _bounded(np.where(small, whole, 10**12).astype(np.int64) * 10 ** SCALES[kind], empty, kind)
    if kind in SCALES and pa.types.is_floating(kind_of):
        return _typed_floats(array, empty, kind)
    return None


def _typed_floats(array: pa.Array, empty: Ints, kind: str) -> Column:
    """Floating numbers that are the nearest to a decimal of the right places; any other has too many decimals."""
    scale = 10 ** SCALES[kind]
    given = array.fill_null(0.0).to_numpy(zero_copy_only=False).astype(np.float64)
    empty = empty | np.isnan(given)
    given = np.where(empty, 0.0, given)
    small = np.abs(given) <= 1e11
    scaled = np.rint(np.where(small, given, 1e11) * scale).astype(np.int64)
    column = _bounded(scaled, empty, kind)
    inexact = small & (scaled / scale != given)
    column.faults[inexact & (column.faults == 0)] = cells.DECIMALS
    return column


def _typed_days(array: pa.Array, empty: Ints) -> Column:
    faults = np.where(empty, cells.EMPTY, 0).astype(np.int8)
    days = array.cast(pa.date32(), safe=False)
    if pa.types.is_timestamp(array.type):
        whole = days.cast(array.type, safe=False)
        off = pc.not_equal(whole, array).fill_null(False).to_numpy(zero_copy_only=False)
        faults[off] = cells.BAD_DATE
    values = days.cast(pa.int32()).fill_null(0).to_numpy(zero_copy_only=False).astype(np.int64)
    last = cells.days_before(cells.LAST_YEAR, 12, 31)
    faults[((values < 0) | (values > last)) & (faults == 0)] = cells.DATE_RANGE
    return Column(values, faults)


def _bounded(values: Ints, empty: Ints, kind: str) -> Column:
    most, below, above = _BOUNDS.get(kind, _BOUNDS[fields.AMOUNT])
    if kind == fields.BALANCE:
        below = cells.GOOD
    faults = np.where(values < 0, below, np.where(values > most, above, 0))
    return Column(values, np.where(empty, cells.EMPTY, faults).astype(np.int8))
