"""The calendar of work (工作日历): weekends, public holidays, days worked instead (调休), closures of the house.

A pure function over sets of days: who knows them hands them in. Made-up work days outweigh weekends, closures outweigh
all.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from huilong.kernel.days import month_end

SATURDAY = 5


@dataclass(frozen=True)
class DaysOff:
    """The days that change the week (节假日): off work, worked though weekend, house closed."""

    holidays: frozenset[date] = frozenset()
    made_up: frozenset[date] = frozenset()
    closures: frozenset[date] = frozenset()


def is_working(on: date, off: DaysOff) -> bool:
    """Whether the house works on a day (是否工作日).

    >>> off = DaysOff(frozenset({date(2026, 10, 1)}), frozenset({date(2026, 10, 10)}))
    >>> [is_working(date(2026, 10, day), off) for day in (1, 8, 10, 11)]
    [False, True, True, False]
    """
    if on in off.closures:
        return False
    return on in off.made_up or (on.weekday() < SATURDAY and on not in off.holidays)


def working_days(first: date, last: date, off: DaysOff) -> tuple[date, ...]:
    """The working days from `first` to `last`, both included, in order (工作日)."""
    return tuple(on for on in days(first, last) if is_working(on, off))


def days(first: date, last: date) -> Iterator[date]:
    """Every day from `first` to `last`, both included."""
    return (first + timedelta(days=n) for n in range((last - first).days + 1))


def month_days(month: date, off: DaysOff) -> tuple[date, ...]:
    """The working days of a month.

    >>> len(month_days(date(2024, 2, 1), DaysOff()))
    21
    """
    return working_days(month.replace(day=1), month_end(month), off)


def weeks_of(on: Collection[date]) -> dict[date, tuple[date, ...]]:
    """Days by the Monday their week begins with (按周), in order.

    >>> list(weeks_of([date(2026, 3, 1), date(2026, 3, 2)]))
    [datetime.date(2026, 2, 23), datetime.date(2026, 3, 2)]
    """
    found: dict[date, list[date]] = {}
    for day in sorted(on):
        found.setdefault(day - timedelta(days=day.weekday()), []).append(day)
    return {monday: tuple(of) for monday, of in found.items()}
