"""Every part of every condition is held by a test of its rule: turned round, or with its bound moved, it is noticed."""

import pytest

from huilong.rooms.compliance.queries import rulebook
from huilong.rooms.compliance.tests.mutants import mutants, noticed, uncaught

ALIKE = {
    "CN-DISP-002": "at a net of exactly nothing no surplus can fall short by more than a cent",
    "CN-REPO-009": "where the value is exactly what is owed no surplus can fall short by more than a cent",
}
"""Rules with one mutant that says the same as the condition, and why."""


@pytest.mark.parametrize("rule", rulebook().rules, ids=lambda rule: rule.id)
def test_each_part_of_a_condition_is_held_by_a_test(rule):
    assert len(uncaught(rule)) == (1 if rule.id in ALIKE else 0), uncaught(rule)


def test_a_condition_left_as_it_is_is_not_taken_for_a_mutant():
    rule = rulebook().rules[0]
    assert not noticed(rule, rule.breach_when)
    assert rule.breach_when not in set(mutants(rule.breach_when))


def test_bounds_and_parts_are_changed_one_at_a_time():
    assert set(mutants("visitor_count < 2 or is_ai_agent")) == {
        "not visitor_count < 2 or is_ai_agent", "visitor_count <= 2 or is_ai_agent",
        "visitor_count < 2 or not is_ai_agent",
    }  # fmt: skip
