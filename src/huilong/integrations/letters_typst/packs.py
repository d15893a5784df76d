"""Weekly review packs as PDF (周会材料排版): PACK_PRESS=huilong.integrations.letters_typst.pack_press.

The house's fonts and compiler of letters set the pack too; the same document is the same bytes, dated by its own day.
"""

import json
from datetime import UTC, datetime
from typing import Any, cast

from huilong.integrations.letters_typst.adapter import LettersByTypst, typesetter
from huilong.kernel.money import grouped
from huilong.rooms.reports.terms.packs import CellKind, PackCell, PackDocument, PackPress

LAYOUT = "weekly_pack"


def pack_press() -> PackPress:
    """The press of packs, with the fonts of this machine (材料排版). Refuses `no-chinese-font`."""
    return PacksByTypst(cast(LettersByTypst, typesetter()))


class PacksByTypst:
    """Sets packs in type (材料排版), with the fonts and the lock of the letters' typesetter."""

    def __init__(self, letters: LettersByTypst) -> None:
        self.letters = letters

    def pdf(self, document: PackDocument) -> bytes:
        """The pack as PDF/A-2b. Refuses `bad-letter` for a character no font here has."""
        day = document.on
        return self.letters.set(
            LAYOUT, {"pack": json.dumps(_told(document), ensure_ascii=False)},
            datetime(day.year, day.month, day.day, tzinfo=UTC),
        )  # fmt: skip


def _told(document: PackDocument) -> dict[str, Any]:
    return {
        "title": document.title, "subtitle": document.subtitle,
        "lang": "zh" if document.language.startswith("zh") else "en",
        "sections": [
            {
                "title": section.title, "says": list(section.says),
                "tables": [
                    {
                        "title": table.title, "heads": list(table.heads), "note": table.note,
                        "rows": [[_cell(one, document.host) for one in row] for row in table.rows],
                    }
                    for table in section.tables
                ],
            }
            for section in document.sections
        ],
    }  # fmt: skip


def _cell(one: PackCell, host: str) -> dict[str, Any]:
    return {
        "text": written(one), "mood": one.mood, "right": one.kind is not CellKind.TEXT,
        "href": f"{host}/{one.opens}" if host and one.opens else "",
    }


def written(one: PackCell) -> str:
    """A cell as it is read: amounts in yuan with separators, shares in percent.

    >>> written(PackCell(CellKind.MONEY, 123456)), written(PackCell(CellKind.POINTS, -12300))
    ('1,234.56', '-1.23 pp')
    """
    if one.value is None:
        return "—"
    if one.kind is CellKind.MONEY:
        return grouped(int(one.value))
    if one.kind is CellKind.COUNT:
        return f"{int(one.value):,}"
    if one.kind is CellKind.SHARE:
        return f"{int(one.value) / 10_000:.2f}%"
    if one.kind is CellKind.POINTS:
        return f"{int(one.value) / 10_000:+.2f} pp"
    return str(one.value)

