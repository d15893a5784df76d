"""The schedule in force (还款计划): instalments and charges laid into slots, and what a restructure carries over.

A charge is borne by the first instalment that falls due on or after it (a down payment bears none), or by a slot of its
own after the last one. When a new version of the schedule takes force, what was paid stays paid: an instalment that
the new version restates under its number keeps its payments; one it does not restate is closed at what was paid of it,
its accrued penalty staying owed; money that finds no place is applied anew on that day.
"""

from huilong.engine.compile import law
from huilong.rooms.book.rules.penalty import TRACE_CHARGE, TRACE_SCHEDULE, note
from huilong.rooms.book.rules.shapes import (
    DUE_FROM,
    FEE,
    INTEREST,
    NONE,
    OPEN_FROM,
    PENALTY,
    PRINCIPAL,
    SLOTS,
    AgeingTerms,
    BucketFacts,
    Desk,
)


@law
def open_slot(terms: AgeingTerms, desk: Desk, i: int, no: int, due: int) -> None:
    """Make slot `i` an empty instalment `no` due on `due`."""
    desk.no[i] = no
    desk.due[i] = due
    for c in range(4 * i, 4 * i + 4):
        desk.owed[c] = 0
        desk.paid[c] = 0
        desk.waived[c] = 0
    desk.late[i] = 0
    desk.in_advance[i] = 0
    desk.paid_on[i] = NONE
    desk.accrued_to[i] = due + terms.penalty_after_days
    desk.exact[i] = 0
    desk.exact_rest[i] = 0
    desk.posted[i] = 0
    desk.penalty_base[i] = 0


@law
def lay(terms: AgeingTerms, facts: BucketFacts, k: int, version: int, desk: Desk) -> None:
    """Lay schedule row `version` of loan `k` into the desk's slots, nothing paid yet, and attach its charges."""
    i = 0
    for row in range(facts.instalment_at[version], facts.instalment_at[version + 1]):
        open_slot(terms, desk, i, facts.instalment_no[row], facts.instalment_due[row])
        desk.owed[4 * i + PRINCIPAL] = facts.instalment_principal[row]
        desk.owed[4 * i + INTEREST] = facts.instalment_interest[row]
        desk.owed[4 * i + FEE] = facts.instalment_fee[row]
        i += 1
    desk.count[SLOTS] = i
    desk.count[OPEN_FROM] = 0
    desk.count[DUE_FROM] = 0
    if facts.charge_at[k + 1] > facts.charge_at[k]:
        lay_charges(terms, facts, k, version, desk)
    for s in range(desk.count[SLOTS]):
        desk.penalty_base[s] = (
            terms.base_principal * desk.owed[4 * s + PRINCIPAL]
            + terms.base_interest * desk.owed[4 * s + INTEREST]
            + terms.base_fee * desk.owed[4 * s + FEE]
        )


@law
def lay_charges(terms: AgeingTerms, facts: BucketFacts, k: int, version: int, desk: Desk) -> None:
    """Attach the charges of loan `k` to the slots that bear them, adding slots after the last due date."""
    rows = desk.count[SLOTS]
    first_row = facts.instalment_at[version]
    i = 0
    for c in range(facts.charge_at[k], facts.charge_at[k + 1]):
        due = facts.charge_due[c]
        while i < rows and (desk.due[i] < due or facts.instalment_down_payment[first_row + i] == 1):
            i += 1
        bearer = i
        if i >= rows:
            last = desk.count[SLOTS] - 1
            bearer = last
            if last < rows or desk.due[last] != due:
                bearer = last + 1
                number = 1
                if last >= 0:
                    number = desk.no[last] + 1
                open_slot(terms, desk, bearer, number, due)
                desk.count[SLOTS] = bearer + 1
        desk.owed[4 * bearer + facts.charge_kind[c]] += facts.charge_amount[c]
        note(desk, TRACE_CHARGE, bearer, due, facts.charge_kind[c], facts.charge_amount[c], c, 0, 0, 0)


@law
def remember(desk: Desk) -> int:
    """Copy the slots aside before a new version is laid; returns how many there were.

    `old_plan` gets, for each component, paid + waived + owed (what the slot came to); `old_more` the rest.
    """
    slots = desk.count[SLOTS]
    for i in range(slots):
        desk.old_no[i] = desk.no[i]
        desk.old_due[i] = desk.due[i]
        for c in range(4 * i, 4 * i + 4):
            desk.old_paid[c] = desk.paid[c]
            desk.old_plan[c] = desk.paid[c] + desk.waived[c] + desk.owed[c]
        at = 8 * i
        desk.old_more[at] = desk.late[i]
        desk.old_more[at + 1] = desk.in_advance[i]
        desk.old_more[at + 2] = desk.paid_on[i]
        desk.old_more[at + 3] = desk.exact[i]
        desk.old_more[at + 4] = desk.exact_rest[i]
        desk.old_more[at + 5] = desk.posted[i]
        desk.old_more[at + 6] = desk.waived[4 * i + PENALTY]
        desk.old_more[at + 7] = desk.penalty_base[i]
    return int(slots)


@law
def slot_numbered(desk: Desk, no: int) -> int:
    """The slot that holds instalment `no`, or NONE."""
    for i in range(desk.count[SLOTS]):
        if desk.no[i] == no:
            return i
    return NONE


@law
def carry_penalty(desk: Desk, old: int, i: int) -> None:
    """Give slot `i` the penalty that old slot `old` had accrued: posted, waived and exact."""
    at = 8 * old
    desk.exact[i] = desk.old_more[at + 3]
    desk.exact_rest[i] = desk.old_more[at + 4]
    desk.posted[i] = desk.old_more[at + 5]
    desk.waived[4 * i + PENALTY] = min(desk.old_more[at + 6], desk.posted[i])
    desk.owed[4 * i + PENALTY] += desk.posted[i] - desk.waived[4 * i + PENALTY]


@law
def carry_slot(terms: AgeingTerms, desk: Desk, old: int, i: int, day: int) -> int:
    """Carry the payments of old slot `old` into slot `i`; returns the fen that found no place there."""
    carry_penalty(desk, old, i)
    loose = 0
    kept = 0
    for c in range(4):
        keep = min(desk.old_paid[4 * old + c], desk.owed[4 * i + c])
        desk.paid[4 * i + c] = keep
        desk.owed[4 * i + c] -= keep
        kept += keep
        loose += desk.old_paid[4 * old + c] - keep
    at = 8 * old
    desk.late[i] = min(desk.old_more[at], kept)
    desk.in_advance[i] = min(desk.old_more[at + 1], kept - desk.late[i])
    cleared = desk.owed[4 * i] + desk.owed[4 * i + 1] + desk.owed[4 * i + 2] + desk.owed[4 * i + 3] == 0
    if cleared:
        desk.paid_on[i] = desk.old_more[at + 2]
        if desk.paid_on[i] == NONE and kept > 0:
            desk.paid_on[i] = day
    desk.accrued_to[i] = max(desk.due[i] + terms.penalty_after_days, day)
    return int(loose)


@law
def close_slot(terms: AgeingTerms, desk: Desk, old: int, day: int) -> int:
    """Keep old slot `old`, which the new version does not restate, at what was paid of it; returns the loose fen.

    A slot of nothing but charges (none of it paid, no penalty accrued) leaves no trace: the charges are laid anew.
    """
    at = 8 * old
    owed_penalty = desk.old_more[at + 5] - min(desk.old_more[at + 6], desk.old_more[at + 5])
    paid = 0
    for c in range(3):
        paid += desk.old_paid[4 * old + c]
    if paid == 0 and owed_penalty == 0 and desk.old_paid[4 * old + PENALTY] == 0:
        return 0
    i = desk.count[SLOTS]
    open_slot(terms, desk, i, desk.old_no[old], desk.old_due[old])
    desk.count[SLOTS] = i + 1
    for c in range(3):
        desk.owed[4 * i + c] = desk.old_paid[4 * old + c]
    return carry_slot(terms, desk, old, i, day)


@law
def sort_slots(desk: Desk) -> None:
    """Sort the slots by due date (a few closed ones were put at the end): straight insertion, stable."""
    for i in range(1, desk.count[SLOTS]):
        j = i
        while j > 0 and desk.due[j - 1] > desk.due[j]:
            swap(desk, j - 1, j)
            j -= 1


@law
def swap(desk: Desk, a: int, b: int) -> None:
    """Exchange slots `a` and `b`."""
    desk.no[a], desk.no[b] = desk.no[b], desk.no[a]
    desk.due[a], desk.due[b] = desk.due[b], desk.due[a]
    desk.late[a], desk.late[b] = desk.late[b], desk.late[a]
    desk.in_advance[a], desk.in_advance[b] = desk.in_advance[b], desk.in_advance[a]
    desk.paid_on[a], desk.paid_on[b] = desk.paid_on[b], desk.paid_on[a]
    desk.accrued_to[a], desk.accrued_to[b] = desk.accrued_to[b], desk.accrued_to[a]
    desk.exact[a], desk.exact[b] = desk.exact[b], desk.exact[a]
    desk.exact_rest[a], desk.exact_rest[b] = desk.exact_rest[b], desk.exact_rest[a]
    desk.posted[a], desk.posted[b] = desk.posted[b], desk.posted[a]
    desk.penalty_base[a], desk.penalty_base[b] = desk.penalty_base[b], desk.penalty_base[a]
    for c in range(4):
        x, y = 4 * a + c, 4 * b + c
        desk.owed[x], desk.owed[y] = desk.owed[y], desk.owed[x]
        desk.paid[x], desk.paid[y] = desk.paid[y], desk.paid[x]
        desk.waived[x], desk.waived[y] = desk.waived[y], desk.waived[x]


@law
def restructure(terms: AgeingTerms, facts: BucketFacts, k: int, version: int, desk: Desk, day: int) -> int:
    """Put schedule row `version` of loan `k` in force on `day`; returns the fen paid that found no place in it."""
    old_slots = remember(desk)
    lay(terms, facts, k, version, desk)
    note(desk, TRACE_SCHEDULE, version, day, desk.count[SLOTS], 0, 0, 0, 0, 0)
    for i in range(desk.count[SLOTS]):
        desk.accrued_to[i] = max(desk.accrued_to[i], day)
    loose = 0
    laid = desk.count[SLOTS]
    for old in range(old_slots):
        i = slot_numbered(desk, desk.old_no[old])
        if i != NONE and i < laid:
            loose += carry_slot(terms, desk, old, i, day)
        else:
            loose += close_slot(terms, desk, old, day)
    sort_slots(desk)
    return loose
