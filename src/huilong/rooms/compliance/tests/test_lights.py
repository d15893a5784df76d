"""Lights say what the law would say now, when the clock changes it, and how many acts are left."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huilong.kernel.refusal import Refusal
from huilong.rooms.compliance.queries import ask, shipped
from huilong.rooms.compliance.queries.lights import permitted_now
from huilong.rooms.compliance.rules.lights import IN_ORDER
from huilong.rooms.compliance.terms import Act, Verdict

TEN = datetime(2026, 9, 1, 2, 0, tzinfo=UTC)  # ten in the morning in Shanghai
KNOWN = {
    "agreed_time_window_covers": False, "debtor_consented_to_time": False, "frequency_agreed_with_debtor": False,
    "effective_calls_today_all_agents": 0, "unanswered_attempts_today_same_number": 0,
    "touches_last_24h_all_channels": 0, "policy_daily_touch_cap": 10, "pre_job_training_passed": True,
    "days_since_training": 100, "open_dispute_on_debt": False, "creditor_is_assignee": False,
    "assignment_notice_delivered": False, "personal_bankruptcy_accepted": False,
    "administrator_or_court_permission": False,
}  # fmt: skip


def lamp(at=TEN, action="contact.call", **facts):
    return permitted_now(action, [KNOWN | facts], at, book=shipped())[0]


def local(light):
    return light.changes_at and f"{light.changes_at:%d %H:%M}"


def test_by_day_a_call_is_permitted_until_ten_at_night_and_three_are_left():
    light = lamp()
    assert (light.verdict, local(light), light.then, light.left) == (Verdict.ALLOW, "01 22:00", Verdict.BLOCK, 3)
    assert [lamp(effective_calls_today_all_agents=n).left for n in range(4)] == [3, 2, 1, 0]
    assert lamp(unanswered_attempts_today_same_number=5).left == 1


def test_by_night_it_turns_at_eight_in_the_morning():
    light = lamp(TEN + timedelta(hours=13))
    assert (light.verdict, light.deciding) == (Verdict.BLOCK, ("CN-TIME-001", "CN-TIME-002"))
    assert (local(light), light.then, light.left) == ("02 08:00", Verdict.ALLOW, 0)


def test_when_the_calls_of_the_day_are_used_up_the_next_morning_is_free_again():
    light = lamp(effective_calls_today_all_agents=3)
    assert (light.deciding, local(light), light.then) == (("CN-FREQ-001",), "02 08:00", Verdict.ALLOW)


def test_what_the_clock_does_not_change_has_no_hour():
    light = lamp(open_dispute_on_debt=True, debtor_consented_to_time=True, agreed_time_window_covers=True)
    assert (light.verdict, light.changes_at, light.left) == (Verdict.NEEDS_APPROVAL, None, 0)


@pytest.mark.parametrize("gone", [
    "effective_calls_today_all_agents", "unanswered_attempts_today_same_number", "touches_last_24h_all_channels",
    "policy_daily_touch_cap", "pre_job_training_passed", "days_since_training", "open_dispute_on_debt",
    "creditor_is_assignee", "personal_bankruptcy_accepted",
])  # fmt: skip
def test_a_fact_nobody_told_never_gives_a_green_light(gone):
    row = {name: value for name, value in KNOWN.items() if name != gone}
    assert permitted_now("contact.call", [row], TEN, book=shipped())[0].verdict is Verdict.NEEDS_APPROVAL


def test_a_fact_that_no_rule_knows_is_refused():
    with pytest.raises(Refusal, match="unknown-fact"):
        lamp(moon=True)


@given(st.lists(st.fixed_dictionaries({
    "effective_calls_today_all_agents": st.integers(0, 4), "unanswered_attempts_today_same_number": st.integers(0, 7),
    "agreed_time_window_covers": st.booleans(), "debtor_consented_to_time": st.booleans(),
    "open_dispute_on_debt": st.booleans(), "touches_last_24h_all_channels": st.integers(9, 11),
}), min_size=1, max_size=8), st.integers(0, 24 * 60))  # fmt: skip
def test_many_lights_are_what_each_act_would_be_told(rows, minutes):
    at = TEN + timedelta(minutes=minutes)
    found = permitted_now("contact.call", [KNOWN | row for row in rows], at, book=shipped())
    clock = f"{at + timedelta(hours=8):%H:%M}"
    for row, light in zip(rows, found, strict=True):
        facts = {**IN_ORDER, **KNOWN, **row, "debtor_local_time": clock}
        answer = ask(Act("contact.call", (at + timedelta(hours=8)).date(), "CN", "auto_finance_company", "auto_loan",
                         None, None, facts), book=shipped())  # fmt: skip
        assert (light.verdict, light.deciding) == (answer.verdict, answer.deciding)
