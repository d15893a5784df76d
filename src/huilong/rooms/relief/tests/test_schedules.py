"""Schedules of relief: nothing made or lost, days that exist, and the ageing law's own dues."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from huilong.kernel.days import add_months
from huilong.kernel.refusal import Refusal
from huilong.rooms.book.rules.position import position
from huilong.rooms.book.terms import Components, Receipt
from huilong.rooms.relief.rules.plan import judge
from huilong.rooms.relief.rules.proposal import closing, money_in, propose, with_facts
from huilong.rooms.relief.rules.schedule import extended, flexible, moved, rows_of, spread
from huilong.rooms.relief.terms import Due, OfferState, Part, ReliefKind, Terms

from .loans import PLAIN, WITH_PENALTY, loan, loans

KINDS = ("principal", "interest", "fee", "penalty")


def total(instalments, name):
    return sum(getattr(one, name) for one in instalments)


def worked_out(facts, contract, terms, on):
    """The proposal, or nothing: these terms are not for this loan."""
    try:
        return propose(facts, contract, terms, on)
    except Refusal as refusal:
        assert refusal.code.startswith("relief-")
        assume(False)
        raise


@given(loans(), st.integers(1, 30), st.integers(0, 9_999))
def test_an_extension_moves_days_and_nothing_else(made, months, agreed):
    facts, on, contract = made
    rows = rows_of(facts, position(facts, contract, on))
    after = extended(rows, months, agreed if any(row.is_open for row in rows) else 0)
    assert len(after) == len(rows)
    for row, one in zip(rows, after, strict=True):
        was = row.instalment
        assert (one.no, one.principal, one.fee) == (was.no, was.principal, was.fee)
        months_on = (one.due.year - was.due.year) * 12 + one.due.month - was.due.month
        assert months_on == (months if row.is_open else 0)
    more = agreed if any(row.is_open for row in rows) else 0
    assert total(after, "interest") == sum(row.instalment.interest for row in rows) + more


@given(loans(), st.integers(1, 200_000), st.integers(1, 12), st.integers(0, 12))
def test_a_flexible_plan_asks_for_the_same_in_all(made, amount, months, extra):
    facts, on, contract = made
    rows = rows_of(facts, position(facts, contract, on))
    due = [row for row in rows if row.is_open]
    assume(due and months < len(due) + extra)
    assume(amount * (len(due) + extra) < sum(row.left.total for row in due))
    after = flexible(rows, amount, months, on + timedelta(days=7), extra, 100)
    for name in ("principal", "interest", "fee"):
        assert total(after, name) == sum(getattr(row.instalment, name) for row in rows)
    assert all(min(one.principal, one.interest, one.fee) >= 0 for one in after)
    assert len({one.no for one in after}) == len(after)


@settings(max_examples=200)
@given(loans(), st.integers(1, 24))
def test_an_extension_aged_by_the_book_is_owed_to_the_fen_and_on_its_days(made, months):
    facts, on, contract = made
    before = position(facts, contract, on)
    made_of = worked_out(facts, contract, Terms(ReliefKind.EXTENSION, months=months), on)
    after = position(with_facts(facts, on, made_of.schedule, made_of.carried), contract, on)
    assert after.outstanding.total + before.unapplied == before.outstanding.total + after.unapplied
    if not facts.charges and not before.unapplied and not any(one.on == on for one in facts.receipts):
        assert after.outstanding == before.outstanding
    owed = {(one.no, one.due): one.owed.total for one in after.instalments if one.owed.total}
    assert {(one.no, one.due): one.amount for one in made_of.dues}.items() <= owed.items()


@settings(max_examples=200)
@given(loans(), st.integers(100, 100_000), st.integers(1, 6), st.integers(0, 12), st.booleans())
def test_a_flexible_plan_paid_as_told_is_kept_and_leaves_nothing_owed(made, amount, months, extra, late):
    facts, on, _ = made
    terms = Terms(ReliefKind.FLEXIBLE_PLAN, months=months, amount=amount, extra_months=extra,
                  first_due=on + timedelta(days=20))  # fmt: skip
    made_of = worked_out(facts, PLAIN, terms, on)
    assume(not any(charge.due > on for charge in facts.charges))
    assume(position(facts, PLAIN, on).unapplied == 0)
    planned = with_facts(facts, on, made_of.schedule, made_of.carried)
    days = [one.due + timedelta(days=3 if late else 0) for one in made_of.dues]
    paid = tuple(Receipt(f"P{n}", day, one.amount) for n, (day, one) in enumerate(zip(days, made_of.dues, strict=True)))
    end = position(replace(planned, receipts=planned.receipts + paid), PLAIN, max(days))
    assert end.outstanding.total == 0
    assert end.unapplied == 0
    came = [(r.on, r.amount) for r in paid]
    assert judge(made_of.dues, came, on, max(days), grace_days=3) is OfferState.KEPT


@given(st.dates(date(2020, 1, 1), date(2060, 1, 1)), st.integers(1, 60))
def test_a_moved_day_exists_and_month_ends_stay_month_ends(due, months):
    there = moved(due, months, due.day)
    assert there == add_months(due, months)
    end = moved(add_months(date(2024, 1, 31), months), months, 31)
    assert (end + timedelta(days=1)).day == 1


@pytest.mark.parametrize(("due", "months", "anchor", "there"), [
    (date(2028, 2, 29), 12, 29, date(2029, 2, 28)), (date(2027, 2, 28), 12, 29, date(2028, 2, 29)),
    (date(2028, 2, 29), 1, 31, date(2028, 3, 31)), (date(2028, 2, 28), 1, 28, date(2028, 3, 28)),
    (date(2027, 4, 30), 1, 30, date(2027, 5, 30)),
])  # fmt: skip
def test_february_has_its_own_last_day(due, months, anchor, there):
    assert moved(due, months, anchor) == there


@given(st.integers(0, 10**11), st.integers(1, 400))
def test_spreading_makes_and_loses_nothing(fen, parts):
    shares = spread(fen, parts)
    assert sum(shares) == fen
    assert max(shares) - min(shares) <= 1


@settings(max_examples=200)
@given(loans(), st.lists(st.tuples(st.integers(0, 90), st.integers(1, 50_000)), min_size=1, max_size=4))
def test_a_settlement_whose_money_came_leaves_nothing_owed(made, parts):
    facts, on, contract = made
    told = tuple(Part(on + timedelta(days=back), fen) for back, fen in parts)
    made_of = worked_out(facts, contract, Terms(ReliefKind.SETTLEMENT, parts=told), on)
    last = max(part.due for part in told)
    paid = replace(
        facts, receipts=facts.receipts + tuple(Receipt(f"S{n}", p.due, p.amount) for n, p in enumerate(told))
    )
    before = sum(fen for day, fen in money_in(facts, on) if day >= on)
    came = money_in(paid, last)
    state = judge(made_of.dues, came, on, last, grace_days=0, before=before, lapses=True)
    assert state is OfferState.KEPT
    schedule, waived = closing(paid, contract, last)
    closed = position(with_facts(paid, last, schedule, waived), contract, last)
    assert (closed.outstanding.total, closed.past_due_days) == (0, 0)
    given = made_of.effect.given_up.total + made_of.effect.unearned
    assert given > 0
    assert made_of.effect.expected == sum(part.amount for part in told)


@given(loans(), st.data())
def test_a_waiver_takes_off_just_what_it_says(made, data):
    facts, on, contract = made
    before = position(facts, contract, on)
    most = before.outstanding
    waived = Components(
        0, data.draw(st.integers(0, before.overdue.interest)), data.draw(st.integers(0, most.fee)),
        data.draw(st.integers(0, most.penalty)),
    )  # fmt: skip
    made_of = worked_out(facts, contract, Terms(ReliefKind.WAIVER, waived=waived), on)
    after = position(with_facts(facts, on, (), made_of.waived), contract, on)
    for name in KINDS if not any(one.on == on for one in facts.receipts) else ():
        assert getattr(after.outstanding, name) == getattr(most, name) - getattr(waived, name)
    assert after.outstanding.total - after.unapplied == most.total - waived.total - before.unapplied
    assert made_of.effect.after.owed == after.outstanding.total


@pytest.mark.parametrize(("terms", "code"), [
    (Terms(ReliefKind.WAIVER, waived=Components(principal=1)), "relief-more-than-owed"),
    (Terms(ReliefKind.WAIVER, waived=Components(penalty=10**9)), "relief-more-than-owed"),
    (Terms(ReliefKind.WAIVER), "relief-nothing-given"),
    (Terms(ReliefKind.EXTENSION, months=2), "relief-too-short"),
    (Terms(ReliefKind.EXTENSION, months=0), "relief-months"),
    (Terms(ReliefKind.FLEXIBLE_PLAN, months=3, amount=110_000, first_due=date(2026, 5, 5)), "relief-not-smaller"),
    (Terms(ReliefKind.FLEXIBLE_PLAN, months=12, amount=100, first_due=date(2026, 5, 5)), "relief-too-long"),
    (Terms(ReliefKind.FLEXIBLE_PLAN, months=2, amount=100, first_due=date(2026, 4, 20)), "relief-first-due"),
    (Terms(ReliefKind.SETTLEMENT, parts=(Part(date(2026, 4, 19), 100),)), "relief-parts"),
    (Terms(ReliefKind.SETTLEMENT, parts=(Part(date(2026, 4, 21), 9_000_000),)), "relief-nothing-given"),
])  # fmt: skip
def test_terms_that_a_loan_does_not_carry_are_refused(terms, code):
    with pytest.raises(Refusal) as said:
        propose(loan(), WITH_PENALTY, terms, date(2026, 4, 20))
    assert said.value.code == code


def test_the_effect_says_what_changes():
    facts, on = loan(), date(2026, 4, 20)
    made_of = propose(facts, WITH_PENALTY, Terms(ReliefKind.EXTENSION, months=4), on, date(2025, 12, 31))
    before, after = made_of.effect.before, made_of.effect.after
    assert (before.past_due_days, after.past_due_days) == (79, 0)
    assert before.overdue == 330_000 + sum((79 * 55, 51 * 55, 20 * 55))
    assert (after.overdue, after.monthly, before.monthly) == (0, 0, 110_000)
    assert before.last_due == date(2026, 12, 31)
    assert after.last_due == date(2027, 4, 30)
    assert before.owed == after.owed
    assert made_of.dues[0] == Due(1, date(2026, 5, 31), 110_000 + 79 * 55)
    assert made_of.watched == 3
    assert 0 < made_of.effect.rate_ppm < 240_000


DUES = (Due(1, date(2026, 5, 10), 500), Due(2, date(2026, 6, 10), 500))


@pytest.mark.parametrize(("came", "on", "state"), [
    ([], date(2026, 5, 13), "active"), ([], date(2026, 5, 14), "broken"),
    ([(date(2026, 5, 13), 500)], date(2026, 6, 13), "active"),
    ([(date(2026, 5, 13), 500)], date(2026, 6, 14), "broken"),
    ([(date(2026, 5, 13), 499)], date(2026, 5, 14), "broken"),
    ([(date(2026, 5, 14), 500)], date(2026, 5, 14), "broken"),
    ([(date(2026, 5, 1), 1000)], date(2026, 5, 1), "kept"), ([(date(2026, 4, 30), 1000)], date(2026, 5, 14), "broken"),
])  # fmt: skip
def test_a_plan_is_broken_when_its_grace_is_over(came, on, state):
    assert judge(DUES, came, date(2026, 5, 1), on, grace_days=3) == state


def test_the_last_part_of_a_settlement_has_no_grace():
    paid = [(date(2026, 5, 12), 500)]
    assert judge(DUES, paid, date(2026, 5, 1), date(2026, 6, 9), grace_days=3, lapses=True) is OfferState.ACTIVE
    assert judge(DUES, paid, date(2026, 5, 1), date(2026, 6, 10), grace_days=3, lapses=True) is OfferState.BROKEN
    assert judge(DUES, [*paid, (date(2026, 6, 10), 500)], date(2026, 5, 1), date(2026, 6, 10), grace_days=3,
                 lapses=True) is OfferState.KEPT  # fmt: skip
