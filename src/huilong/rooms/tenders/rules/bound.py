"""A bound anybody can add up (界): prices on what a firm may have bound from above what any split can be worth.

Take any prices, not below zero: one for a case with a firm, one for a fen with a firm. Let every firm pay them, let
each stratum go where it is worth most after paying, as if no firm were ever full, and add what was paid for all the
room there is. No split within the limits is worth more (Lagrangian duality): so the prices the solver ends with are a
proof of its bound that needs no solver.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from huilong.rooms.tenders.rules.problem import Grid, Problem
from huilong.rooms.tenders.rules.splits import begun, filled, winners_only

Reals = npt.NDArray[np.float64]
ROUNDS, TRY_EVERY = 600, 15


@dataclass(frozen=True)
class Prices:
    """What a firm pays for each case, and for each fen (影子价格), both in fen."""

    case: Reals
    fen: Reals


def relaxed(problem: Problem, prices: Prices) -> tuple[float, Reals]:
    """The bound these prices prove, fen, and how the strata would go if no firm were ever full."""
    worth = problem.value - prices.case[None, :] - problem.fen[:, None] * prices.fen[None, :]
    least = problem.sample if not (problem.winners_most or problem.least_cases) else np.zeros_like(problem.sample)
    order = np.argsort(-worth, axis=1, kind="stable")
    room = np.take_along_axis(problem.most - least, order, axis=1)
    gain = np.take_along_axis(worth, order, axis=1)
    free = (problem.cases - least.sum(axis=1))[:, None]
    before = np.cumsum(room, axis=1) - room
    took = np.where(gain > 0, np.clip(free - before, 0, room), 0)
    split = least.astype(float)
    np.put_along_axis(split, order, np.take_along_axis(split, order, axis=1) + took, axis=1)
    paid = float(prices.case @ problem.room) + float(prices.fen.sum()) * problem.share_fen
    return float((split * worth).sum()) + paid, split


def split_by_prices(problem: Problem, rounds: int = ROUNDS) -> tuple[Grid, int, Prices]:
    """A good split found by bidding prices up and down, and the best bound met on the way (拉格朗日法).

    A second opinion that needs no solver.
    """
    firms = len(problem.firms)
    prices = Prices(np.zeros(firms), np.zeros(firms))
    best = winners_only(problem, filled(problem, begun(problem), _order(problem.value.astype(float))))
    bound, kept, patience, scale = np.inf, prices, 0, 1.0
    for turn in range(rounds):
        found, split = relaxed(problem, prices)
        if found < bound - 1e-9:
            bound, kept, patience = found, prices, 0
        else:
            patience += 1
            if patience >= 12:
                scale, patience, prices = scale * 0.7, 0, kept
                found, split = relaxed(problem, prices)
        if turn % TRY_EVERY == 0 or turn == rounds - 1:
            best = _better(problem, best, _tried(problem, prices))
        over = split.sum(axis=0) - problem.room
        over_fen = (problem.fen @ split - problem.share_fen) / max(1.0, float(problem.fen.mean()))
        step = scale * max(1.0, found - problem.worth(best)) / max(1.0, float(over @ over + over_fen @ over_fen))
        mean = max(1.0, float(problem.fen.mean()))
        prices = Prices(
            np.maximum(0.0, prices.case + step * over), np.maximum(0.0, prices.fen + step * over_fen / mean)
        )
    best = _better(problem, best, _tried(problem, kept))
    return best, int(np.ceil(bound)), kept


def _order(worth: Reals) -> list[tuple[int, int]]:
    rows, columns = np.unravel_index(np.argsort(-worth, axis=None, kind="stable"), worth.shape)
    return [(int(r), int(c)) for r, c in zip(rows, columns, strict=True) if worth[r, c] > 0]


def _tried(problem: Problem, prices: Prices) -> Grid:
    """Cells in the order of what they are worth after paying; then what is left, as it is worth before."""
    worth = problem.value - prices.case[None, :] - problem.fen[:, None] * prices.fen[None, :]
    second = np.sort(worth, axis=1)[:, -2:][:, :1] if worth.shape[1] > 1 else np.zeros((worth.shape[0], 1))
    split = filled(problem, begun(problem), _order(np.where(worth > 0, worth - second + 1e9, 0.0)))
    return winners_only(problem, filled(problem, split, _order(problem.value.astype(float))))


def _better(problem: Problem, one: Grid, other: Grid) -> Grid:
    return other if not problem.broken(other) and problem.worth(other) > problem.worth(one) else one
