"""Who comes to the desk, moves and leaves, judged afresh each night."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from huilong.kernel.days import day_number
from huilong.rooms.cases.rules.standing import (
    CURED,
    IS_CLOSED,
    IS_OPEN,
    MOVE,
    NEVER,
    NOTHING,
    OPEN,
    REOPEN,
    SETTLED,
    STAY,
    WRITTEN_OFF,
    Desk,
    Owed,
    decide,
    spread,
)
from huilong.rooms.cases.terms import DeskPolicy

TODAY = day_number(date(2026, 6, 30))


def owing(days=10, fen=50_000, bucket=1, settled=0, written_off=0):
    return Owed(*map(np.array, ([days], [bucket], [fen], [TODAY - days], [settled], [written_off])))


def desk(was=NEVER, bucket=0, closed_on=0):
    return Desk(np.array([was]), np.array([bucket]), np.array([closed_on]))


def decided(was, owed, **policy):
    return decide(was, owed, DeskPolicy(**policy))[0]


def test_a_borrower_past_due_enters_and_one_who_pays_never_does():
    assert decided(desk(), owing()) == OPEN
    assert decided(desk(), owing(days=0, fen=0, bucket=0)) == NOTHING


def test_below_the_entry_threshold_nobody_enters_but_nobody_leaves_either():
    assert decided(desk(), owing(days=2), entry_days=3) == NOTHING
    assert decided(desk(), owing(fen=99), entry_min_fen=100) == NOTHING
    assert decided(desk(IS_OPEN, 1), owing(days=2, fen=99), entry_days=3, entry_min_fen=100) == STAY


def test_a_case_moves_straight_to_todays_bucket_however_far():
    assert decided(desk(IS_OPEN, 1), owing(days=200, bucket=7)) == MOVE
    assert decided(desk(IS_OPEN, 7), owing(days=3, bucket=1)) == MOVE
    assert decided(desk(IS_OPEN, 1), owing(bucket=1)) == STAY


def test_a_case_closes_as_cured_or_paid_off():
    assert decided(desk(IS_OPEN, 2), owing(days=0, fen=0, bucket=0)) == CURED
    assert decided(desk(IS_OPEN, 2), owing(days=0, fen=0, bucket=0, settled=1)) == SETTLED


def test_a_written_off_loan_stays_on_the_desk_unless_the_house_says_otherwise():
    assert decided(desk(IS_OPEN, 7), owing(days=400, bucket=7, written_off=1)) == STAY
    assert decided(desk(IS_OPEN, 7), owing(days=400, bucket=7, written_off=1), keep_written_off=False) == WRITTEN_OFF
    assert decided(desk(), owing(written_off=1), keep_written_off=False) == NOTHING


def test_a_reversed_receipt_reopens_the_case_and_a_new_delinquency_opens_another():
    closed = desk(IS_CLOSED, 1, closed_on=TODAY - 5)
    assert decided(closed, owing(days=30)) == REOPEN
    assert decided(closed, owing(days=3)) == OPEN


@given(st.lists(st.tuples(st.integers(0, 400), st.booleans(), st.booleans()), min_size=1, max_size=40))
def test_the_desk_follows_todays_facts_whatever_happened_before(history):
    """Never skip, never stick: after each night the desk is a function of that night's facts alone."""
    was, bucket, closed_on = NEVER, 0, 0
    for night, (days, settled, written_off) in enumerate(history):
        today = TODAY + night
        fact = Owed(
            *map(np.array, ([days], [-(-days // 30)], [days * 100], [today - days], [int(settled)], [int(written_off)]))
        )
        action = decide(Desk(*map(np.array, ([was], [bucket], [closed_on]))), fact, DeskPolicy())[0]
        if action in (OPEN, REOPEN, MOVE):
            was, bucket = IS_OPEN, -(-days // 30)
        elif action in (CURED, SETTLED, WRITTEN_OFF):
            was, closed_on = IS_CLOSED, today
        assert (was == IS_OPEN) == (days > 0)
        assert was != IS_OPEN or bucket == -(-days // 30)


def stage(days, states):
    """The last state whose first day has come (0 = clear): Kill Bill counts from the invoice date itself."""
    return sum(days >= first for _, first in states)


def test_kill_bills_skipped_warning_is_given_when_the_oldest_unpaid_invoice_shifts():
    """killbill #2297 (KB-11): both invoices of 31 May are paid on 2 June; the next is of 2 June."""
    states = [("WARNING", 5), ("BLOCKED", 7), ("CANCELLATION", 11)]
    right = {date(2012, 6, 2): 0, date(2012, 6, 5): 0, date(2012, 6, 7): 1, date(2012, 6, 9): 2}
    was, bucket, seen = NEVER, 0, {}
    on = date(2012, 5, 31)
    while on <= date(2012, 6, 13):
        oldest = date(2012, 5, 31) if on < date(2012, 6, 2) else date(2012, 6, 2)
        days = (on - oldest).days
        fact = Owed(*map(np.array, ([days], [stage(days, states)], [int(days > 0)], [day_number(oldest)], [0], [0])))
        action = decide(Desk(*map(np.array, ([was], [bucket], [0]))), fact, DeskPolicy())[0]
        if action in (OPEN, REOPEN, MOVE):
            was, bucket = IS_OPEN, stage(days, states)
        elif action in (CURED, SETTLED):
            was, bucket = IS_CLOSED, 0
        seen[on] = bucket
        on += timedelta(days=1)

    assert {day: seen[day] for day in right} == right
    assert set(seen.values()) == {0, 1, 2, 3}, "no state is skipped on the way"


@pytest.mark.parametrize(("contagion", "buckets"), [(True, [3, 3, 2]), (False, [1, 3, 2])])
def test_one_bad_loan_spreads_to_its_borrowers_others_only_by_policy(contagion, buckets):
    assert spread(np.array([1, 3, 2]), np.array([0, 0, 1]), contagion).tolist() == buckets
