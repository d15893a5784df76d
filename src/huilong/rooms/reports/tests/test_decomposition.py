"""What changed and why: effects add up to the last fen, and no order of rows or dimensions matters."""

from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huilong.rooms.reports.rules.decomposition import apportion, decompose
from huilong.rooms.reports.terms import Cause

DIMENSIONS = ["bucket", "product", "region", "team"]
cell = st.tuples(st.integers(0, 10**12), st.integers(-(10**10), 10**12))
key = st.tuples(*(st.sampled_from(["a", "b", "c"]) for _ in DIMENSIONS))
period = st.dictionaries(key, cell, max_size=12)


def told(found):
    return {(one.cause, one.dimension): one.amount for one in found.effects}


@settings(deadline=None, max_examples=150)
@given(period, period, st.booleans())
def test_the_effects_add_up_to_the_change_to_the_last_unit(then, now, ratio):
    found = decompose(then, now, DIMENSIONS, ratio=ratio)

    assert found.change == found.after - found.before
    assert sum(one.amount for one in found.effects) == found.change
    rate = told(found)[Cause.RATE, ""]
    for values in found.where.values():
        assert sum(amount for _, amount in values) == (rate if values else 0)


@settings(deadline=None, max_examples=25)
@given(period, period, st.permutations(DIMENSIONS), st.randoms())
def test_the_order_of_dimensions_and_of_rows_does_not_matter(then, now, others, random):
    at = [DIMENSIONS.index(name) for name in others]
    turned = [{tuple(key[i] for i in at): one for key, one in cells.items()} for cells in (then, now)]
    shuffled = []
    for cells in turned:
        rows = list(cells.items())
        random.shuffle(rows)
        shuffled.append(dict(rows))

    assert decompose(*shuffled, others) == decompose(then, now, DIMENSIONS)


def test_more_of_the_same_is_volume():
    found = decompose({("M1", "x"): (100, 40), ("M2", "x"): (50, 5)}, {("M1", "x"): (200, 80), ("M2", "x"): (100, 10)},
                      ["bucket", "product"])  # fmt: skip

    assert told(found) == {
        (Cause.VOLUME, ""): 45, (Cause.MIX, "bucket"): 0, (Cause.MIX, "product"): 0, (Cause.RATE, ""): 0,
    }  # fmt: skip


def test_a_shift_to_worse_buckets_is_mix_of_the_bucket_and_of_nothing_else():
    then = {("M1", "x"): (60, 30), ("M1", "y"): (40, 20), ("M3", "x"): (60, 6), ("M3", "y"): (40, 4)}
    now = {("M1", "x"): (30, 15), ("M1", "y"): (20, 10), ("M3", "x"): (90, 9), ("M3", "y"): (60, 6)}
    found = told(decompose(then, now, ["bucket", "product"]))

    assert found[Cause.MIX, "bucket"] == -20
    assert [amount for name, amount in found.items() if name != (Cause.MIX, "bucket")] == [0, 0, 0]


def test_a_rate_that_fell_in_one_bucket_is_told_there():
    found = decompose({("M1",): (100, 50), ("M2",): (100, 20)}, {("M1",): (100, 50), ("M2",): (100, 8)}, ["bucket"])

    assert told(found)[Cause.RATE, ""] == -12
    assert found.where["bucket"] == (("M2", -12), ("M1", 0))


def test_a_new_cell_is_mix_not_rate():
    found = told(decompose({("old",): (100, 50)}, {("old",): (50, 25), ("new",): (50, 5)}, ["product"]))

    assert found == {(Cause.VOLUME, ""): 0, (Cause.MIX, "product"): -20, (Cause.RATE, ""): 0}


def test_two_players_share_what_they_do_together_by_halves():
    found = told(decompose({("a",): (100, 10)}, {("a",): (200, 40)}, ["bucket"]))

    assert (found[Cause.VOLUME, ""], found[Cause.RATE, ""]) == (15, 15)


def test_a_roll_rate_has_no_volume():
    found = decompose({("M1",): (1000, 300)}, {("M1",): (9000, 3600)}, ["bucket"], ratio=True)

    assert (found.before, found.after) == (300_000, 400_000)
    assert told(found) == {(Cause.MIX, "bucket"): 0, (Cause.RATE, ""): 100_000}


def test_nothing_before_is_volume_and_nothing_at_all_is_nothing():
    assert told(decompose({}, {("a",): (10, 7)}, ["bucket"]))[Cause.VOLUME, ""] == 7
    assert decompose({}, {}, ["bucket"]).change == 0


def test_money_without_a_volume_is_told_apart():
    found = told(decompose({("a",): (0, 3)}, {("a",): (0, 9), ("b",): (5, 5)}, ["bucket"]))

    assert found[Cause.OTHER, ""] == 6


@given(st.lists(st.floats(-1e9, 1e9), min_size=1, max_size=9), st.integers(-(10**9), 10**9))
def test_whole_parts_add_up(parts, whole):
    names = [str(i) for i in range(len(parts))]

    assert sum(apportion(parts, whole, names)) == whole


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_a_remainder_goes_where_it_is_greatest_whatever_the_order(order):
    parts, names = [1.5, 2.25, 3.25], ["x", "y", "z"]
    found = apportion([parts[i] for i in order], 7, [names[i] for i in order])

    assert dict(zip([names[i] for i in order], found, strict=True)) == {"x": 2, "y": 2, "z": 3}
