"""What is watched of a late case (计时目标): when it is cured, and when what is overdue comes in.

Files tell months, so a month is thirty days there. Of the house's own book days are counted (`queries.own_timed`).
"""

from collections.abc import Mapping

import numpy as np

from huilong.kernel.refusal import Refusal
from huilong.rooms.scores.rules import behaviour
from huilong.rooms.scores.rules.features import BY_NAME, FEATURES, columns_of
from huilong.rooms.scores.rules.hazard import Timed
from huilong.rooms.scores.rules.leaks import refuse_leaks
from huilong.rooms.scores.rules.panel import CHARGED_OFF, CURRENT, M1, M2, M3, M4, PAID_OFF, Floats, Ints, Panel
from huilong.rooms.scores.rules.past import Past
from huilong.rooms.scores.rules.targets import ahead, rows_in

LATE = np.array([M1, M2, M3, M4, 5])
CURE_DAYS, RECOVERY_DAYS = (7, 14, 30, 60, 90), (30, 90, 180)
MONTH_DAYS = 30
ON_FILES: Mapping[str, tuple[int, ...]] = {"cure-time": (30, 60, 90), "recovery": RECOVERY_DAYS}
"""What `huilong score evaluate --target` knows beside the targets of one day, and by which days."""


def watched(panel: Panel, at: Ints, closed: Floats, days: tuple[int, ...], *, seed: int = 7) -> Timed:
    """The cases of rows of a panel with what became of them (计时样本); features are held against looking ahead."""
    refuse_leaks(FEATURES, panel, seed=seed)
    past = Past(panel, at)
    naive = behaviour.arrears_months(past)
    naive = np.nan_to_num(naive, nan=float(np.nanmedian(naive)) if (~np.isnan(naive)).any() else 0.0)
    return Timed(
        tuple(BY_NAME), columns_of(past, FEATURES), closed, days, panel.group[panel.loan[at]], panel.month[at], -naive,
        {name: values[panel.loan[at]] for name, values in panel.bands.items()},
    )  # fmt: skip


def on_files(panel: Panel, target: str, *, seed: int = 7) -> Timed:
    """The late months of a panel of files, watched for a target (文件样本). Refuses `no-such-target`."""
    if target not in ON_FILES:
        raise Refusal("no-such-target", status=422, zh=f"没有目标 {target}。", en=f"There is no target {target}.")
    at, days = rows_in(panel, LATE), ON_FILES[target]
    closed = (cured if target == "cure-time" else recovered)(panel, at, tuple(one // MONTH_DAYS for one in days))
    known = ~np.isnan(closed[:, 0])
    return watched(panel, at[known], closed[known], days, seed=seed)


def cured(panel: Panel, at: Ints, months: tuple[int, ...]) -> Floats:
    """1 from the month in which a loan was current again, or paid off; 0 before; NaN where not seen (回正时间)."""
    states = ahead(panel, at, months[-1])
    good = np.logical_or.accumulate(np.isin(states, [CURRENT, PAID_OFF]), axis=1)
    lost = np.logical_or.accumulate(states == CHARGED_OFF, axis=1) & ~good
    unseen = np.logical_or.accumulate(states < 0, axis=1) | _ahead_of_panel(panel, at, months[-1])
    found = np.where(good, 1.0, np.where(unseen & ~lost, np.nan, 0.0))
    return np.asarray(found[:, [one - 1 for one in months]])


def recovered(panel: Panel, at: Ints, months: tuple[int, ...]) -> Floats:
    """The share of what was in arrears that was paid since, at most all of it; NaN where not seen (回收进度)."""
    past, size = Past(panel, at), months[-1]
    owed = past.now("arrears")
    ends = panel.start[panel.loan[at] + 1]
    paid = panel.amounts.get("paid", np.full(len(panel), np.nan))
    steps = np.zeros((len(at), size))
    for step in range(1, size + 1):
        rows = at + step
        steps[:, step - 1] = np.where(rows < ends, paid[np.minimum(rows, ends - 1)], 0.0)
    over = np.isin(ahead(panel, at, size), [CHARGED_OFF, PAID_OFF])
    beyond = at[:, None] + np.arange(1, size + 1) >= ends[:, None]
    steps[_ahead_of_panel(panel, at, size) | beyond & ~over] = np.nan
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.where(owed[:, None] > 0, np.cumsum(steps, axis=1) / owed[:, None], np.nan)
    return np.clip(share, 0.0, 1.0)[:, [one - 1 for one in months]]


def _ahead_of_panel(panel: Panel, at: Ints, months: int) -> np.ndarray:
    return np.asarray(panel.month[at][:, None] + np.arange(1, months + 1) > panel.last_month)
