"""A pack as a workbook (材料工作簿): a sheet a section, amounts as numbers in yuan, every link to its rows.

The same document is the same bytes: openpyxl's clock is taken out of the properties and of the archive.
"""

import io
import zipfile
from datetime import date, datetime

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from huilong.rooms.reports.terms.packs import CellKind, PackCell, PackDocument, PackSection
from huilong.shell.export import safe

FORMATS = {
    CellKind.MONEY: "#,##0.00", CellKind.COUNT: "#,##0", CellKind.SHARE: "0.00%",
    CellKind.POINTS: "+0.00%;-0.00%;0.00%",
    CellKind.DAY: "yyyy-mm-dd",
}  # fmt: skip
FILLS = {"w1": "FFF1F0", "w2": "FFCCC7", "w3": "FFA39E", "w4": "FF7875"}
INKS = {"good": "237804", "bad": "CF1322"}
WIDEST, EPOCH = 42, (1980, 1, 1, 0, 0, 0)


def workbook(document: PackDocument) -> bytes:
    """The document as XLSX (Excel 材料)."""
    book = Workbook()
    for sheet in list(book):
        book.remove(sheet)
    for section in document.sections:
        _sheet(book.create_sheet(_title(section.title)), document, section)
    at = datetime(document.on.year, document.on.month, document.on.day)  # noqa: DTZ001 - openpyxl knows no zones
    book.properties.created = book.properties.modified = at
    book.properties.creator = ""
    book.properties.title = safe(document.title)
    kept = io.BytesIO()
    book.save(kept)
    return _without_clock(kept.getvalue(), at)


def _sheet(sheet: Worksheet, document: PackDocument, section: PackSection) -> None:
    sheet.append([safe(f"{document.title} · {document.subtitle}")])
    sheet.append([safe(section.title)])
    sheet["A2"].font = Font(bold=True)
    for said in section.says:
        sheet.append([safe(said)])
    for table in section.tables:
        sheet.append([])
        sheet.append([safe(table.title)])
        sheet.append([safe(head) for head in table.heads])
        for cell in sheet[sheet.max_row]:
            cell.font = Font(bold=True)
        for row in table.rows:
            sheet.append([None] * len(row))
            for place, one in enumerate(row, 1):
                _write(sheet.cell(sheet.max_row if place > 1 else sheet._current_row, place), one, document.host)
        if table.note:
            sheet.append([safe(table.note)])
    for column in "BCDEFGHIJ":
        sheet.column_dimensions[column].width = 18
    sheet.column_dimensions["A"].width = WIDEST


def _write(cell: Cell, one: PackCell, host: str) -> None:
    """One cell: a number where it is one, text no spreadsheet runs, a link where rows are behind it."""
    if one.value is None:
        return
    value: object = one.value
    if one.kind is CellKind.MONEY:
        value = int(one.value) / 100
    elif one.kind in (CellKind.SHARE, CellKind.POINTS):
        value = int(one.value) / 1_000_000
    elif one.kind is CellKind.DAY:
        value = date.fromisoformat(str(one.value))
    elif one.kind is CellKind.TEXT:
        value = safe(str(one.value))
    cell.value = value
    if one.kind in FORMATS:
        cell.number_format = FORMATS[one.kind]
    if one.mood in FILLS:
        cell.fill = PatternFill("solid", fgColor=FILLS[one.mood])
    if one.mood in INKS:
        cell.font = Font(color=INKS[one.mood])
    if one.opens:
        cell.hyperlink = f"{host}/{one.opens}"


def _title(text: str) -> str:
    """A sheet's name: 31 signs, none that a workbook refuses."""
    return "".join("-" if sign in r"[]:*?/\\" else sign for sign in text)[:31]


def _without_clock(body: bytes, at: datetime) -> bytes:
    """The same archive with one date for all its parts."""
    kept = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(body)) as old, zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as new:
        for name in sorted(old.namelist()):
            part = zipfile.ZipInfo(name, EPOCH)
            part.compress_type = zipfile.ZIP_DEFLATED
            told = old.read(name)
            if name == "docProps/core.xml":
                told = _dated(told, at)
            new.writestr(part, told)
    return kept.getvalue()


def _dated(core: bytes, at: datetime) -> bytes:
    """Properties say the pack's own day: openpyxl writes the moment of saving."""
    import re

    stamp = at.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    return re.sub(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(<)", rb"\g<1>" + stamp + rb"\g<2>", core)
