"""Luck (运气): every draw is a hash of the seed and what it is about, so the same quarter comes again to the word."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Luck:
    """All the luck of one quarter (随机源), made from one seed; asking twice gives the same answer."""

    seed: int

    def share(self, *about: object) -> float:
        """A number in [0, 1).

        >>> Luck(7).share("pays", 1) == Luck(7).share("pays", 1) != Luck(8).share("pays", 1)
        True
        """
        told = ":".join(str(one) for one in (self.seed, *about))
        return int.from_bytes(hashlib.blake2b(told.encode(), digest_size=7).digest(), "big") / 2**56

    def happens(self, chance: float, *about: object) -> bool:
        """Whether something of this chance happens."""
        return self.share(*about) < chance

    def whole(self, low: int, high: int, *about: object) -> int:
        """A whole number from `low` to `high`, both included."""
        return low + int(self.share(*about) * (high - low + 1))

    def one_of(self, among: Sequence[T], *about: object) -> T:
        """One of several, each as likely."""
        return among[self.whole(0, len(among) - 1, *about)]

    def by_weight(self, weights: Mapping[T, float], *about: object) -> T:
        """One of several, in proportion to its weight."""
        left = self.share(*about) * sum(weights.values())
        for one, weight in weights.items():
            left -= weight
            if left < 0:
                return one
        return list(weights)[-1]
