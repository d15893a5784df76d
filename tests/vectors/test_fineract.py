"""Apache Fineract's published expectations, answered by the ageing law (each case is one of theirs)."""

from typing import Any

import pytest

from huilong.rooms.book.rules.facts import answer
from tests.vectors.differences import DIFFERENCES
from tests.vectors.published import fineract_terms, load, money, pytestmark  # noqa: F401

LOAN_LEVEL = load("fineract_delinquency_loan_level")["cases"]
INSTALMENT_LEVEL = load("fineract_delinquency_installment_level")["cases"]
ALLOCATION = load("fineract_allocation")["cases"]


def instalments(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    found = []
    for no, row in enumerate(rows, 1):
        one = {"no": no, "due": row["due"], "principal": money(row.get("principal", row.get("amount")))}
        one["interest"] = money(row.get("interest", 0))
        found.append(one)
    return found


def delinquency_facts(case: dict[str, Any]) -> dict[str, Any]:
    facts = case["facts"]
    return {
        "loan": case["id"], "currency": "EUR", "terms": fineract_terms(case["terms"]),
        "instalments": instalments(facts["installments"]),
        "receipts": [
            {"id": f"R{i}", "on": p["date"], "amount": money(p["amount"])} for i, p in enumerate(facts["payments"])
        ],
        "charges": [
            {"id": f"C{i}", "kind": c["kind"], "due": c["due"], "amount": money(c["amount"])}
            for i, c in enumerate(facts["charges"])
        ],
        "pauses": [{"from": p["start"], "to": p.get("resumed_on") or p["end"]} for p in facts["pauses"]],
        "ask": [{"on": case["as_of"]}],
    }  # fmt: skip


@pytest.mark.parametrize("case", LOAN_LEVEL, ids=lambda c: c["id"])
def test_a_loan_is_as_late_as_fineract_says(case):
    expected = case.get("expected_after_upstream_fix") or case["expected"]
    found = answer(delinquency_facts(case))["positions"][0]

    assert found["past_due_days"] == expected["past_due_days"]
    assert found["delinquent_days"] == expected["delinquent_days"]
    assert found["delinquent_amount"] == money(expected["delinquent_amount"])
    assert found["delinquent_since"] == expected["delinquent_date"]
    if case["expected"]["bucket_agrees_with_delinquent_days"]:
        named = expected["bucket_at_last_nightly_run"]
        assert found["bucket"] == (None if named == "NO_DELINQUENCY" else named)


@pytest.mark.parametrize("case", INSTALMENT_LEVEL, ids=lambda c: c["id"])
def test_unpaid_instalments_fall_into_fineracts_buckets(case):
    if case["id"] in DIFFERENCES:
        pytest.skip(f"declared difference: {DIFFERENCES[case['id']]}")
    found = answer(delinquency_facts(case))["positions"][0]

    assert found["buckets"] == {row["bucket"]: money(row["amount"]) for row in case["expected"]}


def allocation_facts(case: dict[str, Any]) -> dict[str, Any]:
    rows = instalments(case["schedule"])
    if case["terms"]["product"].startswith("LP2_DOWNPAYMENT") and case["schedule"][0]["due"] == case["disbursed_on"]:
        rows[0]["down_payment"] = True
    return {
        "loan": case["id"], "currency": "EUR", "terms": fineract_terms(case["terms"]),
        "instalments": rows,
        "charges": [
            {"id": f"C{i}", "kind": c["kind"], "due": c["due"], "amount": money(c["amount"])}
            for i, c in enumerate(case["charges"])
        ],
        "receipts": [
            {"id": f"R{i}", "on": p["date"], "amount": money(p["amount"])} for i, p in enumerate(case["payments"])
        ],
        "ask": [{"on": case["as_of"]}],
    }  # fmt: skip


@pytest.mark.parametrize("case", ALLOCATION, ids=lambda c: c["id"])
def test_receipts_pay_what_fineract_says(case):
    if case["id"] in DIFFERENCES:
        pytest.skip(f"declared difference: {DIFFERENCES[case['id']]}")
    found = answer(allocation_facts(case))["positions"][0]["instalments"]

    expected = [
        {
            "due": row["due"], "paid": money(row["paid"]), "in_advance": money(row["in_advance"]),
            "late": money(row["late"]), "outstanding": money(row["outstanding"]), "paid_on": row["paid_date"],
        }
        for row in case["expected_installments"]
    ]  # fmt: skip
    assert [{key: row[key] for key in expected[0]} for row in found] == expected
