"""Retrying: the same key waits the same, longer each time, never shorter than asked. Reports in any order agree."""

import uuid
from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from huilong.rooms.contact.rules.delivery import after_report
from huilong.rooms.contact.rules.retrying import MOST_SECONDS, backoff
from huilong.rooms.contact.terms import Delivery, MessageState

from .counting import UNHURRIED

KEYS = st.uuids().map(str)


@UNHURRIED
@given(KEYS, st.integers(1, 60), st.integers(0, 100_000))
def test_a_wait_is_decided_by_key_and_try_alone_and_keeps_what_the_provider_asked(key, tries, asked):
    wait = backoff(key, tries, asked)
    assert wait == backoff(key, tries, asked)
    assert wait.total_seconds() >= asked
    assert wait.total_seconds() <= max(asked, MOST_SECONDS)


@UNHURRIED
@given(KEYS, st.integers(1, 6))
def test_each_wait_is_longer_than_the_one_before(key, tries):
    assert backoff(key, tries + 1) > backoff(key, tries)


def test_keys_do_not_all_come_back_at_once():
    assert len({backoff(str(uuid.uuid5(uuid.NAMESPACE_OID, str(n))), 3) for n in range(200)}) > 190


@UNHURRIED
@given(st.lists(st.sampled_from(list(Delivery)), min_size=1, max_size=4), st.sampled_from([
    MessageState.SENT, MessageState.SENDING, MessageState.DEAD]))  # fmt: skip
def test_reports_in_any_order_and_any_number_come_to_the_same(reports, start):
    ends = set()
    for order in permutations(reports):
        state = start
        for one in (*order, *order):
            state = after_report(state, one) or state
        ends.add(state)
    assert len(ends) == 1
