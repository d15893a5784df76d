"""A table read for one case (决策表解释): which rule hits, and which cells kept the others from it, in words."""

from collections.abc import Mapping
from dataclasses import dataclass

from huilong.kernel.refusal import Says
from huilong.kernel.tables.cells import in_chinese, in_words, shown
from huilong.kernel.tables.terms import Cell, Column, DecisionTable, HitPolicy, Rule, Value


@dataclass(frozen=True)
class CellSays:
    """What one cell said to a case (单元格结论)."""

    column: str
    holds: bool
    says: Says


@dataclass(frozen=True)
class RowSays:
    """What one rule said to a case (规则结论): it hits when every cell holds."""

    row: int
    cells: tuple[CellSays, ...]

    @property
    def hits(self) -> bool:
        """Whether every cell holds."""
        return all(cell.holds for cell in self.cells)

    @property
    def failed(self) -> tuple[CellSays, ...]:
        """The cells that kept it from the case."""
        return tuple(cell for cell in self.cells if not cell.holds)


@dataclass(frozen=True)
class Explained:
    """What a table says to a case (决策解释): the rows that hit, their outcomes, and every row looked at."""

    hits: tuple[int, ...]
    outcomes: tuple[Mapping[str, Value], ...]
    rows: tuple[RowSays, ...]


def holds(cell: Cell, value: Value) -> bool:
    """Whether a value is what a cell asks for (条件成立). Unknown is taken only by a cell that says so."""
    if value is None:
        return cell.unknown
    if isinstance(value, bool):
        return (("true" if value else "false") in cell.words) != cell.negated
    if isinstance(value, str):
        return (value in cell.words) != cell.negated
    return any(span.low <= value <= span.high for span in cell.spans) != cell.negated


def holds_all(rule: Rule, table: DecisionTable, case: Mapping[str, Value]) -> bool:
    """Whether a rule takes a case (规则命中)."""
    return all(holds(cell, case.get(one.name)) for cell, one in zip(rule.when, table.columns, strict=True))


def first_hit(table: DecisionTable, case: Mapping[str, Value]) -> int:
    """The row that hits first, -1 for none (首个命中). A column the case lacks is unknown."""
    values = [case.get(column.name) for column in table.columns]
    for row, rule in enumerate(table.rules):
        if all(holds(cell, value) for cell, value in zip(rule.when, values, strict=True)):
            return row
    return -1


def explained(table: DecisionTable, case: Mapping[str, Value]) -> Explained:
    """What a table says to one case, and why (决策解释). First-hit tables are read up to the row that hits."""
    rows, hits = [], []
    for row, rule in enumerate(table.rules):
        said = RowSays(row, tuple(
            _cell_says(cell, column, case.get(column.name))
            for cell, column in zip(rule.when, table.columns, strict=True)
        ))  # fmt: skip
        rows.append(said)
        if said.hits:
            hits.append(row)
            if table.hit is HitPolicy.FIRST:
                break
    outcomes = tuple(outcome_of(table, row) for row in hits)
    return Explained(tuple(hits), outcomes, tuple(rows))


def outcome_of(table: DecisionTable, row: int) -> Mapping[str, Value]:
    """What a row gives, by the outcome's name."""
    return {column.name: value for column, value in zip(table.outcomes, table.rules[row].then, strict=True)}


def _cell_says(cell: Cell, column: Column, value: Value) -> CellSays:
    right, asks = holds(cell, value), in_words(cell, column)
    has = Says("未知", "unknown") if value is None else Says(
        in_chinese(shown(value, column), column), shown(value, column)
    )
    is_zh, is_en = ("符合", "is") if right else ("不符合", "is not")
    return CellSays(column.name, right, Says(
        f"{column.says.zh} {has.zh} {is_zh} {asks.zh}", f"{column.says.en} {has.en} {is_en} {asks.en}",
    ))  # fmt: skip
