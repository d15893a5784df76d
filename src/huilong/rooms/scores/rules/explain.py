"""Why a score is what it is (评分理由): what moved it most, each way, in words.

Shares are of the log-odds, feature by feature along the path of each tree (`model.shares`); what speaks for and what
speaks against is told apart, strongest first.
"""

from dataclasses import dataclass

import numpy as np

from huilong.kernel.refusal import Says
from huilong.rooms.scores.rules.features import BY_NAME, Feature
from huilong.rooms.scores.rules.panel import Floats

MOST = 3
LEAST_SHARE = 0.02
BUCKETS = {0: ("正常", "current"), 6: ("核销", "charged off"), 7: ("结清", "paid off")}

UNITS = {"days": ("天", "days"), "months": ("个月", "months"), "years": ("年", "years"), "payments": ("期", "payments")}


@dataclass(frozen=True)
class Reason:
    """One reason (理由): the feature, how far it moved the log-odds, and the sentence."""

    feature: str
    moved: float
    says: Says


def reasons(names: tuple[str, ...], values: Floats, moved: Floats, most: int = MOST) -> tuple[Reason, ...]:
    """The strongest reasons of one case: up to `most` that raise the chance, then as many that lower it."""
    order = np.argsort(-np.abs(moved), kind="stable")
    up = [place for place in order if moved[place] >= LEAST_SHARE][:most]
    down = [place for place in order if moved[place] <= -LEAST_SHARE][:most]
    return tuple(
        Reason(one, float(moved[place]), _sentence(BY_NAME[one], float(values[place]), moved[place] > 0))
        for place in (*up, *down)
        for one in (names[place],)
    )


def _sentence(feature: Feature, value: float, raises: bool) -> Says:
    zh, en = written(feature.kind, value)
    return Says(
        f"{feature.zh}:{zh},{'推高' if raises else '压低'}可能性",
        f"{feature.en}: {en}, which makes it {'more' if raises else 'less'} likely",
    )


def written(kind: str, value: float) -> tuple[str, str]:
    """A feature's value as people write it, in both languages.

    >>> written("share", 0.25), written("bucket", 2.0), written("months", 3.0)
    (('25%', '25%'), ('M2', 'M2'), ('3个月', '3 months'))
    """
    if np.isnan(value):
        return "未知", "unknown"
    if kind == "share":
        return (f"{value:.0%}",) * 2
    if kind == "bucket":
        return BUCKETS.get(int(value), (f"M{int(value)}",) * 2)
    if kind == "yes":
        return ("是", "yes") if value > 0.5 else ("否", "no")
    if kind == "used":
        return ("是", "yes") if value > 1.5 else ("否", "no")
    if kind in UNITS:
        number = f"{value:.1f}".removesuffix(".0")
        units = UNITS[kind]
        return f"{number}{units[0]}", f"{number} {units[1]}"
    if kind == "money":
        return (f"{value:,.0f}",) * 2
    return (f"{value:.2f}".rstrip("0").rstrip("."),) * 2
