"""Tables one after another over all borrowers (决策流水): what each gives is a feature of the next."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from huilong.kernel.tables import NONE, NUMBERS, Column, DecisionTable, Value, compiled, explained, first_hit
from huilong.kernel.tables.compiling import Features, Rows
from huilong.rooms.strategy.rules.features import KNOWN
from huilong.rooms.strategy.rules.naming import spelled, value_says
from huilong.rooms.strategy.terms import Explanation, Purpose, VersionRow


@dataclass(frozen=True)
class Decided:
    """What the tables said to all borrowers (流水结果): the row of each table, and the features with what they gave."""

    rows: Mapping[Purpose, Rows]
    features: Features


def run(features: Features, tables: Mapping[Purpose, DecisionTable]) -> Decided:
    """Ask the tables in their order (逐表决策). `features` as `kernel.tables.compiling` has them."""
    known, rows = dict(features), {}
    for purpose in Purpose:
        if purpose not in tables:
            continue
        table = tables[purpose]
        complete(known, table)
        rows[purpose] = compiled(table)(known)
        if purpose is not Purpose.TREATMENT:
            for place, column in enumerate(table.outcomes):
                given = np.array([rule.then[place] for rule in table.rules] + [None], dtype=object)
                known[column.name] = given[rows[purpose]]
    return Decided(rows, known)


def complete(features: dict[str, npt.NDArray[Any]], table: DecisionTable) -> None:
    """Add the columns that a table asks and nobody brought: unknown for everybody."""
    length = len(next(iter(features.values())))
    for column in table.columns:
        if column.name not in features:
            features[column.name] = unknown_of(column, length)


def unknown_of(column: Column, length: int) -> npt.NDArray[Any]:
    """A column of which nothing is known."""
    return np.full(length, NONE, np.int64) if column.type in NUMBERS else np.full(length, None, object)


def case_at(features: Features, place: int) -> dict[str, Value]:
    """One borrower's features, as the interpreter reads them (单户特征)."""
    case: dict[str, Value] = {}
    for name, values in features.items():
        column = KNOWN.get(name)
        if column is None:
            continue
        value = values[place]
        if column.type in NUMBERS:
            case[name] = None if value == NONE else int(value)
        elif value is None or isinstance(value, str):
            case[name] = value
        else:
            case[name] = None if int(value) < 0 else bool(value)
    return case


def explain(case: Mapping[str, Value], versions: Mapping[Purpose, VersionRow]) -> tuple[Explanation, ...]:
    """Why one borrower is treated so (决策理由): of each table the row that hit and what its cells asked.

    Where no row hits, the row is -1 and the cells are those that failed in each row.
    """
    known, told = dict(case), []
    for purpose in Purpose:
        if purpose not in versions:
            continue
        version = versions[purpose]
        table = version.table
        row = first_hit(table, known)
        rows = explained(table, known).rows
        shown = rows[row].cells if row >= 0 else tuple(cell for one in rows for cell in one.failed)
        asked = {column.name: cell for column, cell in zip(table.columns, table.rules[row].when, strict=True)}
        cells = tuple(
            (cell.holds, spelled(cell.says, cell.column)) for cell in shown
            if row < 0 or not (asked[cell.column].negated and asked[cell.column].unknown)
        )
        outcome = {
            column.name: value for column, value in zip(table.outcomes, table.rules[row].then, strict=True)
        } if row >= 0 else {}  # fmt: skip
        known |= outcome
        gives = tuple((one.says, value_says(outcome[one.name], one)) for one in table.outcomes if one.name in outcome)
        told.append(Explanation(purpose, version.id, version.number, row, cells, outcome, gives))
    return tuple(told)
