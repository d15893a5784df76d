"""Two versions of a table side by side (版本对比): rows added, gone, changed, moved, and which cells."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from huilong.kernel.glossary import Worded
from huilong.kernel.tables.cells import shown, written
from huilong.kernel.tables.terms import DecisionTable


class RowChange(Worded):
    """What became of a row (行变化)."""

    SAME = "same"
    ADDED = "added"
    GONE = "gone"
    CHANGED = "changed"
    MOVED = "moved"


@dataclass(frozen=True)
class RowDiff:
    """One row of a comparison (行对比): its place before and now, its texts by column, and the columns that changed."""

    change: RowChange
    before: int | None
    now: int | None
    was: tuple[str, ...]
    becomes: tuple[str, ...]
    columns: tuple[str, ...] = ()


@dataclass(frozen=True)
class TableDiff:
    """A comparison of two tables (决策表对比)."""

    headings: tuple[str, ...]
    rows: tuple[RowDiff, ...]

    @property
    def counts(self) -> dict[RowChange, int]:
        """How many rows became what."""
        return {change: sum(row.change is change for row in self.rows) for change in RowChange}


def differences(before: DecisionTable, now: DecisionTable) -> TableDiff:
    """How `now` differs from `before`, in the order of `now`, what is gone where it was (对比).

    A row found elsewhere unchanged is moved; rows that stand in each other's place are changed when more than half of
    their cells are the same, or their conditions are.
    """
    heads = list(dict.fromkeys([one.name for one in (*now.columns, *now.outcomes, *before.columns, *before.outcomes)]))
    old, new = _texts(before, heads), _texts(now, heads)
    asked = sum(one.name in {*_names(now), *_names(before)} for one in (*now.columns,)) or len(heads)
    rows: list[RowDiff] = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            rows += [RowDiff(RowChange.SAME, a + n, c + n, old[a + n], new[c + n]) for n in range(b - a)]
        else:
            rows += _replaced(old, new, range(a, b), range(c, d), heads, asked)
    return TableDiff(tuple(heads), tuple(_moved(rows)))


def _names(table: DecisionTable) -> list[str]:
    return [one.name for one in table.columns]


def _texts(table: DecisionTable, heads: Sequence[str]) -> list[tuple[str, ...]]:
    """Each row as its texts, in the order of `heads`; "" where the table has no such column."""
    rows = []
    for rule in table.rules:
        told = {one.name: written(cell, one) for one, cell in zip(table.columns, rule.when, strict=True)}
        told |= {one.name: shown(value, one) for one, value in zip(table.outcomes, rule.then, strict=True)}
        rows.append(tuple(told.get(name, "-" if name in _names(table) else "") for name in heads))
    return rows


def _replaced(
    old: Sequence[tuple[str, ...]], new: Sequence[tuple[str, ...]], gone: range, come: range, heads: Sequence[str],
    asked: int,
) -> list[RowDiff]:  # fmt: skip
    """Rows in each other's place: changed where they are alike enough, else gone and added."""
    rows: list[RowDiff] = []
    left = list(gone)
    for now in come:
        like = next((at for at in left if _alike(old[at], new[now], asked)), None)
        if like is None:
            rows.append(RowDiff(RowChange.ADDED, None, now, (), new[now]))
            continue
        left.remove(like)
        columns = tuple(name for name, a, b in zip(heads, old[like], new[now], strict=True) if a != b)
        rows.append(RowDiff(RowChange.CHANGED, like, now, old[like], new[now], columns))
    return rows + [RowDiff(RowChange.GONE, at, None, old[at], ()) for at in left]


def _alike(one: tuple[str, ...], other: tuple[str, ...], asked: int) -> bool:
    same = sum(a == b for a, b in zip(one, other, strict=True))
    return one[:asked] == other[:asked] or same * 2 > len(one)


def _moved(rows: list[RowDiff]) -> list[RowDiff]:
    """A row that is gone here and added there with the same texts has moved."""
    gone = {row.was: row for row in rows if row.change is RowChange.GONE}
    found: list[RowDiff] = []
    taken: set[tuple[str, ...]] = set()
    for row in rows:
        if row.change is RowChange.ADDED and row.becomes in gone and row.becomes not in taken:
            taken.add(row.becomes)
            was = gone[row.becomes]
            found.append(RowDiff(RowChange.MOVED, was.before, row.now, was.was, row.becomes))
        else:
            found.append(row)
    return [row for row in found if not (row.change is RowChange.GONE and row.was in taken)]
