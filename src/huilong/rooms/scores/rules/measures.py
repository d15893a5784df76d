"""How good a score is (评分度量): order, calibration, error, drift; with intervals that respect borrowers."""

from dataclasses import dataclass

import numpy as np

from huilong.rooms.scores.rules.panel import Floats, Ints


@dataclass(frozen=True)
class Band:
    """One band of a calibration table (校准分箱): cases, mean promised, share that happened."""

    cases: int
    said: float
    happened: float


def auc(outcome: Floats, score: Floats) -> float:
    """The chance that a case that happened was scored above one that did not (排序能力); ties count half.

    NaN where there is only one kind. By ranks, after Mann and Whitney (1947).

    >>> auc(np.array([0.0, 0.0, 1.0, 1.0]), np.array([0.1, 0.4, 0.35, 0.8]))
    0.75
    """
    hits = float(outcome.sum())
    misses = len(outcome) - hits
    if not hits or not misses:
        return float("nan")
    _values, code, counts = np.unique(score, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[code]
    return float((ranks[outcome == 1].sum() - hits * (hits + 1) / 2) / (hits * misses))


def auc_interval(
    outcome: Floats, score: Floats, group: Ints, *, seed: int = 7, times: int = 200, level: float = 0.95
) -> tuple[float, float]:
    """The interval of the AUC when borrowers, not rows, are drawn anew (分组自助法区间)."""
    draw = np.random.default_rng(seed)
    order = np.argsort(group, kind="stable")
    _groups, first = np.unique(group[order], return_index=True)
    ends = np.append(first[1:], len(order))
    found = []
    for _time in range(times):
        weight = np.repeat(draw.multinomial(len(first), np.full(len(first), 1 / len(first))), ends - first)
        rows = np.repeat(order, weight)
        one = auc(outcome[rows], score[rows])
        if not np.isnan(one):
            found.append(one)
    if not found:
        return float("nan"), float("nan")
    low, high = np.quantile(found, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)


def brier(outcome: Floats, said: Floats) -> float:
    """The mean square of what was said less what happened (Brier 分)."""
    return float(np.mean((said - outcome) ** 2)) if len(outcome) else float("nan")


def calibration(outcome: Floats, said: Floats, bands: int = 10) -> tuple[Band, ...]:
    """What was said against what happened, in bands of equally many cases (校准表)."""
    order = np.argsort(said, kind="stable")
    return tuple(
        Band(len(rows), float(said[rows].mean()), float(outcome[rows].mean()))
        for rows in np.array_split(order, min(bands, max(len(order), 1))) if len(rows)
    )  # fmt: skip


def calibration_error(bands: tuple[Band, ...]) -> float:
    """The mean distance between said and happened, weighed by cases (ECE)."""
    cases = sum(one.cases for one in bands)
    return sum(one.cases * abs(one.said - one.happened) for one in bands) / cases if cases else float("nan")


def stability(before: Floats, now: Floats, bands: int = 10) -> float:
    """The population stability index of a column (PSI 稳定性指数); unknown is a band of its own.

    Below 0.1 nothing moved, above 0.25 it is another population: the usual reading, Siddiqi (2006).
    """
    if not len(before) or not len(now):
        return float("nan")
    told = before[~np.isnan(before)]
    edges = np.unique(np.quantile(told, np.linspace(0, 1, bands + 1)[1:-1])) if len(told) else np.array([])
    size = len(edges) + 2

    def parts(values: Floats) -> Floats:
        place = np.where(np.isnan(values), size - 1, np.searchsorted(edges, np.nan_to_num(values), side="left"))
        counts = np.bincount(place, minlength=size).astype(np.float64)
        return (counts + 0.5) / (len(values) + 0.5 * size)

    old, new = parts(before), parts(now)
    return float(((new - old) * np.log(new / old)).sum())


def mape(forecast: Floats, actual: Floats) -> float:
    """The mean absolute error over what was (MAPE), over months in which there was something."""
    kept = actual > 0
    return float(np.mean(np.abs(forecast[kept] - actual[kept]) / actual[kept])) if kept.any() else float("nan")
