"""Ageing (账龄): what a loan owes on a day, from its facts alone. The first law of the house.

Facts are taken in day order: a new schedule, then waivers, then receipts of the day; penalty interest is accrued on each
instalment whenever it is looked at and once more on the day asked. The same functions answer for one loan (lists) and,
compiled, for the book (arrays).
"""

from huilong.engine.compile import law
from huilong.kernel.days import FOREVER
from huilong.rooms.book.rules.application import apply_receipt, apply_waiver, is_clear, move_to
from huilong.rooms.book.rules.penalty import accrue, paused_days
from huilong.rooms.book.rules.schedule import lay, restructure
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
    Ints,
    Positions,
)


@law
def bucket_of(terms: AgeingTerms, days: int) -> int:
    """The bucket (账龄阶段) of `days` delinquent: 1 for the first named in the terms, 0 for none."""
    for b in range(len(terms.bucket_first) - 1, -1, -1):
        if days >= terms.bucket_first[b]:
            return b + 1 if days <= terms.bucket_last[b] else 0
    return 0


@law
def days_past_due(terms: AgeingTerms, due: int, on: int) -> int:
    """Days past due (逾期天数) of an instalment due on `due`: the day after counts as 1, or the due day itself."""
    return max(on - due + terms.due_day_counts, 0)


@law
def is_past_due(terms: AgeingTerms, due: int, on: int) -> bool:
    """Whether an instalment unpaid at the end of `on` is past due by the terms' day count."""
    return due < on + terms.due_day_counts


@law
def play(terms: AgeingTerms, facts: BucketFacts, k: int, on: int, desk: Desk) -> tuple[int, int]:
    """Replay the facts of loan `k` up to `on` on the desk; returns (unapplied, waivers without an object) in fen."""
    version = facts.schedule_at[k]
    lay(terms, facts, k, version, desk)
    receipt = facts.receipt_at[k]
    waiver = facts.waiver_at[k]
    unapplied = 0
    lapsed = 0
    while True:
        next_version = FOREVER
        if version + 1 < facts.schedule_at[k + 1]:
            next_version = facts.schedule_from[version + 1]
        next_waiver = FOREVER
        if waiver < facts.waiver_at[k + 1]:
            next_waiver = facts.waiver_on[waiver]
        next_receipt = FOREVER
        if receipt < facts.receipt_at[k + 1]:
            next_receipt = facts.receipt_on[receipt]
        day = min(next_version, min(next_waiver, next_receipt))
        if day > on:
            break
        if next_version == day:
            version += 1
            accrue_past_due(terms, facts, k, day, desk)
            loose = unapplied + restructure(terms, facts, k, version, desk, day)
            unapplied = 0
            if loose > 0:
                unapplied = apply_receipt(terms, facts, k, desk, loose, day, NONE)
        elif next_waiver == day:
            lapsed += apply_waiver(
                terms, facts, k, desk, facts.waiver_kind[waiver], facts.waiver_amount[waiver], day
            )
            waiver += 1
        else:
            unapplied += apply_receipt(
                terms, facts, k, desk, facts.receipt_amount[receipt], day, receipt - facts.receipt_at[k]
            )
            receipt += 1
    accrue_past_due(terms, facts, k, on, desk)
    return unapplied, lapsed


@law
def accrue_past_due(terms: AgeingTerms, facts: BucketFacts, k: int, day: int, desk: Desk) -> None:
    """Bring the penalty of every open past-due slot of loan `k` up to `day`."""
    move_to(desk, day)
    for i in range(desk.count[OPEN_FROM], desk.count[DUE_FROM]):
        accrue(terms, facts, k, desk, i, day)


@law
def sum_up(
    terms: AgeingTerms, facts: BucketFacts, k: int, on: int, desk: Desk, unapplied: int, out: Positions, at: int
) -> None:
    """Write element `at` of the positions from the desk of loan `k`."""
    oldest = FOREVER
    count = 0
    overdue_principal, overdue_interest, overdue_fee, overdue_penalty = 0, 0, 0, 0
    principal, interest, fee, penalty = 0, 0, 0, 0
    for i in range(desk.count[OPEN_FROM], desk.count[SLOTS]):
        if is_clear(desk, i):
            continue
        p, r = desk.owed[4 * i + PRINCIPAL], desk.owed[4 * i + INTEREST]
        f, n = desk.owed[4 * i + FEE], desk.owed[4 * i + PENALTY]
        principal += p
        interest += r
        fee += f
        penalty += n
        if not is_past_due(terms, desk.due[i], on):
            continue
        overdue_principal += p
        overdue_interest += r
        overdue_fee += f
        overdue_penalty += n
        if p + r + f + n > terms.tolerance:
            count += 1
            if oldest == FOREVER:
                oldest = desk.due[i]
    days = 0
    delinquent = 0
    if oldest != FOREVER:
        days = days_past_due(terms, oldest, on)
        delinquent = max(days - terms.grace_days - paused_days(facts, k, oldest, on), 0)
    out.past_due_days[at] = days
    out.delinquent_days[at] = delinquent
    out.oldest_due[at] = oldest
    out.bucket[at] = bucket_of(terms, delinquent)
    out.past_due_instalments[at] = count
    out.overdue_principal[at] = overdue_principal
    out.overdue_interest[at] = overdue_interest
    out.overdue_fee[at] = overdue_fee
    out.overdue_penalty[at] = overdue_penalty
    out.outstanding_principal[at] = principal
    out.outstanding_interest[at] = interest
    out.outstanding_fee[at] = fee
    out.outstanding_penalty[at] = penalty
    out.unapplied[at] = unapplied
    received = 0
    last = NONE
    for r in range(facts.receipt_at[k], facts.receipt_at[k + 1]):
        if facts.receipt_on[r] <= on:
            received += facts.receipt_amount[r]
            last = facts.receipt_on[r]
    out.paid[at] = received
    out.last_receipt_on[at] = last


@law
def age(terms: AgeingTerms, facts: BucketFacts, k: int, on: int, desk: Desk, out: Positions, at: int) -> None:
    """Age loan `k` on day `on` into element `at` of the positions."""
    unapplied, _ = play(terms, facts, k, on, desk)
    sum_up(terms, facts, k, on, desk, unapplied, out, at)


@law
def age_bucket(
    terms: AgeingTerms, facts: BucketFacts, which: Ints, on: int, desk: Desk, out: Positions
) -> None:
    """Age the loans `which` (indices into the facts) on day `on`; element k of the positions is loan k's."""
    for j in range(len(which)):
        age(terms, facts, which[j], on, desk, out, which[j])


@law
def slots_needed(facts: BucketFacts) -> int:
    """The most slots that any loan of the facts may need at once: its two largest versions and its charges."""
    most = 1
    for k in range(len(facts.schedule_at) - 1):
        rows = facts.charge_at[k + 1] - facts.charge_at[k]
        first, last = facts.schedule_at[k], facts.schedule_at[k + 1]
        if last > first:
            rows += facts.instalment_at[last] - facts.instalment_at[first]
        rows += (last - first) * (facts.charge_at[k + 1] - facts.charge_at[k])
        most = max(most, rows + 1)
    return most
