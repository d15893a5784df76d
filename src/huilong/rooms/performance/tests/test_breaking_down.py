"""Targets and calendars: parts sum to the whole, to the fen, whatever the month looks like."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huilong.rooms.performance.rules.calendar import DaysOff, is_working, month_days, weeks_of, working_days
from huilong.rooms.performance.rules.targets import broken_down, day_weights, shared_out, still_to_come

FEN = st.integers(0, 10**13)
WEIGHTS = st.lists(st.integers(0, 10**9), min_size=1, max_size=40)
MONTH = date(2026, 10, 1)
OFF = DaysOff(
    frozenset(date(2026, 10, day) for day in range(1, 8)), frozenset({date(2026, 10, 10)}),
    frozenset({date(2026, 10, 30)}),
)  # fmt: skip


@given(FEN, WEIGHTS)
def test_parts_sum_to_the_whole_and_none_is_more_than_a_fen_off(total, weights):
    parts = shared_out(total, weights)
    assert sum(parts) == total
    whole = sum(weights)
    if whole:
        assert all(abs(part * whole - total * weight) < whole for part, weight in zip(parts, weights, strict=True))


@given(FEN, st.integers(0, 5_000), st.data())
def test_a_target_broken_down_to_days_and_people_is_whole(fen, cases, data):
    days = month_days(MONTH, OFF)
    people = {
        day: data.draw(st.dictionaries(st.integers(1, 6), st.integers(0, 480), max_size=4)) for day in days
    }
    weights = day_weights(days, {0: 5, 3: 900})
    parts = broken_down(fen, cases, days, weights, people)
    assert sum(part.fen for part in parts) == fen
    assert sum(part.cases for part in parts) == cases
    assert all(part.person is None or people[part.on][part.person] > 0 for part in parts)
    assert all(part.fen >= 0 for part in parts)


def test_who_comes_first_does_not_matter():
    days, weights = month_days(MONTH, OFF), None
    weights = day_weights(days)
    one = {day: {1: 480, 2: 240, 3: 1} for day in days}
    other = {day: {3: 1, 2: 240, 1: 480} for day in reversed(days)}
    assert broken_down(1_000_003, 17, days, weights, one) == broken_down(1_000_003, 17, days, weights, other)


def test_a_day_with_nobody_weighs_nothing_and_a_person_on_leave_gets_nothing():
    days = month_days(MONTH, OFF)
    minutes = {day: {1: 480, 2: 0} for day in days[1:]}
    weights = day_weights(days, minutes={day: sum(of.values()) for day, of in minutes.items()})
    parts = broken_down(10_000, 0, days, weights, minutes)
    assert weights[0] == 0
    assert {part.person for part in parts} == {1}
    assert sum(part.fen for part in parts) == 10_000


def test_with_nobody_at_work_all_month_the_parts_wait_for_whoever_comes():
    days = month_days(MONTH, OFF)
    parts = broken_down(999, 0, days, day_weights(days), {})
    assert {part.person for part in parts} == {None}
    assert sum(part.fen for part in parts) == 999


def test_a_month_without_a_working_day_has_no_parts():
    closed = DaysOff(closures=frozenset(MONTH + timedelta(days=n) for n in range(31)))
    assert month_days(MONTH, closed) == ()
    assert broken_down(100, 1, (), day_weights(()), {}) == ()


def test_the_holidays_are_off_the_made_up_saturday_is_worked_and_a_closure_outweighs_all():
    days = month_days(MONTH, OFF)
    assert days[0] == date(2026, 10, 8)
    assert date(2026, 10, 10) in days
    assert date(2026, 10, 11) not in days
    assert date(2026, 10, 30) not in days


def test_the_29th_of_february_is_a_day_like_any():
    assert date(2028, 2, 29) in month_days(date(2028, 2, 1), DaysOff())
    assert len(month_days(date(2028, 2, 1), DaysOff())) == 21
    assert is_working(date(2028, 2, 29), DaysOff())


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(0, 80))
def test_weeks_hold_every_working_day_once(first, more):
    found = working_days(first, first + timedelta(days=more), OFF)
    weeks = weeks_of(found)
    assert sorted(day for of in weeks.values() for day in of) == list(found)
    assert all(monday.weekday() == 0 and 0 <= (day - monday).days < 7 for monday, of in weeks.items() for day in of)


@pytest.mark.parametrize(("fen", "reached", "left"), [(100, 30, 70), (100, 100, 0), (100, 250, 0)])
def test_what_is_left_is_never_below_nothing(fen, reached, left):
    assert still_to_come(fen, reached) == left
