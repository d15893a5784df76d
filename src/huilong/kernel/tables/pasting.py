"""Rules pasted from a spreadsheet (粘贴): tab-separated lines, under headings in either language or under none."""

import re
from dataclasses import dataclass
from typing import Any

from huilong.kernel.refusal import Refusal
from huilong.kernel.tables.plain import MOST_RULES
from huilong.kernel.tables.terms import Column, DecisionTable

NOTES = {"note", "备注", "说明", "注"}


@dataclass(frozen=True)
class Pasted:
    """What a paste holds (粘贴内容): rules as plain data, cells as written, and headings that fit no column."""

    rules: tuple[dict[str, Any], ...]
    unknown: tuple[str, ...]


def pasted(text: str, table: DecisionTable) -> Pasted:
    """Rules for a table from tab-separated text (粘贴读取); cells are read later, so a bad one is shown in its place.

    The first line is headings when two of its cells, or all of them, name columns (its name in code, its Chinese or
    English word, with or without a unit in brackets); else cells follow the table's columns, then its outcomes.
    Raises Refusal `nothing-pasted`, `too-many-rules`.
    """
    lines = [line.split("\t") for line in _rows(text) if line.strip()]
    if not lines:
        raise Refusal("nothing-pasted", status=422, zh="没有可粘贴的内容。", en="There is nothing to paste.",
                      remedy_zh="请从表格中复制若干行。", remedy_en="Copy rows from a spreadsheet.")  # fmt: skip
    heads, unknown = _headings(lines[0], table)
    body = lines[1:] if heads else lines
    heads = heads or [one.name for one in (*table.columns, *table.outcomes)] + ["note"]
    if len(body) > MOST_RULES:
        raise Refusal("too-many-rules", status=422, zh=f"最多 {MOST_RULES} 行。", en=f"At most {MOST_RULES} rows.")
    asked = {one.name for one in table.columns}
    given = {one.name for one in table.outcomes}
    rules = []
    for cells in body:
        named = {name: cell.strip() for name, cell in zip(heads, cells, strict=False) if name}
        rule: dict[str, Any] = {
            "when": {name: cell for name, cell in named.items() if name in asked and cell},
            "then": {name: cell for name, cell in named.items() if name in given and cell},
        }
        if named.get("note"):
            rule["note"] = named["note"]
        rules.append(rule)
    return Pasted(tuple(rules), tuple(unknown))


def _rows(text: str) -> list[str]:
    """Lines of a paste; a cell that a spreadsheet put in quotes for its line breaks is one cell."""
    whole = re.sub(r'"((?:[^"\t]|"")*\n(?:[^"\t]|"")*)"', lambda m: re.sub(r"\s*\n\s*", ",", m[1]), text)
    return whole.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _headings(cells: list[str], table: DecisionTable) -> tuple[list[str], list[str]]:
    """The columns that the first line names, "" for a heading of none; nothing where it is no heading."""
    known = {key: one.name for one in (*table.columns, *table.outcomes) for key in _names(one)}
    names = [known.get(_bare(cell), "note" if _bare(cell) in NOTES else "") for cell in cells]
    found = sum(bool(name) for name in names)
    if found < min(2, len(cells)):
        return [], []
    named = zip((cell.strip() for cell in cells), names, strict=True)
    return names, [cell for cell, name in named if not name and cell not in ("", "#")]


def _names(column: Column) -> set[str]:
    return {_bare(one) for one in (column.name, column.zh, column.en) if one}


def _bare(text: str) -> str:
    """A heading without its unit, case and spaces."""
    return re.sub(r"[\s_]|[((].*[))]", "", text).lower()
