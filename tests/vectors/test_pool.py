"""The pool of Fineract's scenarios: every one is answered, failed or counted out, and passes never fall."""

from collections import Counter

import pytest

from tests.vectors.differences import POOL
from tests.vectors.pool import report, verdicts
from tests.vectors.published import pytestmark  # noqa: F401

SCENARIOS = 260
PASSED_AT_LEAST = 166


@pytest.fixture(scope="module")
def found():
    return verdicts() or pytest.skip("the published vectors are not beside the project")


def test_every_scenario_of_the_pool_is_accounted_for(found):
    outcomes = Counter(v.outcome for v in found)

    assert set(outcomes) <= {"passed", "failed", "not covered"}
    assert sum(outcomes.values()) == SCENARIOS
    assert all(v.reason for v in found if v.outcome != "passed")


def test_no_scenario_that_passed_is_lost(found):
    passed = sum(1 for v in found if v.outcome == "passed")

    assert passed >= PASSED_AT_LEAST, report(found)


def test_a_scenario_that_passes_was_compared(found):
    assert all(v.compared for v in found if v.outcome != "not covered")


def test_every_scenario_that_fails_is_listed_with_its_reason(found):
    assert {v.name for v in found if v.outcome == "failed"} == set(POOL)
