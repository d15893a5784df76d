"""Transitions, vintages, recovery, shocks, scenarios: counted and fitted as the trade counts and fits them."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from huilong.kernel.refusal import Refusal
from huilong.rooms.forecast.rules import defaults, scenarios
from huilong.rooms.forecast.rules.panel import Panel, happened, kept_on, moves_of, standing_at
from huilong.rooms.forecast.rules.recovery import MONTHS, no_recovery_seen, recovery_of
from huilong.rooms.forecast.rules.shocks import calendar, days_off_at_end, estimated
from huilong.rooms.forecast.rules.states import BUCKETS, CHARGED_OFF, ENTRY, PAID_OFF, SHOCKS, STATES
from huilong.rooms.forecast.rules.told import months_after
from huilong.rooms.forecast.rules.transitions import Pair, count, flow, matrix, multiples, roll_rates, state_of
from huilong.rooms.forecast.rules.vintages import EVER_30, LOST, curve, vintages

HOUSE = {"unemployment": 1.0}


def pair(*rows: tuple[int, ...]) -> Pair:
    """Loans as (segment, from, to, balance, after, cash, due)."""
    return Pair(*(np.array(column, np.int64) for column in zip(*rows, strict=True)))


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 5), st.integers(0, 7), st.integers(0, 10**8)), min_size=1))
def test_rows_of_a_matrix_sum_to_one_or_were_never_seen(moves):
    told = count(pair(*((g, i, j, fen, fen, 0, 100) for g, i, j, fen in moves)), 3)

    rows = matrix(told.loans).sum(axis=-1)
    assert np.isclose(rows, 1.0).sum() + (rows == 0.0).sum() == rows.size
    assert told.loans.sum() == len(moves)
    assert told.balance.sum() == sum(fen for *_, fen in moves)


def test_rolls_by_balance_follow_the_money_and_by_count_the_loans():
    told = count(pair((0, 1, 2, 900, 900, 0, 10), (0, 1, 0, 100, 90, 20, 10)), 1)

    assert matrix(told.loans)[0, 0, 1, [0, 2]].tolist() == [0.5, 0.5]
    assert roll_rates(told.balance)[0, 0, 1, [0, 2]].tolist() == [0.1, 0.9]


def test_net_flow_is_what_stands_now_over_what_stood_one_bucket_better():
    balance = np.zeros((2, BUCKETS, STATES), np.int64)
    balance[0, 0, 0], balance[1, 1, 1] = 1000, 60

    assert flow(balance)[0, 0] == pytest.approx(0.06)


def test_cash_in_a_month_is_counted_in_instalments():
    told = pair(*((0, 1, 1, 100, 100, cash, 100) for cash in (0, 100, 90, 210, 50)))

    assert multiples(told)[1].tolist() == [1, 2, 1, 1]


def test_what_was_charged_off_and_then_paid_stays_charged_off():
    assert state_of(np.array([9]), np.array([1]), np.array([1])).tolist() == [CHARGED_OFF]
    assert state_of(np.array([9, 0]), np.array([0, 1]), np.array([0, 0])).tolist() == [5, PAID_OFF]


def test_a_vintage_only_ever_rises():
    state = np.array([[0, 2, 0, 0], [0, 0, 0, CHARGED_OFF], [0, 0, 0, 0]])
    zeros, fen = np.zeros(3, np.int64), np.array([10, 20, 30])

    told = vintages(zeros, zeros, fen, state, 1, 6)

    assert curve(told.late[0, :, EVER_30], told.loans[0])[:4] == pytest.approx([0, 1 / 3, 1 / 3, 2 / 3])
    assert curve(told.late_principal[0, :, LOST], told.principal[0])[3] == pytest.approx(20 / 60)
    assert np.isnan(curve(told.late[0, :, LOST], told.loans[0])[4])


def test_a_case_not_watched_long_enough_says_nothing_about_nothing():
    balance, cash = np.full(200, 100.0), np.zeros((200, MONTHS))

    young = recovery_of(balance, cash, np.full(200, 2))
    old = recovery_of(balance, cash, np.full(200, 12))

    assert young.nothing == pytest.approx(defaults.RECOVERY_NOTHING)
    assert old.nothing > 0.9
    assert young.each[0] < 0.05 < young.curve[-1]


def test_the_recovery_curve_is_that_of_the_money_whoever_owed_it():
    balance = np.array([1.0] * 500 + [100.0] * 500)
    cash = np.zeros((1000, MONTHS))
    cash[500:, 0] = 60.0

    told = recovery_of(balance, cash, np.full(1000, 12))

    assert told.mean == pytest.approx(told.curve[-1])
    assert told.curve[-1] == pytest.approx(0.594, abs=0.02)
    assert told.nothing == pytest.approx(0.5, abs=0.02)


def test_nothing_charged_off_gives_the_default():
    told = no_recovery_seen()

    assert told.mean == pytest.approx((1 - defaults.RECOVERY_NOTHING) * defaults.RECOVERY_REST)
    assert told.timing.sum() == pytest.approx(1.0)


def test_a_month_that_ends_on_a_sunday_has_two_days_off():
    assert days_off_at_end(date(2019, 6, 30)) == 2
    assert days_off_at_end(date(2026, 9, 30), {date(2026, 9, 30), date(2026, 9, 29)}) == 2
    assert calendar([date(2019, 7, 31)]).tolist() == [[1.0, 0.0, 2.0]]


def test_months_that_differ_by_chance_alone_leave_the_default_shock_smaller():
    chance = np.random.default_rng(3)
    ends = months_after(date(2016, 12, 31), 48)
    noise = np.full((48, SHOCKS), 0.01)
    quiet = estimated(chance.normal(0, 0.1, (48, SHOCKS)), noise, calendar(ends))
    loud = estimated(chance.normal(0, 0.5, (48, SHOCKS)), noise, calendar(ends))

    assert (np.diag(quiet.spread) < np.diag(loud.spread)).all()
    assert np.diag(quiet.spread)[ENTRY] < defaults.SHOCK_SD[ENTRY]


def test_the_calendar_is_found_where_there_is_one():
    ends = months_after(date(2016, 12, 31), 60)
    known = calendar(ends)
    told = np.zeros((60, SHOCKS))
    told[:, ENTRY] = 0.2 * known[:, 1]

    found = estimated(told, np.full((60, SHOCKS), 0.004), known)

    assert found.slopes[ENTRY, 1] == pytest.approx(0.2, abs=0.04)


def test_no_history_is_answered_by_the_documented_defaults():
    none = np.zeros((0, SHOCKS))

    told = estimated(none, none, np.zeros((0, 3)))

    assert np.sqrt((told.spread**2).sum(axis=1)) == pytest.approx(
        defaults.SHOCK_SD * np.sqrt(1 - defaults.SHOCK_STAYS**2), rel=1e-3
    )


def test_what_ended_stays_ended_until_its_pool_does():
    state = np.array([[0, PAID_OFF, -1, -1], [0, 0, -1, -1], [1, CHARGED_OFF, -1, -1]])

    assert kept_on(state, np.array([3, 3, 2])).tolist() == [
        [0, PAID_OFF, PAID_OFF, PAID_OFF], [0, 0, -1, -1], [1, CHARGED_OFF, CHARGED_OFF, -1],
    ]  # fmt: skip


def test_what_happened_is_what_moved_and_where_it_stands():
    """Two loans: one is charged off with 900 owed and brings 400 in the month, one pays an instalment."""
    panel = Panel(
        np.zeros(2, np.int64), np.array([50, 50]), np.array([1000, 1000]), np.zeros(2, np.int64),
        np.array([[5, CHARGED_OFF], [0, 0]]), np.array([[900, 0], [800, 760]]), np.array([[0, 0], [0, 50]]),
        np.array([[0, 400], [0, 0]]), (date(2026, 1, 31), date(2026, 2, 28)), ("all",),
    )  # fmt: skip
    everybody = np.array([True, True])

    told = happened(panel, 1, everybody)[0]

    assert (told[0], told[6], told[7], told[8], told[14]) == (50, 400, 900, 760, 1)
    assert moves_of(panel, 1, 1).loans.sum() == 2
    assert standing_at(panel, 1, everybody).gone[0].tolist() == [900] + [0] * (MONTHS - 1)


def told_scenarios(**changes) -> dict:
    says = {"zh": "甲", "en": "a"}
    return {
        "elasticities": [{"driver": "unemployment", "way": "entry", "each": 0.1, "estimate": True, "source": says}],
        "scenarios": [{"key": "worse", "says": says, "months": 2, "moves": {"unemployment": 4}, **changes}],
    }


def test_a_scenario_comes_step_by_step_and_then_stays():
    table = scenarios.read(told_scenarios(), "s.yaml")

    effect, price = scenarios.worked_out(table.named("worse"), table.elasticities, 4)

    assert effect[:, ENTRY].tolist() == pytest.approx([0.2, 0.4, 0.4, 0.4])
    assert not np.delete(effect, ENTRY, axis=1).any() and (price == 1).all()


@pytest.mark.parametrize("changes", [{"moves": {"weather": 1}}, {"moves": {"rates": 99}}, {"months": "soon"}])
def test_a_scenario_nobody_can_work_out_is_refused_by_name(changes):
    with pytest.raises(Refusal) as refused:
        scenarios.read(told_scenarios(**changes), "s.yaml")

    assert (refused.value.code, refused.value.where) == ("bad-scenarios", "s.yaml")
