"""Months and days as integer arrays (日历): month numbers are year × 12 + month − 1, days count from 1970-01-01."""

from datetime import date

import numpy as np

from huilong.integrations.synthetic_lender.chance import Ints

_FIRST_MONTH = 1970 * 12
_STARTS = np.arange("1970-01", "2200-01", dtype="datetime64[M]").astype("datetime64[D]").astype(np.int64)


def month_of(on: date) -> int:
    """The month number of a date.

    >>> month_of(date(2024, 2, 29)) - month_of(date(2023, 12, 1))
    2
    """
    return on.year * 12 + on.month - 1


def month_number(days: Ints) -> Ints:
    """The month number of each day number."""
    months = np.asarray(days, dtype=np.int64).astype("datetime64[D]").astype("datetime64[M]")
    return months.astype(np.int64) + _FIRST_MONTH


def month_start(month: Ints | int) -> Ints:
    """The day number of the first day of each month."""
    first: Ints = _STARTS[np.asarray(month) - _FIRST_MONTH]
    return first


def month_last(month: Ints | int) -> Ints:
    """The day number of the last day of each month."""
    last: Ints = _STARTS[np.asarray(month) - _FIRST_MONTH + 1] - 1
    return last


def due_in(month: Ints | int, due_day: Ints) -> Ints:
    """The due date in each month: the due day of the month, or the month's last day where it does not exist.

    >>> due_in(month_of(date(2024, 2, 1)), np.array([31])).astype("datetime64[D]").astype(str).tolist()
    ['2024-02-29']
    """
    due: Ints = np.minimum(month_start(month) + due_day - 1, month_last(month))
    return due


def day_of_month(days: Ints) -> Ints:
    """1 to 31 for each day number."""
    return days - month_start(month_number(days)) + 1
