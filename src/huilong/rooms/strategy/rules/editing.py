"""Editing a table's plain data (表格编辑): one cell, one row, one column at a time; nothing else is touched."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from huilong.kernel.refusal import Refusal
from huilong.kernel.tables import BadCell, ColumnType, Plain, read_cell, written
from huilong.kernel.tables.plain import MOST_RULES
from huilong.rooms.strategy.rules.features import asks_of, gives_of
from huilong.rooms.strategy.terms import Purpose

Rows = list[dict[str, Any]]
MOST_TEXT = 200


def with_cell(plain: Mapping[str, Any], purpose: Purpose, row: int, column: str, text: str) -> Plain:
    """The table with one cell as it was typed (改单元格); `note` is the row's note. Raises Refusal `no-such-cell`."""
    rows = _rows(plain)
    given = {one.name for one in gives_of(purpose)}
    if not 0 <= row < len(rows) or (column not in given and column != "note" and column not in plain["columns"]):
        raise _no_cell()
    text = text.strip()[:MOST_TEXT]
    told = dict(rows[row])
    if column == "note":
        told.pop("note", None)
        rows[row] = told | ({"note": text} if text else {})
        return {**plain, "rules": rows}
    part = "then" if column in given else "when"
    cells = {name: cell for name, cell in told.get(part, {}).items() if name != column}
    if text and (part == "then" or text not in ("-", "任意")):
        cells[column] = _kept(text, column, purpose)
    rows[row] = {**told, part: cells}
    return {**plain, "rules": rows}


def _kept(text: str, column: str, purpose: Purpose) -> str:
    """A cell as it is kept: yes and no in one form, whichever language they were typed in; all else as typed."""
    asked = next((one for one in asks_of(purpose) if one.name == column and one.type is ColumnType.BOOL), None)
    if asked is None:
        return text
    try:
        return written(read_cell(text, asked), asked)
    except BadCell:
        return text


def with_row(plain: Mapping[str, Any], act: str, row: int) -> tuple[Plain, int]:
    """The table after an act on a row (行操作): add after it, copy, delete, up, down; and the row to stand in then."""
    rows = _rows(plain)
    if not -1 <= row < len(rows) or act not in _ACTS or (row < 0 and act != "add"):
        raise _no_cell()
    if len(rows) >= MOST_RULES and act in ("add", "copy"):
        raise Refusal("too-many-rules", status=422, zh=f"最多 {MOST_RULES} 行。", en=f"At most {MOST_RULES} rows.")
    at = _ACTS[act](rows, row)
    return {**plain, "rules": rows}, max(0, min(at, len(rows) - 1))


def _add(rows: Rows, row: int) -> int:
    rows.insert(row + 1, {"when": {}, "then": {}})
    return row + 1


def _copy(rows: Rows, row: int) -> int:
    told = rows[row]
    rows.insert(row + 1, {**told, "when": dict(told.get("when", {})), "then": dict(told.get("then", {}))})
    return row + 1


def _delete(rows: Rows, row: int) -> int:
    del rows[row]
    return row


def _up(rows: Rows, row: int) -> int:
    if row:
        rows[row - 1], rows[row] = rows[row], rows[row - 1]
    return max(0, row - 1)


def _down(rows: Rows, row: int) -> int:
    if row + 1 < len(rows):
        rows[row + 1], rows[row] = rows[row], rows[row + 1]
    return row + 1


_ACTS: dict[str, Callable[[Rows, int], int]] = {
    "add": _add, "copy": _copy, "delete": _delete, "up": _up, "down": _down,
}  # fmt: skip


def with_column(plain: Mapping[str, Any], purpose: Purpose, name: str) -> Plain:
    """The table with one feature more to ask about (加列). Raises Refusal `no-such-cell`."""
    if name in plain["columns"] or name not in {one.name for one in asks_of(purpose)}:
        raise _no_cell()
    return {**plain, "columns": [*plain["columns"], name]}


def without_column(plain: Mapping[str, Any], name: str) -> Plain:
    """The table that asks about one feature less (删列); what its cells asked is gone. The last column stays."""
    if name not in plain["columns"] or len(plain["columns"]) < 2:
        raise _no_cell()
    rows = [
        {**rule, "when": {key: cell for key, cell in rule.get("when", {}).items() if key != name}}
        for rule in _rows(plain)
    ]
    return {**plain, "columns": [one for one in plain["columns"] if one != name], "rules": rows}


def with_rules(plain: Mapping[str, Any], rules: Sequence[Mapping[str, Any]], row: int | None) -> Plain:
    """The table with pasted rules (粘贴行): in place of all (`row` None), or over the rows from `row` on."""
    rows = [] if row is None else _rows(plain)
    at = 0 if row is None else max(0, row)
    kept = [*rows[:at], *(dict(one) for one in rules), *rows[at + len(rules) :]]
    if len(kept) > MOST_RULES:
        raise Refusal("too-many-rules", status=422, zh=f"最多 {MOST_RULES} 行。", en=f"At most {MOST_RULES} rows.")
    return {**plain, "rules": kept}


def _rows(plain: Mapping[str, Any]) -> Rows:
    return [dict(one) for one in plain.get("rules", ())]


def _no_cell() -> Refusal:
    return Refusal(
        "no-such-cell", status=422, zh="表中没有这一格。", en="There is no such cell in the table.",
        remedy_zh="请刷新页面。", remedy_en="Reload the page.",
    )  # fmt: skip
