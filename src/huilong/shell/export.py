"""Exports (导出): a whole filtered list as CSV or XLSX, row by row, with cells no spreadsheet runs as a formula."""

import csv
import tempfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.http import FileResponse, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from openpyxl import Workbook

from huilong.kernel.money import yuan
from huilong.shell.table import Column, Row
from huilong.shell.templatetags.huilong import words

MOST_ROWS = 1_000_000
"""What a worksheet holds with its head; a longer list is cut there."""
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%", "=", "+", "-", "@")


def safe(text: str) -> str:
    """Text a spreadsheet will show rather than run: a leading formula sign is quoted.

    >>> safe("=1+1"), safe("@SUM(A1)"), safe("CL2026")
    ("'=1+1", "'@SUM(A1)", 'CL2026')
    """
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA_SIGNS) else text


def plain(column: Column, row: Row) -> Any:
    """A cell for a file: amounts in yuan with two places, dates ISO, words in the reader's language."""
    value = column.cell(row)
    if value is None or value == "":
        return ""
    if column.kind == "money":
        return Decimal(yuan(value))
    if column.kind == "number":
        return value
    if isinstance(value, datetime):
        return timezone.localtime(value).strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (tuple, list)):
        return safe(" ".join(str(words(one)) for one in value))
    return safe(str(words(value)))


def lines(columns: Iterable[Column], rows: Iterator[Row], mark: str = "") -> Iterator[list[Any]]:
    """The head, then every row, each with the mark of this export, so that a leaked row says who took it.

    The language is the reader's, kept while the body streams.
    """
    kept = list(columns)
    language = translation.get_language()
    with translation.override(language):
        head = [safe(str(column.label)) for column in kept]
        head += [str(_("Export mark"))] if mark else []
    yield head
    for number, row in enumerate(rows):
        if number >= MOST_ROWS:
            return
        with translation.override(language):
            cells = [plain(column, row) for column in kept]
        yield [*cells, mark] if mark else cells


class _Line:
    """A file of which only the last line is kept, for csv.writer."""

    def write(self, text: str) -> str:
        return text


def csv_file(rows: Iterator[list[Any]], name: str) -> HttpResponseBase:
    """UTF-8 CSV with a byte order mark, streamed."""
    writer = csv.writer(_Line())

    def body() -> Iterator[str]:
        yield "\ufeff"
        for row in rows:
            yield writer.writerow(row)

    response = StreamingHttpResponse(body(), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def xlsx_file(rows: Iterator[list[Any]], name: str) -> HttpResponseBase:
    """An XLSX workbook, written row by row to a temporary file; memory stays flat."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("1")
    for row in rows:
        sheet.append(row)
    place = tempfile.TemporaryFile()  # noqa: SIM115 - FileResponse closes it
    book.save(place)
    place.seek(0)
    return FileResponse(
        place, as_attachment=True, filename=f"{name}.xlsx",
        content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    )


FORMATS = {"csv": csv_file, "xlsx": xlsx_file}
