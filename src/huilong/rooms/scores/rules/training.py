"""Training (训练): gradient boosted trees, folds by borrower, calibration on what was not trained on; a fixed seed.

The library makes the trees; they leave it at once as arrays (`model.Trees`), and from then on only our own law
evaluates them. scikit-learn is imported here and nowhere else in the house.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from huilong.kernel.refusal import Refusal
from huilong.rooms.scores.rules.model import FLOATS, LARGEST, NODES, Model, Sums, Trees, raw
from huilong.rooms.scores.rules.panel import Floats, Ints
from huilong.rooms.scores.rules.trees import leaf_sums

SETTINGS = {
    "learning_rate": 0.03, "max_iter": 200, "max_leaf_nodes": 8, "min_samples_leaf": 40, "l2_regularization": 5.0,
    "early_stopping": False,
}  # fmt: skip
"""Small trees, many of them, strongly held back: collections data is scarce and noisy. Chosen once, by folds."""
FEWEST_OF_A_KIND = 20


def folds(outcome: Floats, group: Ints, count: int, seed: int) -> Iterator[tuple[Ints, Ints]]:
    """Rows to train on and rows to test on, all rows of a borrower on the same side (分组折).

    Borrowers are dealt out by chance, those with an outcome and those without apart, so each fold has its share.
    """
    borrowers, code = np.unique(group, return_inverse=True)
    ever = np.bincount(code, weights=outcome, minlength=len(borrowers)) > 0
    draw = np.random.default_rng(seed)
    fold = np.zeros(len(borrowers), np.int64)
    for kind in (False, True):
        members = draw.permutation(np.flatnonzero(ever == kind))
        fold[members] = np.arange(len(members)) % count
    for one in range(count):
        tested = fold[code] == one
        yield np.flatnonzero(~tested), np.flatnonzero(tested)


def enough(outcome: Floats, least: int = FEWEST_OF_A_KIND) -> None:
    """Refuse (`too-little-history`) to train on outcomes of which too few are of one kind."""
    hits = int(outcome.sum())
    if min(hits, len(outcome) - hits) < least:
        raise Refusal(
            "too-little-history", status=422,
            zh=f"历史不足:{len(outcome)} 个样本中仅 {hits} 个发生(正反至少各 {least} 个)。",
            en=f"There is too little history: of {len(outcome)} cases {hits} happened (at least {least} of each kind).",
            remedy_zh="在历史足够之前,系统以默认值作答。",
            remedy_en="Until there is enough, the documented default answers.",
        )  # fmt: skip


def fit(
    cases: Floats, outcome: Floats, *, target: str, names: Sequence[str], seed: int,
    settings: Mapping[str, Any] | None = None, weight: Floats | None = None,
) -> Model:  # fmt: skip
    """A model of these cases, not yet calibrated. A feature nobody has splits nothing, as a number."""
    from sklearn.ensemble import HistGradientBoostingClassifier

    made = HistGradientBoostingClassifier(random_state=seed, **{**SETTINGS, **(settings or {})})
    made.fit(np.where(np.isnan(cases).all(axis=0), 0.0, cases), outcome.astype(np.int64), weight)
    return Model(target, tuple(names), trees_of(made), float(made._baseline_prediction.ravel()[0]), seed=seed)


def trees_of(made: Any) -> Trees:
    """The trees of a fitted library model, as our arrays."""
    parts: dict[str, list[Any]] = {name: [] for name in NODES[1:]}
    roots, place = [], 0
    for (tree,) in made._predictors:
        nodes = tree.nodes
        leaf = nodes["is_leaf"].astype(bool)
        roots.append(place)
        parts["feature"].append(np.where(leaf, -1, nodes["feature_idx"].astype(np.int64)))
        limit = np.where(leaf, 0.0, nodes["num_threshold"])
        parts["threshold"].append(np.clip(limit, -LARGEST, LARGEST))
        parts["missing_left"].append(nodes["missing_go_to_left"].astype(np.int64))
        for side in ("left", "right"):
            parts[side].append(np.where(leaf, place, nodes[side].astype(np.int64) + place))
        parts["value"].append(_means(nodes, leaf))
        place += len(nodes)
    joined: dict[str, Any] = {
        name: np.concatenate(found) if found else np.zeros(0, np.float64 if name in FLOATS else np.int64)
        for name, found in parts.items()
    }
    return Trees(np.array(roots, np.int64), **joined)


def _means(nodes: Any, leaf: Any) -> Floats:
    """Values of the leaves, and above them the mean of what is below, weighed by cases."""
    value: Floats = np.where(leaf, nodes["value"], 0.0).astype(np.float64)
    for node in range(len(nodes) - 1, -1, -1):
        if not leaf[node]:
            one, other = int(nodes["left"][node]), int(nodes["right"][node])
            first, second = float(nodes["count"][one]), float(nodes["count"][other])
            value[node] = (value[one] * first + value[other] * second) / max(first + second, 1.0)
    return value


def out_of_fold(
    cases: Floats, outcome: Floats, group: Ints, *, names: Sequence[str], folds_wanted: int = 5, seed: int = 7,
    settings: Mapping[str, Any] | None = None, sums: Sums = leaf_sums,
) -> tuple[Floats, Ints]:  # fmt: skip
    """Log-odds of every case by a model that did not know its borrower (折外预测), and the fold it was in."""
    odds, fold = np.full(len(outcome), np.nan), np.zeros(len(outcome), np.int64)
    for place, (train, test) in enumerate(folds(outcome, group, folds_wanted, seed)):
        made = fit(cases[train], outcome[train], target="", names=names, seed=seed, settings=settings)
        odds[test], fold[test] = raw(made, cases[test], sums), place
    return odds, fold


def platt(
    odds: Floats, outcome: Floats, rounds: int = 30, weight: Floats | None = None
) -> tuple[float, float]:
    """Slope and offset that make odds into probabilities (Platt 校准), by Newton's method, held back a little.

    Source: Platt (1999), with Lin, Lin and Weng's targets (2007), which keep it finite however few cases there are.
    """
    counts = np.ones(len(odds)) if weight is None else weight
    hits = (outcome * counts).sum()
    wanted = np.where(outcome == 1, (hits + 1) / (hits + 2), 1 / (counts.sum() - hits + 2))
    columns = np.stack([odds, np.ones(len(odds))], axis=1)
    found = np.array([1.0, 0.0])
    for _round in range(rounds):
        said = 1 / (1 + np.exp(-np.clip(columns @ found, -30, 30)))
        steep = columns.T @ (columns * (counts * said * (1 - said))[:, None]) + 1e-6 * np.eye(2)
        step = np.linalg.solve(steep, columns.T @ (counts * (said - wanted)))
        found = found - step
        if np.abs(step).max() < 1e-10:
            break
    return float(max(found[0], 0.05)), float(found[1])


def cross_calibrated(odds: Floats, outcome: Floats, fold: Ints) -> Floats:
    """Probabilities whose calibration did not see the fold they are of (交叉校准)."""
    said = np.full(len(odds), np.nan)
    for one in np.unique(fold):
        slope, offset = platt(odds[fold != one], outcome[fold != one])
        said[fold == one] = 1 / (1 + np.exp(-(slope * odds[fold == one] + offset)))
    return said


def train(
    cases: Floats, outcome: Floats, group: Ints, *, target: str, names: Sequence[str], seed: int = 7,
    folds_wanted: int = 5, settings: Mapping[str, Any] | None = None, sums: Sums = leaf_sums,
) -> tuple[Model, Floats, Ints]:  # fmt: skip
    """A calibrated model of all cases, and the log-odds and folds that calibrated it. Refuses `too-little-history`."""
    enough(outcome)
    odds, fold = out_of_fold(
        cases, outcome, group, names=names, folds_wanted=folds_wanted, seed=seed, settings=settings, sums=sums
    )
    slope, offset = platt(odds, outcome)
    whole = fit(cases, outcome, target=target, names=names, seed=seed, settings=settings)
    return replace(whole, slope=slope, offset=offset), odds, fold
