"""Watching models (模型监控): how far features and scores moved since training; said against happened."""

from datetime import date
from typing import Any

import numpy as np

from huilong.engine.compile import compiled
from huilong.rooms.scores.models import Watch
from huilong.rooms.scores.queries.models import model_of, model_row
from huilong.rooms.scores.queries.own_book import panels
from huilong.rooms.scores.queries.own_timed import own_timed
from huilong.rooms.scores.rules import measures
from huilong.rooms.scores.rules.features import matrix
from huilong.rooms.scores.rules.hazard import closed_by
from huilong.rooms.scores.rules.model import Model, probability
from huilong.rooms.scores.rules.samples import ASKED
from huilong.rooms.scores.rules.trees import leaf_sums
from huilong.rooms.scores.terms import TIMED, Target, WatchKind


def watch(key: int, on: date) -> int:
    """Watch a model over the book as of `on` (模型监控): rows kept, anew for each month."""
    row, model = model_row(key), model_of(key)
    seen = _timed(row.target, model, on) if row.target in TIMED else _seen(row.target, model, on)
    if seen is None:
        return 0
    features, scores, happened, months = seen
    newest = int(months.max())
    rows = _drift(row.trained_on, row.figures, model.features, features[months == newest], scores[months == newest])
    found: list[tuple[int, WatchKind, str, float, float | None, int]] = [(newest, *one) for one in rows]
    for one in np.unique(months):
        known = (months == one) & ~np.isnan(happened)
        if known.any():
            was, told = happened[known], scores[known]
            found.append((int(one), WatchKind.CALIBRATION, "", float(told.mean()), float(was.mean()), int(known.sum())))
    Watch.objects.bulk_create(
        [
            Watch(model_id=key, month=date(number // 12, number % 12 + 1, 1), kind=kind, name=name, value=value,
                  other=other, cases=cases)
            for number, kind, name, value, other, cases in found
        ],
        update_conflicts=True, unique_fields=["model", "month", "kind", "name"],
        update_fields=["value", "other", "cases"],
    )  # fmt: skip
    return len(found)


def _seen(target: Target, model: Model, on: date) -> tuple[Any, Any, Any, Any] | None:
    """Features, scores, outcomes and months of everybody a target is asked of; outcomes not known yet are NaN."""
    columns, said, outcome, month = [], [], [], []
    for panel, _newest in panels(on):
        at, happened = ASKED[target.value](panel)
        columns.append(matrix(panel, at, model.features))
        said.append(probability(model, columns[-1], compiled(leaf_sums)))
        outcome.append(happened)
        month.append(panel.month[at])
    if not sum(map(len, said)):
        return None
    return np.concatenate(columns), np.concatenate(said), np.concatenate(outcome), np.concatenate(month)


def _timed(target: Target, model: Model, on: date) -> tuple[Any, Any, Any, Any] | None:
    """The same of a target that says by when: of its last day."""
    cases = own_timed(target, on, model.seed)
    if cases is None:
        return None
    features = cases.features[:, [cases.names.index(name) for name in model.features]]
    return features, closed_by(model, features, compiled(leaf_sums))[:, -1], cases.closed[:, -1], cases.month


def _drift(
    trained_on: Any, figures: Any, names: tuple[str, ...], features: Any, scores: Any
) -> list[tuple[WatchKind, str, float, None, int]]:
    """The stability index of each feature and of the score, of the newest month against training (漂移)."""
    found: list[tuple[WatchKind, str, float, None, int]] = []
    for place, name in enumerate(names):
        before = np.array(trained_on.get("quantiles", {}).get(name, []))
        now = features[:, place][~np.isnan(features[:, place])]
        if len(before) and len(now):
            found.append((WatchKind.FEATURE_DRIFT, name, measures.stability(before, now), None, len(now)))
    before = np.array(figures.get("scores", []))
    if len(before) and len(scores):
        found.append((WatchKind.SCORE_DRIFT, "", measures.stability(before, scores), None, len(scores)))
    return found
