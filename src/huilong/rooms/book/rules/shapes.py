"""The shapes the ageing law works on: flat integer sequences, the same for one loan and for a bucket of loans.

Every `…_at` holds offsets into the row sequences that follow it (`n + 1` of them for `n` owners). Interpreted, the
sequences are lists (one loan on a screen); compiled, they are numpy arrays (the whole book). Amounts are fen, days are
day numbers (days since 1970-01-01), rates are parts per billion a day.
"""

from typing import Any, NamedTuple

PRINCIPAL, INTEREST, FEE, PENALTY = 0, 1, 2, 3
PAST_DUE, DUE, IN_ADVANCE = 0, 1, 2
NONE = -1

Ints = Any
"""A list of int or a one-dimensional integer array: laws only index it."""


class AgeingTerms(NamedTuple):
    """What the contract says about lateness (账龄约定), as integers. Built by `facts.terms_of`.

    `order` holds four component codes for each of the three steps, flattened (NONE where a step pays fewer).
    """

    due_day_counts: int
    grace_days: int
    grace_on_instalments: int
    bucket_first: Ints
    bucket_last: Ints
    steps: Ints
    order: Ints
    by_component: int
    rate_from: Ints
    rate_ppb: Ints
    base_principal: int
    base_interest: int
    base_fee: int
    penalty_after_days: int
    penalty_cap_ppm: int
    pause_stops_penalty: int
    tolerance: int


class BucketFacts(NamedTuple):
    """Facts of many loans as of one day: schedules, charges, receipts (net of reversals), waivers, pauses.

    Rows of one owner are sorted: schedules by `from`, instalments by due then number, the rest by day.
    """

    loan: Ints
    schedule_at: Ints
    schedule_from: Ints
    instalment_at: Ints
    instalment_no: Ints
    instalment_due: Ints
    instalment_principal: Ints
    instalment_interest: Ints
    instalment_fee: Ints
    instalment_down_payment: Ints
    charge_at: Ints
    charge_due: Ints
    charge_kind: Ints
    charge_amount: Ints
    receipt_at: Ints
    receipt_on: Ints
    receipt_amount: Ints
    waiver_at: Ints
    waiver_on: Ints
    waiver_kind: Ints
    waiver_amount: Ints
    pause_at: Ints
    pause_from: Ints
    pause_to: Ints
    stop_on: Ints


class Desk(NamedTuple):
    """Working space for one loan: a slot for each instalment, reused from loan to loan.

    `owed`, `paid` and `waived` hold four components a slot. `exact` and `exact_rest` are the penalty accrued, unrounded:
    whole fen and billionths; `posted` is its rounded value. `count` holds the number of slots, the first open slot, the
    first slot not yet past due, the trace rows written and the charges laid. `applied` takes five numbers a receipt,
    `trace` nine a row (see explain).
    """

    no: Ints
    due: Ints
    owed: Ints
    paid: Ints
    waived: Ints
    late: Ints
    in_advance: Ints
    paid_on: Ints
    accrued_to: Ints
    exact: Ints
    exact_rest: Ints
    posted: Ints
    penalty_base: Ints
    count: Ints
    old_no: Ints
    old_due: Ints
    old_paid: Ints
    old_plan: Ints
    old_more: Ints
    applied: Ints
    trace: Ints


SLOTS, OPEN_FROM, DUE_FROM, TRACED = 0, 1, 2, 3


class Positions(NamedTuple):
    """What each loan owes on the day (账龄结果), one element a loan; `overdue_*` is the part past due."""

    past_due_days: Ints
    delinquent_days: Ints
    oldest_due: Ints
    bucket: Ints
    past_due_instalments: Ints
    overdue_principal: Ints
    overdue_interest: Ints
    overdue_fee: Ints
    overdue_penalty: Ints
    outstanding_principal: Ints
    outstanding_interest: Ints
    outstanding_fee: Ints
    outstanding_penalty: Ints
    unapplied: Ints
    paid: Ints
    last_receipt_on: Ints


def empty_desk(make: Any, slots: int, receipts: int, trace_rows: int) -> Desk:
    """A desk for `slots` instalments; `make(n)` gives n zeros (a list or an array).

    `receipts` and `trace_rows` may be 0: then nothing is recorded of them, as in the night.
    """
    one = [make(slots) for _ in range(2)]
    four = [make(4 * slots) for _ in range(3)]
    more = [make(slots) for _ in range(8)]
    old = [make(slots), make(slots), make(4 * slots), make(4 * slots), make(8 * slots)]
    return Desk(*one, *four, *more, make(5), *old, make(5 * receipts), make(9 * trace_rows))


def empty_positions(make: Any, loans: int) -> Positions:
    """Positions for `loans` loans, all zero."""
    return Positions(*[make(loans) for _ in range(len(Positions._fields))])
