"""The commission law: which money counts, what it earns, and that nothing is paid twice, made or lost."""

import random
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from huilong.engine.compile import compiled
from huilong.rooms.agencies.terms import FeeForm, FeeTerms, FeeTier
from huilong.rooms.settlement.rules.commission import fee_of_each, reckon
from huilong.rooms.settlement.rules.lines import digest_of, lines_of
from huilong.rooms.settlement.terms import FeeFacts, LineReason, Period, Promised, Reversed, Succeeded, Visited

from .facts import APRIL, CONTRACT, JUNE, MAY, MEI, OTHER, days, facts, many, paid, rate, terms

END = date(2026, 12, 31)


def total(told, under, through=END, contract=CONTRACT):
    return sum(one.fen for one in reckon(told, contract, under, through))


def stated(told, under, *ends, contract=CONTRACT):
    """What statements that end on these days say in all, each the difference to those before; and their lines."""
    before, said, start = {}, [], date(2026, 1, 1)
    for end in ends:
        lines = lines_of(reckon(told, contract, under, end), before, Period(start, end))
        for one in lines:
            before[one.entitled.key] = before.get(one.entitled.key, 0) + one.fen
        said.append(lines)
        start = end + timedelta(days=1)
    return before, said


# Which money counts.


@pytest.mark.parametrize(
    ("on", "earned"),
    [
        (date(2026, 4, 9), 0), (date(2026, 4, 10), 20_000), (date(2026, 6, 9), 20_000), (date(2026, 6, 10), 0),
    ],
)  # fmt: skip
def test_money_counts_from_the_first_day_of_the_placement_to_the_last(on, earned):
    assert total(facts(paid(on, 100_000)), rate()) == earned


def test_money_within_the_agreed_tail_counts_unless_another_firm_has_the_case():
    late, tail = facts(paid(date(2026, 6, 12), 100_000)), rate(tail_days=5)
    assert total(late, tail) == 20_000
    next_firm = replace(MEI, id=2, contract=OTHER, entry_on=date(2026, 6, 11), last_on=date(2026, 8, 1))

    both = replace(late, placed=(MEI, next_firm))
    assert (total(both, tail), total(both, tail, contract=OTHER)) == (0, 20_000)


def test_relief_is_no_money_and_earns_nothing():
    assert reckon(facts(), CONTRACT, rate(), END) == (), "facts of fees have no place for what was given up"


def test_what_keeps_a_promise_made_before_the_placement_earns_nothing_where_the_contract_says_so():
    promise = Promised("CL1", date(2026, 4, 1), date(2026, 4, 20), 60_000)
    told = facts(paid(date(2026, 4, 15), 100_000), paid(date(2026, 5, 2), 50_000), promised=(promise,))

    assert total(told, rate()) == 30_000
    assert total(told, rate(earlier_promises_excluded=True)) == 18_000, "60,000 fen of the first keep the promise"


def test_what_was_paid_before_the_placement_uses_the_promise_up():
    promise = Promised("CL1", date(2026, 4, 1), date(2026, 4, 20), 60_000)
    told = facts(paid(date(2026, 4, 5), 60_000), paid(date(2026, 4, 15), 100_000), promised=(promise,))
    assert total(told, rate(earlier_promises_excluded=True)) == 20_000


# What it earns.


def test_a_flat_rate_rounds_each_receipt_half_up():
    assert total(facts(paid(date(2026, 5, 1), 1_003)), rate(ppm=125_500)) == 126, "125.8765 fen"
    assert total(facts(paid(date(2026, 5, 1), 1)), rate(ppm=500_000)) == 1


def test_by_age_the_days_past_due_at_placement_choose_the_rate():
    under = FeeTerms(FeeForm.BY_AGE, tiers=(FeeTier(0, 80_000), FeeTier(60, 150_000), FeeTier(90, 250_000)))
    found = reckon(facts(paid(date(2026, 5, 1), 100_000)), CONTRACT, under, END)
    assert [(one.fen, one.rate_ppm) for one in found] == [(15_000, 150_000)]


def test_by_amount_slabs_are_marginal_and_begin_anew_each_month():
    under = FeeTerms(FeeForm.BY_AMOUNT, tiers=(FeeTier(0, 100_000), FeeTier(1_000_000, 200_000)))
    told = facts(paid(date(2026, 4, 11), 800_000), paid(date(2026, 4, 20), 400_000), paid(date(2026, 5, 2), 400_000))

    assert [one.fen for one in reckon(told, CONTRACT, under, END)] == [80_000, 20_000 + 40_000, 40_000]


def test_per_success_a_placement_earns_once_and_loses_it_when_it_is_undone_in_time():
    under = FeeTerms(FeeForm.PER_SUCCESS, each_fen=50_000, clawback_days=30)
    cured = Succeeded("CL1", date(2026, 5, 2))
    assert total(facts(succeeded=(cured, replace(cured, on=date(2026, 5, 20)))), under) == 50_000
    for back, left in ((date(2026, 6, 1), 0), (date(2026, 6, 2), 50_000)):
        assert total(facts(succeeded=(replace(cured, undone_on=back),)), under) == left


def test_per_visit_each_visit_while_placed_earns():
    under = FeeTerms(FeeForm.PER_VISIT, each_fen=15_000)
    visits = tuple(Visited(str(n), "CL1", on) for n, on in enumerate([date(2026, 4, 9), date(2026, 4, 10), MAY]))
    assert total(facts(visited=visits), under) == 30_000


def test_a_month_that_is_over_is_filled_up_to_the_minimum():
    under, told = rate(minimum_fen=30_000), facts(paid(date(2026, 4, 11), 100_000))

    assert total(told, under, date(2026, 4, 29)) == 20_000
    assert total(told, under, APRIL) == 30_000
    assert total(told, under, JUNE) == 90_000, "April, May and June: the case was placed in each"


def test_a_cap_holds_the_month_to_its_share_of_what_was_collected_minimum_and_all():
    under = FeeTerms(FeeForm.PER_VISIT, each_fen=15_000, minimum_fen=40_000, cap_ppm=100_000)
    visit = Visited("1", "CL1", date(2026, 4, 12))
    told = facts(paid(date(2026, 4, 11), 200_000), visited=(visit,), placed=(replace(MEI, last_on=APRIL),))
    found = {one.key: one.fen for one in reckon(told, CONTRACT, under, APRIL)}
    assert found == {"visit:1": 15_000, "minimum:2026-04": 25_000, "cap:2026-04": -20_000}


# Taken back.


def test_a_reversal_in_time_is_a_negative_line_of_the_next_statement():
    back = Reversed(date(2026, 5, 10))
    before, (april, may) = stated(facts(paid(date(2026, 4, 20), 100_000, back)), rate(), APRIL, MAY)

    assert [(one.fen, one.reason) for one in april] == [(20_000, LineReason.EARNED)]
    assert [(one.fen, one.reason) for one in may] == [(-20_000, LineReason.CLAWBACK)]
    assert set(before.values()) == {0}


def test_a_reversal_after_the_agreed_days_takes_nothing_back():
    back, under = Reversed(date(2026, 5, 21)), rate(clawback_days=30)
    assert total(facts(paid(date(2026, 4, 20), 100_000, back)), under) == 20_000
    assert total(facts(paid(date(2026, 4, 21), 100_000, back)), under) == 0


def test_a_part_taken_back_takes_its_share():
    back = Reversed(date(2026, 5, 10), 40_000)
    assert total(facts(paid(date(2026, 4, 20), 100_000, back)), rate()) == 12_000


def test_money_known_late_is_in_the_next_statement_as_known_late():
    known, late = paid(date(2026, 4, 20), 100_000), paid(date(2026, 4, 22), 50_000)
    april = lines_of(reckon(facts(known), CONTRACT, rate(), APRIL), {}, Period(date(2026, 4, 1), APRIL))
    said = {one.entitled.key: one.fen for one in april}
    may = lines_of(reckon(facts(known, late), CONTRACT, rate(), MAY), said, Period(date(2026, 5, 1), MAY))

    assert [(one.entitled.on, one.fen, one.reason) for one in may] == [(late.on, 10_000, LineReason.LATE)]


def test_what_a_placement_put_right_earns_no_more_comes_back_as_corrected():
    said = {"receipt:L1:R0420": 20_000}
    moved = replace(MEI, entry_on=date(2026, 4, 25))
    may = lines_of(
        reckon(facts(paid(date(2026, 4, 20), 100_000), placed=(moved,)), CONTRACT, rate(), MAY), said,
        Period(date(2026, 5, 1), MAY),
    )  # fmt: skip
    assert [(one.fen, one.reason) for one in may] == [(-20_000, LineReason.CORRECTED)]


# Properties.


@given(many(), terms, st.randoms(use_true_random=False))
def test_the_order_of_facts_changes_nothing(told, under, chance):
    def mixed(rows):
        rows = list(rows)
        random.Random(chance.random()).shuffle(rows)
        return tuple(rows)

    other = FeeFacts(*(mixed(part) for part in (
        told.placed, told.received, told.succeeded, told.visited, told.promised
    )))  # fmt: skip
    first, second = (reckon(one, CONTRACT, under, END) for one in (told, other))
    assert first == second
    sealed = {digest_of({}, lines_of(one, {}, Period(END, END))) for one in (first, second)}
    assert len(sealed) == 1, "and the seal is the same to the bit"


@given(many(), terms, st.lists(days, max_size=4))
def test_however_periods_are_cut_statements_come_to_what_is_reckoned_at_once(told, under, cuts):
    before, _ = stated(told, under, *sorted({*cuts, END}))
    now = {one.key: one.fen for one in reckon(told, CONTRACT, under, END)}

    assert {key: fen for key, fen in before.items() if fen} == {key: fen for key, fen in now.items() if fen}


@given(many(), terms)
def test_a_statement_of_days_that_were_stated_before_says_nothing(told, under):
    before, _ = stated(told, under, END)
    assert lines_of(reckon(told, CONTRACT, under, END), before, Period(date(2026, 1, 1), END)) == ()


@given(many(), terms)
def test_no_receipt_earns_under_two_contracts(told, under):
    under = replace(under, form=FeeForm.RATE)
    mine, theirs = ({one.key for one in reckon(told, contract, under, END) if one.base_fen} for contract in
                    (CONTRACT, OTHER))  # fmt: skip
    assert not {key for key in mine & theirs if key.startswith("receipt")}


@given(many(), terms, st.integers(0, 11))
def test_a_receipt_taken_back_in_time_leaves_what_would_be_had_it_never_come(told, under, which):
    under = replace(under, earlier_promises_excluded=False)
    if which >= len(told.received):
        return
    gone = told.received[which]
    back = replace(gone, reversals=(Reversed(gone.on + timedelta(days=under.clawback_days)),))
    without = replace(told, received=tuple(one for one in told.received if one is not gone))
    with_it = replace(told, received=(*without.received, back))

    before, _ = stated(with_it, under, gone.on, END)
    assert sum(before.values()) == total(without, under)


@pytest.mark.slow
@given(many(), terms)
def test_compiled_it_gives_the_same_fen(told, under):
    rows = sorted((one.on.month, one.fen) for one in told.received)
    month, counted = (np.array(column, np.int64) for column in zip(*rows, strict=True)) if rows else (
        np.zeros(0, np.int64), np.zeros(0, np.int64))  # fmt: skip
    edges, rates = (np.array(column, np.int64) for column in zip(*((t.at_least, t.rate_ppm) for t in under.tiers),
                                                               strict=True))  # fmt: skip
    for form in range(4):
        plain, fast = np.zeros(len(rows), np.int64), np.zeros(len(rows), np.int64)
        args = (form, under.rate_ppm, edges, rates, counted, counted % 300, month)
        fee_of_each(*args, plain)
        compiled(fee_of_each)(*args, fast)
        assert plain.tolist() == fast.tolist()
