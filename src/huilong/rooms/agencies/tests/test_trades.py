"""Clocks and open price lists: what was asked of firms and when they came; what they charge, kept as it was."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from huilong.kernel.acting import Acting, act_as
from huilong.kernel.refusal import Refusal
from huilong.rooms.agencies import actions, queries
from huilong.rooms.agencies.rules.trades_clocks import clocks
from huilong.rooms.agencies.rules.trades_prices import against_median, in_force, market, price_of
from huilong.rooms.agencies.terms.rating import ClockState, ClockStep, Limit, PriceTold, StepNoted
from tests.meeting import meeting_as

AT = datetime(2026, 5, 4, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
ON = AT.date()
BOTH = Limit(60, 600)
ASKED, ANSWERED, DECLINED = ClockStep.ASKED, ClockStep.ANSWERED, ClockStep.DECLINED
ARRIVED, CANCELLED = ClockStep.ARRIVED, ClockStep.CANCELLED
ON_TIME, LATE, OPEN, VOID = ClockState.ON_TIME, ClockState.LATE, ClockState.OPEN, ClockState.VOID


def told(*steps, subject="order:1"):
    return [StepNoted(subject, step, AT + timedelta(minutes=minutes)) for step, minutes in steps]


@pytest.mark.parametrize(("steps", "limit", "by", "state", "breaches"), [
    ([(ASKED, 0)], BOTH, 60, OPEN, 0),
    ([(ASKED, 0)], BOTH, 61, LATE, 1),
    ([(ASKED, 0)], BOTH, 601, LATE, 2),
    ([(ASKED, 0), (ANSWERED, 60)], BOTH, 100, OPEN, 0),
    ([(ASKED, 0), (ANSWERED, 61)], BOTH, 100, LATE, 1),
    ([(ASKED, 0), (ANSWERED, 10), (ARRIVED, 600)], BOTH, 900, ON_TIME, 0),
    ([(ASKED, 0), (ANSWERED, 10), (ARRIVED, 601)], BOTH, 900, LATE, 1),
    ([(ASKED, 0), (ANSWERED, 61), (ARRIVED, 601)], BOTH, 900, LATE, 2),
    ([(ASKED, 0), (ARRIVED, 30)], BOTH, 900, ON_TIME, 0),
    ([(ASKED, 0), (DECLINED, 30)], BOTH, 9000, ON_TIME, 0),
    ([(ASKED, 0), (DECLINED, 90)], BOTH, 9000, LATE, 1),
    ([(ASKED, 0), (CANCELLED, 60)], BOTH, 9000, VOID, 0),
    ([(ASKED, 0), (CANCELLED, 61)], BOTH, 9000, LATE, 1),
    ([(ASKED, 0), (ANSWERED, 10), (CANCELLED, 100)], BOTH, 9000, VOID, 0),
    ([(ASKED, 0), (ANSWERED, 10)], Limit(60), 9000, ON_TIME, 0),
    ([(ASKED, 0), (ANSWERED, 10), (ANSWERED, 90)], Limit(60), 9000, ON_TIME, 0),
])  # fmt: skip
def test_a_clock_is_judged_by_its_limits(steps, limit, by, state, breaches):
    (one,) = clocks(told(*steps), limit, AT + timedelta(minutes=by))
    assert (one.state, one.breaches) == (state, breaches)


def test_what_is_asked_again_is_another_asking():
    steps = told((ASKED, 0), (DECLINED, 5), (ASKED, 100), (ANSWERED, 120), (ARRIVED, 300))
    first, second = clocks(steps, BOTH, AT + timedelta(days=1))
    assert (first.state, first.declined, second.state) == (ON_TIME, True, ON_TIME)
    assert second.asked_at == AT + timedelta(minutes=100)


def test_an_answer_to_nothing_is_no_clock():
    assert clocks(told((ANSWERED, 5), (ARRIVED, 6)), BOTH, AT + timedelta(days=1)) == []


noted = st.lists(
    st.builds(
        lambda subject, step, minutes: StepNoted(subject, step, AT + timedelta(minutes=minutes)),
        st.sampled_from(["a", "b"]), st.sampled_from(ClockStep), st.integers(0, 900),
    ),
    max_size=12, unique=True,
)  # fmt: skip


@given(noted, st.randoms(), st.integers(0, 1000))
def test_the_order_in_which_steps_are_noted_changes_nothing(steps, draw, by):
    mixed = list(steps)
    draw.shuffle(mixed)
    until = AT + timedelta(minutes=by)
    assert clocks(mixed, BOTH, until) == clocks(steps, BOTH, until)
    assert len(clocks(steps, BOTH, until)) == sum(one.step is ASKED and one.at <= until for one in steps)


@given(noted, st.integers(0, 1000), st.integers(0, 1000))
def test_what_is_late_stays_late(steps, one, other):
    early, late = sorted((AT + timedelta(minutes=one), AT + timedelta(minutes=other)))
    before = {(clock.subject, clock.asked_at) for clock in clocks(steps, BOTH, early) if clock.state is LATE}
    after = {(clock.subject, clock.asked_at) for clock in clocks(steps, BOTH, late) if clock.state is LATE}
    assert before <= after


def line(key, firm, fen, *, service="tow_only", region="", since=ON):
    return PriceTold(key, firm, service, region, since, fen, AT + timedelta(minutes=key))


def test_the_latest_line_counts_and_what_is_not_offered_any_more_does_not():
    later = ON + timedelta(days=5)
    lines = [line(1, 1, 300), line(2, 1, 350, since=later), line(3, 2, 400), line(4, 2, None, since=later)]
    assert [(one.firm, one.fen) for one in in_force(lines, ON)] == [(1, 300), (2, 400)]
    assert [(one.firm, one.fen) for one in in_force(lines, later)] == [(1, 350)]
    assert in_force(lines, ON - timedelta(days=1)) == []
    assert [one.fen for one in in_force([*lines, line(5, 1, 310)], ON)] == [310, 400]


def test_a_region_s_price_goes_before_the_one_for_anywhere():
    lines = [line(1, 1, 300), line(2, 1, 250, region="川")]
    assert price_of(lines, 1, "tow_only", "川", ON).fen == 250
    assert price_of(lines, 1, "tow_only", "浙", ON).fen == 300
    assert price_of(lines, 1, "storage_day", "川", ON) is None


def test_prices_are_held_against_the_median_where_there_is_a_market():
    lines = [line(1, 1, 200), line(2, 2, 300), line(3, 3, 600), line(4, 3, 900, service="tow_km")]
    assert against_median(lines, ON) == {1: 666_666, 2: 1_000_000, 3: 2_000_000}
    (km, tow) = market(lines, ON)
    assert (km.firms, tow.firms, tow.lowest_fen, tow.median_fen, tow.highest_fen) == (1, 3, 200, 300, 600)


@given(st.lists(st.integers(1, 10**9), min_size=1, max_size=9), st.randoms())
def test_the_median_lies_between_and_belongs_to_somebody(prices, draw):
    lines = [line(key, key, fen) for key, fen in enumerate(prices)]
    draw.shuffle(lines)
    (one,) = market(lines, ON)
    assert one.lowest_fen <= one.median_fen <= one.highest_fen
    assert one.median_fen in prices


@pytest.mark.django_db(transaction=True)
def test_a_firm_publishes_its_own_prices_and_the_history_is_kept(firms, people):
    chief = people["快拖主管"]
    with meeting_as("web"), act_as(Acting(chief.pk, chief.organisation_id, chief.role)):
        actions.publish_price(firms["快拖"], "tow_only", "川", ON, 30_000, AT)
        actions.publish_price(firms["快拖"], "tow_only", "川", ON + timedelta(days=9), 28_000, AT)
        actions.publish_price(firms["快拖"], "tow_only", "川", ON + timedelta(days=19), None, AT)
        days = [ON + timedelta(days=n) for n in (0, 8, 9, 18, 19)]
        found = [queries.price("tow_company", firms["快拖"], "tow_only", "川", day) for day in days]
        assert [one and one.fen for one in found] == [30_000, 30_000, 28_000, 28_000, None]
        assert [one.fen for one in queries.price_history(firms["快拖"])] == [None, 28_000, 30_000]
        with pytest.raises((Refusal, DatabaseError)):
            actions.publish_price(firms["慢拖"], "tow_only", "川", ON, 1, AT)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("update agencies_price_line set fen = 1")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("service", "since", "fen", "code"), [
    ("suit", ON, 100, "no-such-service"), ("tow_only", ON - timedelta(days=1), 100, "price-late"),
    ("tow_only", ON, 0, "price-amount"), ("tow_only", ON, None, "price-same"), ("tow_km", ON, 500, "price-same"),
])  # fmt: skip
def test_prices_that_cannot_be_are_refused(firms, people, service, since, fen, code):
    boss = people["boss"]
    with act_as(Acting(boss.pk, boss.organisation_id, boss.role)):
        actions.publish_price(firms["快拖"], "tow_km", "", ON, 500, AT)
        with pytest.raises(Refusal) as refused:
            actions.publish_price(firms["快拖"], service, "", since, fen, AT)
    assert refused.value.code == code


@pytest.mark.django_db(transaction=True)
def test_prices_are_open_to_all_who_work_for_us_and_names_are_not(firms, people):
    boss = people["boss"]
    with act_as(Acting(boss.pk, boss.organisation_id, boss.role)):
        for name, fen in (("快拖", 30_000), ("慢拖", 40_000)):
            actions.publish_price(firms[name], "tow_only", "", ON, fen, AT)
    chief = people["快拖主管"]
    with meeting_as("web"):
        with act_as(Acting(chief.pk, chief.organisation_id, chief.role)):
            (one,) = queries.market_prices("tow_company", ON)
            assert (one.firms, one.lowest_fen, one.highest_fen) == (2, 30_000, 40_000)
        assert queries.market_prices("tow_company", ON) == []


def test_a_day_is_told_as_given():
    """A line of the past stays what it was, whatever day it is asked on."""
    lines = [line(1, 1, 300, since=date(2026, 1, 1)), line(2, 1, 350, since=date(2026, 3, 1))]
    assert [in_force(lines, date(2026, month, 2))[0].fen for month in (1, 2, 3, 4)] == [300, 300, 350, 350]
