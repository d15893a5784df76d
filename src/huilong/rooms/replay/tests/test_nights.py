"""A replayed night: what a draft wants is done as far as borrower, calendar, law and means let it."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from huilong.kernel.days import day_number
from huilong.kernel.refusal import Refusal
from huilong.rooms.replay.rules.calendar import means_of
from huilong.rooms.replay.rules.drafting import draft_of
from huilong.rooms.replay.rules.nights import Acts, by_borrower, one_night
from huilong.rooms.replay.terms import Means, StruckBy
from huilong.rooms.replay.tests.drafts import CALL_AND_TEXT

MONDAY = day_number(date(2026, 3, 2))
FREE = Means(working=True)


def anything(channel, on, counted):
    """A law that permits everything."""
    return np.full(len(counted.calls_7_days), -1, np.int32), ()


def three_a_week(channel, on, counted):
    """A law that permits three calls in seven days."""
    return np.where(counted.calls_7_days >= 3, 0, -1).astype(np.int32), ("T-3-IN-7",)


def borrowers(overdue, days=None, hold=()):
    count = len(overdue)
    return np.arange(1, count + 1), {
        "overdue_fen": np.array(overdue, np.int64), "past_due_days": np.array(days or [10] * count, np.int64),
        "hold": np.isin(np.arange(count), hold), "dispute": np.zeros(count, bool), "hardship": np.zeros(count, bool),
    }  # fmt: skip


def night(overdue, *, on=MONDAY, means=FREE, law=anything, acts=None, days=None, hold=()):
    whose, features = borrowers(overdue, days, hold)
    return one_night(on, whose, features, draft_of(CALL_AND_TEXT), acts or Acts(), means, law)


def test_more_overdue_goes_first_and_nobody_less_urgent_overtakes():
    result, treated, _ = night([500_000, 900_000, 700_000], means=Means(True, minutes=12))

    assert treated.tolist() == [2, 3]
    assert [(one.by, one.count) for one in result.struck] == [(StruckBy.CAPACITY, 1)]
    assert (result.minutes, result.left_minutes) == (12, 0)


def test_among_equals_the_lower_key_goes_first():
    assert night([500_000] * 3, means=Means(True, minutes=6))[1].tolist() == [1]


def test_a_text_takes_no_minutes_so_capacity_does_not_strike_it():
    result, treated, _ = night([500_000, 900_000], days=[3, 10], means=Means(True, minutes=0))

    assert treated.tolist() == [1]
    assert result.by_treatment == {"sms gentle": 1}


def test_the_budget_of_the_day_is_kept():
    result, treated, _ = night([500_000, 900_000], means=Means(True, fen=25))

    assert (len(treated), result.cost_fen, result.left_fen) == (1, 20, 5)
    assert result.struck[0].by is StruckBy.BUDGET


def test_a_hold_comes_before_everything_and_a_day_off_before_the_law():
    result, treated, _ = night([500_000, 900_000], means=Means(False), law=three_a_week, hold=(0,))

    assert not len(treated)
    assert [(one.by, one.count) for one in result.struck] == [(StruckBy.HOLD, 1), (StruckBy.CALENDAR, 1)]


def test_the_law_counts_the_calls_the_draft_itself_made_and_forgets_them_after_a_week():
    acts, treated = Acts(), []
    for day in range(9):
        result, who, _ = night([500_000], on=MONDAY + day, law=three_a_week, acts=acts)
        treated.append(len(who))

    assert treated == [1, 1, 1, 0, 0, 0, 0, 1, 1]
    assert result.struck == ()


def test_what_the_law_strikes_names_its_rule():
    acts = Acts()
    for day in range(4):
        result, _, _ = night([500_000], on=MONDAY + day, law=three_a_week, acts=acts)

    assert [(one.by, one.rule, one.treatment) for one in result.struck] == [(StruckBy.LAW, "T-3-IN-7", "call firm")]


def test_a_treatment_is_not_wanted_again_before_its_days_are_over():
    acts = Acts()
    wanted = [night([500_000], on=MONDAY + day, acts=acts, days=[3])[0].wanted for day in range(5)]

    assert wanted == [1, 0, 0, 1, 0]


@given(st.lists(st.integers(1, 10**7), max_size=40), st.integers(0, 300), st.integers(0, 900))
def test_never_more_than_the_day_has_and_every_wanted_treatment_is_accounted_for(overdue, minutes, fen):
    result, treated, chosen = night(overdue, means=Means(True, minutes, fen))

    assert result.minutes <= minutes
    assert result.cost_fen <= fen
    assert result.wanted == len(treated) + sum(one.count for one in result.struck) == len(overdue)
    assert len(chosen) == result.treated


def test_loans_of_one_borrower_are_one_decision_with_the_worst_of_them():
    rows = {
        "borrower": np.array([7, 5, 7]), "loan": np.array([1, 2, 3]), "past_due_days": np.array([3, 9, 40]),
        "overdue_fen": np.array([100, 200, 300]), "paid_days_ago": np.array([5, 6, 90]),
        "product": np.array(["a", "b", "c"], object),
    }  # fmt: skip

    whose, features = by_borrower(rows)

    assert whose.tolist() == [5, 7]
    assert features["past_due_days"].tolist() == [9, 40]
    assert features["overdue_fen"].tolist() == [200, 400]
    assert features["paid_days_ago"].tolist() == [6, 5]
    assert features["product"].tolist() == ["b", "c"]
    assert features["loans"].tolist() == [1, 2]


def test_nobody_works_on_sundays_and_holidays_unless_told():
    of, told = means_of({}, "CN"), means_of({"works": "every_day", "days": {"2026-03-03": {"minutes": 0}}}, "CN")

    assert [of(date(2026, 3, day)).working for day in (1, 2)] == [False, True]
    assert not of(date(2026, 10, 1)).working
    assert told(date(2026, 3, 1)).working
    assert told(date(2026, 3, 3)).minutes == 0


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"hit": "collect"}, "replay-collects"),
        ({"outcomes": [{"name": "queue", "type": "text"}], "rules": []}, "replay-no-channel"),
        (
            {"columns": [{"name": "mood", "type": "int"}],
             "rules": [{"when": {"mood": "1"}, "then": {"channel": "call"}}]},
            "replay-unknown-columns",
        ),
    ],
)  # fmt: skip
def test_a_draft_that_cannot_be_replayed_is_refused_in_words(change, code):
    with pytest.raises(Refusal) as refused:
        draft_of({**CALL_AND_TEXT, **change})

    assert refused.value.code == code
