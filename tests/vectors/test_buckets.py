"""Fineract's bucket and delinquent date after the nightly run, answered for the day of that run."""

from typing import Any

import pytest

from huilong.rooms.book.rules.facts import answer
from tests.vectors.compare import differing
from tests.vectors.differences import DIFFERENCES
from tests.vectors.events import tell
from tests.vectors.fineract import Telling
from tests.vectors.published import load, pytestmark  # noqa: F401
from tests.vectors.test_fineract import delinquency_facts

CASES = load("fineract_bucket_after_nightly_run")["cases"]


def facts_after_the_run(case: dict[str, Any]) -> dict[str, Any]:
    """The facts of a case, given as facts or as events, with the question for the day of the last run."""
    question = {"ask": [{"on": case["last_nightly_run_on"]}]}
    if case["facts"]:
        return delinquency_facts(case) | question
    told = Telling(case["terms"] | {"plain": True}, None, at_once=True)
    for event in case["events"]:
        tell(told, event)
    return told.document() | question


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["id"])
def test_a_loan_is_in_the_bucket_that_the_nightly_run_left(case):
    if case["id"] in DIFFERENCES:
        pytest.skip(f"declared difference: {DIFFERENCES[case['id']]}")
    found = answer(facts_after_the_run(case))["positions"][0]

    said = {"bucket": found["bucket"] or "NO_DELINQUENCY", "delinquent_date": found["delinquent_since"]}
    assert differing(case["expected"], said) == []
