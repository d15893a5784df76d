"""The plan of a day: promises first, then what brings most a minute, within the minutes, never beyond the law."""

from hypothesis import given
from hypothesis import strategies as st

from huilong.rooms.performance.rules.dayplan import lawful_touches, planned
from huilong.rooms.performance.terms import Act, ActReason, PlanStanding

R = ActReason


def act(key, *reasons, minutes=5, worth=1_000, **more):
    return Act(key, f"C{key}", reasons or (R.BY_RANK,), minutes, worth, **more)


ACTS = st.lists(
    st.builds(
        Act, st.integers(1, 10**6), st.just("C"), st.lists(st.sampled_from(list(R)), min_size=1, max_size=2).map(tuple),
        st.integers(1, 30), st.integers(0, 10**7), st.integers(-5, 100), st.integers(0, 2),
        stopped=st.booleans(),
    ),
    max_size=40, unique_by=lambda one: one.case_id,
)  # fmt: skip


@given(ACTS, st.integers(0, 480), st.randoms())
def test_every_act_is_on_the_plan_or_told_why_not_and_the_day_is_not_overfull(acts, minutes, chance):
    plan = planned(acts, minutes)
    assert sorted(one.act.case_id for one in plan) == sorted(one.case_id for one in acts)
    on_plan = [one for one in plan if one.state is PlanStanding.PLANNED]
    assert sum(one.act.minutes for one in on_plan) <= minutes
    assert [one.place for one in on_plan] == list(range(1, len(on_plan) + 1))
    assert all(one.act.touches_left > 0 and not one.act.stopped for one in on_plan)
    mixed = list(acts)
    chance.shuffle(mixed)
    assert planned(mixed, minutes) == plan


def test_a_promise_due_comes_before_a_large_amount():
    plan = planned([act(1, worth=10**9), act(2, R.PROMISE_DUE, worth=1), act(3, R.CALL_BACK_DUE, worth=1)], 10)
    assert [one.act.case_id for one in plan] == [2, 3, 1]
    assert plan[-1].state is PlanStanding.NO_TIME


def test_what_the_law_stops_is_shown_and_not_planned():
    (used, held) = planned([act(1, touches_left=0), act(2, stopped=True)], 480)
    assert (used.state, held.state) == (PlanStanding.NOT_LAWFUL, PlanStanding.NOT_LAWFUL)


def test_a_shorter_act_may_still_fit_where_a_longer_one_does_not():
    plan = planned([act(1, minutes=8, worth=9_000), act(2, minutes=5, worth=100), act(3, minutes=2, worth=10)], 10)
    assert [(one.act.case_id, one.state) for one in plan] == [
        (1, PlanStanding.PLANNED), (3, PlanStanding.PLANNED), (2, PlanStanding.NO_TIME),
    ]  # fmt: skip


@given(st.integers(0, 60), st.integers(0, 31), st.integers(1, 30), st.none() | st.integers(0, 10))
def test_no_more_touches_than_the_law_leaves(wanted, days, every, most):
    found = lawful_touches(wanted, days, every_days=every, most=most)
    assert 0 <= found <= wanted
    assert most is None or found <= most
    assert (found - 1) * every < days or found == 0
