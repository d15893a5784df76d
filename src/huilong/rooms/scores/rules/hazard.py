"""When something happens (何时发生): a logistic hazard by period, of cure and of money alike.

A case is watched from its night on, over periods of days. In each period that begins with something still open, the
hazard is the share of it that closes in that period: of a case, cured or not; of money, what part of what is still
overdue comes in. What is closed by a day is 1 − Π (1 − hazard), so it never falls. A case that was charged off stays
open and closes no more, so the answer is the chance to be cured, not the chance among those that stay.

The hazards are learned by the same trees as other targets, with the period as one more column (Singer and Willett,
"It's about time", 1993): what they say is a log-odds, and goes into the same text.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from huilong.rooms.scores.rules.model import Model, Sums, probability, raw, shares
from huilong.rooms.scores.rules.panel import Floats, Ints
from huilong.rooms.scores.rules.training import enough, fit, folds, platt
from huilong.rooms.scores.rules.trees import leaf_sums, path_shares

SETTINGS = {"max_iter": 150, "min_samples_leaf": 80}
OPEN = 1e-9


@dataclass(frozen=True)
class Timed:
    """Cases watched over periods (计时样本). `closed[i, k]`: the share closed by `days[k]`; NaN where not seen."""

    names: tuple[str, ...]
    features: Floats
    closed: Floats
    days: tuple[int, ...]
    group: Ints
    month: Ints
    naive: Floats
    bands: Mapping[str, NDArray[Any]]

    def __len__(self) -> int:
        return len(self.closed)

    def some(self, rows: NDArray[Any]) -> "Timed":
        """Some of the cases, by mask or place."""
        return replace(
            self, features=self.features[rows], closed=self.closed[rows], group=self.group[rows],
            month=self.month[rows], naive=self.naive[rows],
            bands={name: values[rows] for name, values in self.bands.items()},
        )  # fmt: skip


@dataclass(frozen=True)
class Periods:
    """Cases by period (人期样本): the case, the period, what share of what was open closed, and how much was open."""

    case: Ints
    period: Ints
    hazard: Floats
    weight: Floats


def periods_of(closed: Floats) -> Periods:
    """The periods in which a case was seen with something still open (人期展开).

    >>> told = periods_of(np.array([[0.0, 1.0, 1.0], [0.5, 0.75, np.nan]]))
    >>> told.case.tolist(), told.period.tolist(), told.hazard.tolist(), told.weight.tolist()
    ([0, 1, 0, 1], [0, 0, 1, 1], [0.0, 0.5, 1.0, 0.5], [1.0, 1.0, 1.0, 0.5])
    """
    before = np.concatenate([np.zeros((len(closed), 1)), closed[:, :-1]], axis=1)
    left = 1 - before
    seen = ~np.isnan(closed) & ~np.isnan(before) & (left > OPEN)
    period, case = np.nonzero(seen.T)
    open_ = left[case, period]
    hazard = np.clip((closed[case, period] - before[case, period]) / open_, 0.0, 1.0)
    return Periods(case.astype(np.int64), period.astype(np.int64), hazard, open_)


def columns(cases: Floats, period: Ints | int) -> Floats:
    """The columns of cases in a period: features, then the period's number."""
    return np.concatenate([cases, np.broadcast_to(np.asarray(period, np.float64), len(cases))[:, None]], axis=1)


def closed_by(model: Model, cases: Floats, sums: Sums = leaf_sums) -> Floats:
    """What is closed by each day of the model (按日累计), case × `model.days`: it never falls."""
    still = np.ones(len(cases))
    found = np.empty((len(cases), len(model.days)))
    for period in range(len(model.days)):
        still = still * (1 - probability(model, columns(cases, period), sums))
        found[:, period] = 1 - still
    return found


def moved(model: Model, cases: Floats, paths: Sums = path_shares) -> Floats:
    """What each feature adds to the log-odds of closing, the mean of the periods (归因), case × feature."""
    periods = range(len(model.days))
    told = [shares(model, columns(cases, one), paths)[:, : len(model.features)] for one in periods]
    return np.asarray(sum(told) / len(told), np.float64)


def fit_hazard(cases: Timed, *, target: str, seed: int, settings: Mapping[str, Any] | None = None) -> Model:
    """A model of these cases' hazards, not calibrated yet. A share of money is so much that came and so much not."""
    told = periods_of(cases.closed)
    rows, outcome, weight = _doubled(told)
    made = fit(
        columns(cases.features[told.case[rows]], told.period[rows]), outcome, target=target,
        names=(*cases.names, "period"), seed=seed, settings={**SETTINGS, **(settings or {})}, weight=weight,
    )  # fmt: skip
    return replace(made, features=cases.names, days=cases.days)


def _doubled(told: Periods) -> tuple[Ints, Floats, Floats]:
    """Each period as what closed and what did not: its place, the outcome, the weight; nothing of no weight."""
    came, stayed = told.weight * told.hazard, told.weight * (1 - told.hazard)
    rows = np.concatenate([np.flatnonzero(came > 0), np.flatnonzero(stayed > 0)])
    outcome = np.concatenate([np.ones(int((came > 0).sum())), np.zeros(int((stayed > 0).sum()))])
    return rows, outcome, np.where(outcome == 1, came[rows], stayed[rows])


def train_hazard(
    cases: Timed, *, target: str, seed: int = 7, folds_wanted: int = 5, settings: Mapping[str, Any] | None = None,
    sums: Sums = leaf_sums,
) -> tuple[Model, Floats]:  # fmt: skip
    """A calibrated model of all cases, and what models that did not know the borrower say of each (折外累计).

    Refuses `too-little-history`.
    """
    told = periods_of(cases.closed)
    came = told.weight * told.hazard
    enough(np.repeat([1.0, 0.0], [int(came.sum()), int((told.weight - came).sum())]))
    ever = np.nan_to_num(cases.closed).max(axis=1)
    odds = np.full((len(cases), len(cases.days)), np.nan)
    fold = np.zeros(len(cases), np.int64)
    for place, (train, test) in enumerate(folds(np.round(ever), cases.group, folds_wanted, seed)):
        made = fit_hazard(cases.some(train), target=target, seed=seed, settings=settings)
        for period in range(len(cases.days)):
            odds[test, period] = raw(made, columns(cases.features[test], period), sums)
        fold[test] = place
    said = np.full(odds.shape, np.nan)
    for one in np.unique(fold):
        slope, offset = _straightened(odds, cases.closed, fold != one)
        said[fold == one] = _cumulated(odds[fold == one], slope, offset)
    slope, offset = _straightened(odds, cases.closed, np.ones(len(cases), np.bool_))
    whole = fit_hazard(cases, target=target, seed=seed, settings=settings)
    return replace(whole, slope=slope, offset=offset), said


def _straightened(odds: Floats, closed: Floats, chosen: NDArray[np.bool_]) -> tuple[float, float]:
    """Slope and offset that make the chosen cases' odds into hazards."""
    told = periods_of(closed[chosen])
    rows, outcome, weight = _doubled(told)
    return platt(odds[chosen][told.case[rows], told.period[rows]], outcome, weight=weight)


def _cumulated(odds: Floats, slope: float, offset: float) -> Floats:
    """What is closed by each day, of log-odds of hazards."""
    still = np.cumprod(1 - 1 / (1 + np.exp(-(slope * odds + offset))), axis=1)
    return np.asarray(1 - still, np.float64)


def product_limit(closed: Floats) -> Floats:
    """What is closed by each day of all cases together (乘积极限), without features: after Kaplan and Meier (1958)."""
    told = periods_of(closed)
    size = closed.shape[1]
    open_ = np.bincount(told.period, told.weight, size)
    gone = np.bincount(told.period, told.weight * told.hazard, size)
    with np.errstate(invalid="ignore", divide="ignore"):
        hazard = np.where(open_ > 0, gone / open_, np.nan)
    return np.asarray(1 - np.cumprod(1 - hazard), np.float64)


def together(parts: Sequence[Timed]) -> Timed:
    """The cases of several panels as one (合并样本); borrowers of different panels are different people."""
    shift = np.cumsum([0, *(int(one.group.max()) + 1 if len(one) else 0 for one in parts)])
    names = set.intersection(*(set(one.bands) for one in parts))
    return replace(
        parts[0], features=np.concatenate([one.features for one in parts]),
        closed=np.concatenate([one.closed for one in parts]),
        group=np.concatenate([one.group + by for one, by in zip(parts, shift[:-1], strict=True)]),
        month=np.concatenate([one.month for one in parts]), naive=np.concatenate([one.naive for one in parts]),
        bands={name: np.concatenate([one.bands[name] for one in parts]) for name in sorted(names)},
    )  # fmt: skip
