"""What was seen before (已见): duplicate keys inside a file, and loan numbers whose keys meet."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from huilong.engine.compile import compiled
from huilong.rooms.book.intake.convert import text_buffers
from huilong.rooms.book.rules.keys import hashed

Ints = npt.NDArray[np.int64]
MASK63 = (1 << 63) - 1


def mixed(one: int, two: int) -> int:
    """Two 63-bit numbers as one, well spread (0 ≤ result < 2**62)."""
    prime = (1 << 31) - 1
    a = ((one >> 31) ^ (two & prime)) % prime
    b = ((one & prime) ^ (two >> 31)) % prime
    a = (a * 1_103_515_245 + b + 12_345) % prime
    b = (b * 1_664_525 + a + 907) % prime
    return (a << 31) | b


def _mix_all(sums: Any, more: Any) -> None:
    for i in range(sums.shape[0]):
        sums[i] = mixed(sums[i], more[i])


def _hash_all(text: Any, at: Any, keys: Any) -> None:
    for i in range(keys.shape[0]):
        keys[i] = hashed(text, at[i], at[i + 1])


def _first_seen(keys: Any, values: Any, new_keys: Any, new_values: Any, found: Any) -> None:
    """For each new key the value it came with first, or -1 and it is remembered (open addressing, size 2**n)."""
    last = keys.shape[0] - 1
    for i in range(new_keys.shape[0]):
        key = new_keys[i]
        slot = ((key >> 31) * 7 ^ key) & last
        while keys[slot] != -1 and keys[slot] != key:
            slot = (slot + 1) & last
        if keys[slot] == key:
            found[i] = values[slot]
        else:
            keys[slot] = key
            values[slot] = new_values[i]
            found[i] = -1


class Seen:
    """Keys seen so far, each with the value it came with first (a line, or a second fingerprint)."""

    def __init__(self) -> None:
        self.count = 0
        self.keys: Ints = np.full(1 << 12, -1, np.int64)
        self.values: Ints = np.zeros(1 << 12, np.int64)

    def first(self, keys: Ints, values: Ints) -> Ints:
        """For each key (≥ 0) the value it was first seen with, or -1 where it is new; new ones are remembered."""
        if (self.count + len(keys)) * 3 > len(self.keys) * 2:
            self._grow(self.count + len(keys))
        found = np.empty(len(keys), np.int64)
        compiled(_first_seen)(self.keys, self.values, keys, values, found)
        self.count += int((found == -1).sum())
        return found

    def _grow(self, wanted: int) -> None:
        held = self.keys != -1
        old_keys, old_values = self.keys[held], self.values[held]
        size = 1 << int(wanted * 2 - 1).bit_length()
        self.keys, self.values = np.full(size, -1, np.int64), np.zeros(size, np.int64)
        compiled(_first_seen)(self.keys, self.values, old_keys, old_values, np.empty(len(old_keys), np.int64))


def text_prints(array: pa.Array | pa.ChunkedArray) -> Ints:
    """A 62-bit fingerprint of each string."""
    one = array.combine_chunks() if isinstance(array, pa.ChunkedArray) else array
    one = one.chunk(0) if isinstance(one, pa.ChunkedArray) else one
    keys = np.empty(len(one), np.int64)
    compiled(_hash_all)(*text_buffers(one), keys)
    return keys


def row_prints(rows: pa.Table, key: tuple[str, ...]) -> Ints:
    """A fingerprint of each row's natural key. Two keys of a million rows meet with a chance of 1 in 10,000,000."""
    sums = np.zeros(rows.num_rows, np.int64)
    for name in key:
        column = rows.column(name).combine_chunks()
        column = column.chunk(0) if isinstance(column, pa.ChunkedArray) else column
        more = text_prints(column) if pa.types.is_string(column.type) else column.to_numpy().astype(np.int64)
        compiled(_mix_all)(sums, more)
    return sums


class KnownLoans:
    """Every loan number in the book and in the files being taken, to find two numbers with one key (键冲突)."""

    def __init__(self, held: pa.Table) -> None:
        self.seen = Seen()
        if held.num_rows:
            self.clashes(held)

    def clashes(self, rows: pa.Table) -> npt.NDArray[np.bool_]:
        """Which of the rows (`loan`, `loan_id`) have the key of another loan number; the rest are remembered."""
        prints = _second_prints(rows.column("loan_id"))
        found = self.seen.first(rows.column("loan").to_numpy().astype(np.int64), prints)
        return (found != -1) & (found != prints)


def _second_prints(ids: pa.ChunkedArray | pa.Array) -> Ints:
    """Fingerprints unrelated to the loan keys: of the number with a mark before it."""
    import pyarrow.compute as pc

    marked = pc.binary_join_element_wise("#", ids.cast(pa.string()), "")
    return text_prints(marked)
