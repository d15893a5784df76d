"""How likely a treatment was: what arms give alike adds up, and everything together is certain."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huilong.rooms.strategy.rules.assignment import MILLION, arm_of, chances_of, chances_together
from huilong.rooms.strategy.rules.reading import NOTHING, plain_treatment, treatment_from
from huilong.rooms.strategy.terms import Arm, Shares, Treatment, TreatmentChannel


@given(st.integers(1, 900_000), st.integers(0, 200_000))
def test_the_arms_of_a_trial_add_up_to_certainty(challenger, holdout):
    assert sum(chances_of(Shares(challenger, holdout)).values()) == MILLION


@pytest.mark.parametrize("shares", [Shares(500_000), Shares(100_000, 50_000)])
def test_borrowers_fall_to_an_arm_as_often_as_its_chance_says(shares):
    many = 20_000
    arms = [arm_of("salt", f"B{n}", shares)[0] for n in range(many)]
    for arm, ppm in chances_of(shares).items():
        likely = ppm / MILLION
        assert abs(arms.count(arm) / many - likely) <= 5 * (likely * (1 - likely) / many) ** 0.5


def test_two_arms_that_give_the_same_are_one_treatment():
    call: Treatment = replace(NOTHING, channel=TreatmentChannel.CALL)
    arms = chances_of(Shares(300_000, 100_000))
    told = chances_together([
        (call, arms[Arm.CHAMPION]), (call, arms[Arm.HOLDOUT]), (NOTHING, arms[Arm.CHALLENGER])
    ])  # fmt: skip
    assert dict(told) == {call: 730_000, NOTHING: 270_000}
    assert chances_together([(call, 400_000), (call, 600_000)]) == ((call, 1_000_000),)


def test_a_treatment_that_nobody_could_be_given_is_not_told():
    assert chances_together([(NOTHING, 0)]) == ()


def test_a_treatment_reads_back_as_it_was_written():
    call = replace(NOTHING, channel=TreatmentChannel.CALL, template="t", offer_limit_ppm=50_000)
    assert treatment_from(plain_treatment(call)) == call
