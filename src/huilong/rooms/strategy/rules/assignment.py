"""Random assignment (随机分流): by borrower, from a hash with the experiment's salt; its probability is known exactly.

The same borrower of the same experiment is always on the same side; another salt shuffles anew. Hold-outs are drawn by
the house's own salt, so that they are the same people in every experiment: what became of them says what all the
experiments together were worth.
"""

from collections.abc import Iterable
from hashlib import sha256

from huilong.rooms.strategy.terms import Arm, Shares, Treatment

MILLION = 1_000_000
HOLDOUT_SALT = "huilong-permanent-holdout"


def place_of(salt: str, borrower: str) -> int:
    """A borrower's place from 0 to 999,999 under a salt, uniform up to 1e-13 (随机位置)."""
    return int.from_bytes(sha256(f"{salt}:{borrower}".encode()).digest()[:8], "big") % MILLION


def chances_of(shares: Shares) -> dict[Arm, int]:
    """How likely each arm is for any borrower (各组概率), in parts per million; they add up to a million."""
    rest = MILLION - shares.holdout_ppm
    challenger = rest * shares.challenger_ppm // MILLION
    return {Arm.HOLDOUT: shares.holdout_ppm, Arm.CHALLENGER: challenger, Arm.CHAMPION: rest - challenger}


def arm_of(experiment_salt: str, borrower: str, shares: Shares) -> tuple[Arm, int]:
    """The arm of a borrower, and how likely it was, in parts per million (组别与概率)."""
    chances = chances_of(shares)
    if place_of(HOLDOUT_SALT, borrower) < shares.holdout_ppm:
        return Arm.HOLDOUT, chances[Arm.HOLDOUT]
    arm = Arm.CHALLENGER if place_of(experiment_salt, borrower) < shares.challenger_ppm else Arm.CHAMPION
    return arm, chances[arm]


def chances_together(each: Iterable[tuple[Treatment, int]]) -> tuple[tuple[Treatment, int], ...]:
    """How likely each treatment was (各处置概率), from what each arm gives and its chance: equal ones add up.

    >>> from huilong.rooms.strategy.rules.reading import NOTHING
    >>> [ppm for _given, ppm in chances_together([(NOTHING, 900_000), (NOTHING, 100_000)])]
    [1000000]
    """
    found: dict[Treatment, int] = {}
    for given, ppm in each:
        found[given] = found.get(given, 0) + ppm
    return tuple((given, ppm) for given, ppm in found.items() if ppm)
