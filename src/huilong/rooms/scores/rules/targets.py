"""What is asked of the future (预测目标): the outcome of a loan-month, from the months after it.

An outcome is 1, 0, or unknown where the panel ends too soon: a loan-month counts only if the whole time ahead was seen,
or the loan had ended by then (charged off, paid off). To count early bad ends of months whose time is not over would
make the newest months look worse than they are.
"""

import numpy as np

from huilong.rooms.scores.rules.panel import (
    CHARGED_OFF,
    CURRENT,
    M1,
    M2,
    M3,
    M4,
    PAID_OFF,
    UNKNOWN,
    Floats,
    Ints,
    Panel,
)

ROLL_MONTHS, CURE_MONTHS, WARNING_MONTHS = 4, 1, 3


def ahead(panel: Panel, at: Ints, months: int) -> Ints:
    """States of the months after each row, a column each; -1 where not seen. After an end the loan stays ended."""
    found = np.full((len(at), months), UNKNOWN, np.int64)
    ends = panel.start[panel.loan[at] + 1]
    before = panel.state[at]
    for step in range(1, months + 1):
        rows = at + step
        seen = rows < ends
        state = np.where(seen, panel.state[np.where(seen, rows, at)], UNKNOWN)
        over = (before == CHARGED_OFF) | (before == PAID_OFF)
        before = np.where(over, before, state)
        found[:, step - 1] = before
    return found


def outcomes(panel: Panel, at: Ints, months: int, hit: Ints) -> Floats:
    """1 where any of the next months is in one of the states `hit`, 0 where none is, NaN where not all were seen."""
    states = ahead(panel, at, months)
    seen = (states != UNKNOWN).all(axis=1) & (panel.month[at] + months <= panel.last_month)
    return np.where(seen, np.isin(states, hit).any(axis=1).astype(np.float64), np.nan)


def rows_in(panel: Panel, states: Ints) -> Ints:
    """The rows of a panel in these states."""
    return np.flatnonzero(np.isin(panel.state, states))


def roll(panel: Panel, bucket: int) -> tuple[Ints, Floats]:
    """From a bucket to two buckets worse, or charged off, within four months (恶化): rows and outcomes."""
    at = rows_in(panel, np.array([bucket]))
    worse = {M1: np.array([M3, M4, 5, CHARGED_OFF]), M2: np.array([M4, 5, CHARGED_OFF])}
    return at, outcomes(panel, at, ROLL_MONTHS, worse.get(bucket, np.array([CHARGED_OFF])))


def cure(panel: Panel) -> tuple[Ints, Floats]:
    """From late to current, or paid off, by the next month end (30天内自愈)."""
    at = rows_in(panel, np.array([M1, M2, M3, M4, 5]))
    return at, outcomes(panel, at, CURE_MONTHS, np.array([CURRENT, PAID_OFF]))


def warning(panel: Panel) -> tuple[Ints, Floats]:
    """From current, and never late in the six months before, to late within three months (首逾预警)."""
    at = rows_in(panel, np.array([CURRENT]))
    clean = np.ones(len(at), np.bool_)
    first = panel.start[panel.loan[at]]
    for back in range(1, 7):
        rows = at - back
        clean &= (rows < first) | (panel.state[np.maximum(rows, 0)] <= CURRENT)
    at = at[clean]
    return at, outcomes(panel, at, WARNING_MONTHS, np.array([M1, M2, M3, M4, 5, CHARGED_OFF]))


def roll_any(panel: Panel) -> tuple[Ints, Floats]:
    """From any late bucket to two buckets worse, or charged off, within four months (恶化): rows and outcomes."""
    at = rows_in(panel, np.array([M1, M2, M3, M4, 5]))
    found = np.full(len(at), np.nan)
    for bucket in (M1, M2, M3, M4, 5):
        here = panel.state[at] == bucket
        worse = list(range(bucket + 2, CHARGED_OFF)) if bucket < M4 else []
        found[here] = outcomes(panel, at[here], ROLL_MONTHS, np.array([*worse, CHARGED_OFF]))
    return at, found
