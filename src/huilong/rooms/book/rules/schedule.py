"""The schedule in force (还款计划): instalments and charges laid into slots, and what a restructure carries over.

A charge is borne by the first instalment that falls due on or after it (a down payment bears none), or by a slot of its
own after the last one. When a new version of the schedule takes force, what was paid stays paid: an instalment that
the new version restates under its number keeps its payments; one it does not restate is closed at what was paid of it,
its accrued penalty staying owed; money that finds no place is applied anew on that day.
"""

from huilong.rooms.book.rules.penalty import TRACE_CHARGE, TRACE_SCHEDULE, note, penalty_base
from huilong.rooms.book.rules.shapes import (
    ACCRUED_TO,
    ADVANCED,
    CARRIED,
    DUE_FROM,
    DUE_ON,
    EXACT,
    EXACT_REST,
    FEE,
    HEAD,
    INTEREST,
    LATE,
    NO,
    NONE,
    OPEN_FROM,
    OWED,
    PAID,
    PAID_ON,
    PENALTY,
    PENALTY_AFTER_DAYS,
    PENALTY_BASE,
    PENALTY_CAP_PPM,
    POSTED,
    PRINCIPAL,
    SLOTS,
    WAIVED,
    WIDTH,
    BucketFacts,
    Ints,
)


def open_slot(terms: Ints, desk: Ints, i: int, no: int, due: int) -> None:
    """Make slot `i`, which holds zeros, an empty instalment `no` due on `due`."""
    at = HEAD + WIDTH * i
    desk[at + NO] = no
    desk[at + DUE_ON] = due
    desk[at + PAID_ON] = NONE
    desk[at + ACCRUED_TO] = due + terms[PENALTY_AFTER_DAYS]


def slots_of(facts: BucketFacts, k: int) -> int:
    """The most slots that loan `k` may need at once: all its versions, and its charges with each."""
    first, last = facts.schedule_at[k], facts.schedule_at[k + 1]
    rows = (last - first + 1) * (facts.charge_at[k + 1] - facts.charge_at[k])
    if last > first:
        rows += facts.instalment_at[last] - facts.instalment_at[first]
    return int(rows + 1)


def lay(terms: Ints, facts: BucketFacts, k: int, version: int, desk: Ints, trace: Ints) -> None:
    """Lay schedule row `version` of loan `k` into the desk's slots, nothing paid yet, and attach its charges."""
    slots = slots_of(facts, k)
    for field in range(WIDTH * slots):  # one run from zero: compiled, this is a memset, the dearest part of laying
        desk[HEAD + field] = 0
    i = 0
    for row in range(facts.instalment_at[version], facts.instalment_at[version + 1]):
        open_slot(terms, desk, i, facts.instalment_no[row], facts.instalment_due[row])
        at = HEAD + WIDTH * i + OWED
        desk[at + PRINCIPAL] = facts.instalment_principal[row]
        desk[at + INTEREST] = facts.instalment_interest[row]
        desk[at + FEE] = facts.instalment_fee[row]
        i += 1
    desk[SLOTS] = i
    desk[OPEN_FROM] = 0
    desk[DUE_FROM] = 0
    if facts.charge_at[k + 1] > facts.charge_at[k]:
        lay_charges(terms, facts, k, version, desk, trace)
    if terms[PENALTY_CAP_PPM] < 0:
        return
    for s in range(desk[SLOTS]):
        at = HEAD + WIDTH * s
        desk[at + PENALTY_BASE] = penalty_base(terms, desk, at)


def lay_charges(terms: Ints, facts: BucketFacts, k: int, version: int, desk: Ints, trace: Ints) -> None:
    """Attach the charges of loan `k` to the slots that bear them, adding slots after the last due date."""
    rows = desk[SLOTS]
    first_row = facts.instalment_at[version]
    i = 0
    for c in range(facts.charge_at[k], facts.charge_at[k + 1]):
        due = facts.charge_due[c]
        while i < rows and (desk[HEAD + WIDTH * i + DUE_ON] < due or facts.instalment_down_payment[first_row + i] == 1):
            i += 1
        bearer = i
        if i >= rows:
            bearer = charge_slot(terms, desk, rows, due)
        desk[HEAD + WIDTH * bearer + OWED + facts.charge_kind[c]] += facts.charge_amount[c]
        note(
            desk, trace, TRACE_CHARGE, bearer, due, facts.charge_kind[c], facts.charge_amount[c],
            c - facts.charge_at[k],
        )  # fmt: skip


def charge_slot(terms: Ints, desk: Ints, rows: int, due: int) -> int:
    """The slot after the schedule's `rows` for charges due on `due`: the last if of that day, or a new one."""
    last = desk[SLOTS] - 1
    if last >= rows and desk[HEAD + WIDTH * last + DUE_ON] == due:
        return int(last)
    number = 1
    if last >= 0:
        number = desk[HEAD + WIDTH * last + NO] + 1
    open_slot(terms, desk, last + 1, number, due)
    desk[SLOTS] = last + 2
    return int(last + 1)


def slot_numbered(desk: Ints, no: int, slots: int) -> int:
    """The slot among the first `slots` that holds instalment `no` and has taken no payments over yet, or NONE."""
    for i in range(slots):
        if desk[HEAD + WIDTH * i + NO] == no and desk[HEAD + WIDTH * i + CARRIED] == 0:
            return i
    return NONE


def carry_slot(terms: Ints, old: Ints, was: int, desk: Ints, i: int, day: int) -> int:
    """Carry payments and accrued penalty of slot `was` of the old desk into slot `i`; returns the fen with no place."""
    a = HEAD + WIDTH * was
    b = HEAD + WIDTH * i
    desk[b + CARRIED] = 1
    desk[b + EXACT] = old[a + EXACT]
    desk[b + EXACT_REST] = old[a + EXACT_REST]
    desk[b + POSTED] = old[a + POSTED]
    desk[b + WAIVED + PENALTY] = min(old[a + WAIVED + PENALTY], old[a + POSTED])
    desk[b + OWED + PENALTY] += desk[b + POSTED] - desk[b + WAIVED + PENALTY]
    loose = 0
    kept = 0
    for c in range(4):
        keep = min(old[a + PAID + c], desk[b + OWED + c])
        desk[b + PAID + c] = keep
        desk[b + OWED + c] -= keep
        kept += keep
        loose += old[a + PAID + c] - keep
    desk[b + LATE] = min(old[a + LATE], kept)
    desk[b + ADVANCED] = min(old[a + ADVANCED], kept - desk[b + LATE])
    desk[b + PAID_ON] = old[a + PAID_ON]
    desk[b + ACCRUED_TO] = max(desk[b + DUE_ON] + terms[PENALTY_AFTER_DAYS], day)
    return int(loose)


def close_slot(terms: Ints, old: Ints, was: int, desk: Ints, day: int) -> int:
    """Keep old slot `was`, which the new version does not restate, at what was paid of it; returns the loose fen.

    Only principal, interest and accrued penalty stay in it: charges are laid anew, so money paid on them is loose.
    """
    a = HEAD + WIDTH * was
    waived = min(old[a + WAIVED + PENALTY], old[a + POSTED])
    kept = old[a + PAID + PRINCIPAL] + old[a + PAID + INTEREST]
    if kept == 0 and old[a + POSTED] - waived == 0:
        return int(old[a + PAID + FEE] + old[a + PAID + PENALTY])
    i = desk[SLOTS]
    open_slot(terms, desk, i, old[a + NO], old[a + DUE_ON])
    desk[SLOTS] = i + 1
    b = HEAD + WIDTH * i
    desk[b + OWED + PRINCIPAL] = old[a + PAID + PRINCIPAL]
    desk[b + OWED + INTEREST] = old[a + PAID + INTEREST]
    return carry_slot(terms, old, was, desk, i, day)


def sort_slots(desk: Ints) -> None:
    """Sort the slots by due date (a few closed ones were put at the end): straight insertion, stable."""
    for i in range(1, desk[SLOTS]):
        j = i
        while j > 0 and desk[HEAD + WIDTH * (j - 1) + DUE_ON] > desk[HEAD + WIDTH * j + DUE_ON]:
            a = HEAD + WIDTH * j
            for field in range(a, a + WIDTH):
                kept = desk[field]
                desk[field] = desk[field - WIDTH]
                desk[field - WIDTH] = kept
            j -= 1


def restructure(
    terms: Ints, facts: BucketFacts, k: int, version: int, old: Ints, desk: Ints, trace: Ints, day: int
) -> int:
    """Put schedule row `version` of loan `k` in force on `day`; returns the fen paid that found no place in it."""
    old_slots = desk[SLOTS]
    for field in range(HEAD + WIDTH * old_slots):
        old[field] = desk[field]
    lay(terms, facts, k, version, desk, trace)
    laid = desk[SLOTS]
    note(desk, trace, TRACE_SCHEDULE, version - facts.schedule_at[k], day, laid, 0)
    for i in range(laid):
        at = HEAD + WIDTH * i + ACCRUED_TO
        desk[at] = max(desk[at], day)
    loose = 0
    for was in range(old_slots):
        i = slot_numbered(desk, old[HEAD + WIDTH * was + NO], laid)
        if i != NONE:
            loose += carry_slot(terms, old, was, desk, i, day)
        else:
            loose += close_slot(terms, old, was, desk, day)
    sort_slots(desk)
    return loose
