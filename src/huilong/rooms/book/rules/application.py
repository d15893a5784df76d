"""Application order (入账顺序): what a receipt pays, step by step, as data.

A step takes the instalments that are past due, due on the day, or in advance; inside a step either the oldest
instalment is paid wholly first, component by component, or each component is paid across the instalments first.
Filling is greedy, so a receipt split in two on one day pays the same.
"""

from huilong.rooms.book.rules.penalty import TRACE_APPLIED, TRACE_UNAPPLIED, TRACE_WAIVED, accrue, note
from huilong.rooms.book.rules.shapes import (
    ADVANCED,
    BY_COMPONENT,
    DUE,
    DUE_FROM,
    DUE_ON,
    HEAD,
    LATE,
    NONE,
    OPEN_FROM,
    ORDER,
    OWED,
    PAID,
    PAID_ON,
    PAST_DUE,
    SLOTS,
    STEPS,
    WAIVED,
    WIDTH,
    Ints,
)


def is_clear(desk: Ints, i: int) -> bool:
    """Whether nothing is owed in slot `i` (a clear slot can accrue no penalty either)."""
    at = HEAD + WIDTH * i + OWED
    return bool(desk[at] == 0 and desk[at + 1] == 0 and desk[at + 2] == 0 and desk[at + 3] == 0)


def move_to(desk: Ints, day: int) -> None:
    """Move the two cursors: past the clear slots at the front, and to the first slot not due before `day`."""
    slots = desk[SLOTS]
    i = desk[DUE_FROM]
    while i < slots and desk[HEAD + WIDTH * i + DUE_ON] < day:
        i += 1
    desk[DUE_FROM] = i
    i = desk[OPEN_FROM]
    while i < slots and is_clear(desk, i):
        i += 1
    desk[OPEN_FROM] = i


def pay(desk: Ints, trace: Ints, i: int, component: int, left: int, day: int, receipt: int, step: int) -> int:
    """Pay component `component` of slot `i` from `left` fen; returns the fen taken."""
    at = HEAD + WIDTH * i
    take = min(left, desk[at + OWED + component])
    if take <= 0:
        return 0
    desk[at + OWED + component] -= take
    desk[at + PAID + component] += take
    if desk[at + DUE_ON] < day:
        desk[at + LATE] += take
    elif desk[at + DUE_ON] > day:
        desk[at + ADVANCED] += take
    desk[at + PAID_ON] = day
    if len(trace) > 0:
        note(desk, trace, TRACE_APPLIED, i, day, component, take, receipt, step, desk[at + OWED + component])
    return int(take)


def step_first(desk: Ints, step: int, day: int) -> int:
    """The first slot of a step (see step_end)."""
    if step == PAST_DUE:
        return int(desk[OPEN_FROM])
    first = desk[DUE_FROM]
    if step != DUE:
        first = step_end(desk, DUE, day)
    return int(max(first, desk[OPEN_FROM]))


def step_end(desk: Ints, step: int, day: int) -> int:
    """The slot after the last one of a step: past due, due on `day`, or in advance."""
    if step == PAST_DUE:
        return int(desk[DUE_FROM])
    slots = desk[SLOTS]
    if step != DUE:
        return int(slots)
    last = desk[DUE_FROM]
    while last < slots and desk[HEAD + WIDTH * last + DUE_ON] == day:
        last += 1
    return int(last)


def apply_receipt(
    terms: Ints, pause_from: Ints, pause_to: Ints, desk: Ints, trace: Ints, amount: int, day: int, receipt: int
) -> int:
    """Apply `amount` fen received on `day`; returns what could not be applied.

    `receipt` is its position among the loan's receipts (NONE for money moved by a restructure).
    """
    left = amount
    move_to(desk, day)
    for s in range(3):
        step = terms[STEPS + s]
        if step == NONE or left == 0:
            continue
        first = step_first(desk, step, day)
        last = step_end(desk, step, day)
        order = ORDER + 4 * s
        if terms[BY_COMPONENT] == 1:
            for i in range(first, last):
                accrue(terms, pause_from, pause_to, desk, trace, i, day)
            for c in range(order, order + 4):
                for i in range(first, last):
                    if left > 0 and terms[c] != NONE:
                        left -= pay(desk, trace, i, terms[c], left, day, receipt, step)
            continue
        for i in range(first, last):
            if left == 0:
                break
            if is_clear(desk, i):
                continue
            accrue(terms, pause_from, pause_to, desk, trace, i, day)
            for c in range(order, order + 4):
                if left > 0 and terms[c] != NONE:
                    left -= pay(desk, trace, i, terms[c], left, day, receipt, step)
    if left > 0 and len(trace) > 0:
        note(desk, trace, TRACE_UNAPPLIED, NONE, day, NONE, left, receipt)
    return left


def apply_waiver(
    terms: Ints, pause_from: Ints, pause_to: Ints, desk: Ints, trace: Ints, kind: int, amount: int, day: int
) -> int:
    """Waive up to `amount` fen of component `kind`, oldest first; returns what found nothing to waive."""
    left = amount
    move_to(desk, day)
    for i in range(desk[OPEN_FROM], desk[SLOTS]):
        if left == 0:
            break
        accrue(terms, pause_from, pause_to, desk, trace, i, day)
        at = HEAD + WIDTH * i
        take = min(left, desk[at + OWED + kind])
        if take > 0:
            left -= take
            desk[at + OWED + kind] -= take
            desk[at + WAIVED + kind] += take
            desk[at + PAID_ON] = day
            note(desk, trace, TRACE_WAIVED, i, day, kind, take)
    return left
