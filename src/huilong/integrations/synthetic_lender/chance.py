"""Draws that depend only on who, when and why (随机数): no state, so blocks and threads cannot change a byte.

Every draw is a hash of (seed, stream name, loan or borrower number, day or month). Asking twice gives the same
answer; asking for half of the loans gives half of the answers.
"""

import hashlib
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[Any]
"""Whole numbers: 64 bits, or 32 where there are many."""
Floats = npt.NDArray[Any]

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_WHEN = np.uint64(0xD6E8FEB86659FD93)
_MIX_1 = np.uint64(0xBF58476D1CE4E5B9)
_MIX_2 = np.uint64(0x94D049BB133111EB)


@lru_cache(maxsize=512)
def _stream_key(seed: int, stream: str) -> np.uint64:
    """The 64-bit start of one named stream of one seed."""
    digest = hashlib.blake2b(f"{seed}:{stream}".encode(), digest_size=8).digest()
    return np.uint64(int.from_bytes(digest, "little"))


class Chance:
    """All the luck of one synthetic book (随机源), made from one seed."""

    def __init__(self, seed: int) -> None:
        self.seed = seed

    def bits(self, stream: str, who: Ints, when: int | Ints = 0) -> npt.NDArray[np.uint64]:
        """64 random bits for each of `who` (splitmix64 finaliser, Steele, Lea and Flood 2014)."""
        moment = np.asarray(when, dtype=np.int64).astype(np.uint64)
        with np.errstate(over="ignore"):
            x = np.asarray(who, dtype=np.int64).astype(np.uint64) * _GOLDEN + moment * _WHEN
            x += _stream_key(self.seed, stream)
            x = (x ^ (x >> np.uint64(30))) * _MIX_1
            x = (x ^ (x >> np.uint64(27))) * _MIX_2
            mixed: Ints = x ^ (x >> np.uint64(31))
        return mixed

    def uniform(self, stream: str, who: Ints, when: int | Ints = 0) -> Floats:
        """A number in [0, 1) for each of `who`."""
        return (self.bits(stream, who, when) >> np.uint64(11)).astype(np.float64) * 2.0**-53

    def whole(self, stream: str, who: Ints, low: int, high: int, when: int | Ints = 0) -> Ints:
        """A whole number from `low` to `high`, both included, for each of `who`."""
        return low + (self.uniform(stream, who, when) * (high - low + 1)).astype(np.int64)

    def choose(self, stream: str, who: Ints, weights: Sequence[float] | Floats, when: int | Ints = 0) -> Ints:
        """An index into `weights`, in proportion to them, for each of `who`."""
        edges = np.cumsum(np.asarray(weights, dtype=np.float64))
        return np.searchsorted(edges[:-1] / edges[-1], self.uniform(stream, who, when), side="right")
