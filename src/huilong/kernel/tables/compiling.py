"""A table over columns of cases (决策表批量): a bit for each rule, and'ed column by column, the lowest bit is the hit.

Each value finds its piece (`pieces.py`) by one search among a handful of starts; the piece names the rules whose cell
takes it. That is the bit-vector scheme of packet classifiers (Lakshman and Stiliadis, SIGCOMM 1998), over arrays.
"""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from huilong.kernel.tables.pieces import Pieces, bits_of, pieces_of
from huilong.kernel.tables.terms import NUMBERS, Column, ColumnType, DecisionTable

Features = Mapping[str, npt.NDArray[Any]]
Rows = npt.NDArray[np.int32]
Words = npt.NDArray[np.uint64]

NONE = np.iinfo(np.int64).min
"""How an array of numbers says unknown. Arrays of words hold None; of yes and no, int8 of 0, 1 and -1 for unknown."""
CHUNK = 32_768
ONE = np.uint64(1)


class _Column:
    """One column that some rule looks at: how values find their piece, and which rules take each piece."""

    def __init__(self, pieces: Pieces, rules: Words) -> None:
        self.name, self.pieces, self.rules = pieces.column.name, pieces, rules
        self.unknown = pieces.unknown
        self.starts = np.array(pieces.starts, dtype=np.int64)
        self.places = {word: place for place, word in enumerate(pieces.words)}

    def find(self, values: npt.NDArray[Any]) -> npt.NDArray[np.int64]:
        """The piece of each value."""
        column = self.pieces.column
        if column.type in NUMBERS:
            numbers = values.astype(np.int64, copy=False)
            found = np.searchsorted(self.starts, numbers, side="right") - 1
            return np.where(numbers == NONE, self.unknown, found)
        if column.type is ColumnType.BOOL and values.dtype != object:
            flags = values.astype(np.int64)
            return np.where(flags < 0, self.unknown, np.minimum(flags, 1))
        places, other = self.places, len(self.places)
        if column.type is ColumnType.BOOL:
            told: dict[bool | None, int] = {True: 1, False: 0, None: self.unknown}
            return np.fromiter((told[one] for one in values), np.int64, len(values))
        named: dict[str | None, int] = {None: self.unknown}
        named.update(places.items())
        return np.fromiter((named.get(one, other) for one in values.tolist()), np.int64, len(values))


def compiled(table: DecisionTable) -> Callable[[Features], Rows]:
    """The table as a function over columns (编译后的决策表): the row that hits first for each case, -1 for none.

    Arrays: int64 for numbers (`NONE` unknown), objects or str for words (None unknown), bool or int8 for yes and no
    (-1 unknown). A column that no rule looks at need not be there. The arrays are of one length, and one is needed.
    """
    hit = _all_hits(table)

    def rows(features: Features) -> Rows:
        return _in_chunks(features, lambda chunk: _lowest(hit(chunk)))

    return rows


def collected(table: DecisionTable) -> Callable[[Features], npt.NDArray[np.bool_]]:
    """Every rule that hits (全部命中): cases × rules, for a table that collects."""
    hit = _all_hits(table)

    def taken(features: Features) -> npt.NDArray[np.bool_]:
        bits = hit(features)
        out = np.empty((len(bits), len(table.rules)), dtype=np.bool_)
        for row in range(len(table.rules)):
            out[:, row] = bits[:, row // 64] >> np.uint64(row % 64) & ONE
        return out

    return taken


def _all_hits(table: DecisionTable) -> Callable[[Features], Words]:
    width = max(1, -(-len(table.rules) // 64))
    columns = [_laid_out(place, column, table, width) for place, column in enumerate(table.columns)]
    asked = [one for one in columns if one is not None]
    start = np.zeros(width, dtype=np.uint64)
    for row in range(len(table.rules)):
        start[row // 64] |= ONE << np.uint64(row % 64)

    def hits(features: Features) -> Words:
        length = len(next(iter(features.values())))
        bits = np.repeat(start[None, :], length, axis=0)
        for column in asked:
            bits &= column.rules[column.find(np.asarray(features[column.name]))]
        return bits

    return hits


def _laid_out(place: int, column: Column, table: DecisionTable, width: int) -> _Column | None:
    """A column laid out by pieces; None where every rule takes everything."""
    cells = [rule.when[place] for rule in table.rules]
    if all(cell.negated and cell.unknown and not cell.spans and not cell.words for cell in cells):
        return None
    pieces = pieces_of(column, cells)
    rules = np.zeros((pieces.unknown + 1, width), dtype=np.uint64)
    for row, cell in enumerate(cells):
        bits = bits_of(cell, pieces)
        for piece in range(pieces.unknown + 1):
            if bits >> piece & 1:
                rules[piece, row // 64] |= ONE << np.uint64(row % 64)
    return _Column(pieces, rules)


def _in_chunks(features: Features, work: Callable[[Features], Rows]) -> Rows:
    """Chunk by chunk, so that what is worked on stays in the processor's cache."""
    length = len(next(iter(features.values())))
    out = np.empty(length, dtype=np.int32)
    for at in range(0, length, CHUNK):
        out[at : at + CHUNK] = work({name: values[at : at + CHUNK] for name, values in features.items()})
    return out


def _lowest(bits: Words) -> Rows:
    """The lowest bit set in each row of words, -1 for none."""
    out = np.full(len(bits), -1, dtype=np.int32)
    for word in range(bits.shape[1] - 1, -1, -1):
        column = bits[:, word]
        lowest = np.bitwise_count(column ^ (column - ONE)).astype(np.int32) - 1 + 64 * word
        out = np.where(column != 0, lowest, out)
    return out
