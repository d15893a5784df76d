"""Training (训练): a draft from the house's own months, measured before it is kept; nobody is scored by it yet."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from hashlib import sha256
from typing import Any

import numpy as np
from django.db import transaction

from huilong.engine.compile import compiled
from huilong.kernel.acting import acting
from huilong.kernel.refusal import Refusal
from huilong.rooms.journal.actions import record
from huilong.rooms.scores.models import ScoreModel
from huilong.rooms.scores.queries.models import next_number
from huilong.rooms.scores.queries.own_book import panels
from huilong.rooms.scores.queries.own_timed import MOST_TIMED, own_timed
from huilong.rooms.scores.rules import measures
from huilong.rooms.scores.rules.evaluation import Cases, by_month, fairness
from huilong.rooms.scores.rules.hazard import Timed, train_hazard
from huilong.rooms.scores.rules.horizons import figures_by_day, plain
from huilong.rooms.scores.rules.model import Model, fingerprint, to_text
from huilong.rooms.scores.rules.samples import joined, sample
from huilong.rooms.scores.rules.training import cross_calibrated, train
from huilong.rooms.scores.rules.trees import leaf_sums
from huilong.rooms.scores.terms import TIMED, TRAINED, Target

MOST_CASES = 300_000
QUANTILES = 10


def train_draft(
    target: Target, on: date, *, at: datetime, seed: int = 7, folds: int = 5, most: int | None = None,
    settings: Mapping[str, Any] | None = None,
) -> int:  # fmt: skip
    """Train a draft of a target on the book as known by `on` (训练草稿); its key. `most` thins, by whole buckets.

    Raises Refusal `not-trained`, `too-little-history`, `feature-looks-ahead`.
    """
    if target not in TRAINED:
        raise Refusal(
            "not-trained", status=422, where=target.value, zh="该目标由作业记录统计得出,无需训练。",
            en="This target is counted from what was done; it is not trained.",
        )  # fmt: skip
    if target in TIMED:
        return _train_timed(target, on, at=at, seed=seed, folds=folds, most=most, settings=settings)
    cases = own_cases(target, on, seed, most or MOST_CASES)
    made, odds, fold = train(
        cases.features, cases.outcome, cases.group, target=target.value, names=cases.names, seed=seed,
        folds_wanted=folds, settings=settings, sums=compiled(leaf_sums),
    )  # fmt: skip
    about = trained_on(cases, cases.outcome, on)
    whole = replace(made, trained_on=about, figures=_figures(cases, odds, fold, seed))
    return keep_draft(target, whole, at=at)


def own_cases(target: Target, on: date, seed: int, most: int = MOST_CASES) -> Cases:
    """The cases of a target in the house's own book; too many are thinned by whole buckets of the book."""
    found: list[Cases] = []
    for panel, _newest in panels(on):
        found.append(sample(panel, target.value, seed=seed))
        if sum(len(one) for one in found) > most:
            break
    if not found:
        raise _no_month_end()
    return joined(found)


def _no_month_end() -> Refusal:
    return Refusal(
        "too-little-history", status=422, zh="账簿中还没有任何月末数据。", en="The book has no month end yet.",
        remedy_zh="历史足够之前,系统以默认值作答。",
        remedy_en="Until there is enough, the documented default answers.",
    )  # fmt: skip


def _train_timed(
    target: Target, on: date, *, at: datetime, seed: int, folds: int, most: int | None,
    settings: Mapping[str, Any] | None,
) -> int:  # fmt: skip
    """A draft of a target that says by when; periods that are not over by `on` teach nothing."""
    cases = own_timed(target, on, seed, most or MOST_TIMED)
    if cases is None:
        raise _no_month_end()
    cases = cases.some(~np.isnan(cases.closed[:, 0]))
    made, said = train_hazard(
        cases, target=target.value, seed=seed, folds_wanted=folds, settings=settings, sums=compiled(leaf_sums)
    )
    about = trained_on(cases, cases.closed, on)
    whole = replace(made, trained_on=about, figures=plain(figures_by_day(cases, said, seed=seed)))
    return keep_draft(target, whole, at=at)


def keep_draft(target: Target, model: Model, *, at: datetime) -> int:
    """Keep a trained model as a draft (登记草稿)."""
    text, who = to_text(model), acting()
    with transaction.atomic():
        row = ScoreModel.objects.create(
            target=target.value, number=next_number(target), artefact=text, sha256=fingerprint(text),
            features=list(model.features), trained_on=dict(model.trained_on), figures=dict(model.figures),
            made_by=who.user if who else 0, made_at=at,
        )  # fmt: skip
        detail = {"target": target.value, "number": row.number, "sha256": row.sha256, "seed": model.seed}
        record(verb="score.trained", subject=("model", row.pk), detail=detail, at=at)
    return int(row.pk)


def trained_on(cases: Cases | Timed, outcome: Any, on: date) -> dict[str, Any]:
    """What a model was trained on: how much, which months, a fingerprint of it, and where values lay (for drift)."""
    mark = sha256(np.ascontiguousarray(cases.features).tobytes() + outcome.tobytes()).hexdigest()
    quantiles: dict[str, list[float]] = {}
    for place, name in enumerate(cases.names):
        told = cases.features[:, place]
        told = told[~np.isnan(told)]
        if len(told):
            quantiles[name] = np.quantile(told, np.linspace(0, 1, 4 * QUANTILES + 1)).tolist()
    return {
        "on": on.isoformat(), "cases": len(cases), "borrowers": len(np.unique(cases.group)), "mark": mark,
        "first_month": int(cases.month.min()), "last_month": int(cases.month.max()), "quantiles": quantiles,
    }  # fmt: skip


def _figures(cases: Cases, odds: Any, fold: Any, seed: int) -> dict[str, Any]:
    """How good it is on borrowers it did not know: what the second person looks at."""
    said = cross_calibrated(odds, cases.outcome, fold)
    bands = measures.calibration(cases.outcome, said)
    low, high = measures.auc_interval(cases.outcome, odds, cases.group, seed=seed)
    told = {
        "auc": measures.auc(cases.outcome, odds), "auc_low": low, "auc_high": high,
        "naive_auc": measures.auc(cases.outcome, cases.naive), "brier": measures.brier(cases.outcome, said),
        "calibration_error": measures.calibration_error(bands), "happened": float(cases.outcome.mean()),
        "scores": np.quantile(said, np.linspace(0, 1, 4 * QUANTILES + 1)).tolist(),
    }  # fmt: skip
    return plain(told) | {
        "calibration": [[one.cases, one.said, one.happened] for one in bands],
        "by_month": [[month, cases_, said_, was, _or_none(order)]
                     for month, cases_, said_, was, order in by_month(cases.month, cases.outcome, said)],
        "fairness": [[*row[:5], _or_none(row[5])] for row in fairness(cases, said)],
        "precision_recall": precision_recall(cases.outcome, said),
    }  # fmt: skip


def precision_recall(outcome: Any, said: Any) -> list[list[float]]:
    """Of the highest hundredths: how many of them happened, and how many of all that happened are among them."""
    order = np.argsort(-said, kind="stable")
    found = []
    for percent in (1, 2, 5, 10, 20):
        top = order[: max(1, len(order) * percent // 100)]
        hits = float(outcome[top].sum())
        found.append([percent, hits / len(top), hits / max(float(outcome.sum()), 1.0)])
    return found


def _or_none(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
