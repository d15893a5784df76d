"""What promises come to by the money received: laws that hold whatever was promised and whatever came."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huilong.kernel.refusal import Refusal
from huilong.rooms.cases.rules.promise import Promised, Received, judge
from huilong.rooms.cases.rules.promising import refuse_unfit_promise
from huilong.rooms.cases.terms import PromisePolicy, PromiseState

START = date(2026, 6, 1)
LOANS = st.sampled_from(["L1", "L2"])
AMOUNTS = st.integers(1, 50)
DAYS = st.integers(0, 12)
KEPT, PART_KEPT, BROKEN, OPEN = (
    PromiseState.KEPT, PromiseState.PART_KEPT, PromiseState.BROKEN, PromiseState.OPEN
)  # fmt: skip


def day(number: int) -> date:
    return START + timedelta(days=number)


@st.composite
def promises(draw):
    rows = draw(st.lists(st.tuples(DAYS, DAYS, AMOUNTS, st.sampled_from(["", "L1", "L2"])), max_size=5))
    return [
        Promised(key, day(made), day(made + ahead), fen, loan) for key, (made, ahead, fen, loan) in enumerate(rows)
    ]  # fmt: skip


@st.composite
def receipts(draw):
    rows = draw(st.lists(st.tuples(st.integers(0, 24), LOANS, AMOUNTS), max_size=6))
    return [Received(day(on), loan, fen) for on, loan, fen in rows]


@given(promises(), receipts(), DAYS)
def test_no_fen_counts_twice(promised, received, over):
    found = judge(promised, received, day(over))

    assert sum(one.kept_fen for one in found.values()) <= sum(one.amount_fen for one in received)
    for one in promised:
        counted = [r for r in received if one.made_on <= r.on <= one.due_on and one.loan in ("", r.loan)]
        assert found[one.key].kept_fen <= min(one.amount_fen, sum(r.amount_fen for r in counted))


@given(promises(), receipts(), DAYS, st.randoms())
def test_the_order_of_arrival_changes_nothing(promised, received, over, chance):
    mixed, shuffled = list(received), list(promised)
    chance.shuffle(mixed)
    chance.shuffle(shuffled)

    assert judge(shuffled, mixed, day(over)) == judge(promised, received, day(over))


@given(promises(), receipts(), receipts(), DAYS)
def test_money_that_comes_later_never_takes_from_a_promise(promised, received, more, over):
    before, after = judge(promised, received, day(over)), judge(promised, received + more, day(over))

    assert all(after[key].kept_fen >= one.kept_fen for key, one in before.items())
    assert all(after[key].state is KEPT for key, one in before.items() if one.state is KEPT)


@given(promises(), receipts(), DAYS, DAYS)
def test_a_day_more_breaks_only_what_is_still_open(promised, received, over, later):
    before, after = judge(promised, received, day(over)), judge(promised, received, day(over + later))

    assert all(before[key] == one or before[key].state is OPEN for key, one in after.items())


@given(receipts(), st.integers(1, 50), DAYS)
def test_a_receipt_cut_in_two_counts_the_same(received, fen, on):
    promised = [Promised(1, day(0), day(9), 60), Promised(2, day(3), day(12), 40, "L1")]
    whole = [*received, Received(day(on), "L1", fen + 1)]
    halves = [*received, Received(day(on), "L1", fen), Received(day(on), "L1", 1)]

    assert judge(promised, whole, day(9)) == judge(promised, halves, day(9))


def came(*rows):
    return [Received(day(on), "L1", fen) for on, fen in rows]


@pytest.mark.parametrize(
    ("received", "over", "state", "kept_fen"),
    [
        ([(3, 100)], 3, KEPT, 100),
        ([(3, 60), (5, 40)], 5, KEPT, 100),
        ([(3, 60)], 4, OPEN, 60),
        ([(3, 60)], 5, PART_KEPT, 60),
        ([(6, 100)], 6, BROKEN, 0),
        ([(0, 100)], 5, BROKEN, 0),
        ([], 4, OPEN, 0),
        ([], 5, BROKEN, 0),
    ],
)
def test_a_promise_of_100_made_on_day_1_for_day_5(received, over, state, kept_fen):
    judged = judge([Promised(7, day(1), day(5), 100)], came(*received), day(over))[7]

    assert (judged.state, judged.kept_fen) == (state, kept_fen)


def test_the_promise_due_first_is_kept_first():
    found = judge([Promised(1, day(1), day(9), 100), Promised(2, day(1), day(5), 100)], came((3, 130)), day(3))

    assert (found[2].state, found[1].state, found[1].kept_fen) == (KEPT, OPEN, 30)


def test_a_promise_for_one_loan_is_not_kept_by_money_for_another():
    assert judge([Promised(1, day(1), day(5), 100, "L2")], came((3, 100)), day(5))[1].state is BROKEN


def test_a_receipt_taken_back_unkeeps_the_promise():
    promised = [Promised(1, day(1), day(5), 100)]

    assert judge(promised, came((3, 100)), day(3))[1].state is KEPT
    assert judge(promised, came((3, 0)), day(3))[1].state is OPEN


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"amount_fen": 99}, "promise-amount"),
        ({"amount_fen": 1_001}, "promise-beyond-debt"),
        ({"due_on": day(-1)}, "promise-day"),
        ({"due_on": day(31)}, "promise-day"),
        ({"still_open": 4}, "promises-open"),
        ({"put_off": 2, "replaces": True}, "promise-put-off"),
    ],
)
def test_the_house_limits_what_may_be_promised(asked, code):
    usual = {
        "amount_fen": 100, "due_on": day(30), "today": day(0), "most_fen": 1_000, "still_open": 3, "put_off": 2,
        "replaces": False,
    }  # fmt: skip
    refuse_unfit_promise(PromisePolicy(), **usual)
    with pytest.raises(Refusal) as refused:
        refuse_unfit_promise(PromisePolicy(), **{**usual, **asked})

    assert refused.value.code == code
