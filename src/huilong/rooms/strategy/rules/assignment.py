"""Random assignment (随机分流): by borrower, from a hash with the experiment's salt; its probability is known exactly.

The same borrower of the same experiment is always on the same side; another salt shuffles anew. Hold-outs are drawn by
the house's own salt, so that they are the same people in every experiment: what became of them says what all the
experiments together were worth.
"""

from hashlib import sha256

from huilong.rooms.strategy.terms import Arm, Shares

MILLION = 1_000_000
HOLDOUT_SALT = "huilong-permanent-holdout"


def place_of(salt: str, borrower: str) -> int:
    """A borrower's place from 0 to 999,999 under a salt, uniform up to 1e-13 (随机位置)."""
    return int.from_bytes(sha256(f"{salt}:{borrower}".encode()).digest()[:8], "big") % MILLION


def arm_of(experiment_salt: str, borrower: str, shares: Shares) -> tuple[Arm, int]:
    """The arm of a borrower, and how likely it was, in parts per million (组别与概率)."""
    if place_of(HOLDOUT_SALT, borrower) < shares.holdout_ppm:
        return Arm.HOLDOUT, shares.holdout_ppm
    rest = MILLION - shares.holdout_ppm
    if place_of(experiment_salt, borrower) < shares.challenger_ppm:
        return Arm.CHALLENGER, rest * shares.challenger_ppm // MILLION
    return Arm.CHAMPION, rest - rest * shares.challenger_ppm // MILLION
