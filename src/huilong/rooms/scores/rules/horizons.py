"""How good a score by days is (按日评估): at each day what was said against what happened, beside what is simpler."""

from typing import Any

import numpy as np

from huilong.rooms.scores.rules import measures
from huilong.rooms.scores.rules.hazard import Timed, product_limit
from huilong.rooms.scores.rules.panel import Floats

BANDS = 5


def figures_by_day(cases: Timed, said: Floats, *, seed: int = 7) -> dict[str, Any]:
    """The figures of each day, and those of the last as the model's own (按日度量).

    `said` is of models that did not know the borrower. Where the outcome is a share, it is sorted by whether half of it
    came. `bucket_error` is the error of one figure for each bucket: its mean, of these very cases.
    """
    limit, by_day = product_limit(cases.closed), []
    for place, days in enumerate(cases.days):
        known = ~np.isnan(cases.closed[:, place])
        if known.any():
            by_day.append(_one_day(cases.some(known), said[known], place, days, float(limit[place]), seed))
    last = by_day[-1] if by_day else {}
    known = ~np.isnan(cases.closed[:, -1])
    if not known.any():
        return {"by_day": by_day}
    happened, told = cases.closed[known, -1], said[known, -1]
    months = cases.month[known]
    return {
        **{name: last[name] for name in ("auc", "auc_low", "auc_high", "naive_auc", "calibration_error", "happened")},
        "brier": measures.brier(happened, told), "by_day": by_day,
        "scores": np.quantile(told, np.linspace(0, 1, 41)).tolist(),
        "calibration": [[one.cases, one.said, one.happened] for one in measures.calibration(happened, told)],
        "by_month": [[int(one), int((months == one).sum()), float(told[months == one].mean()),
                      float(happened[months == one].mean()), None] for one in np.unique(months)],
    }  # fmt: skip


def _one_day(cases: Timed, said: Floats, place: int, days: int, limit: float, seed: int) -> dict[str, Any]:
    happened, told = cases.closed[:, place], said[:, place]
    outcome = (happened >= 0.5).astype(np.float64)
    low, high = measures.auc_interval(outcome, told, cases.group, seed=seed)
    bands = measures.calibration(happened, told)
    state = cases.features[:, cases.names.index("state")] if "state" in cases.names else np.zeros(len(cases))
    _states, code = np.unique(state, return_inverse=True)
    usual = (np.bincount(code, happened) / np.maximum(np.bincount(code), 1))[code]
    return plain({
        "days": days, "cases": len(cases), "said": float(told.mean()), "happened": float(happened.mean()),
        "product_limit": limit, "calibration_error": measures.calibration_error(bands),
        "auc": measures.auc(outcome, told), "auc_low": low, "auc_high": high,
        "brier": measures.brier(happened, told), "naive_auc": measures.auc(outcome, cases.naive),
        "absolute_error": float(np.abs(told - happened).mean()),
        "bucket_error": float(np.abs(usual - happened).mean()),
        "bands": [[one.cases, one.said, one.happened] for one in measures.calibration(happened, told, BANDS)],
    })  # fmt: skip


def plain(told: dict[str, Any]) -> dict[str, Any]:
    """Figures without what is no number (JSON)."""
    return {name: None if isinstance(one, float) and not np.isfinite(one) else one for name, one in told.items()}
