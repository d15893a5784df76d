"""Points, scores and places: by the weights of the trade, drawn to its mean, with what would move them up."""

from copy import deepcopy
from dataclasses import replace
from datetime import date
from importlib.resources import files

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from huilong.kernel.refusal import Refusal
from huilong.rooms.agencies.rules.rating_policy import read, stratum
from huilong.rooms.agencies.rules.rating_score import rate
from huilong.rooms.agencies.terms.rating import Compared, Facts, Grade, Measure

TOLD = yaml.safe_load((files("huilong.rooms.agencies") / "rating_default.yaml").read_text(encoding="utf-8"))
POLICY = read(TOLD, "rating_default.yaml")


def against(firm, difference_ppm, *, wide=40_000, kept=900_000, matched=200_000, placed=10**9):
    shrunk = difference_ppm * kept // 1_000_000
    return Compared(firm, 500, placed, placed // 5, 1_000_000, matched + difference_ppm, matched, difference_ppm,
                    difference_ppm - wide, difference_ppm + wide, shrunk, kept, ())  # fmt: skip


def agency(firm, difference=0, **more):
    told = {"cases": 500, "complaints": 1, "on_time": 450, "late": 50, **more}
    return Facts(firm, "agency", compared=against(firm, difference), **told)


facts = st.lists(
    st.builds(
        lambda firm, difference, cases, complaints, breaches, on_time, late: agency(
            firm, difference, cases=cases, complaints=min(complaints, cases), breaches=breaches, on_time=on_time,
            late=late,
        ),
        st.integers(1, 50), st.integers(-150_000, 150_000), st.integers(0, 2000), st.integers(0, 40),
        st.integers(0, 5), st.integers(0, 500), st.integers(0, 500),
    ),
    min_size=1, max_size=8, unique_by=lambda one: one.firm,
)  # fmt: skip


@given(facts, st.randoms())
def test_the_order_of_the_firms_changes_nothing(firms, draw):
    mixed = list(firms)
    draw.shuffle(mixed)
    assert rate(mixed, POLICY) == rate(firms, POLICY)


@given(facts)
def test_scores_places_and_reasons_hang_together(firms):
    found = rate(firms, POLICY)
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)
    for one in found:
        assert 0 <= one.score <= 1000
        assert one.rank == 1 + sum(other.score > one.score for other in found)
        assert 500 + sum(each.effect for each in one.measures) == pytest.approx(one.score, abs=len(one.measures))
        assert one.score + sum(each.gain for each in one.measures) == pytest.approx(1000, abs=len(one.measures) + 1)
        assert one.complaint_low_ppm <= one.complaint_ppm <= one.complaint_high_ppm


@given(facts, st.sampled_from(["complaints", "breaches", "late"]))
def test_doing_worse_never_scores_better(firms, what):
    first = firms[0]
    worse = replace(first, **{what: getattr(first, what) + 1}, cases=first.cases + (what == "complaints"))
    others = [replace(one, on_time=200, late=0) for one in firms[1:]]
    before = {one.firm: one.score for one in rate([first, *others], POLICY)}
    after = {one.firm: one.score for one in rate([worse, *others], POLICY)}
    if what == "complaints" and first.cases and first.complaints / first.cases > 0.5:
        return  # one complaint more on one case more may be a smaller share
    assert after[first.firm] <= before[first.firm] + 1


@given(facts)
def test_twins_share_their_score_and_their_place(firms):
    twin = replace(firms[0], firm=99, compared=replace(firms[0].compared, firm=99))
    found = {one.firm: one for one in rate([*firms, twin], POLICY)}
    assert (found[99].score, found[99].rank) == (found[firms[0].firm].score, found[firms[0].firm].rank)


def test_a_firm_of_which_nothing_was_seen_stands_in_the_middle():
    good, bad, new = agency(1, 60_000), agency(2, -60_000, complaints=8), Facts(3, "agency")
    found = rate([good, bad, new], POLICY)
    assert [one.firm for one in found] == [1, 3, 2]
    unknown = {one.measure for one in found[1].measures if not one.known}
    assert unknown == {Measure.LIQUIDATION, Measure.COMPLAINTS, Measure.TIMELINESS}
    assert (found[1].timeliness_ppm, found[1].better, found[1].worse) == (None, 0, 0)


def test_what_would_give_ten_points_more_gives_them():
    first, second = agency(1, -40_000, breaches=1, complaints=6), agency(2, 40_000)
    (_, before) = rate([first, second], POLICY)
    needs = {one.measure: one.need for one in before.measures}
    more_ppm = needs[Measure.LIQUIDATION] * 1_000_000 // first.compared.placed_fen
    for better in (
        replace(first, compared=against(1, -40_000 + more_ppm)),
        replace(first, breaches=max(0, 1 - needs[Measure.BREACHES])),
    ):
        (after,) = [one for one in rate([better, second], POLICY) if one.firm == 1]
        assert after.score - before.score >= 9
    assert needs[Measure.COMPLAINTS] >= 1
    assert needs[Measure.TIMELINESS] >= 1


def test_only_those_whose_intervals_lie_apart_are_surely_better():
    found = {one.firm: one for one in rate([agency(1, 90_000), agency(2, 20_000), agency(3, -10_000)], POLICY)}
    assert [(found[n].better, found[n].worse) for n in (1, 2, 3)] == [(0, 1), (0, 0), (1, 0)]


def test_trades_are_rated_apart_and_a_trade_without_weights_not_at_all():
    dear, cheap = 1_300_000, 900_000
    tow = [Facts(n, "tow_company", on_time=50, late=10, price_ppm=price) for n, price in ((5, cheap), (6, dear))]
    found = rate([agency(1), *tow, Facts(9, "dealer")], POLICY)
    assert [(one.firm, one.rank, one.of) for one in found] == [(1, 1, 1), (5, 1, 2), (6, 2, 2)]
    assert [each.measure for each in found[1].measures] == [
        Measure.TIMELINESS, Measure.PRICE, Measure.COMPLAINTS, Measure.BREACHES,
    ]  # fmt: skip


def test_a_measure_nobody_of_the_trade_was_asked_for_is_left_out():
    (one, _) = rate([agency(1, 90_000, on_time=0, late=0), agency(2, on_time=0, late=0)], POLICY)
    assert Measure.TIMELINESS not in {each.measure for each in one.measures}
    assert sum(each.weight_permille for each in one.measures) in (999, 1000, 998)
    assert one.grade is Grade.A


@pytest.mark.parametrize(("days", "fen", "region", "key"), [
    (0, 0, "", "2026-03|1|d0|y0|-"), (30, 499_999, "川", "2026-03|1|d0|y0|川"),
    (31, 500_000, "川", "2026-03|1|d31|y5000|川"), (4000, 10**10, "浙", "2026-03|1|d181|y100000|浙"),
])  # fmt: skip
def test_a_case_belongs_to_the_stratum_of_its_edges(days, fen, region, key):
    assert stratum(POLICY, date(2026, 3, 31), 1, days, fen, region) == key


@pytest.mark.parametrize(("where", "change"), [
    ("liquidation", {"least_cases": 1}), ("liquidation", {"window_days": 0}), ("liquidation", {"amounts": ["2", "1"]}),
    ("liquidation", {"confidence_permille": 1000}), ("clocks", {"gossip": {"answer": 1}}),
    ("clocks", {"result": {"reply": 1}}), ("points", {"price": {"worst": 1, "best": 1}}),
    ("weights", {"agency": {"liquidation": 999}}), ("weights", {"lender": {"breaches": 1000}}),
    ("grades", {"a": 100}), ("services", {"yard": {"x": {"zh": "a", "en": "b", "per": "year"}}}),
    ("small_firms", {"cases": -1}),
])  # fmt: skip
def test_a_bad_policy_is_refused_by_file_and_key(where, change):
    told = deepcopy(TOLD)
    told[where] |= change
    with pytest.raises(Refusal) as refused:
        read(told, "mine.yaml")
    assert (refused.value.code, refused.value.where) == ("bad-rating", f"mine.yaml: {where}")


@pytest.mark.parametrize("told", [None, [], {}, {**TOLD, "more": 1}])
def test_a_file_that_is_no_policy_is_refused(told):
    with pytest.raises(Refusal):
        read(told, "mine.yaml")
