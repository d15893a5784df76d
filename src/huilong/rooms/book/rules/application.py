"""Application order (入账顺序): what a receipt pays, step by step, as data.

A step takes the instalments that are past due, due on the day, or in advance; inside a step either the oldest
instalment is paid wholly first, component by component, or each component is paid across the instalments first.
Filling is greedy, so a receipt split in two on one day pays the same.
"""

from huilong.engine.compile import law
from huilong.rooms.book.rules.penalty import (
    TRACE_APPLIED,
    TRACE_UNAPPLIED,
    TRACE_WAIVED,
    accrue,
    note,
)
from huilong.rooms.book.rules.shapes import (
    DUE,
    DUE_FROM,
    NONE,
    OPEN_FROM,
    PAST_DUE,
    SLOTS,
    AgeingTerms,
    BucketFacts,
    Desk,
)


@law
def is_clear(desk: Desk, i: int) -> bool:
    """Whether nothing is owed in slot `i` (a clear slot can accrue no penalty either)."""
    return bool(
        desk.owed[4 * i] == 0
        and desk.owed[4 * i + 1] == 0
        and desk.owed[4 * i + 2] == 0
        and desk.owed[4 * i + 3] == 0
    )


@law
def move_to(desk: Desk, day: int) -> None:
    """Move the two cursors: past the clear slots at the front, and to the first slot not due before `day`."""
    slots = desk.count[SLOTS]
    i = desk.count[DUE_FROM]
    while i < slots and desk.due[i] < day:
        i += 1
    desk.count[DUE_FROM] = i
    i = desk.count[OPEN_FROM]
    while i < slots and is_clear(desk, i):
        i += 1
    desk.count[OPEN_FROM] = i


@law
def pay(desk: Desk, i: int, component: int, left: int, day: int, receipt: int, step: int) -> int:
    """Pay component `component` of slot `i` from `left` fen; returns the fen taken."""
    take = min(left, desk.owed[4 * i + component])
    if take <= 0:
        return 0
    desk.owed[4 * i + component] -= take
    desk.paid[4 * i + component] += take
    if desk.due[i] < day:
        desk.late[i] += take
    elif desk.due[i] > day:
        desk.in_advance[i] += take
    if is_clear(desk, i):
        desk.paid_on[i] = day
    if receipt >= 0 and 5 * receipt + 5 <= len(desk.applied):
        desk.applied[5 * receipt + component] += take
    note(desk, TRACE_APPLIED, i, day, component, take, receipt, step, desk.owed[4 * i + component], 0)
    return int(take)


@law
def step_slots(desk: Desk, step: int, day: int) -> tuple[int, int]:
    """The slots of a step as a range [first, last): past due, due on `day`, or in advance."""
    first = desk.count[DUE_FROM]
    if step == PAST_DUE:
        return desk.count[OPEN_FROM], first
    last = first
    slots = desk.count[SLOTS]
    while last < slots and desk.due[last] == day:
        last += 1
    if step == DUE:
        return max(first, desk.count[OPEN_FROM]), last
    return max(last, desk.count[OPEN_FROM]), slots


@law
def apply_receipt(
    terms: AgeingTerms, facts: BucketFacts, k: int, desk: Desk, amount: int, day: int, receipt: int
) -> int:
    """Apply `amount` fen received on `day` to loan `k`; returns what could not be applied.

    `receipt` is its position among the loan's receipts (NONE for money moved by a restructure).
    """
    left = amount
    move_to(desk, day)
    for s in range(3):
        step = terms.steps[s]
        if step == NONE or left == 0:
            continue
        first, last = step_slots(desk, step, day)
        if terms.by_component == 1:
            for i in range(first, last):
                accrue(terms, facts, k, desk, i, day)
            for c in range(4 * s, 4 * s + 4):
                for i in range(first, last):
                    if left > 0 and terms.order[c] != NONE:
                        left -= pay(desk, i, terms.order[c], left, day, receipt, step)
            continue
        for i in range(first, last):
            if left == 0:
                break
            if is_clear(desk, i):
                continue
            accrue(terms, facts, k, desk, i, day)
            for c in range(4 * s, 4 * s + 4):
                if terms.order[c] != NONE:
                    left -= pay(desk, i, terms.order[c], left, day, receipt, step)
    if left > 0:
        if receipt >= 0 and 5 * receipt + 5 <= len(desk.applied):
            desk.applied[5 * receipt + 4] += left
        note(desk, TRACE_UNAPPLIED, NONE, day, NONE, left, receipt, NONE, 0, 0)
    return left


@law
def apply_waiver(
    terms: AgeingTerms, facts: BucketFacts, k: int, desk: Desk, kind: int, amount: int, day: int
) -> int:
    """Waive up to `amount` fen of component `kind`, oldest instalment first; returns what there was nothing to waive."""
    left = amount
    move_to(desk, day)
    for i in range(desk.count[OPEN_FROM], desk.count[SLOTS]):
        if left == 0:
            break
        accrue(terms, facts, k, desk, i, day)
        take = min(left, desk.owed[4 * i + kind])
        if take > 0:
            left -= take
            desk.owed[4 * i + kind] -= take
            desk.waived[4 * i + kind] += take
            if is_clear(desk, i):
                desk.paid_on[i] = day
            note(desk, TRACE_WAIVED, i, day, kind, take, 0, 0, desk.owed[4 * i + kind], 0)
    return left
