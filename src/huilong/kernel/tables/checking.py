"""What is wrong with a table (决策表检查): gaps, overlaps, rules that never speak, each with a case that shows it.

Exact, not sampled: columns are cut into finitely many pieces, a rule is a box of pieces, and a box is searched for a
corner that no other box covers. The search gives up after `MOST_STEPS` and says that it did.
"""

from collections.abc import Iterator, Mapping, Sequence

from huilong.kernel.refusal import Says
from huilong.kernel.tables.cells import in_words
from huilong.kernel.tables.pieces import Pieces, bits_of, pieces_of
from huilong.kernel.tables.terms import DecisionTable, HitPolicy, Problem, ProblemKind, Value

Box = tuple[int, ...]
"""For each column, the pieces taken, a bit each."""
MOST_STEPS = 200_000
MOST_GAPS = 5
MOST_OVERLAPS = 50


class _GaveUp(Exception):
    """The search took too many steps."""


def problems(table: DecisionTable) -> tuple[Problem, ...]:
    """What is wrong or worth a look (检查结果), rules that never speak and gaps first."""
    cut = Cut(table)
    return (*cut.unreachable(), *cut.gaps(), *cut.overlaps())


class Cut:
    """A table cut into boxes (划分后的决策表)."""

    def __init__(self, table: DecisionTable) -> None:
        self.table = table
        self.pieces: list[Pieces] = [
            pieces_of(column, [rule.when[place] for rule in table.rules]) for place, column in enumerate(table.columns)
        ]
        self.whole: Box = tuple(one.possible for one in self.pieces)
        self.boxes: list[Box] = [
            tuple(bits_of(cell, one) & one.possible for cell, one in zip(rule.when, self.pieces, strict=True))
            for rule in table.rules
        ]

    def unreachable(self) -> Iterator[Problem]:
        """Rules that never speak (不可达规则): earlier ones take all their cases, or no case is possible at all."""
        if self.table.hit is HitPolicy.COLLECT:
            return
        for row, box in enumerate(self.boxes):
            if not all(box):
                yield Problem(ProblemKind.UNREACHABLE, Says(
                    f"规则 {row + 1} 的条件不可能成立。", f"No case can meet rule {row + 1}.",
                ), row, stops=True)  # fmt: skip
                continue
            earlier = [(n, one) for n, one in enumerate(self.boxes[:row]) if _meet(one, box)]
            try:
                found = next(uncovered(box, [one for _n, one in earlier]), None)
            except _GaveUp:
                yield self._unsettled(row)
                continue
            if found is None:
                by = "、".join(str(n + 1) for n, _one in earlier[:5])
                yield Problem(ProblemKind.UNREACHABLE, Says(
                    f"规则 {row + 1} 永远轮不到:前面的规则({by})已全部覆盖。",
                    f"Rule {row + 1} never speaks: rules before it ({by.replace('、', ', ')}) take all its cases.",
                ), row, other_row=earlier[0][0], example=self.example(box), stops=True)  # fmt: skip

    def gaps(self) -> Iterator[Problem]:
        """Cases that no rule takes (缺口)."""
        covers = [box for box in self.boxes if all(box)]
        try:
            for _n in range(MOST_GAPS):
                found = next(uncovered(self.whole, covers), None)
                if found is None:
                    return
                zh, en = self._described(found)
                yield Problem(ProblemKind.GAP, Says(f"无规则覆盖:{zh}。", f"No rule takes: {en}."),
                              example=self.example(found), stops=self.table.hit is HitPolicy.FIRST)  # fmt: skip
                covers.append(found)
        except _GaveUp:
            yield self._unsettled(None)

    def overlaps(self) -> Iterator[Problem]:
        """Pairs of rules that take the same case and give otherwise (重叠), neither a special case of the other."""
        if self.table.hit is HitPolicy.COLLECT:
            return
        told = 0
        for row, box in enumerate(self.boxes):
            for other in range(row + 1, len(self.boxes)):
                below = self.boxes[other]
                same = self.table.rules[row].then == self.table.rules[other].then
                if same or not _meet(box, below) or _within(box, below) or _within(below, box):
                    continue
                both = tuple(a & b for a, b in zip(box, below, strict=True))
                zh, en = self._described(both)
                yield Problem(ProblemKind.OVERLAP, Says(
                    f"规则 {row + 1} 与规则 {other + 1} 重叠,以前者为准:{zh}。",
                    f"Rules {row + 1} and {other + 1} overlap, the first of them speaks: {en}.",
                ), other, other_row=row, example=self.example(both))  # fmt: skip
                told += 1
                if told >= MOST_OVERLAPS:
                    return

    def example(self, box: Box) -> Mapping[str, Value]:
        """A case of a box, known values before unknown (示例)."""
        found = {}
        for bits, pieces in zip(box, self.pieces, strict=True):
            place = (bits & -bits).bit_length() - 1
            found[pieces.column.name] = pieces.sample(place)
        return found

    def _described(self, box: Box) -> tuple[str, str]:
        """The columns of a box that do not take everything, in words."""
        zh, en = [], []
        for bits, pieces in zip(box, self.pieces, strict=True):
            if bits == pieces.possible:
                continue
            asks = in_words(pieces.cell(bits), pieces.column)
            zh.append(f"{pieces.column.says.zh} {asks.zh}")
            en.append(f"{pieces.column.says.en} {asks.en}")
        return ("、".join(zh) or "任意情形", ", ".join(en) or "any case")

    def _unsettled(self, row: int | None) -> Problem:
        name_zh, name_en = ("整表", "the table") if row is None else (f"规则 {row + 1}", f"rule {row + 1}")
        return Problem(ProblemKind.UNSETTLED, Says(
            f"{name_zh}过于复杂,未能在限定步数内判定覆盖情况。",
            f"What {name_en} leaves out was not settled: too many cases.",
        ), row)  # fmt: skip


def uncovered(box: Box, covers: Sequence[Box], left: list[int] | None = None) -> Iterator[Box]:
    """Boxes within `box` that none of `covers` takes, lazily: the first says whether there is one (未覆盖部分).

    Raises _GaveUp after MOST_STEPS.
    """
    left = [MOST_STEPS] if left is None else left
    left[0] -= 1
    if left[0] < 0:
        raise _GaveUp
    if not all(box):
        return
    near = [one for one in covers if _meet(one, box)]
    if not near:
        yield box
        return
    widest = min(near, key=lambda one: sum(b & ~a != 0 for a, b in zip(one, box, strict=True)))
    rest = list(box)
    for place, bits in enumerate(widest):
        outside = rest[place] & ~bits
        if outside:
            yield from uncovered((*rest[:place], outside, *rest[place + 1 :]), near, left)
            rest[place] &= bits


def _meet(one: Box, other: Box) -> bool:
    return all(a & b for a, b in zip(one, other, strict=True))


def _within(one: Box, other: Box) -> bool:
    return all(a & ~b == 0 for a, b in zip(one, other, strict=True))
