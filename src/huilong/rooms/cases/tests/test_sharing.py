"""Sharing gives every case once, evenly by number or by amount, the same each time."""

from hypothesis import given
from hypothesis import strategies as st

from huilong.rooms.cases.rules.sharing import Share, shared

AMOUNTS = st.lists(st.integers(0, 10**9), max_size=60)
PEOPLE = st.integers(1, 9)


@given(AMOUNTS, PEOPLE, st.sampled_from(Share))
def test_every_case_is_given_to_one_of_them_and_again_to_the_same(amounts, people, how):
    given = shared(amounts, people, how)
    assert len(given) == len(amounts)
    assert set(given) <= set(range(people))
    assert shared(amounts, people, how) == given


@given(AMOUNTS, PEOPLE)
def test_even_numbers_differ_by_at_most_one(amounts, people):
    given = shared(amounts, people, Share.EVEN)
    counts = [given.count(person) for person in range(people)]
    assert max(counts) - min(counts) <= 1


@given(AMOUNTS, PEOPLE)
def test_equal_amounts_differ_by_no_more_than_the_largest_case(amounts, people):
    given = shared(amounts, people, Share.AMOUNT)
    sums = [sum(fen for fen, who in zip(amounts, given, strict=True) if who == person) for person in range(people)]
    assert max(sums) - min(sums) <= max(amounts, default=0)


def test_with_nobody_to_give_to_nothing_is_given():
    assert shared([1, 2], 0, Share.EVEN) == []
