"""Retention (留存期限): how long the people of a loan are kept after it left collections, by why it left. Data.

A borrower may fall behind again, dispute a receipt or sue within these months; after them nothing needs the person.
What the house must keep longer is accounts and the journal, which name nobody.
"""

import calendar
from datetime import date

MONTHS = {"cured": 6, "settled": 12, "written_off": 36, "sold": 3}
OTHERWISE_MONTHS = 6


def erase_on(left_on: date, reason: str) -> date:
    """The first day on which the people of a loan that left on `left_on` are no longer kept.

    So many months later; a day the month lacks becomes its last.

    >>> erase_on(date(2024, 2, 29), "settled"), erase_on(date(2025, 8, 31), "cured"), erase_on(date(2026, 1, 1), "?")
    (datetime.date(2025, 2, 28), datetime.date(2026, 2, 28), datetime.date(2026, 7, 1))
    """
    months = left_on.year * 12 + left_on.month - 1 + MONTHS.get(reason, OTHERWISE_MONTHS)
    year, month = divmod(months, 12)
    return date(year, month + 1, min(left_on.day, calendar.monthrange(year, month + 1)[1]))
