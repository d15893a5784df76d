"""An assignment in a sentence: why this person, what the next best would have given up, in both languages."""

import pytest

from huilong.rooms.performance.rules.allocation import allocate
from huilong.rooms.performance.rules.explaining import explained, sentence
from huilong.rooms.performance.rules.problem import NOBODY
from huilong.rooms.performance.terms import AllocationReason

from .problems import drawn

R = AllocationReason


@pytest.mark.slow
def test_every_case_has_a_reason_and_its_figures_are_those_of_the_assignment():
    problem = drawn(60, 4, 2)
    found = allocate(problem)
    value = problem.value(found.to)
    told = list(explained(problem, found))
    assert len(told) == 60
    for case, (reason, figures) in enumerate(told):
        to = int(found.to[case])
        assert (reason is R.NO_ROOM) == (to == NOBODY)
        if to == NOBODY:
            continue
        assert figures["value"] == value[case]
        if reason in (R.BRINGS_MOST, R.STAYS) and "next" in figures:
            assert figures["value"] >= figures["next_value"]
        if reason is R.EVENS_OUT:
            assert figures["next_value"] > figures["value"]
        if reason in (R.STAYS, R.HOLDER):
            assert problem.holder[case] == to


def test_the_sentence_says_what_the_next_best_would_have_given_up():
    told = {"value": 120_000, "next": 3, "next_value": 114_000, "price": 0, "minutes": 30}
    said = sentence(R.BRINGS_MOST, told, "林", "周")
    assert said.zh == "分给林:预期回收 1200.00 元;次优周会少 60.00 元。"
    assert said.en == "To 林: 1200.00 yuan expected; 周, next best, would bring 60.00 less."


def test_who_would_bring_more_and_does_not_get_it_has_better_use_for_his_time():
    told = {"value": 100_000, "next": 3, "next_value": 104_000, "price": 7_000, "minutes": 30}
    said = sentence(R.EVENS_OUT, told, "Lin", "Zhou")
    assert "Zhou would bring 40.00 more, but 30 minutes" in said.en
    assert "70.00" in said.en
    assert "可多回 40.00 元" in said.zh


def test_nobody_able_and_nobody_with_room_are_told_apart():
    assert "skill" in sentence(R.NO_ROOM, {"able": 0}, "", "").en
    assert "full" in sentence(R.NO_ROOM, {"able": 2}, "", "").en
