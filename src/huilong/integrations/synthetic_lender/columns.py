"""Columns of the feed (列): integer arrays inside, arrow arrays of text, decimals and dates when rows are taken.

Amounts leave as decimals of yuan with two places, days as dates, identifiers as fixed-width text, so that one column
serves CSV and Parquet alike.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from huilong.integrations.synthetic_lender.chance import Ints

NO_DAY = -(10**9)
"""Stands for 'no date' in a day column."""


class Column(Protocol):
    """Something that turns chosen rows into an arrow array."""

    def take(self, rows: Ints) -> pa.Array:
        """The values of `rows`."""


def fixed_text(characters: npt.NDArray[np.uint8]) -> pa.StringArray:
    """Text of one width from an n × width array of ASCII codes."""
    n, width = characters.shape
    offsets = np.arange(n + 1, dtype=np.int32) * np.int32(width)
    return pa.StringArray.from_buffers(n, pa.py_buffer(offsets), pa.py_buffer(np.ascontiguousarray(characters)))


def digits(numbers: Ints, width: int) -> npt.NDArray[np.uint8]:
    """The last `width` decimal digits of each number as ASCII codes, n × width."""
    out = np.empty((len(numbers), width), dtype=np.uint8)
    left = np.asarray(numbers, dtype=np.int64)
    for k in range(width - 1, -1, -1):
        left, digit = np.divmod(left, 10)
        out[:, k] = digit + 48
    return out


def decimals(units: Ints, places: int) -> pa.Array:
    """Whole `units` as decimals with `places` places: 1234 with 2 places is 12.34."""
    words = np.empty((len(units), 2), dtype=np.int64)
    words[:, 0] = units
    words[:, 1] = words[:, 0] >> 63
    return pa.Array.from_buffers(pa.decimal128(18, places), len(units), [None, pa.py_buffer(words)])


@dataclass(frozen=True)
class Ids:
    """Identifiers (编号): a prefix and zero-padded digits."""

    prefix: str
    numbers: Ints
    width: int

    def take(self, rows: Ints) -> pa.Array:
        """The identifiers of `rows`."""
        head = np.frombuffer(self.prefix.encode("ascii"), dtype=np.uint8)
        tail = digits(self.numbers[rows], self.width)
        return fixed_text(np.concatenate([np.broadcast_to(head, (len(tail), len(head))), tail], axis=1))


@dataclass(frozen=True)
class Money:
    """Amounts in fen (金额), written in yuan."""

    fen: Ints

    def take(self, rows: Ints) -> pa.Array:
        """The amounts of `rows`."""
        return decimals(self.fen[rows], 2)


@dataclass(frozen=True)
class Rates:
    """Annual rates in parts per million (年利率), written with four places."""

    ppm: Ints

    def take(self, rows: Ints) -> pa.Array:
        """The rates of `rows`."""
        return decimals(self.ppm[rows] // 100, 4)


@dataclass(frozen=True)
class Days:
    """Day numbers (日期), written as dates; NO_DAY is empty."""

    days: Ints

    def take(self, rows: Ints) -> pa.Array:
        """The dates of `rows`."""
        taken = self.days[rows]
        return pa.array(taken.astype(np.int32), mask=taken == NO_DAY).cast(pa.date32())


@dataclass(frozen=True)
class Numbers:
    """Whole numbers."""

    values: Ints

    def take(self, rows: Ints) -> pa.Array:
        """The numbers of `rows`."""
        return pa.array(self.values[rows].astype(np.int32))


@dataclass(frozen=True)
class Flags:
    """Yes or no."""

    values: Ints

    def take(self, rows: Ints) -> pa.Array:
        """The flags of `rows`."""
        return pa.array(self.values[rows] != 0)


@dataclass(frozen=True)
class Words:
    """One word of a short list for each row."""

    which: Ints
    among: Sequence[str]

    def take(self, rows: Ints) -> pa.Array:
        """The words of `rows`."""
        return pa.array(self.among, pa.string()).take(pa.array(self.which[rows]))


@dataclass(frozen=True)
class Sheet:
    """One table of a block (表): its columns by feed name, when each row is known, and their order and sum.

    `loan` and `then` order rows within a file, `key` is a number unique to each row's natural key, `amount` (fen) is
    what the control file sums.
    """

    known: Ints
    loan: Ints
    then: Ints
    key: Ints
    columns: dict[str, Column] = field(repr=False)
    amount: Ints

    def take(self, rows: Ints, with_known: bool) -> pa.Table:
        """An arrow table of `rows`, with the column known_on if asked."""
        arrays = {name: column.take(rows) for name, column in self.columns.items()}
        if with_known:
            arrays["known_on"] = Days(self.known).take(rows)
        return pa.table(arrays)
