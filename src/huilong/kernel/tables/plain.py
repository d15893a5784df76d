"""Tables as plain data (决策表的存储格式): what YAML and JSON hold, read strictly, written back the same.

A rule names only the columns it asks about; a cell is text as people write it (`cells.py`).
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from huilong.kernel.refusal import Refusal, Says
from huilong.kernel.tables.cells import read_cell, read_value, shown, written
from huilong.kernel.tables.terms import (
    ANY,
    HIGH,
    LOW,
    BadCell,
    Cell,
    Column,
    ColumnType,
    DecisionTable,
    HitPolicy,
    Problem,
    ProblemKind,
    Rule,
    Value,
)

Plain = dict[str, Any]
MOST_RULES = 2_000
MOST_COLUMNS = 60


@dataclass(frozen=True)
class Reading:
    """What of plain data could be read (读取结果): the rules without a bad cell, and the rest as problems.

    `lines`: the row, from 0, that each rule of the table had in the data.
    """

    table: DecisionTable
    problems: tuple[Problem, ...]
    lines: tuple[int, ...]


def table_of(plain: Mapping[str, Any]) -> DecisionTable:
    """The table that plain data holds (读决策表). Raises Refusal `bad-table`, with the first cell that is wrong."""
    reading = read_table(plain)
    if reading.problems:
        one = reading.problems[0]
        row = "" if one.row is None else f"rules[{one.row}]."
        raise Refusal("bad-table", status=422, where=f"{row}{one.column}", zh=one.says.zh, en=one.says.en)
    return reading.table


def read_table(plain: Mapping[str, Any]) -> Reading:
    """Read plain data as far as it can be read (读草稿). Raises Refusal `bad-table` where its frame is wrong."""
    frame = _frame(plain)
    rules: list[Rule] = []
    found: list[Problem] = []
    lines: list[int] = []
    for row, told in enumerate(plain["rules"]):
        rule, wrong = _rule(told, row, frame)
        found += wrong
        if rule is not None:
            rules.append(rule)
            lines.append(row)
    table = DecisionTable(frame.name, frame.columns, frame.outcomes, tuple(rules), frame.hit)
    return Reading(table, tuple(found), tuple(lines))


def plain_of(table: DecisionTable) -> Plain:
    """A table as plain data (写决策表); `table_of` reads it back to the same table."""
    return {
        "name": table.name, "hit": table.hit.value,
        "columns": [_column_plain(one) for one in table.columns],
        "outcomes": [_column_plain(one) for one in table.outcomes],
        "rules": [rule_plain(rule, table) for rule in table.rules],
    }  # fmt: skip


def rule_plain(rule: Rule, table: DecisionTable) -> Plain:
    """One rule as plain data."""
    when = {
        column.name: written(cell, column)
        for column, cell in zip(table.columns, rule.when, strict=True) if cell != ANY
    }  # fmt: skip
    then = {
        column.name: shown(value, column) for column, value in zip(table.outcomes, rule.then, strict=True)
        if value is not None
    }  # fmt: skip
    return {"when": when, "then": then, **({"note": rule.note} if rule.note else {})}


def digest(plain: Mapping[str, Any]) -> str:
    """SHA-256 of plain data, whatever the order of its keys (指纹)."""
    return hashlib.sha256(json.dumps(plain, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _frame(plain: Mapping[str, Any]) -> DecisionTable:
    if not isinstance(plain, Mapping) or not {"name", "columns", "outcomes", "rules"} <= set(plain):
        raise _bad("", "应含 name、columns、outcomes、rules", "needs name, columns, outcomes and rules")
    for key in sorted(set(plain) - {"name", "hit", "columns", "outcomes", "rules"}):
        raise _bad(str(key), "未知字段", "is not known")
    for key, most in (("columns", MOST_COLUMNS), ("outcomes", MOST_COLUMNS), ("rules", MOST_RULES)):
        if not isinstance(plain[key], list) or len(plain[key]) > most:
            raise _bad(key, f"应为列表,最多 {most} 项", f"must be a list of {most} at most")
    columns = tuple(_column(one, f"columns[{n}]") for n, one in enumerate(plain["columns"]))
    outcomes = tuple(_column(one, f"outcomes[{n}]") for n, one in enumerate(plain["outcomes"]))
    names = [one.name for one in (*columns, *outcomes)]
    if len(set(names)) < len(names) or not outcomes:
        raise _bad("columns", "列名重复或没有结果列", "names repeat, or there is no outcome")
    try:
        return DecisionTable(str(plain["name"]), columns, outcomes, (), HitPolicy(plain.get("hit", "first")))
    except ValueError:
        raise _bad("hit", "应为 first 或 collect", "is first or collect") from None


def _column(told: Any, at: str) -> Column:
    known = {"name", "type", "zh", "en", "unit", "members", "low", "high", "unknown"}
    if not isinstance(told, Mapping) or not {"name", "type"} <= set(told) <= known:
        raise _bad(at, "列定义有误", "is no column")
    try:
        kind = ColumnType(told["type"])
    except ValueError:
        raise _bad(f"{at}.type", "未知类型", "is no type") from None
    members = tuple(str(one) for one in told.get("members", ()))
    if (kind is ColumnType.ENUM) != bool(members):
        raise _bad(f"{at}.members", "枚举列须列出取值", "are for an enum, which needs them")
    low, high = told.get("low", LOW), told.get("high", HIGH)
    if not (isinstance(low, int) and isinstance(high, int) and low <= high):
        raise _bad(f"{at}.low", "上下限有误", "and high must be integers in order")
    return Column(
        str(told["name"]), kind, str(told.get("zh", "")), str(told.get("en", "")), str(told.get("unit", "")), members,
        low, high, bool(told.get("unknown", True)),
    )  # fmt: skip


def _rule(told: Any, row: int, frame: DecisionTable) -> tuple[Rule | None, list[Problem]]:
    if not isinstance(told, Mapping) or not set(told) <= {"when", "then", "note"}:
        raise _bad(f"rules[{row}]", "规则只含 when、then、note", "has when, then and note only")
    when, then = told.get("when", {}), told.get("then", {})
    if not isinstance(when, Mapping) or not isinstance(then, Mapping):
        raise _bad(f"rules[{row}]", "when 与 then 应为对象", "needs mappings in when and then")
    found: list[Problem] = []
    for name in sorted({*when} - {one.name for one in frame.columns} | {*then} - {one.name for one in frame.outcomes}):
        found.append(_cell_problem(row, str(name), Says(f"没有列 {name}", f"there is no column {name}")))
    cells: list[Cell] = []
    for column in frame.columns:
        try:
            cells.append(read_cell(str(when.get(column.name, "-")), column))
        except BadCell as error:
            found.append(_cell_problem(row, column.name, error.says, column))
    values: list[Value] = []
    for column in frame.outcomes:
        try:
            values.append(read_value(_text(then.get(column.name, "")), column))
        except BadCell as error:
            found.append(_cell_problem(row, column.name, error.says, column))
    if found:
        return None, found
    return Rule(tuple(cells), tuple(values), str(told.get("note", ""))), []


def _text(value: Any) -> str:
    return ("true" if value else "false") if isinstance(value, bool) else str(value)


def _cell_problem(row: int, name: str, says: Says, column: Column | None = None) -> Problem:
    words = column.says if column else Says(name, name)
    return Problem(ProblemKind.BAD_CELL, Says(
        f"规则 {row + 1}“{words.zh}”{says.zh}。", f"Rule {row + 1}, {words.en}: {says.en}.",
    ), row, name, stops=True)  # fmt: skip


def _column_plain(column: Column) -> Plain:
    told: Plain = {"name": column.name, "type": column.type.value}
    told |= {key: getattr(column, key) for key in ("zh", "en", "unit") if getattr(column, key)}
    if column.members:
        told["members"] = list(column.members)
    if column.low != LOW:
        told["low"] = column.low
    if column.high != HIGH:
        told["high"] = column.high
    return told if column.unknown else {**told, "unknown": False}


def _bad(where: str, zh: str, en: str) -> Refusal:
    return Refusal(
        "bad-table", status=422, where=where, zh=f"决策表 {where}:{zh}。", en=f"The decision table: {where} {en}.",
        remedy_zh="请对照 docs/how-to/strategy.md 修改。", remedy_en="Mend it by docs/how-to/strategy.md.",
    )  # fmt: skip
