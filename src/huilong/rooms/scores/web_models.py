"""A model as its page shows it (模型页部件): figures, what it reads and why, the curve of calibration."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from huilong.rooms.scores.rules.words import GROUPS, NOT_USED, labels
from huilong.rooms.scores.terms import ModelRow
from huilong.shell.templatetags.huilong import words


@dataclass(frozen=True)
class Figure:
    """A figure and its label."""

    label: str
    value: str


def figures_told(row: ModelRow) -> dict[str, Any]:
    """The figures of a model in the order a second person reads them."""
    told = row.figures
    heads = [
        Figure(_("Sorts right (AUC)"), _share(told.get("auc"), 3)),
        Figure(_("likely between"), f"{_share(told.get('auc_low'), 3)} – {_share(told.get('auc_high'), 3)}"),
        Figure(_("one simple figure would"), _share(told.get("naive_auc"), 3)),
        Figure(_("Brier score"), _share(told.get("brier"), 4)),
        Figure(_("Calibration error"), _share(told.get("calibration_error"), 4)),
        Figure(_("Happened"), _percent(told.get("happened"))),
        Figure(_("Trained on cases"), f"{row.trained_on.get('cases', 0):,}"),
        Figure(_("of borrowers"), f"{row.trained_on.get('borrowers', 0):,}"),
    ]
    return {
        "heads": heads,
        "calibration": [(cases, _percent(said), _percent(was)) for cases, said, was in told.get("calibration", [])],
        "fairness": [
            (name, value, cases, _percent(said), _percent(was), _share(order, 3))
            for name, value, cases, said, was, order in told.get("fairness", [])
        ],
        "by_day": [
            (one["days"], one["cases"], _percent(one["said"]), _percent(one["happened"]),
             _share(one["calibration_error"], 3), _share(one["auc"], 3))
            for one in told.get("by_day", [])
        ],
        "lists": [
            (percent, _percent(precision), _percent(recall))
            for percent, precision, recall in told.get("precision_recall", [])
        ],
    }  # fmt: skip


def features_told(row: ModelRow) -> dict[str, Any]:
    """What a model reads, each with why; and what it does not read, with why not."""
    known = labels()
    used = [
        (words(known[name][0]), words(GROUPS[known[name][1]])) for name in row.features if name in known
    ]  # fmt: skip
    return {"used": used, "not_used": [(words(what), words(why)) for what, why in NOT_USED]}


def series_told(row: ModelRow) -> dict[str, Any]:
    """The curve of calibration, shares as percentages, with the words of the plot."""
    bands = row.figures.get("calibration", [])
    return {
        "points": [[round(100 * said, 2), round(100 * was, 2)] for _cases, said, was in bands],
        "said": _("Said, %"), "happened": _("Happened, %"), "even": _("as said"),
    }  # fmt: skip


def curve_told(curve: Sequence[tuple[int, int]]) -> dict[str, Any] | None:
    """A score by days as a line in a box 100 wide and 30 high, from nothing today; None for a score of one day.

    >>> curve_told([(30, 400_000), (90, 1_000_000)])
    {'line': '0,30 33.3,18.0 100.0,0.0', 'dots': [(33.3, 18.0, 30, '40%'), (100.0, 0.0, 90, '100%')]}
    """
    if not curve:
        return None
    last = curve[-1][0]
    dots = [
        (round(100 * days / last, 1), round(30 - 30 * ppm / 1_000_000, 1), days, f"{ppm / 10_000:.0f}%")
        for days, ppm in curve
    ]  # fmt: skip
    return {"line": " ".join(["0,30", *(f"{x},{y}" for x, y, _days, _share in dots)]), "dots": dots}


def _share(value: float | None, digits: int) -> str:
    return "—" if value is None else f"{value:.{digits}f}"


def _percent(value: float | None) -> str:
    return "—" if value is None else f"{value:.1%}"


