"""Days (日期) as integers: days since 1970-01-01, so that laws run over arrays. Clocks are read elsewhere."""

from datetime import date, timedelta

DayNumber = int

EPOCH = date(1970, 1, 1)
FOREVER: DayNumber = 2_000_000
"""A day number after every real date (year 7445): 'not yet'."""
BEFORE_ALL: DayNumber = -1_000_000


def day_number(on: date) -> DayNumber:
    """Days since 1970-01-01.

    >>> day_number(date(2024, 2, 29))
    19782
    """
    return (on - EPOCH).days


def day_date(number: DayNumber) -> date:
    """The date of a day number.

    >>> day_date(19782)
    datetime.date(2024, 2, 29)
    """
    return EPOCH + timedelta(days=int(number))


def add_months(on: date, months: int) -> date:
    """The same day `months` later, or the month's last day where that day does not exist.

    >>> add_months(date(2024, 1, 31), 1), add_months(date(2023, 1, 31), 1)
    (datetime.date(2024, 2, 29), datetime.date(2023, 2, 28))
    """
    index = on.year * 12 + on.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(on.day, month_end(date(year, month + 1, 1)).day))


def month_end(on: date) -> date:
    """The last day of the month of `on`.

    >>> month_end(date(2024, 2, 3))
    datetime.date(2024, 2, 29)
    """
    following = date(on.year + on.month // 12, on.month % 12 + 1, 1)
    return following - timedelta(days=1)
