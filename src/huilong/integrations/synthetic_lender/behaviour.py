"""Types of borrowers under fixed transition tables (行为): ability and willingness pull outcomes, averages stay put.

Each type's month is the published row shifted along a normal scale. Bad types gather in bad states, so a naive shift
would drift from the table; here the shifts are solved against the mix of types found in each state, until both agree.
"""

import math
from functools import lru_cache

import numpy as np

from huilong.integrations.synthetic_lender import estimates as est
from huilong.integrations.synthetic_lender.calibration import CURRENT, M1, M2, M3, M4, M5, transitions
from huilong.integrations.synthetic_lender.chance import Floats

_STATE_OF_OUTCOME = {CURRENT: 0, M1: 1, M2: 2, M3: 3, M4: 4, M5: 5}
_OCCUPANCY_MONTHS = 40
_ROUNDS = 12


def first_abilities() -> Floats:
    """The share of each ability in a book at rest (stationary under the monthly changes)."""
    shares = np.full(3, 1 / 3)
    for _ in range(400):
        shares = shares @ np.array(est.ABILITY_MONTHLY)
    rest: Floats = shares / shares.sum()
    return rest


@lru_cache(maxsize=8)
def outcome_edges(entry_factor: float) -> Floats:
    """Upper edges of the outcomes on [0, 1), by type (ability × 3 + willingness), state and outcome: 9 × 6 × 7.

    A draw u has outcome `(u >= edges).sum()`, worst first. Averaged over the types met in a state, the outcome
    frequencies are calibration.transitions(entry_factor).
    """
    table = transitions(entry_factor)
    pull = _pulls()
    mix = np.repeat(_prior()[:, None], 6, axis=1)
    edges = np.zeros((9, 6, 7))
    for _ in range(_ROUNDS):
        for state in range(6):
            below = np.cumsum(table[state])[:7]
            for k in range(7):
                edges[:, state, k] = _shifted(float(below[k]), pull[:, state], mix[:, state])
        mix = _mix_met(edges)
    return np.round(edges, 9)


def _pulls() -> Floats:
    ability = np.array(est.ABILITY_PULL).T
    willingness = np.array(est.WILLINGNESS_PULL).T
    pulls: Floats = (ability[:, None, :] + willingness[None, :, :]).reshape(9, 6)
    return pulls


def _prior() -> Floats:
    return np.outer(first_abilities(), est.WILLINGNESS_SHARES).reshape(9)


def _normal_below(x: float) -> float:
    return 0.5 * math.erfc(-x / math.sqrt(2))


def _shifted(share: float, pull: Floats, mix: Floats) -> Floats:
    """Each type's share below an edge, such that the mix's average is `share` (bisection on the edge)."""
    if share <= 0 or share >= 1 - 1e-12:
        return np.full(9, min(max(share, 0.0), 1.0))
    low, high = -9.0, 9.0
    for _ in range(60):
        middle = (low + high) / 2
        average = sum(m * _normal_below(middle + p) for m, p in zip(mix, pull, strict=True))
        low, high = (middle, high) if average < share else (low, middle)
    return np.array([_normal_below(low + p) for p in pull])


def _mix_met(edges: Floats) -> Floats:
    """The mix of types met in each state over a loan's life, younger ages weighing more: 9 × 6, columns sum to one."""
    full = np.concatenate([edges, np.ones((9, 6, 1))], axis=2)
    chances = np.diff(full, axis=2, prepend=0.0)
    move = np.zeros((9, 6, 6))
    for outcome, state in _STATE_OF_OUTCOME.items():
        move[:, :, state] = chances[:, :, outcome]
    ability = np.kron(np.array(est.ABILITY_MONTHLY), np.eye(3))
    here = np.zeros((9, 6))
    here[:, 0] = _prior()
    met = np.zeros((9, 6))
    for month in range(_OCCUPANCY_MONTHS):
        here = ability.T @ here
        met += here * (1 - month / (_OCCUPANCY_MONTHS * 1.4))
        here = np.einsum("ts,tsk->tk", here, move)
    mix: Floats = met / met.sum(axis=0, keepdims=True)
    return mix
