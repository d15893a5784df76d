"""Bounds (界限): which loans of a bucket the law can be trusted with. Compiled arithmetic wraps without a word."""

from typing import Any

import numpy as np

from huilong.kernel.money import MAX_FEN
from huilong.kernel.refusal import Says
from huilong.rooms.book.rules.shapes import BucketFacts

FINE, NO_SCHEDULE, OUT_OF_BOUNDS, NEGATIVE, BAD_DAY, TOO_MANY, FAILED = 0, 1, 2, 3, 4, 5, 6
FIRST_DAY, LAST_DAY = -36_525, 100_000
"""From 1870 to 2243."""
MOST_ROWS = 100_000

REASONS: dict[int, Says] = {
    NO_SCHEDULE: Says("没有还款计划", "has no instalments"),
    OUT_OF_BOUNDS: Says("金额超出上限", "an amount, or their sum, is out of bounds"),
    NEGATIVE: Says("金额为负", "an amount is negative"),
    BAD_DAY: Says("日期超出 1870–2243 年", "a date is not from 1870 to 2243"),
    TOO_MANY: Says("期次、回款或费用超过十万行", "has more than 100,000 instalments, receipts or charges"),
    FAILED: Says("计算出错", "the calculation failed"),
}


def sum_fault(amounts: Any, first: int, last: int) -> int:
    """Whether `amounts[first:last]` can be summed safely: FINE, OUT_OF_BOUNDS or NEGATIVE."""
    total = 0
    for i in range(first, last):
        if amounts[i] < 0:
            return NEGATIVE
        if amounts[i] > MAX_FEN or total + amounts[i] > MAX_FEN:
            return OUT_OF_BOUNDS
        total += amounts[i]
    return FINE


def day_fault(days: Any, first: int, last: int) -> int:
    """Whether all of `days[first:last]` are days of our time: FINE or BAD_DAY."""
    for i in range(first, last):
        if days[i] < FIRST_DAY or days[i] > LAST_DAY:
            return BAD_DAY
    return FINE


def faults(facts: BucketFacts) -> Any:
    """For each loan why it cannot be aged (int8): FINE, or the first of the reasons above that holds."""
    found = np.zeros(len(facts.loan), np.int8)
    for k in range(found.shape[0]):
        first, last = facts.instalment_at[facts.schedule_at[k]], facts.instalment_at[facts.schedule_at[k + 1]]
        charge, charges = facts.charge_at[k], facts.charge_at[k + 1]
        receipt, receipts = facts.receipt_at[k], facts.receipt_at[k + 1]
        waiver, waivers = facts.waiver_at[k], facts.waiver_at[k + 1]
        fault = FINE
        if last == first:
            fault = NO_SCHEDULE
        elif max(last - first, receipts - receipt, charges - charge) > MOST_ROWS:
            fault = TOO_MANY
        else:
            fault = max(fault, sum_fault(facts.instalment_principal, first, last))
            fault = max(fault, sum_fault(facts.instalment_interest, first, last))
            fault = max(fault, sum_fault(facts.instalment_fee, first, last))
            fault = max(fault, sum_fault(facts.charge_amount, charge, charges))
            fault = max(fault, sum_fault(facts.receipt_amount, receipt, receipts))
            fault = max(fault, sum_fault(facts.waiver_amount, waiver, waivers))
            fault = max(fault, day_fault(facts.instalment_due, first, last))
            fault = max(fault, day_fault(facts.charge_due, charge, charges))
            fault = max(fault, day_fault(facts.receipt_on, receipt, receipts))
        found[k] = fault
    return found
