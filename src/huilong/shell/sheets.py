"""Spreadsheets that came from outside (外来表格): their rows, or that they are broken; nothing else is raised."""

import io
import zlib
from collections.abc import Iterator
from typing import Any
from zipfile import BadZipFile

from openpyxl import load_workbook

_FAULTS = (
    BadZipFile, zlib.error, LookupError, ValueError, TypeError, AttributeError, SyntaxError, OSError, EOFError,
    NotImplementedError, RuntimeError,
)  # fmt: skip
"""What a reader of ZIP and XML raises at what is neither, cut short, or sealed with a password."""


class BrokenSheet(ValueError):
    """What came is no spreadsheet (表格损坏)."""


def sheet_rows(body: bytes, **bounds: int) -> Iterator[tuple[Any, ...]]:
    """The rows of the first sheet of an XLSX file, values only, within openpyxl's `max_row`, `max_col`.

    Raises BrokenSheet, be it at the first row or a later one.
    """
    try:
        book = load_workbook(io.BytesIO(body), read_only=True, data_only=True)
        yield from book.worksheets[0].iter_rows(values_only=True, **bounds)
    except _FAULTS as error:
        raise BrokenSheet from error
