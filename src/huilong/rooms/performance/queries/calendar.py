"""The house's calendar (工作日历): China's holidays with their made-up work days, and the house's own closures.

Holidays of a year stand in the package once the State Council has announced them; before that only those the law fixes.
"""

from datetime import date
from functools import lru_cache

from huilong.rooms.performance.models import Closure
from huilong.rooms.performance.rules.calendar import DaysOff


def days_off(first: date, last: date) -> DaysOff:
    """The days that change the week between two days (节假日与调休)."""
    holidays: set[date] = set()
    made_up: set[date] = set()
    for year in range(first.year, last.year + 1):
        off, worked = of_year(year)
        holidays |= off
        made_up |= worked
    closed = Closure.objects.filter(on__range=(first, last)).values_list("on", flat=True)
    return DaysOff(frozenset(holidays), frozenset(made_up), frozenset(closed))


@lru_cache(maxsize=16)
def of_year(year: int) -> tuple[frozenset[date], frozenset[date]]:
    """Public holidays of a year in China, and the weekend days worked instead (调休)."""
    import holidays

    found = holidays.country_holidays("CN", years=[year])
    worked = frozenset(day for day in found.weekend_workdays if day.year == year)
    return frozenset(day for day in found if day not in worked), worked
