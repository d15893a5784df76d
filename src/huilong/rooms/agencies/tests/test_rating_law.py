"""Liquidation against matched strata: order-free, fair to who gets hard cases, and sure only of what is sure."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huilong.rooms.agencies.rules.rating import compare, student, wilson
from huilong.rooms.agencies.terms.rating import Outcome

from .placing import EDGES, placed, truth

PPM = 1_000_000
EVEN = dict.fromkeys(EDGES, 40)

rows = st.lists(
    st.builds(
        lambda firm, stratum, placed, share: Outcome(firm, stratum, placed, placed * share // 100),
        st.integers(1, 4), st.sampled_from("abc"), st.integers(1, 10**8), st.integers(0, 100),
    ),
    max_size=60,
)  # fmt: skip


@given(rows, st.randoms())
def test_the_order_of_the_cases_changes_nothing(outcomes, draw):
    mixed = list(outcomes)
    draw.shuffle(mixed)
    assert compare(mixed) == compare(outcomes)


@given(rows)
def test_firms_with_the_same_results_come_out_the_same(outcomes):
    """Two firms with the same cases and results differ in nothing but their key."""
    twin = [Outcome(9, one.stratum, one.placed, one.collected) for one in outcomes if one.firm == 1]
    found = compare(outcomes + twin, least_cases=2)
    assert (1 in found) == (9 in found)
    if 1 in found:
        one, other = found[1], found[9]
        assert vars(one) | {"firm": 0} == vars(other) | {"firm": 0}


@given(rows)
def test_no_fen_is_made_or_lost_and_the_interval_holds_what_was_seen(outcomes):
    for firm, one in compare(outcomes).items():
        own = [row for row in outcomes if row.firm == firm]
        strata = {share.stratum for share in one.strata}
        assert one.placed_fen == sum(row.placed for row in own if row.stratum in strata)
        assert one.collected_fen == sum(row.collected for row in own if row.stratum in strata)
        assert one.low_ppm <= one.difference_ppm <= one.high_ppm
        assert abs(one.shrunk_ppm) <= abs(one.difference_ppm)
        assert abs(sum(share.weight_ppm for share in one.strata) - PPM) <= len(strata)
        assert abs(one.own_ppm - one.matched_ppm - one.difference_ppm) <= 1


@given(rows, st.integers(2, 1000))
def test_counting_in_other_coins_changes_no_rate(outcomes, times):
    larger = [Outcome(one.firm, one.stratum, one.placed * times, one.collected * times) for one in outcomes]
    for firm, one in compare(larger).items():
        assert one.difference_ppm == pytest.approx(compare(outcomes)[firm].difference_ppm, abs=1)
        assert one.high_ppm == pytest.approx(compare(outcomes)[firm].high_ppm, abs=2)


def test_a_firm_given_easy_cases_is_not_rated_better_for_it():
    """Equal firms: one has nearly all easy cases. Its plain share is far above; against like cases it is not.

    Forty draws: at a confidence of 99.9 % about one of eighty intervals in a thousand may lie beside nothing.
    """
    easy, hard = EDGES[0], EDGES[3]
    shares = {1: {easy: 360, hard: 40}, 2: {easy: 40, hard: 360}, 3: {easy: 200, hard: 200}}
    beside, plainly, fairly = 0, [], []
    for seed in range(40):
        outcomes = placed(shares, {}, random.Random(seed))
        plain = {
            firm: sum(one.collected for one in outcomes if one.firm == firm)
            / sum(one.placed for one in outcomes if one.firm == firm)
            for firm in shares
        }
        found = compare(outcomes, confidence_permille=999)
        plainly.append(plain[1] - plain[2])
        fairly.append(found[1].difference_ppm / PPM)
        beside += sum(not found[firm].low_ppm <= 0 <= found[firm].high_ppm for firm in (1, 2))
    assert min(plainly) > 0.1
    assert abs(sum(fairly)) / 40 < 0.1 * sum(plainly) / 40
    assert beside <= 1


def test_a_firm_that_is_better_on_hard_cases_comes_first_though_its_plain_share_is_lower():
    draw = random.Random(6)
    shares = {1: {EDGES[0]: 400, EDGES[3]: 200}, 2: {EDGES[0]: 100, EDGES[3]: 1500}, 3: {EDGES[0]: 400, EDGES[3]: 800}}
    outcomes = placed(shares, {1: 0.9, 2: 1.6, 3: 1.0}, draw)
    found = compare(outcomes)
    assert found[2].own_ppm < found[1].own_ppm
    assert found[2].shrunk_ppm > found[3].shrunk_ppm > found[1].shrunk_ppm


@pytest.mark.parametrize(("count", "effects"), [
    (12, {1: 1.0}), (12, {1: 1.5, 2: 0.7}), (60, {1: 1.3, 2: 0.8, 3: 1.1}),
])  # fmt: skip
@pytest.mark.slow
def test_the_interval_holds_the_truth_as_often_as_it_says(count, effects):
    """300 months of five firms of very different sizes, with a fixed seed: near 95 of 100 intervals hold the truth."""
    draw = random.Random(count)
    held = asked = small_held = small_asked = 0
    for _ in range(300):
        shares = {firm: {edge: count if firm > 1 else max(3, count // 4) for edge in EDGES} for firm in range(1, 6)}
        outcomes = placed(shares, effects, draw)
        for firm, one in compare(outcomes).items():
            covers = one.low_ppm <= truth(outcomes, effects, firm) * PPM <= one.high_ppm
            held, asked = held + covers, asked + 1
            if firm == 1:
                small_held, small_asked = small_held + covers, small_asked + 1
    assert asked == 1500
    assert 0.93 <= held / asked <= 0.975, held / asked
    assert small_held / small_asked >= 0.91, small_held / small_asked


def test_the_smaller_a_firm_the_nearer_it_is_drawn_to_the_mean():
    draw = random.Random(3)
    shares = {1: dict.fromkeys(EDGES, 4), 2: dict.fromkeys(EDGES, 200), 3: dict.fromkeys(EDGES, 200)}
    found = compare(placed(shares, {1: 2.0, 2: 1.3}, draw))
    assert found[1].kept_ppm < found[2].kept_ppm
    assert found[1].high_ppm - found[1].low_ppm > 2 * (found[2].high_ppm - found[2].low_ppm)


def test_a_small_firm_without_any_payment_is_not_taken_to_be_sure():
    draw = random.Random(4)
    others = placed({2: dict.fromkeys(EDGES, 50), 3: dict.fromkeys(EDGES, 50)}, {}, draw)
    nothing = [Outcome(1, EDGES[0], 700_000, 0)] * 5
    found = compare(others + nothing)
    assert found[1].difference_ppm < -150_000
    assert found[1].high_ppm - found[1].low_ppm > 150_000
    assert found[1].shrunk_ppm > -80_000


def test_nobody_is_compared_where_there_is_nobody_to_compare_with():
    alone = [Outcome(1, "a", 100, 50)] * 9 + [Outcome(2, "b", 100, 50)] * 9
    few = [Outcome(1, "c", 100, 50)] * 2 + [Outcome(2, "c", 100, 50)] * 9
    assert compare(alone) == {}
    assert compare(few, least_cases=3) == {}
    both = compare([*alone, *few], least_cases=2)
    assert both[1].compared_ppm == 2 * PPM // 11
    assert [share.stratum for share in both[1].strata] == ["c"]


def test_what_was_placed_as_nothing_counts_for_nothing():
    rows = [Outcome(firm, "a", 100, 50) for firm in (1, 2) for _ in range(4)]
    assert compare([*rows, Outcome(1, "a", 0, 77)]) == compare(rows)


@pytest.mark.parametrize(("freedom", "table"), [(4, 2.776), (6, 2.447), (10, 2.228), (30, 2.042), (120, 1.980)])
def test_quantiles_are_those_of_the_table(freedom, table):
    """Student's t, two-sided 95 %, as printed in any table of it."""
    assert student(0.95, freedom) == pytest.approx(table, abs=0.02)


@pytest.mark.parametrize(("hits", "of", "low", "high"), [(10, 20, 0.2993, 0.7007), (81, 263, 0.2553, 0.3662)])
def test_wilson_intervals_are_the_published_ones(hits, of, low, high):
    """81 of 263: Newcombe 1998, table I, method 3."""
    found = wilson(hits, of, 950)
    assert found[0] / PPM == pytest.approx(low, abs=1e-4)
    assert found[1] / PPM == pytest.approx(high, abs=1e-4)
