"""Measuring a target on files (离线评估): what `huilong score evaluate` answers, as plain JSON."""

from pathlib import Path
from typing import Any

import numpy as np

from huilong.engine.compile import compiled
from huilong.kernel.refusal import Refusal
from huilong.rooms.scores.queries.abs_ee import read_panel
from huilong.rooms.scores.queries.terminations import read_terminations
from huilong.rooms.scores.rules import measures, onestep, samples, terminations, timed
from huilong.rooms.scores.rules.evaluation import PLAIN, evaluate
from huilong.rooms.scores.rules.hazard import train_hazard
from huilong.rooms.scores.rules.horizons import figures_by_day, plain
from huilong.rooms.scores.rules.panel import bad_panel
from huilong.rooms.scores.rules.training import out_of_fold
from huilong.rooms.scores.rules.trees import leaf_sums

TARGETS = (*samples.ASKED, *timed.ON_FILES, "one-step", "termination")
ALSO_CALLED = {
    "m1": "roll-m1", "m1-roll": "roll-m1", "m2": "roll-m2", "m2-roll": "roll-m2", "onestep": "one-step",
    "bucket": "one-step", "buckets": "one-step", "terminations": "termination", "charge-off": "termination",
    "chargeoff": "termination", "time-to-cure": "cure-time",
}  # fmt: skip
"""What people call a target besides; case and underscores do not matter."""


def target_named(name: str) -> str:
    """The target somebody means (目标名).

    >>> target_named("M1"), target_named("roll_m2"), target_named("cure")
    ('roll-m1', 'roll-m2', 'cure')
    """
    said = name.strip().lower().replace("_", "-").replace(" ", "-")
    return ALSO_CALLED.get(said, said)


def measure(loans: Path, panel: Path | None, target: str, *, folds: int = 5, seed: int = 7) -> dict[str, Any]:
    """Measure one target. Raises Refusal `no-such-target`, `bad-panel`, `too-little-history`."""
    target = target_named(target)
    if target not in TARGETS:
        raise Refusal(
            "no-such-target", status=422, where="--target", zh=f"没有目标 {target}。",
            en=f"There is no target {target}.", remedy_zh=f"可选:{'、'.join(TARGETS)}。",
            remedy_en=f"There are: {', '.join(TARGETS)}.",
        )  # fmt: skip
    if not 2 <= folds <= 20:
        raise Refusal("bad-folds", status=422, where="--folds", zh="折数须为 2 至 20。", en="Folds are from 2 to 20.")
    if target == "termination":
        return _termination(loans, folds, seed)
    if panel is None:
        raise Refusal(
            "panel-missing", status=422, where="--panel", zh="此目标需要月度面板。", en="This target needs a panel.",
            remedy_zh="请用 --panel 指定文件。", remedy_en="Give its file by --panel.",
        )  # fmt: skip
    found = read_panel(loans, panel)
    if target == "one-step":
        return _one_step(onestep.walk(found))
    if target in timed.ON_FILES:
        cases = timed.on_files(found, target, seed=seed)
        _model, said = train_hazard(cases, target=target, seed=seed, folds_wanted=folds, sums=compiled(leaf_sums))
        return plain(figures_by_day(cases, said, seed=seed)) | {"target": target, "cases": len(cases)}
    return evaluate(samples.sample(found, target, seed=seed), target=target, folds=folds, seed=seed,
                    sums=compiled(leaf_sums)).told()  # fmt: skip


def _termination(loans: Path, folds: int, seed: int) -> dict[str, Any]:
    told, sums = read_terminations(loans), compiled(leaf_sums)
    whole = evaluate(terminations.cases_of(told), target="termination", folds=folds, seed=seed, sums=sums).told()
    origin = evaluate(
        terminations.cases_of(told, origin_only=True), target="termination", folds=folds, seed=seed, sums=sums
    ).told()
    names = ("auc", "auc_low", "auc_high", "time_split_auc", "brier", "calibration_error")
    aged = terminations.cases_of(told)
    odds, _fold = out_of_fold(
        aged.features, aged.outcome, aged.group, names=aged.names, folds_wanted=folds, seed=seed, settings=PLAIN,
        sums=sums,
    )  # fmt: skip
    plain_aged = measures.auc(aged.outcome, odds)
    return whole | {"origin_only": {name: origin[name] for name in names}, "plain_with_months_run_auc": plain_aged}


def _one_step(walked: tuple[onestep.Walk, ...]) -> dict[str, Any]:
    if not walked:
        raise bad_panel(
            "在 2018-06 至 2020-01 之间没有可预测的月份", "has no month to forecast from June 2018 to January 2020"
        )
    found = onestep.errors(walked)
    return {
        "target": "one-step", "months": len(walked), "from": walked[0].month, "to": walked[-1].month,
        "mape": {
            name: {"markov": _number(markov), "ours": _number(ours), "naive_wins": bool(markov < ours)}
            for name, (markov, ours) in found.items()
        },
        "by_month": [
            {"month": one.month, "actual": one.actual, "markov": one.markov, "ours": one.ours} for one in walked
        ],
    }  # fmt: skip


def _number(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
