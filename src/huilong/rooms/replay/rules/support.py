"""Support (历史支持度): whether logged decisions can speak of a draft at all, before anybody computes an effect.

A draft's decision has a counterpart when the same treatment was logged for borrowers of the same stratum. Where the
past never varied (every probability is 1) nothing can be said of what it did not do. If the logged probabilities are
right and every treatment of the draft had a chance, weights 1/p over the agreeing decisions average 1.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from huilong.rooms.replay.terms import PPM, Support, Unsupported

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

LEAST_AGREEING = 100
"""Fewer logged decisions that agree with the draft say nothing with 95 % confidence."""
LEAST_EFFECTIVE = 50
MOST_UNSEEN_PPM = 50_000
"""More than 5 % of the draft's decisions without counterpart is extrapolation."""
LEAST_IN_STRATUM = 20
"""In a stratum with fewer decisions nobody can tell whether a treatment was never given."""
WEIGHTS_OFF = 0.1
WEIGHTS_ERRORS = 4.0


@dataclass(frozen=True)
class Logged:
    """Decisions as they were logged (决策日志), element for element.

    `wanted` is what the draft would have done; `probability` (0…1) is that of the treatment taken, NaN where nobody
    logged it; `stratum` numbers groups of alike borrowers; `columns` are the features as numbers, a row a decision.
    """

    borrower: Ints
    taken: NDArray[np.int32]
    wanted: NDArray[np.int32]
    probability: Floats
    stratum: Ints
    columns: Floats

    def only(self, here: NDArray[Any]) -> "Logged":
        """Some of the decisions."""
        return Logged(*(getattr(self, name)[here] for name in self.__dataclass_fields__))


def support_of(logged: Logged) -> tuple[Support, Unsupported | None]:
    """How far the past supports the draft, and why it does not, if it does not."""
    count = len(logged.taken)
    agrees = logged.taken == logged.wanted
    unseen = _unseen(logged)
    weight = np.where(agrees, 1.0 / logged.probability, 0.0)
    total, squares = float(np.nansum(weight)), float(np.nansum(weight**2))
    support = Support(
        decisions=count, borrowers=len(np.unique(logged.borrower)), agreeing=int(agrees.sum()),
        effective=int(total**2 / squares) if squares else 0,
        unseen_ppm=round(PPM * float(unseen.mean())) if count else 0,
        weights_ppm=round(PPM * total / count) if count else 0,
    )  # fmt: skip
    return support, _why_not(logged, support, weight)


def _unseen(logged: Logged) -> NDArray[np.bool_]:
    """Which decisions of the draft have no counterpart in their stratum, or were certain to be made otherwise."""
    if not len(logged.taken):
        return np.empty(0, bool)
    _, stratum = np.unique(logged.stratum, return_inverse=True)
    width = int(max(logged.taken.max(), logged.wanted.max())) + 2
    cells = np.bincount(stratum * width + logged.taken + 1, minlength=(stratum.max() + 1) * width)
    seen = cells[stratum * width + logged.wanted + 1] > 0
    tellable = np.bincount(stratum)[stratum] >= LEAST_IN_STRATUM
    certain = (logged.probability >= 1.0) & (logged.taken != logged.wanted)
    return np.asarray(~seen & tellable | certain)


def _why_not(logged: Logged, support: Support, weight: Floats) -> Unsupported | None:
    differs = logged.taken != logged.wanted
    if not support.decisions:
        return Unsupported.TOO_FEW
    if np.isnan(logged.probability).any():
        return Unsupported.NO_PROBABILITIES
    if differs.any() and (logged.probability[differs] >= 1.0).mean() > 0.5:
        return Unsupported.DETERMINISTIC
    if support.unseen_ppm > MOST_UNSEEN_PPM:
        return Unsupported.NO_COUNTERPART
    if support.agreeing < LEAST_AGREEING or support.effective < LEAST_EFFECTIVE:
        return Unsupported.TOO_FEW
    off = abs(support.weights_ppm / PPM - 1)
    error = float(np.sqrt(sum_by(logged.borrower, weight - weight.mean()).var()) or 0.0)
    clusters = support.borrowers
    if off > WEIGHTS_OFF and off > WEIGHTS_ERRORS * error * np.sqrt(clusters) / support.decisions:
        return Unsupported.WEIGHTS
    return None


def sum_by(owner: Ints, values: Floats) -> Floats:
    """The sum of the values of each owner."""
    _, place = np.unique(owner, return_inverse=True)
    sums: Floats = np.bincount(place, values).astype(np.float64)
    return sums
