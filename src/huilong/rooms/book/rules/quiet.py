"""Quiet days (静日): until when the position of a loan cannot change, so that a walk over many nights leaves it alone.

A loan with nothing past due accrues no penalty; until its next due day or its next fact its position is the same every
night. With anything past due it changes daily. Whoever walks ages a loan on the days this law names, and only then.
"""

from huilong.kernel.days import FOREVER
from huilong.rooms.book.rules.shapes import DUE_DAY_COUNTS, BucketFacts, Ints, Positions


def next_after(days: Ints, first: int, last: int, on: int) -> int:
    """The earliest of `days[first:last]` that is after `on`, or FOREVER; they need not be sorted."""
    found = FOREVER
    for i in range(first, last):
        if on < days[i] < found:
            found = days[i]
    return found


def wakes_on(terms: Ints, facts: BucketFacts, k: int, on: int, out: Positions) -> int:
    """The next day on which loan `k`, aged on `on` into element `k` of `out`, may stand otherwise."""
    if out.overdue_principal[k] + out.overdue_interest[k] + out.overdue_fee[k] + out.overdue_penalty[k] > 0:
        return on + 1
    found = next_after(facts.schedule_from, facts.schedule_at[k], facts.schedule_at[k + 1], on)
    found = min(found, next_after(facts.receipt_on, facts.receipt_at[k], facts.receipt_at[k + 1], on))
    found = min(found, next_after(facts.waiver_on, facts.waiver_at[k], facts.waiver_at[k + 1], on))
    # An instalment or charge due on a day is first past due the day after, or that day where the due day counts.
    past = 1 - terms[DUE_DAY_COUNTS]
    first, last = facts.instalment_at[facts.schedule_at[k]], facts.instalment_at[facts.schedule_at[k + 1]]
    found = min(found, next_after(facts.instalment_due, first, last, on - past) + past)
    found = min(found, next_after(facts.charge_due, facts.charge_at[k], facts.charge_at[k + 1], on - past) + past)
    return int(found)


def wake_each(terms: Ints, facts: BucketFacts, which: Ints, on: int, out: Positions, wake: Ints) -> None:
    """Write into `wake` the next day of each loan of `which`, just aged on `on`."""
    for j in range(len(which)):
        wake[which[j]] = wakes_on(terms, facts, which[j], on, out)
