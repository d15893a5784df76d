"""Back-test (回测): forecasts from rolling origins held against what came true, beside simple rivals; how often an
interval held, and how far the middle was off."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from huilong.rooms.forecast.rules.montecarlo import BALANCE, LOANS, RECOVERED
from huilong.rooms.forecast.rules.states import BUCKETS, Floats, Ints
from huilong.rooms.forecast.rules.walking import CASH_IN, NET_LOSS

LEVELS = ((50, 2, 4), (80, 1, 5), (95, 0, 6))
"""Per cent, and the places of an interval's edges among the quantiles."""
MEASURES: dict[str, tuple[int, ...]] = {
    "cash": (CASH_IN,), "charged_off": (BUCKETS + 1,), "recovered": (RECOVERED,), "net_loss": (NET_LOSS,),
    "balance_M1": (BALANCE + 1,), "balance_M2": (BALANCE + 2,), "balance_M3+": (BALANCE + 3, BALANCE + 4, BALANCE + 5),
    "loans_M1": (LOANS + 1,), "loans_M2+": tuple(LOANS + k for k in range(2, BUCKETS)),
    "loans_M3+": tuple(LOANS + k for k in range(3, BUCKETS)),
}  # fmt: skip
"""What is held against what came true: the places of what was walked that add up to it."""


@dataclass(frozen=True)
class Checked:
    """One forecast held against what came true (检验点). `quantiles` at walking.QUANTILES; `naive`: last month again;
    `markov`: the chain without shocks."""

    origin: date
    month: date
    ahead: int
    measure: str
    mean: float
    quantiles: tuple[float, ...]
    naive: float
    markov: float
    actual: float

    def held(self, per_cent: int) -> bool:
        """Whether the interval of so many per cent held."""
        low, high = next((low, high) for level, low, high in LEVELS if level == per_cent)
        return self.quantiles[low] <= self.actual <= self.quantiles[high]


@dataclass(frozen=True)
class Score:
    """How forecasts of one measure did (回测评分): how many, how many held by level, mean absolute percentage errors of
    the forecast, the naive and the Markov rival (NaN where nothing came true that could be divided by)."""

    measure: str
    count: int
    held: tuple[tuple[int, int], ...]
    mape: float
    mape_naive: float
    mape_markov: float
    bias: float


def score(points: Sequence[Checked]) -> list[Score]:
    """Scores by measure, in the order of MEASURES (评分)."""
    found = []
    for name in MEASURES:
        mine = [one for one in points if one.measure == name]
        if mine:
            held = tuple((level, sum(one.held(level) for one in mine)) for level, _low, _high in LEVELS)
            told = np.array([(one.mean, one.naive, one.markov, one.actual) for one in mine])
            found.append(Score(name, len(mine), held, *_errors(told)))
    return found


def _errors(told: Floats) -> tuple[float, float, float, float]:
    """MAPE of three forecasts and the bias of the first; months in which nothing came true are left out."""
    actual = told[:, 3]
    seen = actual > 0
    if not seen.any():
        return (float("nan"),) * 4
    off = np.abs(told[seen, :3] - actual[seen, None]) / actual[seen, None]
    mean = off.mean(axis=0)
    return float(mean[0]), float(mean[1]), float(mean[2]), float(told[seen, 0].sum() / actual[seen].sum() - 1.0)


def measured(walked: Floats, name: str) -> Floats:
    """One measure of all segments together, of what was walked with its sums: [P, H]."""
    whole: Floats = walked[:, :, -1, list(MEASURES[name])].sum(axis=-1)
    return whole


def measured_once(told: Floats, name: str) -> float:
    """The same of what happened by segment [G, montecarlo.MEASURES]."""
    told = told.sum(axis=0)
    cash = float(told[: BUCKETS + 1].sum())
    loss = float(told[BUCKETS + 1] - told[BUCKETS])
    whole = np.concatenate([told, [cash, loss]])
    return float(whole[list(MEASURES[name])].sum())


def origins(months: int, least: int, ahead: int) -> Ints:
    """The months from which a forecast can be made: `least` months known, one at least to come (起点)."""
    return np.arange(least, months - min(ahead, 1))
