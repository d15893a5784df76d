"""The ageing law: what a borrower owes, by the facts, to the fen."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huilong.engine.compile import compiled
from huilong.kernel.days import day_number
from huilong.rooms.book.rules.ageing import age_bucket, slots_needed
from huilong.rooms.book.rules.asof import cut
from huilong.rooms.book.rules.contract import contract_of
from huilong.rooms.book.rules.position import position
from huilong.rooms.book.rules.shapes import BucketFacts, desk_size, empty_positions
from huilong.rooms.book.terms import Charge, Instalment, LoanFacts, Pause, Receipt, Reversal, Schedule, Waiver

JAN_5 = date(2026, 1, 5)


def on(month: int, day: int) -> date:
    return date(2026, month, day)


def three_months(**facts) -> LoanFacts:
    rows = tuple(Instalment(n, on(n, 5), 90_000, 10_000) for n in (1, 2, 3))
    return LoanFacts("L1", rows, **facts)


def contract(**terms):
    return contract_of(terms)


DAILY = {"daily_rate": "0.0005"}


def test_the_day_after_the_due_date_is_day_one():
    assert position(three_months(), contract(), on(1, 5)).past_due_days == 0
    assert position(three_months(), contract(), on(1, 6)).past_due_days == 1


def test_where_the_due_day_counts_it_is_day_one_itself():
    assert position(three_months(), contract(day_count="due_day"), on(1, 5)).past_due_days == 1


def test_penalty_is_exact_until_it_is_rounded_once():
    found = position(three_months(), contract(penalty=DAILY), on(1, 12))

    assert found.overdue.penalty == 350  # 1000.00 x 0.0005 x 7 days
    half = replace(three_months(), instalments=(Instalment(1, JAN_5, 30, 0),))
    assert [position(half, contract(penalty=DAILY), JAN_5 + timedelta(d)).overdue.penalty for d in (33, 34, 100)] == [
        0,
        1,
        2,
    ]  # fmt: skip  (0.30 yuan earns 0.015 fen a day: half a fen on day 34)


def test_a_changed_rate_counts_from_its_day():
    rates = {"rates": [{"from": "2026-01-01", "daily_rate": "0.001"}, {"from": "2026-01-10", "daily_rate": "0.0001"}]}

    found = position(three_months(), contract(penalty=rates), on(1, 12))

    assert found.overdue.penalty == 400 + 30  # four days (6 to 9) at 1.00 a day, three (10 to 12) at 0.10


def test_penalty_stops_at_its_cap_at_write_off_and_on_paused_days():
    capped = contract(penalty=DAILY | {"cap_total_rate": "0.002"})
    assert position(three_months(), capped, on(1, 31)).overdue.penalty == 200

    written_off = three_months(write_off_on=on(1, 7))
    assert position(written_off, contract(penalty=DAILY), on(1, 31)).overdue.penalty == 100

    paused = three_months(pauses=(Pause(on(1, 6), on(1, 9)), Pause(on(1, 8), on(1, 11))))
    assert position(paused, contract(penalty=DAILY), on(1, 12)).overdue.penalty == 100
    assert position(paused, contract(penalty=DAILY), on(1, 12)).delinquent_days == 2


def test_a_reversed_receipt_is_as_if_it_had_never_come():
    bounced = three_months(
        receipts=(Receipt("R1", on(1, 5), 100_000),),
        reversals=(Reversal("R1", on(1, 20), known=day_number(on(1, 22))),),
    )

    assert position(bounced, contract(), on(1, 19)).past_due_days == 0
    assert position(bounced, contract(), on(1, 20)).past_due_days == 15
    assert position(bounced, contract(), on(1, 20), known_by=on(1, 21)).past_due_days == 0


def test_a_waiver_takes_the_oldest_penalty_and_what_finds_nothing_lapses():
    waived = three_months(waivers=(Waiver(on(1, 12), "penalty", 400),))

    found = position(waived, contract(penalty=DAILY), on(1, 13), why=True)

    assert found.overdue.penalty == 50
    assert [r.amount for r in found.why if r.kind == "lapsed"] == [50]


def test_a_restructure_keeps_what_was_paid_and_restates_the_rest():
    plan = (Instalment(2, on(3, 5), 95_000, 10_000), Instalment(3, on(4, 5), 95_000, 10_000))
    loan = three_months(
        receipts=(Receipt("R1", on(1, 5), 100_000), Receipt("R2", on(2, 5), 30_000)),
        schedules=(Schedule(on(2, 20), plan),),
    )

    before, after = position(loan, contract(), on(2, 19)), position(loan, contract(), on(3, 6))

    assert (before.past_due_days, before.delinquent_amount) == (14, 70_000)
    assert (after.past_due_days, after.delinquent_amount) == (1, 75_000)
    assert after.outstanding.total == 75_000 + 105_000


def test_the_29th_of_february_is_a_day_like_any_other():
    leap = LoanFacts("L1", (Instalment(1, date(2024, 1, 31), 100, 0), Instalment(2, date(2024, 2, 29), 100, 0)))

    assert position(leap, contract(), date(2024, 2, 29)).past_due_days == 29
    paid = replace(leap, receipts=(Receipt("R1", date(2024, 2, 29), 100),))
    assert position(paid, contract(), date(2024, 3, 1)).past_due_days == 1


days = st.integers(0, 400).map(lambda d: JAN_5 + timedelta(d))
amounts = st.integers(0, 300_000)
kinds = st.sampled_from(["fee", "penalty", "interest", "principal"])
known = st.integers(day_number(JAN_5), day_number(JAN_5) + 500)


@st.composite
def loans(draw) -> LoanFacts:
    def plan(first, count):
        return tuple(
            Instalment(first + i, JAN_5 + timedelta(30 * (first + i)), draw(amounts), draw(amounts), draw(amounts))
            for i in range(count)
        )

    receipts = tuple(Receipt(f"R{i}", draw(days), draw(amounts), draw(known)) for i in range(draw(st.integers(0, 6))))
    reversals = tuple(
        Reversal(r.id, r.on + timedelta(draw(st.integers(0, 40))), known=draw(known))
        for r in receipts
        if draw(st.integers(0, 4)) == 0
    )
    schedules = ()
    if draw(st.booleans()):
        schedules = (Schedule(draw(days), plan(draw(st.integers(1, 4)), draw(st.integers(0, 4))), draw(known)),)
    return LoanFacts(
        "L1",
        plan(1, draw(st.integers(1, 5))),
        charges=tuple(
            Charge(f"C{i}", draw(kinds), draw(days), draw(amounts), draw(known)) for i in range(draw(st.integers(0, 3)))
        ),
        receipts=receipts,
        reversals=reversals,
        waivers=tuple(
            Waiver(draw(days), draw(kinds), draw(amounts), f"W{i}", draw(known)) for i in range(draw(st.integers(0, 2)))
        ),
        pauses=tuple(
            Pause(start, start + timedelta(draw(st.integers(0, 60))), draw(known))
            for start in draw(st.lists(days, max_size=2))
        ),
        schedules=schedules,
        write_off_on=draw(st.none() | days),
    )


@st.composite
def contracts(draw):
    order = draw(st.permutations(["penalty", "fee", "interest", "principal"]))
    penalty = draw(
        st.none()
        | st.just({"daily_rate": "0.0005"})
        | st.just({"daily_rate": "0.000333333", "cap_total_rate": "0.24", "base": ["principal"], "from": "grace"})
        | st.just({"rates": [{"from": "2026-02-01", "daily_rate": "0.001"}, {"from": "2026-06-01", "daily_rate": "0"}]})
    )
    return contract_of(
        {
            "day_count": draw(st.sampled_from(["after_due", "due_day"])),
            "grace_days": draw(st.integers(0, 5)),
            "application": {"order": order, "across": draw(st.sampled_from(["instalment", "component"]))},
            "penalty": penalty,
        }
    )


@given(loans(), contracts(), days)
def test_money_is_neither_made_nor_lost(loan, terms, day):
    found = position(loan, terms, day)

    received = sum(r.amount for r in found.receipts)
    paid = sum(i.paid.total for i in found.instalments)
    assert paid + found.unapplied == received
    assert found.outstanding.total == sum(i.owed.total for i in found.instalments)
    assert (
        min([0, found.unapplied] + [min(i.owed.principal, i.owed.penalty, i.paid.fee) for i in found.instalments]) == 0
    )


@given(loans(), contracts(), days, known)
def test_what_is_learned_later_never_changes_an_earlier_answer(loan, terms, day, by):
    known_by = date.fromordinal(date(1970, 1, 1).toordinal() + by)
    earlier = replace(
        loan,
        **{
            name: tuple(row for row in getattr(loan, name) if row.known <= by)
            for name in ("charges", "receipts", "reversals", "waivers", "pauses", "schedules")
        },
    )

    assert position(loan, terms, day, known_by) == position(earlier, terms, day, known_by)
    assert position(loan, terms, day, known_by) == position(earlier, terms, day)


@given(loans(), contracts(), days, st.randoms())
def test_the_order_of_arrival_never_matters(loan, terms, day, chance):
    shuffled = {}
    for name in ("instalments", "charges", "receipts", "reversals", "waivers", "pauses"):
        rows = list(getattr(loan, name))
        chance.shuffle(rows)
        shuffled[name] = tuple(rows)

    assert position(replace(loan, **shuffled), terms, day) == position(loan, terms, day)


@given(loans(), contracts(), days, st.integers(0, 300_000))
def test_a_receipt_split_in_two_on_its_day_pays_the_same(loan, terms, day, part):
    whole = Receipt("S", on(4, 1), 300_000)
    split = (Receipt("S1", on(4, 1), part), Receipt("S2", on(4, 1), 300_000 - part))

    one = position(replace(loan, receipts=(*loan.receipts, whole)), terms, day)
    two = position(replace(loan, receipts=(*loan.receipts, *split)), terms, day)

    assert replace(one, receipts=(), why=()) == replace(two, receipts=(), why=())


def arrays(facts: BucketFacts) -> BucketFacts:
    return BucketFacts(*[np.array(column, dtype=np.int64) for column in facts])


@settings(deadline=None)
@given(loans(), contracts(), days)
def test_interpreted_equals_compiled_to_the_fen(loan, terms, day):
    facts = arrays(cut(loan, day, None))
    size = desk_size(slots_needed(facts))

    answers = []
    for law in (age_bucket, compiled(age_bucket, allocates=False)):
        out = empty_positions(lambda n: np.zeros(n, np.int64), 1)
        desk, old, nothing = np.zeros(size, np.int64), np.zeros(size, np.int64), np.zeros(0, np.int64)
        law(np.array(terms.terms, np.int64), facts, np.array([0]), day_number(day), desk, old, nothing, out)
        answers.append([column.tolist() for column in out])

    assert answers[0] == answers[1]
    found = position(loan, terms, day)
    assert answers[0][0] == [found.past_due_days]
    assert sum(sum(column) for column in answers[0][9:13]) == found.outstanding.total


@pytest.mark.parametrize("rate", ["0.02", "0.0000000001", "x", 0.0005])
def test_a_rate_too_high_or_too_fine_is_refused(rate):
    from huilong.kernel.refusal import Refusal

    with pytest.raises(Refusal, match=r"terms\.penalty\.daily_rate"):
        contract(penalty={"daily_rate": rate})
