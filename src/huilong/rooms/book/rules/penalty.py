"""Penalty interest (罚息): accrued daily on what is past due and unpaid, exact until it is rounded once.

A day x counts when accrued_to < x <= day. The exact sum is kept in fen and billionths of a fen for each instalment, and
what is posted is that sum rounded half up, so it never matters how often or when the sum was looked at.
"""

from huilong.rooms.book.rules.shapes import (
    ACCRUED_TO,
    BASE_FEE,
    BASE_INTEREST,
    BASE_PRINCIPAL,
    BUCKETS,
    EXACT,
    EXACT_REST,
    FEE,
    HEAD,
    INTEREST,
    OWED,
    PAUSE_FIRST,
    PAUSE_LAST,
    PAUSE_STOPS_PENALTY,
    PENALTY,
    PENALTY_BASE,
    PENALTY_CAP_PPM,
    POSTED,
    PRINCIPAL,
    RATES,
    STOP_ON,
    TABLES,
    TRACE_WIDTH,
    TRACED,
    WIDTH,
    Ints,
)

BILLION = 1_000_000_000
TRACE_PENALTY = 1
TRACE_ROUNDING = 2
TRACE_APPLIED = 3
TRACE_WAIVED = 4
TRACE_SCHEDULE = 5
TRACE_CHARGE = 6
TRACE_UNAPPLIED = 7


def note(
    desk: Ints, trace: Ints, kind: int, a: int, b: int, c: int, d: int, e: int = 0, f: int = 0, g: int = 0, h: int = 0
) -> None:
    """Write one row of the trace, if there is room for one (the night gives none)."""
    at = TRACE_WIDTH * desk[TRACED]
    if at + TRACE_WIDTH > len(trace):
        return
    trace[at] = kind
    trace[at + 1] = a
    trace[at + 2] = b
    trace[at + 3] = c
    trace[at + 4] = d
    trace[at + 5] = e
    trace[at + 6] = f
    trace[at + 7] = g
    trace[at + 8] = h
    desk[TRACED] += 1


def paused_days(pause_from: Ints, pause_to: Ints, first: int, last: int, after: int, upto: int) -> int:
    """Days x with after < x <= upto in the pauses `first` to `last` (exclusive); overlapping pauses count once."""
    days = 0
    cursor = after
    for p in range(first, last):
        start = max(pause_from[p], cursor)
        end = min(pause_to[p], upto)
        if end > start:
            days += end - start
            cursor = end
    return days


def penalty_base(terms: Ints, desk: Ints, at: int) -> int:
    """The unpaid part of the slot at `at` that bears penalty interest, in fen."""
    return int(
        terms[BASE_PRINCIPAL] * desk[at + OWED + PRINCIPAL]
        + terms[BASE_INTEREST] * desk[at + OWED + INTEREST]
        + terms[BASE_FEE] * desk[at + OWED + FEE]
    )


def accrue(terms: Ints, pause_from: Ints, pause_to: Ints, desk: Ints, trace: Ints, i: int, day: int) -> None:
    """Bring the penalty of slot `i` up to `day` inclusive and post what the rounded sum has grown by."""
    rates = terms[RATES]
    if rates == 0:
        return
    at = HEAD + WIDTH * i
    start = desk[at + ACCRUED_TO]
    end = min(day, desk[STOP_ON])
    if end <= start:
        return
    desk[at + ACCRUED_TO] = end
    base = penalty_base(terms, desk, at)
    if base <= 0:
        return
    table = TABLES + 2 * terms[BUCKETS]
    for r in range(rates):
        after = max(start, terms[table + r] - 1)
        upto = end
        if r + 1 < rates:
            upto = min(end, terms[table + r + 1] - 1)
        days = upto - after
        if days > 0 and terms[PAUSE_STOPS_PENALTY] == 1:
            days -= paused_days(pause_from, pause_to, desk[PAUSE_FIRST], desk[PAUSE_LAST], after, upto)
        if days <= 0:
            continue
        rate_ppb = terms[table + rates + r]
        a_day = base * rate_ppb
        rest = desk[at + EXACT_REST] + (a_day % BILLION) * days
        desk[at + EXACT] += (a_day // BILLION) * days + rest // BILLION
        desk[at + EXACT_REST] = rest % BILLION
        if len(trace) > 0:
            note(
                desk, trace, TRACE_PENALTY, i, after + 1, upto, days, base, rate_ppb, desk[at + EXACT],
                desk[at + EXACT_REST],
            )  # fmt: skip
    post(terms, desk, trace, i, end)


def post(terms: Ints, desk: Ints, trace: Ints, i: int, day: int) -> None:
    """Round the exact penalty of slot `i` half up, hold it under the cap, and add the growth to what is owed."""
    at = HEAD + WIDTH * i
    rounded = desk[at + EXACT]
    if 2 * desk[at + EXACT_REST] >= BILLION:
        rounded += 1
    if terms[PENALTY_CAP_PPM] >= 0:
        rounded = min(rounded, desk[at + PENALTY_BASE] * terms[PENALTY_CAP_PPM] // 1_000_000)
    grown = rounded - desk[at + POSTED]
    if grown > 0:
        desk[at + OWED + PENALTY] += grown
        desk[at + POSTED] = rounded
        if len(trace) > 0:
            note(desk, trace, TRACE_ROUNDING, i, day, desk[at + EXACT], desk[at + EXACT_REST], rounded, grown)
