"""Reading XLSX (读XLSX): the first sheet, values only (a formula is its last result), every cell as text."""

import zipfile
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import numpy as np
import pyarrow as pa
from python_calamine import CalamineError, CalamineWorkbook

from huilong.rooms.book.intake.limits import Limits
from huilong.rooms.book.intake.reasons import file_refusal
from huilong.rooms.book.intake.rows import Rows
from huilong.rooms.book.intake.source import Source, pieces
from huilong.shell.sheets import cell_text, unpacked


def header(source: Source, limits: Limits) -> list[str]:
    """The names in the first row of the first sheet."""
    for row in _cells(source, limits):
        return [cell_text(v) for v in row]
    raise file_refusal("empty-file", where=source.name)


def rows(source: Source, wanted: list[int], names: list[str], limits: Limits) -> Iterator[Rows]:
    """The rows of the first sheet as text, columns named by their position; `line` is the sheet's row number."""
    held: list[list[Any]] = []
    line = 2
    for i, row in enumerate(_cells(source, limits)):
        if i == 0:
            continue
        held.append(row)
        if len(held) == 50_000:
            yield _piece(held, line, wanted)
            line += len(held)
            held = []
    if held:
        yield _piece(held, line, wanted)


def _cells(source: Source, limits: Limits) -> Iterator[list[Any]]:
    stored = b"".join(pieces(source, limits))
    try:
        size = unpacked(stored)
    except zipfile.BadZipFile as trouble:
        raise file_refusal("unreadable", "XLSX", source.name) from trouble
    if size > limits.sheet_bytes:
        raise file_refusal("too-large", f"{size:,} B", source.name)
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(stored))
        sheet = book.get_sheet_by_index(0)
        if sheet.total_height * max(sheet.total_width, 1) > limits.sheet_bytes // 8:
            raise file_refusal("too-many-rows", f"{sheet.total_height:,} x {sheet.total_width:,}", source.name)
        yield from sheet.iter_rows()
    except (CalamineError, IndexError, ValueError) as trouble:
        raise file_refusal("unreadable", "XLSX", source.name) from trouble


def _piece(held: list[list[Any]], line: int, wanted: list[int]) -> Rows:
    columns = {str(i): pa.array([cell_text(r[i]) if i < len(r) else "" for r in held], pa.string()) for i in wanted}
    return Rows(columns, np.arange(line, line + len(held)))
