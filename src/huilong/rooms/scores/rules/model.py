"""A model as text (模型文件): trees, calibration and what they were made from, as JSON that any reader can check.

Never pickle: what is loaded is numbers and names, nothing that runs. Numbers are written so that they are read back the
same to the last bit. `sha256` is of the text.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import numpy as np

from huilong.kernel.refusal import Refusal
from huilong.rooms.scores.rules.panel import Floats, Ints
from huilong.rooms.scores.rules.trees import leaf_sums, path_shares

FORMAT = "huilong-score-1"
NODES = ("roots", "feature", "threshold", "missing_left", "left", "right", "value")
FLOATS = ("threshold", "value")
LARGEST = 1.7976931348623157e308
MOST_TEXT = 64 * 1024 * 1024
Sums = Callable[..., None]


@dataclass(frozen=True)
class Trees:
    """Nodes of all trees in one list (树), see `trees`."""

    roots: Ints
    feature: Ints
    threshold: Floats
    missing_left: Ints
    left: Ints
    right: Ints
    value: Floats

    @property
    def arrays(self) -> tuple[Any, ...]:
        """The arrays in the order the laws take them."""
        return tuple(getattr(self, name) for name in NODES)


@dataclass(frozen=True)
class Model:
    """A calibrated model (评分模型): odds = base + leaves; probability = 1 / (1 + exp(−(slope · odds + offset)))."""

    target: str
    features: tuple[str, ...]
    trees: Trees
    base: float
    slope: float = 1.0
    offset: float = 0.0
    seed: int = 0
    trained_on: Mapping[str, Any] = field(default_factory=dict)
    figures: Mapping[str, Any] = field(default_factory=dict)
    days: tuple[int, ...] = ()
    """The ends of the periods of a hazard (`hazard`): then the trees read one column more, the period's number."""


def raw(model: Model, cases: Floats, sums: Sums = leaf_sums) -> Floats:
    """Log-odds before calibration, of cases whose columns are `model.features`; `sums` may be the law compiled."""
    total = np.zeros(len(cases))
    sums(np.ascontiguousarray(cases, np.float64), *model.trees.arrays, total)
    return model.base + total


def calibrated(model: Model, odds: Floats) -> Floats:
    """Probabilities of log-odds (校准概率)."""
    return 1 / (1 + np.exp(-(model.slope * odds + model.offset)))


def probability(model: Model, cases: Floats, sums: Sums = leaf_sums) -> Floats:
    """Calibrated probabilities of cases (评分): the only way to score."""
    return calibrated(model, raw(model, cases, sums))


def shares(model: Model, cases: Floats, paths: Sums = path_shares) -> Floats:
    """What each feature adds to the calibrated log-odds of each case (归因), case × feature."""
    found = np.zeros((len(cases), len(model.features) + bool(model.days)))
    paths(np.ascontiguousarray(cases, np.float64), *model.trees.arrays, found)
    return found * model.slope


def to_text(model: Model) -> str:
    """The artefact (模型文件): JSON, keys sorted, so that the same model is the same text."""
    told = {
        "format": FORMAT, "target": model.target, "features": list(model.features), "base": model.base,
        "slope": model.slope, "offset": model.offset, "seed": model.seed, "trained_on": dict(model.trained_on),
        "figures": dict(model.figures), "trees": {name: getattr(model.trees, name).tolist() for name in NODES},
    }  # fmt: skip
    if model.days:
        told["days"] = list(model.days)
    return json.dumps(told, sort_keys=True, allow_nan=False, separators=(",", ":"))


def fingerprint(text: str) -> str:
    """The sha256 of an artefact (指纹)."""
    return sha256(text.encode()).hexdigest()


def from_text(text: str) -> Model:
    """The model of an artefact; every array is checked, so that a crooked one is refused (`bad-model`), never run."""
    if len(text) > MOST_TEXT:
        raise _bad("too large")
    try:
        told = json.loads(text)
        if told["format"] != FORMAT:
            raise _bad("another format")
        nodes: dict[str, Any] = {
            name: np.asarray(told["trees"][name], np.float64 if name in FLOATS else np.int64)
            for name in NODES
        }
        model = Model(
            str(told["target"]), tuple(map(str, told["features"])), Trees(**nodes), float(told["base"]),
            float(told["slope"]), float(told["offset"]), int(told["seed"]), told["trained_on"], told["figures"],
            tuple(map(int, told.get("days", ()))),
        )  # fmt: skip
    except (KeyError, TypeError, ValueError, OverflowError, AttributeError) as error:
        raise _bad(f"{type(error).__name__}: {error}") from None
    _check(model)
    return model


def _check(model: Model) -> None:
    """Every node leads down the list, to a leaf; features are those named."""
    t = model.trees
    size = len(t.feature)
    if any(getattr(t, name).ndim != 1 for name in NODES) or any(
        len(getattr(t, name)) != size for name in NODES[1:]
    ):
        raise _bad("arrays of different lengths")
    inner = t.feature >= 0
    here = np.arange(size)
    down = (t.left > here) & (t.right > here) & (t.left < size) & (t.right < size)
    if not (down | ~inner).all() or (t.feature >= len(model.features) + bool(model.days)).any():
        raise _bad("nodes that lead nowhere")
    if len(t.roots) and (t.roots.min() < 0 or t.roots.max() >= size):
        raise _bad("trees without a root")
    if any(one <= before for before, one in zip((0, *model.days), model.days, strict=False)):
        raise _bad("days that do not rise")
    if not (np.isfinite(t.value).all() and np.isfinite([model.base, model.slope, model.offset]).all()):
        raise _bad("numbers that are none")


def _bad(why: str) -> Refusal:
    return Refusal(
        "bad-model", status=422, zh=f"模型文件无法使用:{why}。", en=f"The model cannot be used: {why}.",
        remedy_zh="请重新训练。", remedy_en="Train it anew.",
    )  # fmt: skip
