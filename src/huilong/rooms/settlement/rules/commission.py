"""The commission law (委外佣金): what each receipt, success or visit earns under a contract, in all, by a day.

It says what is earned in all, never what is still to be paid: a statement is the difference to what was stated before
(`rules/lines.py`). So nothing is paid twice however periods overlap, facts that change later make a difference by
themselves, and a period may be split anywhere.

Slabs of BY_AMOUNT are marginal: each fen earns at the rate of the slab it falls into, counted through the calendar
month in which the money came. Minimum and cap are of a calendar month too; the minimum is due once the month is over.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

import numpy as np

from huilong.kernel.days import day_number, month_end
from huilong.kernel.money import FenArray
from huilong.rooms.agencies.terms import FeeForm, FeeTerms
from huilong.rooms.settlement.rules.counting import Counted, counted_money, counted_successes, counted_visits
from huilong.rooms.settlement.terms import Entitled, FeeFacts, LineOf

PPM = 1_000_000
RATE, BY_AGE, BY_AMOUNT, EACH = range(4)
FORMS = {
    FeeForm.RATE: RATE, FeeForm.BY_AGE: BY_AGE, FeeForm.BY_AMOUNT: BY_AMOUNT, FeeForm.PER_SUCCESS: EACH,
    FeeForm.PER_VISIT: EACH,
}  # fmt: skip


def fee_of_each(
    form: int, rate: int, edges: FenArray, rates: FenArray, counted: FenArray, age: FenArray, month: FenArray,
    fees: FenArray,
) -> None:  # fmt: skip
    """Fill `fees` (fen) for each of `counted` (fen; for EACH how many), in order of month.

    `rate`: ppm, for EACH fen apiece. `edges`, `rates`: tiers, ascending from 0. `age`: days past due at entry. `month`:
    any number that is the same within a month. Halves are rounded up once for each slab of a running total, so that
    the fees of a month sum to the fee of its total. Nothing but integers: it runs compiled as it stands.
    """
    last = edges.shape[0] - 1
    so_far, before = 0, 0
    for i in range(counted.shape[0]):
        ppm = rate
        if form == BY_AGE:
            for tier in range(last + 1):
                if age[i] >= edges[tier]:
                    ppm = rates[tier]
        if form == EACH:
            fees[i] = rate * counted[i]
        elif form == BY_AMOUNT:
            if i == 0 or month[i] != month[i - 1]:
                so_far, before = 0, 0
            so_far += counted[i]
            total = 0
            for tier in range(last + 1):
                if so_far > edges[tier]:
                    part = so_far - edges[tier]
                    if tier < last:
                        part = min(part, edges[tier + 1] - edges[tier])
                    total += part // PPM * rates[tier] + (part % PPM * rates[tier] + PPM // 2) // PPM
            fees[i] = total - before
            before = total
        else:
            fees[i] = counted[i] // PPM * ppm + (counted[i] % PPM * ppm + PPM // 2) // PPM


def reckon(facts: FeeFacts, contract: int, terms: FeeTerms, through: date) -> tuple[Entitled, ...]:
    """What everything earns under a contract by the end of `through` (应得佣金), by key; a thing that earns nothing any
    more is in it with 0.

    Money counts only while the case was placed, or within the agreed days after; relief granted is no money. A receipt
    reversed within `clawback_days` never counted; reversed later, it did.
    """
    money = counted_money(facts, contract, terms, through)
    counted: list[Counted] = money
    if terms.form is FeeForm.PER_SUCCESS:
        counted = counted_successes(facts, contract, terms, through)
    elif terms.form is FeeForm.PER_VISIT:
        counted = counted_visits(facts, contract, through)
    counted = sorted(counted, key=lambda one: (one.on, one.key))
    fees = _fees(terms, counted)
    found = [_entitled(one, int(fee), terms) for one, fee in zip(counted, fees, strict=True)]
    found += _bounds(facts, contract, terms, through, found, money)
    return tuple(sorted(found, key=lambda one: one.key))


def _fees(terms: FeeTerms, counted: list[Counted]) -> FenArray:
    edges = np.array([one.at_least for one in terms.tiers], np.int64)
    rates = np.array([one.rate_ppm for one in terms.tiers], np.int64)
    fees = np.zeros(len(counted), np.int64)
    form = FORMS[terms.form]
    amounts = np.array([one.counted for one in counted], np.int64)
    ages = np.array([one.past_due_days for one in counted], np.int64)
    months = np.array([one.on.year * 12 + one.on.month for one in counted], np.int64)
    rate = terms.each_fen if form == EACH else terms.rate_ppm
    fee_of_each(form, rate, edges, rates, amounts, ages, months, fees)
    return fees


def _entitled(one: Counted, fee: int, terms: FeeTerms) -> Entitled:
    rate = terms.rate_ppm if terms.form is FeeForm.RATE else 0
    if terms.form is FeeForm.BY_AGE:
        rate = max((t for t in terms.tiers if t.at_least <= one.past_due_days), key=lambda t: t.at_least).rate_ppm
    base = one.counted if one.of is LineOf.RECEIPT else 0
    return Entitled(
        one.key, one.of, one.on, fee, base, one.full, rate, one.case, one.loan, one.placement, one.taken_back_on
    )


def _bounds(
    facts: FeeFacts, contract: int, terms: FeeTerms, through: date, found: Iterable[Entitled], money: list[Counted]
) -> list[Entitled]:  # fmt: skip
    """What a minimum adds to each month, and a cap takes off it (最低费用与封顶)."""
    earned: dict[date, int] = defaultdict(int)
    collected: dict[date, int] = defaultdict(int)
    for one in found:
        earned[month_end(one.on)] += one.fen
    for each in money:
        collected[month_end(each.on)] += each.counted
    over = _months_placed(facts, contract, through) if terms.minimum_fen else set()
    bounds = []
    for month in sorted(set(earned) | over):
        short = max(0, terms.minimum_fen - earned[month]) if month in over else 0
        if short:
            bounds.append(Entitled(f"{LineOf.MINIMUM}:{month:%Y-%m}", LineOf.MINIMUM, month, short))
        if terms.cap_ppm is not None:
            most = collected[month] * terms.cap_ppm // PPM
            above = earned[month] + short - most
            if above > 0:
                bounds.append(Entitled(
                    f"{LineOf.CAP}:{month:%Y-%m}", LineOf.CAP, month, -above, collected[month], 0, terms.cap_ppm
                ))  # fmt: skip
    return bounds


def _months_placed(facts: FeeFacts, contract: int, through: date) -> set[date]:
    """The months that are over in which a case was placed under the contract, by their last days."""
    months: set[date] = set()
    for one in facts.placed:
        day = month_end(one.entry_on)
        while one.contract == contract and day <= through and day_number(day.replace(day=1)) <= day_number(one.last_on):
            months.add(day)
            following = date.fromordinal(day.toordinal() + 1)
            day = month_end(following)
    return months
