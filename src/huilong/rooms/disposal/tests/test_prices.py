"""Prices and clocks: the reference, the reserve and its cuts, venues by what they leave, business days."""

from datetime import date
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huilong.kernel.refusal import Refusal
from huilong.rooms.disposal.queries.policy import DEFAULT, policy
from huilong.rooms.disposal.rules.clocks import after_business_days, clocks, due
from huilong.rooms.disposal.rules.policy import Bands, read
from huilong.rooms.disposal.rules.reserve import (
    below_band,
    carried,
    first_reserve,
    next_reserve,
    reference,
    refuse_unfit,
)
from huilong.rooms.disposal.rules.venues import compared, expected, reasons
from huilong.rooms.disposal.terms import SaleClock, Valuation, ValuationMethod, ValuationSource, VenueKind

BANDS = Bands(2, 1, 60, 90)
ON = date(2026, 11, 9)
JUDICIAL = policy().cuts[VenueKind.JUDICIAL]
OWN = policy().cuts[VenueKind.OWN_AUCTION]


def value(yuan, *, independent=False, on=date(2026, 11, 6), key=""):
    source = ValuationSource.APPRAISER if independent else ValuationSource.COMPARABLES
    fen = yuan * 100
    low, high = fen * 95 // 100, fen * 105 // 100
    return Valuation(key or f"{yuan}", source, ValuationMethod.MEDIAN, fen, low, high, on, independent)


DRAFT = [value(58_200, independent=True), value(56_900), value(57_450)]
"""The valuations of the design's screen."""


def test_the_reference_is_the_middle_one_within_the_range_of_all():
    found = reference(DRAFT, BANDS, date(2026, 11, 6), 0)

    assert found.amount_fen == 5_745_000
    assert (found.low_fen, found.high_fen) == (5_690_000 * 95 // 100, 5_820_000 * 105 // 100)
    assert (found.independent_fen, found.independent_on) == (5_820_000, date(2026, 11, 6))


def test_a_price_needs_an_independent_valuation_of_the_last_sixty_days():
    old = [value(58_200, independent=True, on=date(2026, 9, 9)), value(56_900), value(57_450)]

    with pytest.raises(Refusal, match="valuations-missing") as refused:
        reference(old, BANDS, ON, 0)
    assert refused.value.rule == "CN-DISP-001"
    assert reference(old, BANDS, date(2026, 11, 8), 0).independent_on == date(2026, 9, 9)


@given(st.lists(st.integers(1_000, 500_000), min_size=1, max_size=6), st.integers(0, 3_000), st.integers(0, 60))
def test_what_is_carried_lies_within_its_range_and_never_rises(others, fall, days):
    told = [value(yuan, key=str(no)) for no, yuan in enumerate(others)]
    on = date.fromordinal(date(2026, 11, 6).toordinal() + days)
    told.append(value(60_000, independent=True, key="i"))
    found = reference(told, BANDS, on, fall)

    assert found.low_fen <= found.amount_fen <= found.high_fen
    assert found.amount_fen <= reference(told, BANDS, told[0].on, fall).amount_fen


def test_the_first_reserve_is_a_share_of_the_reference_rounded_down():
    found = reference(DRAFT, BANDS, date(2026, 11, 6), 0)
    made = first_reserve(found, OWN, BANDS, round_to=10_000, days=7, cost_a_day=2_000, fall_ppm_a_day=0)

    assert made.amount_fen == 5_450_000, "95 % of 57,450 is 54,577.50"
    assert made.low_fen <= made.amount_fen <= made.high_fen
    assert made.waiting_fen == 7 * 2_000
    assert not made.needs_manager


def test_a_court_s_second_sale_is_cut_by_a_fifth_at_most_and_there_is_no_third():
    found = reference([value(80_000, independent=True), value(80_000, key="b")], BANDS, ON, 0)
    second = next_reserve(
        7_000_000, 2, found, JUDICIAL, BANDS, round_to=100, days=60, cost_a_day=0, fall_ppm_a_day=0
    )

    assert second.amount_fen == 5_600_000
    refuse_unfit(5_600_000, 7_000_000, 2, found, JUDICIAL)
    with pytest.raises(Refusal, match="reserve-too-low") as refused:
        refuse_unfit(5_599_999, 7_000_000, 2, found, JUDICIAL)
    assert refused.value.rule == "CN-DISP-005"
    with pytest.raises(Refusal, match="no-more-rounds"):
        next_reserve(5_600_000, 3, found, JUDICIAL, BANDS, round_to=100, days=60, cost_a_day=0, fall_ppm_a_day=0)


@given(st.integers(1_000_000, 50_000_000), st.integers(0, 100_000))
def test_each_round_is_lower_and_never_below_the_floor(fen, step):
    found = reference([value(fen // 100, independent=True), value(fen // 100, key="b")], BANDS, ON, 0)
    made = first_reserve(found, OWN, BANDS, round_to=100, days=7, cost_a_day=0, fall_ppm_a_day=0)
    before = made.amount_fen
    for round_no in range(2, OWN.rounds + 1):
        made = next_reserve(before, round_no, found, OWN, BANDS, round_to=100, days=7, cost_a_day=0, fall_ppm_a_day=0)
        assert before >= made.amount_fen >= found.amount_fen * OWN.floor_percent // 100
        refuse_unfit(made.amount_fen, before, round_no, found, OWN)
        before = made.amount_fen


def test_below_nine_tenths_of_the_independent_valuation_a_manager_decides():
    assert below_band(5_399_999, 6_000_000, BANDS)
    assert not below_band(5_400_000, 6_000_000, BANDS)


def test_venues_are_ordered_by_what_they_leave_and_the_reasons_add_up():
    found = compared(policy().venues, 5_745_000, cost_a_day=3_000, fall_ppm_a_day=400)

    assert [one.net_fen for one in found] == sorted((one.net_fen for one in found), reverse=True)
    best, other = found[0], found[1]
    said = reasons(best, other)
    assert other.venue.name.en in said.en
    assert other.venue.name.zh in said.zh
    parts = [best.price_fen - other.price_fen, other.fee_fen - best.fee_fen, other.transport_fen - best.transport_fen,
             other.holding_fen - best.holding_fen, other.fall_fen - best.fall_fen]  # fmt: skip
    assert sum(parts) == best.net_fen - other.net_fen


def test_a_costlier_yard_makes_the_quicker_venue_better():
    court = next(one for one in policy().venues if one.kind is VenueKind.JUDICIAL)
    cheap = expected(court, 6_000_000, cost_a_day=0, fall_ppm_a_day=0)
    dear = expected(court, 6_000_000, cost_a_day=10_000, fall_ppm_a_day=0)

    assert cheap.net_fen - dear.net_fen == cheap.days * 10_000
    assert cheap.days == 86, "60 days, three times in seven again"


def test_a_fall_of_value_is_taken_off_once():
    assert carried(1_000_000, 10, 1_000) == 990_000
    assert carried(1_000_000, 10_000, 1_000) == 0


def test_two_business_days_from_a_friday_end_on_a_tuesday_holidays_pushed_on():
    told = policy()

    assert due(SaleClock.CONDITION_REPORT, date(2026, 4, 24), told) == date(2026, 4, 28)
    assert after_business_days(date(2026, 4, 24), 0, told) == date(2026, 4, 24)
    assert due(SaleClock.EXPLANATION, date(2026, 4, 24), told) == date(2026, 5, 8), "calendar days"


def test_a_clock_that_was_stopped_in_time_is_not_late_later():
    kind = SaleClock.CONDITION_REPORT
    found = clocks({kind: date(2026, 4, 24)}, {kind: date(2026, 4, 28)}, policy())

    assert found[0].late_days(date(2026, 6, 1)) == 0
    assert clocks({SaleClock.VALUATION: None}, {}, policy()) == ()


def test_a_policy_that_lacks_or_mistypes_a_key_is_refused_by_its_name():
    import yaml

    told = yaml.safe_load(DEFAULT.read_text(encoding="utf-8"))
    half = {**told["orders"][0], "ours": [["cost"]]}
    for wrong in ({**told, "more": 1}, {name: value for name, value in told.items() if name != "cuts"},
                  {**told, "round_to": "1.001"}, {**told, "orders": [half]}):  # fmt: skip
        with pytest.raises(Refusal, match="bad-disposal"):
            read(MappingProxyType(wrong), "own.yaml")
