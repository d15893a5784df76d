"""Every part of every condition is held by a test of its rule: turned round, or with its bound moved, it is noticed."""

import pytest

from huilong.rooms.compliance.queries import shipped
from huilong.rooms.compliance.rules.proving import mutants, noticed, uncaught

KINDS = shipped().fact_kinds
ALIKE = {
    "CN-DISP-002": "at a net of exactly nothing no surplus can fall short by more than a cent",
    "CN-REPO-009": "where the value is exactly what is owed no surplus can fall short by more than a cent",
}
"""Rules with one mutant that says the same as the condition, and why."""


@pytest.mark.parametrize("rule", shipped().rules, ids=lambda rule: rule.id)
def test_each_part_of_a_condition_is_held_by_a_test(rule):
    assert len(uncaught(rule, KINDS)) == (1 if rule.id in ALIKE else 0), uncaught(rule, KINDS)


def test_a_condition_left_as_it_is_is_not_taken_for_a_mutant():
    rule = shipped().rules[0]
    assert not noticed(rule, rule.breach_when, KINDS)
    assert rule.breach_when not in set(mutants(rule.breach_when, KINDS))


def test_bounds_and_parts_are_changed_one_at_a_time():
    assert set(mutants("visitor_count < 2 or is_ai_agent", KINDS)) == {
        "not visitor_count < 2 or is_ai_agent", "visitor_count <= 2 or is_ai_agent",
        "visitor_count < 2 or not is_ai_agent",
    }  # fmt: skip
