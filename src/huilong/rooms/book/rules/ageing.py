"""Ageing (账龄): what a loan owes on a day, from its facts alone. The first law of the house.

Facts are taken in day order: a new schedule, then waivers, then receipts of the day; penalty interest is accrued on
each instalment whenever it is looked at and once more on the day asked. The same functions answer for one loan (lists)
and, compiled, for the book (arrays). Every loan has at least one schedule row, if with no instalments.
"""

from huilong.kernel.days import FOREVER
from huilong.rooms.book.rules.application import apply_receipt, apply_waiver, move_to
from huilong.rooms.book.rules.penalty import accrue, paused_days
from huilong.rooms.book.rules.schedule import lay, restructure, slots_of
from huilong.rooms.book.rules.shapes import (
    BUCKETS,
    DUE_DAY_COUNTS,
    DUE_FROM,
    DUE_ON,
    FEE,
    GRACE_DAYS,
    HEAD,
    INTEREST,
    LAST_RECEIPT,
    NONE,
    OPEN_FROM,
    OWED,
    PAUSE_FIRST,
    PAUSE_LAST,
    PENALTY,
    PRINCIPAL,
    RECEIVED,
    SLOTS,
    STOP_ON,
    TABLES,
    TOLERANCE,
    TRACED,
    WIDTH,
    BucketFacts,
    Ints,
    Positions,
)


def bucket_of(terms: Ints, days: int) -> int:
    """The bucket (账龄阶段) of `days` delinquent: 1 for the first named in the terms, 0 for none."""
    buckets = terms[BUCKETS]
    for b in range(buckets - 1, -1, -1):
        if days >= terms[TABLES + b]:
            return b + 1 if days <= terms[TABLES + buckets + b] else 0
    return 0


def days_past_due(terms: Ints, due: int, on: int) -> int:
    """Days past due (逾期天数) of an instalment due on `due`: the day after counts as 1, or the due day itself."""
    return int(max(on - due + terms[DUE_DAY_COUNTS], 0))


def is_past_due(terms: Ints, due: int, on: int) -> bool:
    """Whether an instalment unpaid at the end of `on` is past due by the terms' day count."""
    return bool(due < on + terms[DUE_DAY_COUNTS])


def play(terms: Ints, facts: BucketFacts, k: int, on: int, desk: Ints, old: Ints, trace: Ints) -> tuple[int, int]:
    """Replay the facts of loan `k` up to `on` on the desk; returns (unapplied, waivers without an object) in fen.

    `old` is a second desk for restructures; `trace` may be empty, then no steps are noted.
    """
    pause_from, pause_to = facts.pause_from, facts.pause_to
    desk[TRACED] = 0
    desk[RECEIVED] = 0
    desk[LAST_RECEIPT] = NONE
    desk[STOP_ON] = facts.stop_on[k]
    desk[PAUSE_FIRST] = facts.pause_at[k]
    desk[PAUSE_LAST] = facts.pause_at[k + 1]
    version = facts.schedule_at[k]
    last_version = facts.schedule_at[k + 1] - 1
    lay(terms, facts, k, version, desk, trace)
    receipt = facts.receipt_at[k]
    waiver = facts.waiver_at[k]
    unapplied = 0
    lapsed = 0
    while True:
        next_version = facts.schedule_from[version + 1] if version < last_version else FOREVER
        next_waiver = facts.waiver_on[waiver] if waiver < facts.waiver_at[k + 1] else FOREVER
        next_receipt = facts.receipt_on[receipt] if receipt < facts.receipt_at[k + 1] else FOREVER
        day = min(next_version, min(next_waiver, next_receipt))
        if day > on:
            break
        if next_version == day:
            version += 1
            accrue_past_due(terms, pause_from, pause_to, desk, trace, day)
            loose = unapplied + restructure(terms, facts, k, version, old, desk, trace, day)
            unapplied = 0
            if loose > 0:
                unapplied = apply_receipt(terms, pause_from, pause_to, desk, trace, loose, day, NONE)
        elif next_waiver == day:
            kind, amount = facts.waiver_kind[waiver], facts.waiver_amount[waiver]
            lapsed += apply_waiver(terms, pause_from, pause_to, desk, trace, kind, amount, day)
            waiver += 1
        else:
            number = receipt - facts.receipt_at[k]
            amount = facts.receipt_amount[receipt]
            if amount > 0:
                desk[RECEIVED] += amount
                desk[LAST_RECEIPT] = day
                unapplied += apply_receipt(terms, pause_from, pause_to, desk, trace, amount, day, number)
            receipt += 1
    accrue_past_due(terms, pause_from, pause_to, desk, trace, on)
    return unapplied, lapsed


def accrue_past_due(terms: Ints, pause_from: Ints, pause_to: Ints, desk: Ints, trace: Ints, day: int) -> None:
    """Bring the penalty of every open past-due slot up to `day`."""
    move_to(desk, day)
    for i in range(desk[OPEN_FROM], desk[DUE_FROM]):
        accrue(terms, pause_from, pause_to, desk, trace, i, day)


def sum_owed(terms: Ints, desk: Ints, on: int, out: Positions, k: int) -> int:
    """Write the amounts of element `k` of the positions; returns the oldest due day past due and unpaid, or FOREVER."""
    oldest = FOREVER
    count = 0
    overdue_principal, overdue_interest, overdue_fee, overdue_penalty = 0, 0, 0, 0
    principal, interest, fee, penalty = 0, 0, 0, 0
    for i in range(desk[OPEN_FROM], desk[SLOTS]):
        at = HEAD + WIDTH * i + OWED
        p, r, f, n = desk[at + PRINCIPAL], desk[at + INTEREST], desk[at + FEE], desk[at + PENALTY]
        principal += p
        interest += r
        fee += f
        penalty += n
        due = desk[HEAD + WIDTH * i + DUE_ON]
        if not is_past_due(terms, due, on):
            continue
        overdue_principal += p
        overdue_interest += r
        overdue_fee += f
        overdue_penalty += n
        if p + r + f + n > terms[TOLERANCE]:
            count += 1
            oldest = min(oldest, due)
    out.past_due_instalments[k] = count
    out.overdue_principal[k] = overdue_principal
    out.overdue_interest[k] = overdue_interest
    out.overdue_fee[k] = overdue_fee
    out.overdue_penalty[k] = overdue_penalty
    out.outstanding_principal[k] = principal
    out.outstanding_interest[k] = interest
    out.outstanding_fee[k] = fee
    out.outstanding_penalty[k] = penalty
    return int(oldest)


def age(terms: Ints, facts: BucketFacts, k: int, on: int, desk: Ints, old: Ints, trace: Ints, out: Positions) -> None:
    """Age loan `k` on day `on` into element `k` of the positions."""
    unapplied, lapsed = play(terms, facts, k, on, desk, old, trace)
    oldest = sum_owed(terms, desk, on, out, k)
    days = 0
    delinquent = 0
    if oldest != FOREVER:
        days = days_past_due(terms, oldest, on)
        paused = paused_days(facts.pause_from, facts.pause_to, facts.pause_at[k], facts.pause_at[k + 1], oldest, on)
        delinquent = max(days - terms[GRACE_DAYS] - paused, 0)
    out.past_due_days[k] = days
    out.delinquent_days[k] = delinquent
    out.oldest_due[k] = oldest
    out.bucket[k] = bucket_of(terms, delinquent)
    out.unapplied[k] = unapplied
    out.lapsed_waivers[k] = lapsed
    out.paid[k] = desk[RECEIVED]
    out.last_receipt_on[k] = desk[LAST_RECEIPT]


def age_bucket(
    terms: Ints, facts: BucketFacts, which: Ints, on: int, desk: Ints, old: Ints, no_trace: Ints, out: Positions
) -> None:
    """Age the loans `which` (indices into the facts) on day `on`; element k of the positions is loan k's.

    `desk` and `old` are arrays of `desk_size(slots_needed(facts))`, `no_trace` is one of none.
    Amounts must be within kernel.money.MAX_FEN.
    """
    for j in range(len(which)):
        age(terms, facts, which[j], on, desk, old, no_trace, out)


def slots_needed(facts: BucketFacts) -> int:
    """The most slots that any loan of the facts may need at once."""
    most = 1
    for k in range(len(facts.schedule_at) - 1):
        most = max(most, slots_of(facts, k))
    return int(most)
