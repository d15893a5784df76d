"""Looking ahead (信息泄漏): features worked out again on a panel whose future is cut off; what changes is refused."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from huilong.kernel.refusal import Refusal
from huilong.rooms.scores.rules.features import Feature
from huilong.rooms.scores.rules.panel import AMOUNTS, ORIGIN, Ints, Panel
from huilong.rooms.scores.rules.past import Past

FACTS = frozenset((*AMOUNTS, *ORIGIN, "state", "month"))
CUTS = 6


def refuse_leaks(
    features: Sequence[Feature], panel: Panel, *, seed: int = 7, cuts: int = CUTS, most: int = 400
) -> None:
    """Refuse (`feature-looks-ahead`) features whose value at a month changes when the months after it are taken away,
    and those that say they read what was not known then.

    Tried at some months of the panel, on some loans each; the seed says which.
    """
    for one in features:
        if not set(one.facts) <= FACTS:
            raise _ahead(one)
    draw = np.random.default_rng(seed)
    months = np.unique(panel.month)[:-1]
    for month in draw.choice(months, min(cuts, len(months)), replace=False) if len(months) else ():
        rows = np.flatnonzero(panel.month == month)
        rows = np.sort(draw.choice(rows, min(most, len(rows)), replace=False))
        before = panel.until(int(month))
        then = Past(before, _same(panel, before, rows))
        now = Past(panel, rows)
        for one in features:
            if not np.array_equal(_tried(one, now), _tried(one, then), equal_nan=True):
                raise _ahead(one)


def _tried(one: Feature, past: Past) -> NDArray[Any]:
    """A feature's values; where it falls over a future that is not there, that is an answer too."""
    try:
        return one.of(past)
    except (IndexError, KeyError):
        return np.array(["fell"])


def _same(panel: Panel, before: Panel, rows: Ints) -> Ints:
    """The places that rows have in the panel cut off."""
    loan = panel.loan[rows]
    return before.start[loan] + rows - panel.start[loan]


def _ahead(one: Feature) -> Refusal:
    return Refusal(
        "feature-looks-ahead", status=422, where=one.name, rule="no-leakage",
        zh=f"特征“{one.zh}”({one.name})用到了当时还不知道的事实。",
        en=f"The feature “{one.en}” ({one.name}) uses what was not known then.",
        remedy_zh="特征只能读取截至当月的历史。", remedy_en="A feature may only read the past up to its month.",
    )  # fmt: skip
