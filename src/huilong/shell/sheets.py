"""Spreadsheets that came from outside (外来表格): the rows of an XLSX file as text, or that it is broken."""

import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from io import BytesIO
from itertools import islice
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

MOST_BYTES = 256 << 20
"""What a file may unpack to: a sheet of a few megabytes can hold a thousand times as much of nothing."""


class BrokenSheet(ValueError):
    """What came is no spreadsheet, or too large a one (表格损坏)."""


def sheet_rows(body: bytes, most: int) -> Iterator[list[str]]:
    """At most the first `most` rows of the first sheet, values only, every cell as text. Raises BrokenSheet."""
    try:
        if unpacked(body) > MOST_BYTES:
            raise BrokenSheet("too large")
        sheet = CalamineWorkbook.from_filelike(BytesIO(body)).get_sheet_by_index(0)
        if sheet.total_height * max(sheet.total_width, 1) > MOST_BYTES // 8:
            raise BrokenSheet("too large")
        yield from ([cell_text(one) for one in row] for row in islice(sheet.iter_rows(), most))
    except (zipfile.BadZipFile, CalamineError, IndexError) as error:
        raise BrokenSheet("no spreadsheet") from error


def unpacked(body: bytes) -> int:
    """Bytes of all parts of a ZIP file once unpacked, as its directory says. Raises `zipfile.BadZipFile`."""
    with zipfile.ZipFile(BytesIO(body)) as parts:
        return sum(one.file_size for one in parts.infolist())


def cell_text(value: Any) -> str:
    """A cell as a person would have typed it: 15 significant digits, ISO dates, midnight left out.

    >>> cell_text(12.0), cell_text(datetime(2026, 2, 28)), cell_text(None)
    ('12', '2026-02-28', '')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float):
        if value == int(value) and abs(value) < 1e15:
            return str(int(value))
        return f"{value:.15g}" if abs(value) < 1e15 else f"{value:.6E}"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value)
