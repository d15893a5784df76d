"""Two days compared: nobody is counted twice, nobody is lost."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from huilong.rooms.reports.rules.comparison import (
    SHIFT,
    Day,
    entries_and_cures,
    movement,
    paid_and_collected,
    standing,
    totals,
)
from huilong.rooms.reports.rules.notices import jumps, sentence
from huilong.rooms.reports.terms import CURRENT, NEW, PAID_OFF, WRITTEN_OFF


def day(*loans):
    """A day from (key, bucket, principal, paid, settled, written off) of each loan."""
    keys, bucket, principal, paid, settled, written_off = (
        np.array(column, dtype=np.int64) for column in zip(*sorted(loans), strict=True)
    )
    late = bucket > 0
    return Day(keys, bucket, bucket * 30, principal, principal * late // 10, 0 * keys, paid, settled, written_off)


BEFORE = day((1, 0, 900, 100, 0, 0), (2, 1, 800, 50, 0, 0), (3, 2, 700, 0, 0, 0), (4, 1, 600, 0, 0, 0))
NOW = day(
    (1, 1, 900, 100, 0, 0), (2, 0, 700, 150, 0, 0), (3, 3, 700, 0, 0, 1), (4, 0, 0, 600, 1, 0), (5, 0, 500, 0, 0, 0)
)


def cell(cells, start, end):
    return cells[start + SHIFT, end + SHIFT].tolist()


def test_every_loan_is_in_the_cell_it_moved_to_with_the_principal_it_had():
    cells = movement(BEFORE, NOW).cells

    assert cell(cells, CURRENT, 1) == [1, 900, 0]
    assert cell(cells, 1, CURRENT) == [1, 800, 100]
    assert cell(cells, 2, WRITTEN_OFF) == [1, 700, 0]
    assert cell(cells, 1, PAID_OFF) == [1, 600, 600]
    assert cell(cells, NEW, CURRENT) == [1, 500, 0]


def test_entries_cures_and_what_was_collected():
    cells = movement(BEFORE, NOW).cells

    assert entries_and_cures(cells) == (1, 900, 2, 1400)
    assert paid_and_collected(cells) == (700, 700)


def test_written_off_and_paid_off_loans_are_outside_the_portfolio():
    found = totals(NOW)

    assert (found.loans, found.outstanding_fen, found.overdue_loans) == (3, 2100, 1)
    assert found.by_standing[WRITTEN_OFF + SHIFT].tolist() == [1, 700, 70]


def test_a_loan_set_aside_today_is_left_out():
    assert movement(BEFORE, day((1, 0, 900, 100, 0, 0))).cells[:, :, 0].sum() == 1


AMOUNTS = st.integers(0, 10**9)
loans = st.lists(
    st.tuples(
        st.integers(1, 60),
        st.integers(0, 7),
        st.integers(0, 10**9),
        st.integers(0, 10**9),
        st.booleans(),
        st.booleans(),
    ),
    min_size=1,
    unique_by=lambda one: one[0],
)


@given(loans, loans)
def test_nobody_is_counted_twice_and_nobody_is_lost(yesterday, today):
    before, now = day(*yesterday), day(*today)
    cells = movement(before, now).cells
    arrived = {int(place): int(count) for place, count in enumerate(cells[:, :, 0].sum(axis=0)) if count}

    assert cells[:, :, 0].sum() == len(today)
    places, counts = np.unique(standing(now) + SHIFT, return_counts=True)
    assert arrived == dict(zip(places.tolist(), counts.tolist(), strict=True))
    assert totals(now).by_standing[:, 1].sum() == now.outstanding_principal.sum()


def test_a_bucket_that_jumps_is_noticed_and_one_that_breathes_is_not():
    assert jumps({1: 1000, 2: 500, 0: 9}, {1: 1300, 2: 560, 0: 9000}) == [1]


def test_a_notice_speaks_both_languages():
    said = sentence("people_missing", {"count": 3})
    assert said.en.startswith("3 cases") and said.zh.startswith("3 个案件")
