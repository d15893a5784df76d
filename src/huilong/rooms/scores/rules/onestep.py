"""Where loans will be next month (下月阶段预测): how many in each bucket, from what is known this month.

Two ways, walked forward month by month, each trained on nothing later than the month it stands at. *Markov*: the share
of each bucket that went to each other, over all history. *Ours*: the same counting, but in cells that say more than the
bucket (arrears, the month before, what was paid), each cell drawn to the coarser one above it by `PULL` cases; months
of the same season count more.
"""

from dataclasses import dataclass

import numpy as np

from huilong.rooms.scores.rules.measures import mape
from huilong.rooms.scores.rules.panel import CHARGED_OFF, UNKNOWN, Floats, Ints, Panel

STATES = 8
PULL = 20.0
SAME_SEASON = 2.0
ARREARS_EDGES = (-1.0, 0.02, 0.1, 0.5, 0.9, 1.1, 1.5, 1.9, 2.1, 2.5, 2.9, 3.1, 4.0, 5.0)
PAID_EDGES = (0.1, 0.9, 1.1, 1.9)
GROUPS = {"M1": (1,), "M2+": (2, 3, 4, 5), "M3+": (3, 4, 5)}
FROM, TO = 2018 * 12 + 5, 2020 * 12
"""June 2018 to January 2020: the months the published baseline is measured on."""


@dataclass(frozen=True)
class Moves:
    """Every move from a month to the next (迁移): from, to, the month it began, its cells from coarse to fine."""

    before: Ints
    after: Ints
    month: Ints
    cells: tuple[Ints, ...]


@dataclass(frozen=True)
class Walk:
    """One month of a walk forward (逐月回测): loans in each group of buckets as they were, as both ways said."""

    month: int
    actual: tuple[float, ...]
    markov: tuple[float, ...]
    ours: tuple[float, ...]


def moves_of(panel: Panel) -> Moves:
    """The moves of a panel whose both ends were seen."""
    row = np.flatnonzero(panel.loan[1:] == panel.loan[:-1])
    row = row[(panel.state[row] >= 0) & (panel.state[row] < CHARGED_OFF) & (panel.state[row + 1] != UNKNOWN)]
    before = panel.state[row]

    def share(name: str) -> Floats:
        top, bottom = panel.amounts.get(name), panel.amounts.get("scheduled")
        if top is None or bottom is None:
            return np.zeros(len(row))
        with np.errstate(divide="ignore", invalid="ignore"):
            found: Floats = np.nan_to_num(top[row] / bottom[row], nan=0.0, posinf=0.0, neginf=0.0)
        return found

    def earlier(months: int) -> Ints:
        up = row - months
        there = up >= panel.start[panel.loan[row]]
        return np.where(there, panel.state[np.maximum(up, 0)], UNKNOWN) + 1

    arrears = before * 100 + np.digitize(share("arrears"), ARREARS_EDGES)
    last = arrears * 10 + earlier(1)
    paid = last * 10 + np.digitize(share("paid"), PAID_EDGES)
    cells = (before, arrears, last, paid, paid * 10 + earlier(2))
    numbered = tuple(np.unique(one, return_inverse=True)[1] for one in cells)
    return Moves(before, panel.state[row + 1], panel.month[row], numbered)


def chances(moves: Moves, train: Ints, asked: Ints, weight: Floats, levels: int) -> Floats:
    """The chance of each state next month for the moves asked about, from the moves to train on (row × state)."""
    found: Floats = np.zeros((len(asked), STATES))
    for level, cell in enumerate(moves.cells[:levels]):
        size = int(cell.max()) + 1
        place = cell[train] * STATES + moves.after[train]
        counts = np.bincount(place, weights=weight[train], minlength=size * STATES).reshape(size, STATES)[cell[asked]]
        total = counts.sum(axis=1, keepdims=True)
        found = (counts + PULL * found) / np.maximum(total + (PULL if level else 0.0), 1e-12)
    return found


def walk(panel: Panel, first: int = FROM, last: int = TO) -> tuple[Walk, ...]:
    """Month by month, what both ways said of the next month and how it was; months with no history are left out."""
    moves = moves_of(panel)
    found = []
    for month in range(first, last + 1):
        now = month - 1
        train, asked = np.flatnonzero(moves.month < now), np.flatnonzero(moves.month == now)
        if not len(train) or not len(asked):
            continue
        season = 1.0 + SAME_SEASON * ((moves.month - now) % 12 == 0)
        markov = chances(moves, train, asked, np.ones(len(moves.month)), 1).sum(axis=0)
        ours = chances(moves, train, asked, season, len(moves.cells)).sum(axis=0)
        actual = np.bincount(moves.after[asked], minlength=STATES).astype(np.float64)
        found.append(Walk(month, _grouped(actual), _grouped(markov), _grouped(ours)))
    return tuple(found)


def errors(walked: tuple[Walk, ...]) -> dict[str, tuple[float, float]]:
    """MAPE of each group of buckets: Markov's, ours (分阶段误差)."""
    return {
        name: (
            mape(np.array([one.markov[place] for one in walked]), np.array([one.actual[place] for one in walked])),
            mape(np.array([one.ours[place] for one in walked]), np.array([one.actual[place] for one in walked])),
        )
        for place, name in enumerate(GROUPS)
    }


def _grouped(counts: Floats) -> tuple[float, ...]:
    return tuple(float(counts[list(states)].sum()) for states in GROUPS.values())
