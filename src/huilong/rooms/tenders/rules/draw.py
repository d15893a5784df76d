"""The draw (抽签): which case of a stratum goes to which winner, so that nobody picks the good ones.

The house commits to a seed when it publishes (its SHA-256 is in the notice) and shows it with the award. Mixed with
what every bidder revealed, it is known to nobody before the last bid is open. Cases of a stratum are put in the order
of SHA-256(seed, stratum, case) and dealt to the winners in the order of SHA-256(seed, stratum, firm): anyone who has
the seed and the list draws the same.
"""

import hashlib
from collections.abc import Iterable, Mapping


def commitment_to(seed: str) -> str:
    """What is published of a seed before bids come in (种子承诺)."""
    return hashlib.sha256(seed.encode()).hexdigest()


def mixed(seed: str, commitments: Iterable[str]) -> str:
    """The seed of the draw (抽签种子): the house's, and the commitments of all opened bids, in their own order."""
    return hashlib.sha256("|".join((seed, *sorted(commitments))).encode()).hexdigest()


def lot(seed: str, *parts: str) -> str:
    """The lot of something (签号): what decides its place."""
    return hashlib.sha256("|".join((seed, *parts)).encode()).hexdigest()


def draw(seed: str, cases: Mapping[str, Iterable[str]], split: Mapping[tuple[str, int], int]) -> dict[str, int]:
    """Deal cases to firms (抽签分案): cases by stratum, how many by (stratum, firm); the firm of each case."""
    dealt: dict[str, int] = {}
    for stratum, numbers in cases.items():
        order = iter(sorted(numbers, key=lambda one: lot(seed, stratum, one)))
        firms = sorted((who for what, who in split if what == stratum), key=lambda who: lot(seed, stratum, str(who)))
        for firm in firms:
            for _n in range(split[stratum, firm]):
                dealt[next(order)] = firm
    return dealt
