"""What a treatment asks for on a day: its channel when it is due, a look between, nothing before."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from huilong.rooms.performance.rules.treating import asked
from huilong.rooms.performance.terms import ActReason
from huilong.rooms.strategy.terms import Tone, Treatment, TreatmentChannel, TreatmentQueue

SINCE = date(2026, 4, 20)
DAYS = st.integers(-10, 30).map(lambda n: SINCE + timedelta(days=n))


def treatment(channel="call", every=3, look=2):
    return Treatment(TreatmentChannel(channel), Tone.NEUTRAL, "", every, 50_000, TreatmentQueue.EARLY, look)


def day(n):
    return SINCE + timedelta(days=n)


def test_a_call_is_due_the_day_after_the_night_that_decided_it():
    told = asked(treatment(), SINCE, {}, day(1))
    assert (told.reason, told.channel, told.look_on) == (ActReason.TREATMENT_DUE, TreatmentChannel.CALL, day(1))


def test_who_is_left_alone_is_looked_at_when_the_days_are_over():
    for n in (1, 2, 3):
        assert asked(treatment("none", look=4), SINCE, {}, day(n)).look_on == day(4)
    told = asked(treatment("none", look=4), SINCE, {}, day(4))
    assert (told.reason, told.channel) == (ActReason.LOOK_DUE, TreatmentChannel.NONE)


def test_after_a_call_the_next_look_counts_from_the_call():
    assert asked(treatment(), SINCE, {"call": day(1)}, day(2)).look_on == day(3)


def test_a_look_before_the_channel_is_due_again_is_a_look_only():
    told = asked(treatment(every=7, look=1), SINCE, {"call": day(1)}, day(3))
    assert (told.look_on, told.channel) == (day(2), TreatmentChannel.NONE)
    assert asked(treatment(every=7, look=1), SINCE, {"call": day(1)}, day(8)).channel is TreatmentChannel.CALL


def test_a_new_treatment_does_not_call_again_whom_the_old_one_called_yesterday():
    told = asked(treatment(every=3), SINCE, {"call": SINCE}, day(1))
    assert (told.look_on, told.channel) == (day(1), TreatmentChannel.NONE)
    assert asked(treatment("sms", every=3), SINCE, {"call": SINCE}, day(1)).channel is TreatmentChannel.SMS


@given(
    st.sampled_from([one.value for one in TreatmentChannel]), st.integers(1, 20), st.integers(1, 20),
    st.dictionaries(st.sampled_from(["call", "sms", "visit"]), DAYS, max_size=3), DAYS,
)  # fmt: skip
def test_nobody_is_approached_by_a_channel_before_its_days_are_over(channel, every, look, touched, on):
    told = asked(treatment(channel, every, look), SINCE, touched, on)
    assert told.channel.value in (channel, "none")
    if told.channel is not TreatmentChannel.NONE and channel in touched:
        assert (on - touched[channel]).days >= every
    assert told.look_on > SINCE
