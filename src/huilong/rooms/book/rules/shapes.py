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


DUE_DAY_COUNTS, GRACE_DAYS, GRACE_ON_INSTALMENTS, BY_COMPONENT, TOLERANCE = 0, 1, 2, 3, 4
BASE_PRINCIPAL, BASE_INTEREST, BASE_FEE, PENALTY_AFTER_DAYS, PENALTY_CAP_PPM, PAUSE_STOPS_PENALTY = 5, 6, 7, 8, 9, 10
BUCKETS, RATES = 11, 12
STEPS, ORDER = 13, 16
TABLES = 28
"""Places in the terms, one flat sequence: single numbers; how many buckets and rates; three steps; four component codes
for each step (NONE where a step pays fewer); from TABLES on: first days, last days, rate starts, rates."""


class AgeingTerms(NamedTuple):
    """What the contract says about lateness (账龄约定), as integers. Built by `contract.contract_of`.

    `order` holds four component codes for each of the three steps. The laws read it flat, as `flat()` lays it.
    """

    due_day_counts: int
    grace_days: int
    grace_on_instalments: int
    by_component: int
    tolerance: int
    base_principal: int
    base_interest: int
    base_fee: int
    penalty_after_days: int
    penalty_cap_ppm: int
    pause_stops_penalty: int
    bucket_first: list[int]
    bucket_last: list[int]
    steps: list[int]
    order: list[int]
    rate_from: list[int]
    rate_ppb: list[int]

    def flat(self) -> list[int]:
        """The terms as the one sequence that the laws read."""
        numbers = [*self[:11], len(self.bucket_first), len(self.rate_from), *self.steps, *self.order]
        return [*numbers, *self.bucket_first, *self.bucket_last, *self.rate_from, *self.rate_ppb]


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


SLOTS, OPEN_FROM, DUE_FROM, TRACED, STOP_ON, PAUSE_FIRST, PAUSE_LAST = 0, 1, 2, 3, 4, 5, 6
RECEIVED, LAST_RECEIPT = 7, 8
HEAD = 9
NO, DUE_ON, OWED, PAID, WAIVED = 0, 1, 2, 6, 10
LATE, ADVANCED, PAID_ON, ACCRUED_TO, EXACT, EXACT_REST, POSTED, PENALTY_BASE = 14, 15, 16, 17, 18, 19, 20, 21
CARRIED = 22
WIDTH = 23
"""The desk: the working space for one loan, one flat sequence reused from loan to loan.

Its head counts the slots, the first open slot, the first slot not yet past due and the trace rows written, and holds
the day penalty stops, the loan's range of pauses, the money received and the day it last was. Then comes a slot for
each instalment: four components each of OWED, PAID and WAIVED; EXACT and EXACT_REST are the penalty accrued, unrounded,
in fen and billionths; POSTED its rounded value; PAID_ON the last day anything was paid or waived; CARRIED is 1 once an
old slot's payments were carried into it."""

TRACE_WIDTH = 9


def desk_size(slots: int) -> int:
    """The length of a desk for `slots` instalments."""
    return HEAD + WIDTH * slots


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
    lapsed_waivers: Ints


def empty_positions(make: Any, loans: int) -> Positions:
    """Positions for `loans` loans, all zero."""
    return Positions(*[make(loans) for _ in range(len(Positions._fields))])
