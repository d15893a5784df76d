"""The common shock (共同冲击): by how much whole months differ from one another more than chance among loans explains.

Every month the odds of entering, rolling, curing, paying off move for all loans together. What of that is known ahead
(month ends that fall on days off, which delay payments) is fitted and told; the rest is a random walk that returns to
its mean. Estimated by moments: the variance seen, less the variance that counting alone makes.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from huilong.kernel.days import month_end
from huilong.rooms.forecast.rules.defaults import SHOCK_MONTHS, SHOCK_SD, SHOCK_STAYS
from huilong.rooms.forecast.rules.states import CASH, PAID_OFF, SHOCKS, WAYS, Floats, Moves

SATURDAY = 5
RIDGE = 4.0
MOST_STAYS = 0.9
HALF = 0.5


@dataclass(frozen=True)
class Shocks:
    """What is known of the common shock (冲击参数), log odds by way: see `montecarlo.Law`; `slopes` [SHOCKS, 3]: level,
    and per day off at this and at the last month's end; `months` it was estimated from."""

    spread: Floats
    stays: Floats
    start: Floats
    start_sd: Floats
    mean_sd: Floats
    slopes: Floats
    months: int


def days_off_at_end(end: date, off: Collection[date] = ()) -> int:
    """How many days off a month closes with (月末休息日): weekends, and days named `off`.

    >>> days_off_at_end(date(2018, 9, 30)), days_off_at_end(date(2018, 8, 31))
    (2, 0)
    """
    last = month_end(end)
    days = 0
    while (last.weekday() >= SATURDAY or last in off) and days < 10:
        days, last = days + 1, last - timedelta(days=1)
    return days


def calendar(ends: Sequence[date], off: Collection[date] = ()) -> Floats:
    """What is known ahead of each month (日历项) [len(ends), 3]: 1, days off at its end, days off at the last one's."""
    return np.array(
        [[1, days_off_at_end(end, off), days_off_at_end(end.replace(day=1) - timedelta(days=1), off)] for end in ends],
        np.float64,
    ).reshape(-1, 3)


def residuals(moves: Moves, chance: Floats, multiple: Floats, cash_sd: Floats) -> tuple[Floats, Floats]:
    """By how much each month departs from `chance` [G, BUCKETS, STATES] (偏离): log odds, and what variance of it is
    chance among loans; both [T, SHOCKS]. `multiple` and `cash_sd`: cash in instalments, expected and of one loan."""
    stood = moves.loans.sum(axis=3).astype(np.float64)
    months = len(stood)
    told, noise = np.zeros((months, SHOCKS)), np.ones((months, SHOCKS))
    for way in range(CASH):
        which = way == WAYS
        seen = (moves.loans * which).sum(axis=(1, 2, 3))
        at_risk = np.where((chance * which).sum(axis=2) > 0, stood, 0.0)
        expected = (stood[..., None] * (chance * which)).sum(axis=(1, 2, 3))
        left = np.clip(1.0 - expected / np.maximum(at_risk.sum(axis=(1, 2)), 1.0), 0.2, 1.0)
        told[:, way] = np.log((seen + HALF) / (expected + HALF)) / left
        noise[:, way] = 1.0 / (expected + HALF) / left
    live = np.arange(multiple.shape[2]) < PAID_OFF
    wanted = (moves.due * multiple * live).sum(axis=(1, 2, 3))
    paid = (moves.cash * live).sum(axis=(1, 2, 3))
    each = moves.due.sum(axis=(1, 2, 3)) / np.maximum(stood.sum(axis=(1, 2)), 1.0)
    chance_of_cash = (moves.loans * live * cash_sd**2).sum(axis=(1, 2, 3)) * each**2
    told[:, CASH] = np.log(np.maximum(paid, 1.0) / np.maximum(wanted, 1.0))
    noise[:, CASH] = chance_of_cash / np.maximum(wanted, 1.0) ** 2
    return told, noise


def estimated(told: Floats, noise: Floats, known: Floats) -> Shocks:
    """Shocks from residuals and their noise [T, SHOCKS] and the calendar [T, 3] (冲击估计). No months: the defaults."""
    months = len(told)
    slopes = np.zeros((SHOCKS, known.shape[1]))
    rest = told.copy()
    for k in range(SHOCKS):
        if months:
            slopes[k] = _ridge(known, told[:, k], noise[:, k] + SHOCK_SD[k] ** 2)
            rest[:, k] = told[:, k] - known @ slopes[k]
    spread = _covariance(rest, noise)
    deviation = np.sqrt(np.diag(spread))
    stays = _persistence(rest, noise, deviation)
    start, start_sd = _filtered(rest, noise, stays, deviation)
    # How far the mean itself may be off: a mean of months that hang together.
    mean_sd = deviation * np.sqrt((1.0 + stays) / (1.0 - stays) / (months + SHOCK_MONTHS))
    fresh = _lower(spread * np.sqrt(np.outer(1.0 - stays**2, 1.0 - stays**2)))
    return Shocks(fresh, stays, start, start_sd, mean_sd, slopes, months)


def _ridge(known: Floats, told: Floats, noise: Floats) -> Floats:
    """Weighted least squares; all but the level are drawn towards none."""
    weight = 1.0 / noise
    ridge = np.diag([1e-9, *[RIDGE * float(np.mean(weight))] * (known.shape[1] - 1)])
    left = known.T @ (known * weight[:, None]) + ridge
    return np.asarray(np.linalg.solve(left, known.T @ (told * weight)), np.float64)


def _covariance(rest: Floats, noise: Floats) -> Floats:
    """Covariance beyond chance, drawn towards the default by SHOCK_MONTHS, never negative in any direction."""
    months = len(rest)
    prior = np.diag(SHOCK_SD**2)
    seen = rest.T @ rest - np.diag(noise.sum(axis=0)) if months else np.zeros_like(prior)
    values, vectors = np.linalg.eigh((seen + SHOCK_MONTHS * prior) / (months + SHOCK_MONTHS))
    return np.asarray((vectors * np.maximum(values, 1e-6)) @ vectors.T, np.float64)


def _persistence(rest: Floats, noise: Floats, deviation: Floats) -> Floats:
    """What part of a shock stays a month later, drawn towards the default."""
    months = len(rest)
    lag = (rest[1:] * rest[:-1]).sum(axis=0) if months > 1 else np.zeros(SHOCKS)
    whole = np.maximum(max(months - 1, 0) * deviation**2, 1e-9)
    seen = np.clip(lag / whole, -1.0, 1.0) if months > 1 else np.zeros(SHOCKS)
    return np.clip((months * seen + 2 * SHOCK_MONTHS * SHOCK_STAYS) / (months + 2 * SHOCK_MONTHS), 0.0, MOST_STAYS)


def _filtered(rest: Floats, noise: Floats, stays: Floats, deviation: Floats) -> tuple[Floats, Floats]:
    """Where the shock stands after the last month, and how surely (Kalman 1960, each way by itself)."""
    mean, variance = np.zeros(SHOCKS), deviation**2
    for told, chance in zip(rest, noise, strict=True):
        mean, variance = stays * mean, stays**2 * variance + (1.0 - stays**2) * deviation**2
        gain = variance / (variance + chance)
        mean, variance = mean + gain * (told - mean), variance * (1.0 - gain)
    return mean, np.sqrt(variance)


def _lower(matrix: Floats) -> Floats:
    """Lower triangle whose square is the matrix, made positive first."""
    values, vectors = np.linalg.eigh(matrix)
    whole = (vectors * np.maximum(values, 1e-10)) @ vectors.T
    return np.asarray(np.linalg.cholesky(whole), np.float64)


