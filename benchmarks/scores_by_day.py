"""Scores that say by when, held against public loans (按日评分基准): time to cure, and what is recovered by when.

    python -m benchmarks.scores_by_day [--data ../shared/data] [--only cure-time] [--write]

Time to cure is held against Kaplan and Meier (one curve for all, and one for each bucket) and against a proportional
hazard (Cox) of lifelines, on the same loan-months in the same folds. Files tell months: a month is thirty days.
"""

import resource
import time
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.scores import measured
from huilong.engine.compile import compiled
from huilong.rooms.scores.rules import measures
from huilong.rooms.scores.rules.hazard import Timed, product_limit, train_hazard
from huilong.rooms.scores.rules.horizons import figures_by_day
from huilong.rooms.scores.rules.timed import on_files
from huilong.rooms.scores.rules.training import folds
from huilong.rooms.scores.rules.trees import leaf_sums

RESULTS = Path(__file__).parent / "results" / "scores_by_day.json"
SEED, FOLDS = 7, 5
TARGETS = ("cure-time", "recovery")
OF_COX = (
    "state", "arrears", "paid_1", "paid_3m", "nothing_6m", "late_12m", "worst_12m", "run_late", "cures_12m", "on_book",
    "owed_share", "rate", "score",
)  # fmt: skip
"""What Cox reads: the features a person would choose, without gaps; all sixty make it worse or never end."""


def run(data: Path, targets: tuple[str, ...]) -> dict[str, Any]:
    """Both targets measured, and of time to cure what lifelines says of the same cases."""
    from huilong.rooms.scores.queries.abs_ee import read_panel

    place = data / "ally_auto_panel"
    panel = read_panel(place / "loans.parquet", place / "panel.parquet")
    found: dict[str, Any] = {}
    for target in targets:
        began = time.process_time()
        cases = on_files(panel, target, seed=SEED)
        _model, said = train_hazard(cases, target=target, seed=SEED, folds_wanted=FOLDS, sums=compiled(leaf_sums))
        told = figures_by_day(cases, said, seed=SEED)
        found[target] = {
            "cases": len(cases), "loans": len(np.unique(cases.group)), "by_day": told["by_day"],
            "cpu_seconds": round(time.process_time() - began, 1),
        }  # fmt: skip
        if target == "cure-time":
            found[target]["kaplan_meier_by_bucket"] = _measured(cases, _by_bucket(cases))
            began = time.process_time()
            found[target]["cox"] = _measured(cases, _cox(cases))
            found[target]["cox_cpu_seconds"] = round(time.process_time() - began, 1)
    found["peak_mib"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return found


def _parts(cases: Timed) -> Any:
    return folds(np.round(np.nan_to_num(cases.closed).max(axis=1)), cases.group, FOLDS, SEED)


def _by_bucket(cases: Timed) -> np.ndarray:
    """The product limit of each bucket, of the loans of the other folds."""
    state, said = cases.features[:, cases.names.index("state")], np.full(cases.closed.shape, np.nan)
    for train, test in _parts(cases):
        for one in np.unique(state):
            said[test[state[test] == one]] = product_limit(cases.closed[train[state[train] == one]])
    return said


def _cox(cases: Timed) -> np.ndarray:
    """What a proportional hazard says, fitted on the loans of the other folds."""
    import pandas as pd
    from lifelines import CoxPHFitter

    columns = cases.features[:, [cases.names.index(name) for name in OF_COX]]
    columns = np.where(np.isnan(columns), np.nanmedian(columns, axis=0), columns)
    columns = (columns - columns.mean(axis=0)) / np.maximum(columns.std(axis=0), 1e-9)
    happened = np.nan_to_num(cases.closed).max(axis=1) == 1
    seen = (~np.isnan(cases.closed)).sum(axis=1)
    month = np.where(happened, np.argmax(np.nan_to_num(cases.closed) == 1, axis=1) + 1, seen)
    frame = pd.DataFrame(columns, columns=list(OF_COX)).assign(month=month, happened=happened)
    said = np.full(cases.closed.shape, np.nan)
    for train, test in _parts(cases):
        fitted = CoxPHFitter(penalizer=0.01).fit(frame.iloc[train], "month", "happened")
        curve = fitted.predict_survival_function(frame.iloc[test], times=np.arange(1, len(cases.days) + 1))
        said[test] = 1 - curve.to_numpy().T
    return said


def _measured(cases: Timed, said: np.ndarray) -> list[dict[str, float]]:
    found = []
    for place, days in enumerate(cases.days):
        known = ~np.isnan(cases.closed[:, place])
        was, told = cases.closed[known, place], said[known, place]
        found.append({
            "days": days, "said": float(told.mean()), "happened": float(was.mean()), "auc": measures.auc(was, told),
            "brier": measures.brier(was, told),
            "calibration_error": measures.calibration_error(measures.calibration(was, told)),
        })  # fmt: skip
    return found


if __name__ == "__main__":
    measured(run, RESULTS, TARGETS)
