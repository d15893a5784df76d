"""A column cut where its cells change their mind (列划分): finitely many pieces, on each of which every cell is one.

This is what makes checking exact and evaluation quick: a rule is a set of pieces for each column, a bit for each piece.
"""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

from huilong.kernel.tables.explaining import holds
from huilong.kernel.tables.terms import HIGH, LOW, NUMBERS, Cell, Column, ColumnType, Span, Value

OTHER = "其他"
"""Stands for every word that no cell names."""


@dataclass(frozen=True)
class Pieces:
    """A column's pieces (划分): numbers begin at `starts`; or `words`, then any other word. The last is unknown."""

    column: Column
    starts: tuple[int, ...]
    words: tuple[str, ...]

    @property
    def unknown(self) -> int:
        """The place of the piece for unknown: the last."""
        return len(self.starts) if self.column.type in NUMBERS else len(self.words) + 1

    @property
    def possible(self) -> int:
        """The pieces that can occur, a bit each."""
        column, bits = self.column, 0
        for place in range(self.unknown):
            if column.type in NUMBERS:
                there = column.low <= self.starts[place] <= column.high or (place == 0 and column.low == LOW)
            elif place < len(self.words):
                there = True
            else:
                there = column.type is ColumnType.TEXT or bool(set(column.members) - set(self.words))
                there = there and column.type is not ColumnType.BOOL
            bits |= there << place
        return bits | (column.unknown << self.unknown)

    def sample(self, place: int) -> Value:
        """A value of a piece (代表值)."""
        if place == self.unknown:
            return None
        if self.column.type in NUMBERS:
            start = self.starts[place]
            after = self.starts[place + 1] if place + 1 < len(self.starts) else HIGH
            return start if start > LOW else min(after - 1, 0)
        if place < len(self.words):
            return self.words[place] == "true" if self.column.type is ColumnType.BOOL else self.words[place]
        left = [member for member in self.column.members if member not in self.words]
        return left[0] if left else OTHER

    def cell(self, bits: int) -> Cell:
        """A set of pieces as a cell, for people to read: `bits` of this column."""
        spans: list[Span] = []
        words: set[str] = set()
        for place in range(self.unknown):
            if not bits >> place & 1:
                continue
            if self.column.type in NUMBERS:
                after = self.starts[place + 1] - 1 if place + 1 < len(self.starts) else HIGH
                low = self.starts[place]
                if spans and spans[-1].high == low - 1:
                    low = spans.pop().low
                spans.append(Span(low if low > self.column.low else LOW, after if after < self.column.high else HIGH))
            else:
                rest = [one for one in self.column.members if one not in self.words] or [OTHER]
                words.update([self.words[place]] if place < len(self.words) else rest)
        return Cell(tuple(spans), frozenset(words), False, bool(bits >> self.unknown & 1))


def pieces_of(column: Column, cells: Iterable[Cell]) -> Pieces:
    """The pieces of a column under these cells (划分)."""
    if column.type in NUMBERS:
        starts = {LOW, column.low, column.high + 1}
        for cell in cells:
            for span in cell.spans:
                starts.update((span.low, span.high + 1))
        return Pieces(column, tuple(sorted(one for one in starts if one <= HIGH)), ())
    if column.type is ColumnType.BOOL:
        return Pieces(column, (), ("false", "true"))
    words: dict[str, None] = {}
    for cell in cells:
        words.update(dict.fromkeys(sorted(cell.words)))
    return Pieces(column, (), tuple(words))


def bits_of(cell: Cell, pieces: Pieces) -> int:
    """The pieces that a cell takes, a bit each: one value speaks for its piece."""
    return sum(holds(cell, pieces.sample(place)) << place for place in range(pieces.unknown + 1))


def piece_of(value: Value, pieces: Pieces) -> int:
    """The piece that a value lies in."""
    if value is None:
        return pieces.unknown
    if pieces.column.type in NUMBERS:
        return bisect_right(pieces.starts, int(value)) - 1
    word = ("true" if value else "false") if isinstance(value, bool) else str(value)
    return pieces.words.index(word) if word in pieces.words else len(pieces.words)
