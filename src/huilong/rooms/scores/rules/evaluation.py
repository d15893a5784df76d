"""Holding a score against what happened (评估): folds by borrower, and beside it what is simpler.

Three are measured on the same cases in the same folds: the model; *plain*, the library's default trees on the columns
as they stand; *naive*, one figure anybody could sort by. Where naive is better is said.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from huilong.rooms.scores.rules import measures
from huilong.rooms.scores.rules.model import Sums, raw
from huilong.rooms.scores.rules.panel import Floats, Ints
from huilong.rooms.scores.rules.training import cross_calibrated, enough, fit, out_of_fold
from huilong.rooms.scores.rules.trees import leaf_sums

PLAIN = {
    "learning_rate": 0.1, "max_iter": 100, "max_leaf_nodes": 31, "min_samples_leaf": 20, "l2_regularization": 0.0,
    "early_stopping": False,
}  # fmt: skip
"""The library's own defaults: the baseline that needs no thought."""
FEWEST = 100


@dataclass(frozen=True)
class Cases:
    """Cases to learn from or be measured on (样本): features, outcome, borrower, month, bands to compare by."""

    names: tuple[str, ...]
    features: Floats
    outcome: Floats
    group: Ints
    month: Ints
    plain: Floats
    naive: Floats
    bands: Mapping[str, NDArray[Any]]

    def __len__(self) -> int:
        return len(self.outcome)

    def some(self, rows: NDArray[Any]) -> "Cases":
        """Some of the cases, by mask or place."""
        return Cases(
            self.names, self.features[rows], self.outcome[rows], self.group[rows], self.month[rows], self.plain[rows],
            self.naive[rows], {name: values[rows] for name, values in self.bands.items()},
        )  # fmt: skip


@dataclass(frozen=True)
class Measured:
    """What was measured (评估结果), plain enough to print or keep."""

    target: str
    cases: int
    borrowers: int
    happened: float
    auc: float
    auc_low: float
    auc_high: float
    brier: float
    calibration_error: float
    plain_auc: float
    naive_auc: float
    time_split_auc: float
    time_split_plain_auc: float
    calibration: tuple[measures.Band, ...]
    by_month: tuple[tuple[int, int, float, float, float], ...]
    naive_wins: tuple[tuple[str, str, int, float, float], ...]
    fairness: tuple[tuple[str, str, int, float, float, float], ...]

    def told(self) -> dict[str, Any]:
        """As plain JSON: what is no number is null."""
        told: dict[str, Any] = _plain(asdict(self))
        return told


def evaluate(cases: Cases, *, target: str, folds: int = 5, seed: int = 7, sums: Sums = leaf_sums) -> Measured:
    """Measure a target on these cases. Refuses `too-little-history`."""
    enough(cases.outcome, max(folds, 10))
    odds, fold = out_of_fold(
        cases.features, cases.outcome, cases.group, names=cases.names, folds_wanted=folds, seed=seed, sums=sums
    )
    said = cross_calibrated(odds, cases.outcome, fold)
    plain, _fold = out_of_fold(
        cases.plain, cases.outcome, cases.group, names=_numbered(cases.plain), folds_wanted=folds, seed=seed,
        settings=PLAIN, sums=sums,
    )  # fmt: skip
    low, high = measures.auc_interval(cases.outcome, odds, cases.group, seed=seed)
    bands = measures.calibration(cases.outcome, said)
    later, later_plain = _time_split(cases, seed, sums)
    return Measured(
        target, len(cases), len(np.unique(cases.group)), float(cases.outcome.mean()), measures.auc(cases.outcome, odds),
        low, high, measures.brier(cases.outcome, said), measures.calibration_error(bands),
        measures.auc(cases.outcome, plain), measures.auc(cases.outcome, cases.naive), later, later_plain, bands,
        by_month(cases.month, cases.outcome, said), _naive_wins(cases, odds), fairness(cases, said),
    )  # fmt: skip


def by_month(month: Ints, outcome: Floats, said: Floats) -> tuple[tuple[int, int, float, float, float], ...]:
    """By month: cases, mean said, share that happened, AUC (按月校准)."""
    return tuple(
        (int(one), int((month == one).sum()), float(said[month == one].mean()), float(outcome[month == one].mean()),
         measures.auc(outcome[month == one], said[month == one]))
        for one in np.unique(month)
    )  # fmt: skip


def fairness(cases: Cases, said: Floats) -> tuple[tuple[str, str, int, float, float, float], ...]:
    """By group: cases, mean said, share that happened, AUC (公平性对照). Small groups are left out."""
    found = []
    for name, values in cases.bands.items():
        for one in np.unique(values):
            rows = values == one
            if one and rows.sum() >= FEWEST:
                found.append((
                    name, str(one), int(rows.sum()), float(said[rows].mean()), float(cases.outcome[rows].mean()),
                    measures.auc(cases.outcome[rows], said[rows]),
                ))  # fmt: skip
    return tuple(found)


def _naive_wins(cases: Cases, odds: Floats) -> tuple[tuple[str, str, int, float, float], ...]:
    """The groups in which the one simple figure sorts better than the model (朴素更优之处)."""
    groups = {**cases.bands, "year": (cases.month // 12).astype(str)}
    found = [] if measures.auc(cases.outcome, cases.naive) <= measures.auc(cases.outcome, odds) else [
        ("all", "", len(cases), measures.auc(cases.outcome, odds), measures.auc(cases.outcome, cases.naive))
    ]  # fmt: skip
    for name, values in groups.items():
        for one in np.unique(values):
            rows = values == one
            ours = measures.auc(cases.outcome[rows], odds[rows]) if rows.sum() >= FEWEST else np.nan
            naive = measures.auc(cases.outcome[rows], cases.naive[rows]) if rows.sum() >= FEWEST else np.nan
            if naive > ours:
                found.append((name, str(one), int(rows.sum()), ours, naive))
    return tuple(found)


def _time_split(cases: Cases, seed: int, sums: Sums) -> tuple[float, float]:
    """AUC on the newest third of months, trained on the months before (时间外验证): the model's, and plain's."""
    edge = np.quantile(cases.month, 2 / 3) if len(cases) else 0
    train, test = cases.month < edge, cases.month >= edge
    hits = cases.outcome[train].sum()
    if min(hits, train.sum() - hits) < FEWEST / 10 or len(np.unique(cases.outcome[test])) < 2:
        return float("nan"), float("nan")
    found = []
    for columns, settings in ((cases.features, None), (cases.plain, PLAIN)):
        made = fit(
            columns[train], cases.outcome[train], target="", names=_numbered(columns), seed=seed, settings=settings
        )
        found.append(measures.auc(cases.outcome[test], raw(made, columns[test], sums)))
    return found[0], found[1]


def _numbered(columns: Floats) -> Sequence[str]:
    return tuple(f"column_{n}" for n in range(columns.shape[1]))


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return None if isinstance(value, float) and not np.isfinite(value) else value
