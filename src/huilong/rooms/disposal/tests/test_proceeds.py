"""The law of proceeds: nothing made or lost, rank before rank, equal claims by size, more never less to anyone."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huilong.engine.compile import compiled
from huilong.kernel.money import MAX_FEN
from huilong.rooms.disposal.rules.proceeds import MOST_CLAIMS, distribute, less, nearest_share

fen = st.integers(0, MAX_FEN)
small = st.integers(0, 60)


@st.composite
def ranked_claims(draw, amounts=fen, most=8):
    told = draw(st.lists(st.tuples(st.integers(0, 3), amounts), max_size=most))
    told.sort(key=lambda one: one[0])
    return (np.array([fen for _, fen in told], dtype=np.int64), np.array([rank for rank, _ in told], dtype=np.int64))


def by_largest_remainder(proceeds, claims):
    """What is not used here, and why: see the test."""
    owed = sum(claims)
    paid = [proceeds * one // owed for one in claims]
    rest = [proceeds * one % owed for one in claims]
    for i in sorted(range(len(claims)), key=lambda i: (-rest[i], i))[: proceeds - sum(paid)]:
        paid[i] += 1
    return paid


def paid(proceeds, *claims):
    return distribute(proceeds, np.array(claims, dtype=np.int64), np.zeros(len(claims), dtype=np.int64)).tolist()


@given(proceeds=fen, of=ranked_claims())
def test_nothing_is_made_or_lost_and_nobody_gets_more_than_is_owed(proceeds, of):
    claims, ranks = of
    got = distribute(proceeds, claims, ranks)

    assert ((got >= 0) & (got <= claims)).all()
    assert int(got.sum()) == min(proceeds, int(claims.sum()))


@given(proceeds=fen, of=ranked_claims())
def test_a_rank_gets_nothing_while_one_before_it_is_short(proceeds, of):
    claims, ranks = of
    left = claims - distribute(proceeds, claims, ranks)
    got = claims - left

    for rank in set(ranks.tolist()):
        if left[ranks < rank].sum():
            assert got[ranks == rank].sum() == 0


@settings(max_examples=300)
@given(proceeds=small, more=small, of=ranked_claims(small))
def test_more_proceeds_never_pay_anybody_less(proceeds, more, of):
    claims, ranks = of

    assert (distribute(proceeds + more, claims, ranks) >= distribute(proceeds, claims, ranks)).all()


@given(proceeds=fen, more=fen, of=ranked_claims())
def test_nor_of_large_amounts(proceeds, more, of):
    claims, ranks = of

    assert (distribute(proceeds + more, claims, ranks) >= distribute(proceeds, claims, ranks)).all()


@given(data=st.data())
def test_of_up_to_three_equal_claims_each_is_paid_within_a_fen_of_its_share(data):
    claims = data.draw(st.lists(st.integers(1, MAX_FEN), min_size=1, max_size=3))
    owed = sum(claims)
    proceeds = data.draw(st.integers(0, min(owed, MAX_FEN)))

    for one, got in zip(claims, paid(proceeds, *claims), strict=True):
        assert proceeds * one // owed <= got <= -(-proceeds * one // owed)


@given(first=st.integers(1, MAX_FEN), second=st.integers(1, MAX_FEN), share=st.fractions(0, 1))
def test_two_equal_claims_are_rounded_by_largest_remainder(first, second, share):
    proceeds = int(share * min(first + second, MAX_FEN))
    exact = 2 * (proceeds * first % (first + second)) == first + second

    if not exact:
        assert paid(proceeds, first, second) == by_largest_remainder(proceeds, [first, second])


def test_plain_largest_remainders_would_take_a_fen_from_somebody_when_more_comes_in():
    claims = [6, 6, 2]

    assert by_largest_remainder(10, claims) == [4, 4, 2]
    assert by_largest_remainder(11, claims) == [5, 5, 1], "one fen more, and the third gets one less"
    assert paid(10, *claims)[2] <= paid(11, *claims)[2]


def test_the_order_of_equal_claims_changes_nothing_but_the_last_fen():
    assert sorted(paid(1_000, 700, 500, 300)) == sorted(paid(1_000, 300, 700, 500))


@pytest.mark.slow
@given(proceeds=fen, of=ranked_claims())
@settings(max_examples=40, deadline=None)
def test_compiled_it_gives_the_same(proceeds, of):
    claims, ranks = of

    assert (distribute(proceeds, claims, ranks) == compiled(distribute)(proceeds, claims, ranks)).all()


def test_compiled_it_does_not_wrap_at_the_bounds():
    claims, ranks = np.full(MOST_CLAIMS, MAX_FEN, dtype=np.int64), np.zeros(MOST_CLAIMS, dtype=np.int64)
    got = compiled(distribute)(MAX_FEN - 1, claims, ranks)

    assert int(got.sum()) == MAX_FEN - 1
    assert int(got.max()) - int(got.min()) <= 1


@given(amount=st.integers(0, MAX_FEN), claim=st.integers(0, MAX_FEN), more=st.integers(1, MAX_FEN))
def test_a_share_is_exact_to_the_nearest_fen(amount, claim, more):
    owed = max(amount, claim) + more

    assert nearest_share(amount, claim, owed) == (2 * amount * claim + owed) // (2 * owed)


@given(st.integers(0, MAX_FEN), st.integers(1, MAX_FEN), st.integers(0, MAX_FEN), st.integers(1, MAX_FEN))
def test_fractions_are_compared_exactly(above, below, other, other_below):
    assert less(above, below, other, other_below) == (above * other_below < other * below)
