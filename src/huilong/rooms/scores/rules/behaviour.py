"""How somebody has paid so far (还款行为), as functions of the past: the working part of the features' definition."""

import numpy as np
from numpy.typing import NDArray

from huilong.rooms.scores.rules.panel import CHARGED_OFF, Floats
from huilong.rooms.scores.rules.past import Past, late

NOTHING = 0.1
"""Paid less than this share of what was scheduled counts as nothing: the tolerance of the ageing behind the panel."""


def ratio(top: Floats, bottom: Floats) -> Floats:
    """One over the other; NaN where either is unknown or the lower is nothing."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(bottom > 0, top / bottom, np.nan)


def mean(values: Floats) -> Floats:
    """The mean of each row over what is known; NaN where nothing is."""
    known = ~np.isnan(values)
    count = known.sum(axis=1)
    return np.where(count > 0, np.where(known, values, 0.0).sum(axis=1) / np.maximum(count, 1), np.nan)


def count(hits: NDArray[np.bool_]) -> Floats:
    """How often, of each row."""
    found: Floats = hits.sum(axis=1).astype(np.float64)
    return found


def paid_share(past: Past, months: int) -> Floats:
    """Paid of what was scheduled over so many months (应还实还比), each month."""
    return ratio(past.window("paid", months), past.window("scheduled", months))


def nothing_paid(past: Past, months: int) -> Floats:
    """Months of the last so many in which nothing came (零还款月数)."""
    return count(paid_share(past, months) < NOTHING)


def partly_paid(past: Past, months: int) -> Floats:
    """Months in which something came, but clearly not all (部分还款月数)."""
    share = paid_share(past, months)
    return count((share >= NOTHING) & (share < 0.9))


def months_late(past: Past, months: int, bucket: int = 1) -> Floats:
    """Months of the last so many spent in that bucket or worse (逾期月数)."""
    return count(late(past.window("state", months), bucket))


def worst(past: Past, months: int) -> Floats:
    """The worst bucket of the last so many months, this one counted (最差阶段)."""
    states = past.window("state", months)
    found: Floats = np.where(np.isnan(states) | (states > CHARGED_OFF), 0, states).max(axis=1)
    return found


def run_of(same: NDArray[np.bool_]) -> Floats:
    """How many of the newest columns in a row are true."""
    found: Floats = np.where(same.all(axis=1), same.shape[1], np.argmin(same, axis=1)).astype(np.float64)
    return found


def months_in_bucket(past: Past, months: int = 12) -> Floats:
    """For how many months in a row the loan has been in its bucket (当前阶段持续月数)."""
    states = past.window("state", months)
    return run_of(states == states[:, :1])


def months_past_due(past: Past, months: int = 24) -> Floats:
    """For how many months in a row it has been late (连续逾期月数)."""
    return run_of(late(past.window("state", months)))


def months_since(past: Past, bucket: int, months: int = 24) -> Floats:
    """Months since it was last in that bucket or worse (距上次逾期月数); `months` where never in that time."""
    return run_of(~late(past.window("state", months), bucket))


def cures(past: Past, months: int = 12) -> Floats:
    """How often it came back to current (回正次数) in the last so many months."""
    states = past.window("state", months)
    return count((states[:, :-1] == 0) & late(states[:, 1:]))


def arrears_months(past: Past, back: int = 0) -> Floats:
    """What is past due, in scheduled payments (欠款期数), so many months ago."""
    return ratio(past.back("arrears", back), past.back("scheduled", back))


def unsteadiness(past: Past, months: int) -> Floats:
    """How unevenly money came (还款波动): the standard deviation of the share paid, shares above three cut off."""
    share = np.minimum(paid_share(past, months), 3.0)
    middle = mean(share)
    return np.sqrt(np.maximum(mean((share - middle[:, None]) ** 2), 0.0))


def to_the_cent(past: Past, months: int) -> Floats:
    """Share of months in which exactly the scheduled amount came (足额等额还款占比): the mark of a standing order."""
    share = paid_share(past, months)
    return mean(np.where(np.isnan(share), np.nan, (np.abs(share - 1.0) < 0.002).astype(np.float64)))


def interest_covered(past: Past, months: int) -> Floats:
    """Months' worth of interest paid in each of the last so many months (利息覆盖), on average.

    Under simple interest, who pays later pays more interest at once: below 1, interest runs ahead of what comes in.
    """
    interest = past.window("paid", months) - past.window("principal_paid", months)
    due = past.window("balance", months) * past.origin("rate")[:, None] / 12
    return mean(np.clip(ratio(interest, due), 0.0, 4.0))


def behind_plan(past: Past) -> Floats:
    """Payments by which the balance lags behind the contract's own plan (落后计划期数); below nought it is ahead."""
    rate, term = past.origin("rate") / 12, past.origin("term")
    left = np.clip(term - months_on_book(past), 0, None)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        growth = np.where(rate > 0, (1 - (1 + rate) ** -left) / rate, left)
        full = np.where(rate > 0, (1 - (1 + rate) ** -term) / rate, term)
        planned = past.origin("amount") * growth / full
    return np.clip(ratio(past.now("balance") - planned, past.now("scheduled")), -24, 24)


def months_on_book(past: Past) -> Floats:
    """Months since the loan was made (账龄月数); where that is unknown, months since it was first seen."""
    made = past.origin("originated")
    return np.where(np.isnan(made), past.months_seen, past.month - made)


def vehicle_age(past: Past) -> Floats:
    """Years since the vehicle's model year (车龄)."""
    return np.floor(past.month / 12) - past.origin("model_year")


def left_of_value(past: Past) -> Floats:
    """What is owed over what the car may still be worth (当前贷款价值比): 15 % of its value is lost each year."""
    years = np.clip(months_on_book(past), 0, None) / 12
    return ratio(past.now("balance"), past.origin("value") * 0.85**years)
