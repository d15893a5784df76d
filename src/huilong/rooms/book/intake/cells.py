"""Reading one cell (读单元格): plain functions over the bytes of a column, the same interpreted and compiled.

Each takes the bytes `text` of a column and the range `first:last` of one cell, and returns a pair: the value and a
fault (0 good, EMPTY nothing there, otherwise a number of `reasons.FAULTS`). Nothing is rounded or guessed: an amount
with three decimals, the thirtieth of February and a formula are faults.
"""

from typing import Any

GOOD, EMPTY = 0, -1
MISSING, BAD_AMOUNT, DECIMALS, NEGATIVE, AMOUNT_BOUNDS = 1, 2, 3, 4, 5
BAD_DATE, NO_SUCH_DAY, DATE_RANGE, BAD_NUMBER, NUMBER_RANGE = 6, 7, 8, 9, 10
FORMULA, TOO_LONG, CONTROL, PERSONAL, LOST_DIGITS = 11, 12, 13, 14, 15
UNKNOWN_KIND, BAD_FLAG, DUPLICATE, COLLISION, COLUMNS, ORDER = 16, 17, 18, 19, 20, 21

YMD, MDY, DMY, MY, YM = 0, 1, 2, 3, 4
"""Orders of a written date; MY and YM name a month, read as its first day."""

FIRST_YEAR, LAST_YEAR = 1970, 2099
MAX_UNITS = 1_000_000_000
"""The largest amount, in whole currency units (one billion)."""

_LEAPLESS = (0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334)
_LENGTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def trimmed_first(text: Any, first: int, last: int) -> int:
    """The first byte of the cell that is not a blank."""
    while first < last and (text[first] == 32 or text[first] == 9):
        first += 1
    return first


def trimmed_last(text: Any, first: int, last: int) -> int:
    """One past the last byte of the cell that is not a blank."""
    while last > first and (text[last - 1] == 32 or text[last - 1] == 9):
        last -= 1
    return last


def decimal_of(text: Any, first: int, last: int, places: int, noise_from: int = 99) -> tuple[int, int]:
    """A plain decimal (`-1,234.50`) times 10**places, exactly; more places that are not zero are a fault.

    Digits from decimal place `noise_from` on are the tail of a binary fraction (0.053900000000000003) and are ignored.

    >>> decimal_of(b"1,234.5", 0, 7, 2), decimal_of(b"0.125", 0, 5, 2)
    ((123450, 0), (0, 3))
    """
    first = trimmed_first(text, first, last)
    last = trimmed_last(text, first, last)
    if first >= last:
        return 0, EMPTY
    negative = text[first] == 45
    if negative or text[first] == 43:
        first += 1
    value, digits, after = 0, 0, -1
    for i in range(first, last):
        code = int(text[i])
        if 48 <= code <= 57:
            digits += 1
            if after >= 0:
                after += 1
            if after > places:
                if code != 48 and after < noise_from:
                    return 0, DECIMALS
                continue
            value = value * 10 + (code - 48)
            if value > 1_000_000_000_000_000_000 // 10:
                return 0, AMOUNT_BOUNDS
        elif code == 46 and after < 0:
            after = 0
        elif code == 44 and after < 0 and digits > 0:
            continue
        else:
            return 0, BAD_AMOUNT
    if digits == 0:
        return 0, BAD_AMOUNT
    for _ in range(max(after, 0), places):
        value *= 10
        if value > 1_000_000_000_000_000_000 // 10:
            return 0, AMOUNT_BOUNDS
    if negative:
        value = -value
    return value, GOOD


def amount_of(text: Any, first: int, last: int) -> tuple[int, int]:
    """An amount in currency units, not negative, at most two decimals → fen (金额).

    >>> amount_of(b"123.45", 0, 6), amount_of(b"-1", 0, 2)
    ((12345, 0), (-100, 4))
    """
    value, fault = decimal_of(text, first, last, 2)
    if fault == GOOD and value < 0:
        fault = NEGATIVE
    if fault == GOOD and value > MAX_UNITS * 100:
        fault = AMOUNT_BOUNDS
    return value, fault


def balance_of(text: Any, first: int, last: int) -> tuple[int, int]:
    """An amount that may be negative (余额) → fen."""
    value, fault = decimal_of(text, first, last, 2)
    if fault == GOOD and abs(value) > MAX_UNITS * 100:
        fault = AMOUNT_BOUNDS
    return value, fault


def rate_of(text: Any, first: int, last: int) -> tuple[int, int]:
    """A yearly rate as a fraction (`0.0899`) or with a percent sign → parts per million (利率); 0 to 10.

    >>> rate_of(b"0.0899", 0, 6), rate_of(b"8.99%", 0, 5)
    ((89900, 0), (89900, 0))
    """
    last = trimmed_last(text, first, last)
    places = 6
    if last > first and text[last - 1] == 37:
        places, last = 4, last - 1
    value, fault = decimal_of(text, first, last, places, 14)
    if fault == BAD_AMOUNT:
        fault = BAD_NUMBER
    if fault == GOOD and (value < 0 or value > 10_000_000):
        fault = NUMBER_RANGE
    return value, fault


def count_of(text: Any, first: int, last: int) -> tuple[int, int]:
    """A whole number from 0 to 32,000 (`12`, `12.0`) such as a term or an instalment's number."""
    value, fault = decimal_of(text, first, last, 0)
    if fault in (BAD_AMOUNT, DECIMALS):
        fault = BAD_NUMBER
    if fault == AMOUNT_BOUNDS or (fault == GOOD and (value < 0 or value > 32_000)):
        fault = NUMBER_RANGE
    return value, fault


def flag_of(text: Any, first: int, last: int) -> tuple[int, int]:
    """Yes or no (是/否): 1 0, true false, t f, yes no, y n, 是 否, in any case."""
    first = trimmed_first(text, first, last)
    last = trimmed_last(text, first, last)
    size = last - first
    if size == 0:
        return 0, EMPTY
    code = int(text[first])
    lower = code | 32
    if size == 1 and (code == 48 or code == 49):
        return code - 48, GOOD
    if size in (1, 3, 4) and (lower == 121 or lower == 116):
        return 1, GOOD
    if size in (1, 2, 5) and (lower == 110 or lower == 102):
        return 0, GOOD
    if size == 3 and code == 0xE6 and text[first + 1] == 0x98 and text[first + 2] == 0xAF:
        return 1, GOOD
    if size == 3 and code == 0xE5 and text[first + 1] == 0x90 and text[first + 2] == 0xA6:
        return 0, GOOD
    return 0, BAD_FLAG


def days_before(year: int, month: int, day: int) -> int:
    """The day number (days since 1970-01-01) of a civil date from 1970 on; -1 where there is no such day.

    >>> days_before(2024, 2, 29), days_before(2026, 2, 30)
    (19782, -1)
    """
    if month < 1 or month > 12 or day < 1:
        return -1
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    length = _LENGTHS[month - 1]
    if leap and month == 2:
        length = 29
    if day > length:
        return -1
    before = year - 1
    total = before * 365 + before // 4 - before // 100 + before // 400 + _LEAPLESS[month - 1] + day
    if leap and month > 2:
        total += 1
    return total - 719_163


def dated(one: int, two: int, three: int, order: int) -> tuple[int, int]:
    """The day number of three numbers written in `order`, or the fault: no such day, or an unlikely year."""
    year, month, day = one, two, three
    if order == MDY:
        year, month, day = three, one, two
    elif order == DMY:
        year, month, day = three, two, one
    elif order == MY:
        year, month, day = two, one, 1
    elif order == YM:
        day = 1
    if year < 1:
        return 0, BAD_DATE
    number = days_before(year, month, day)
    if number == -1 and not (year == 1969 and month == 12 and day == 31):
        return 0, NO_SUCH_DAY
    if year < FIRST_YEAR or year > LAST_YEAR:
        return 0, DATE_RANGE
    return number, GOOD


def day_of(text: Any, first: int, last: int, order: int) -> tuple[int, int]:
    """A written date (`2026-01-05`, `2026/1/5`, `20260105`, `2026年1月5日`, midnight allowed) → day number (日期).

    >>> day_of(b"2024-02-29", 0, 10, YMD), day_of(b"07-31-2020", 0, 10, MDY), day_of(b"2026-02-30", 0, 10, YMD)
    ((19782, 0), (18474, 0), (0, 7))
    """
    first = trimmed_first(text, first, last)
    last = trimmed_last(text, first, last)
    if first >= last:
        return 0, EMPTY
    one, two, three, group, digits = 0, 0, 0, 0, 0
    i = first
    while i < last:
        code = int(text[i])
        if 48 <= code <= 57:
            if digits == 0:
                group += 1
            digits += 1
            if group > 3 or digits > 8:
                return 0, BAD_DATE
            if group == 1:
                one = one * 10 + code - 48
            elif group == 2:
                two = two * 10 + code - 48
            else:
                three = three * 10 + code - 48
            i += 1
            continue
        if digits == 0 or group == 0:
            return 0, BAD_DATE
        if code == 45 or code == 47 or code == 46:
            i += 1
        elif code >= 0xE0 and i + 2 < last and is_date_word(text, i):
            i += 3
        elif (code == 32 or code == 84) and group == 3 and is_midnight(text, i + 1, last):
            break
        else:
            return 0, BAD_DATE
        digits = 0
    if group == 1 and order == YMD and last - first == 8:
        return dated(one // 10_000, one // 100 % 100, one % 100, order)
    if group != (2 if order >= MY else 3) or (order == YMD and one < 1000):
        return 0, BAD_DATE
    return dated(one, two, three, order)


def is_date_word(text: Any, i: int) -> bool:
    """Whether the three bytes at `i` are 年, 月 or 日."""
    a, b, c = int(text[i]), int(text[i + 1]), int(text[i + 2])
    return (a == 0xE5 and b == 0xB9 and c == 0xB4) or (
        a == 0xE6 and ((b == 0x9C and c == 0x88) or (b == 0x97 and c == 0xA5))
    )


def is_midnight(text: Any, first: int, last: int) -> bool:
    """Whether the rest of the cell is a time of day of nothing but zeros."""
    for i in range(first, last):
        code = int(text[i])
        if code != 48 and code != 58 and code != 46:
            return False
    return True


def _amounts(text: Any, at: Any, values: Any, faults: Any) -> None:
    for i in range(values.shape[0]):
        values[i], faults[i] = amount_of(text, at[i], at[i + 1])


def _balances(text: Any, at: Any, values: Any, faults: Any) -> None:
    for i in range(values.shape[0]):
        values[i], faults[i] = balance_of(text, at[i], at[i + 1])


def _rates(text: Any, at: Any, values: Any, faults: Any) -> None:
    for i in range(values.shape[0]):
        values[i], faults[i] = rate_of(text, at[i], at[i + 1])


def _counts(text: Any, at: Any, values: Any, faults: Any) -> None:
    for i in range(values.shape[0]):
        values[i], faults[i] = count_of(text, at[i], at[i + 1])


def _flags(text: Any, at: Any, values: Any, faults: Any) -> None:
    for i in range(values.shape[0]):
        values[i], faults[i] = flag_of(text, at[i], at[i + 1])


def _days(text: Any, at: Any, values: Any, faults: Any, order: int) -> None:
    for i in range(values.shape[0]):
        values[i], faults[i] = day_of(text, at[i], at[i + 1], order)
