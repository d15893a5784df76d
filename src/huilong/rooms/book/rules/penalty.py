"""Penalty interest (罚息): accrued daily on what is past due and unpaid, exact until it is rounded once.

A day x counts when accrued_to < x <= day. The exact sum is kept in fen and billionths of a fen for each instalment, and
what is posted is that sum rounded half up, so it never matters how often or when the sum was looked at.
"""

from huilong.engine.compile import law
from huilong.rooms.book.rules.shapes import (
    FEE,
    INTEREST,
    PENALTY,
    PRINCIPAL,
    TRACED,
    AgeingTerms,
    BucketFacts,
    Desk,
)

BILLION = 1_000_000_000
TRACE_PENALTY = 1
TRACE_ROUNDING = 2
TRACE_APPLIED = 3
TRACE_WAIVED = 4
TRACE_SCHEDULE = 5
TRACE_CHARGE = 6
TRACE_UNAPPLIED = 7


@law
def note(desk: Desk, kind: int, a: int, b: int, c: int, d: int, e: int, f: int, g: int, h: int) -> None:
    """Write one row of the trace, if there is room for one (the night gives none)."""
    at = 9 * desk.count[TRACED]
    if at + 9 > len(desk.trace):
        return
    desk.trace[at] = kind
    desk.trace[at + 1] = a
    desk.trace[at + 2] = b
    desk.trace[at + 3] = c
    desk.trace[at + 4] = d
    desk.trace[at + 5] = e
    desk.trace[at + 6] = f
    desk.trace[at + 7] = g
    desk.trace[at + 8] = h
    desk.count[TRACED] += 1


@law
def paused_days(facts: BucketFacts, k: int, after: int, upto: int) -> int:
    """Days x with after < x <= upto on which loan `k` is paused; overlapping pauses count once."""
    days = 0
    cursor = after
    for p in range(facts.pause_at[k], facts.pause_at[k + 1]):
        first = max(facts.pause_from[p], cursor)
        last = min(facts.pause_to[p], upto)
        if last > first:
            days += last - first
            cursor = last
    return days


@law
def penalty_base(terms: AgeingTerms, desk: Desk, i: int) -> int:
    """The unpaid part of slot `i` that bears penalty interest, in fen."""
    return int(
        terms.base_principal * desk.owed[4 * i + PRINCIPAL]
        + terms.base_interest * desk.owed[4 * i + INTEREST]
        + terms.base_fee * desk.owed[4 * i + FEE]
    )


@law
def accrue(terms: AgeingTerms, facts: BucketFacts, k: int, desk: Desk, i: int, day: int) -> None:
    """Bring the penalty of slot `i` of loan `k` up to `day` inclusive and post what the rounded sum has grown by."""
    start = desk.accrued_to[i]
    end = min(day, facts.stop_on[k])
    if end <= start:
        return
    desk.accrued_to[i] = end
    base = penalty_base(terms, desk, i)
    if base <= 0:
        return
    rates = len(terms.rate_from)
    for r in range(rates):
        after = max(start, terms.rate_from[r] - 1)
        upto = end
        if r + 1 < rates:
            upto = min(end, terms.rate_from[r + 1] - 1)
        days = upto - after
        if days > 0 and terms.pause_stops_penalty == 1:
            days -= paused_days(facts, k, after, upto)
        if days <= 0:
            continue
        a_day = base * terms.rate_ppb[r]
        desk.exact[i] += (a_day // BILLION) * days
        desk.exact_rest[i] += (a_day % BILLION) * days
        desk.exact[i] += desk.exact_rest[i] // BILLION
        desk.exact_rest[i] %= BILLION
        note(desk, TRACE_PENALTY, i, after + 1, upto, days, base, terms.rate_ppb[r], desk.exact[i], desk.exact_rest[i])
    post(terms, desk, i, end)


@law
def post(terms: AgeingTerms, desk: Desk, i: int, day: int) -> None:
    """Round the exact penalty of slot `i` half up, hold it under the cap, and add the growth to what is owed."""
    rounded = desk.exact[i] + (1 if 2 * desk.exact_rest[i] >= BILLION else 0)
    if terms.penalty_cap_ppm >= 0:
        rounded = min(rounded, desk.penalty_base[i] * terms.penalty_cap_ppm // 1_000_000)
    grown = rounded - desk.posted[i]
    if grown > 0:
        desk.owed[4 * i + PENALTY] += grown
        desk.posted[i] = rounded
        note(desk, TRACE_ROUNDING, i, day, desk.exact[i], desk.exact_rest[i], rounded, grown, 0, 0)
