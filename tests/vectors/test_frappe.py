"""Frappe Lending's published expectations: days past due from the due day itself, and cases that open and resolve.

FRP-SCH-1 (a flat-rate schedule) is not covered: the law takes schedules as given and the house makes no flat ones.
"""

from datetime import date
from typing import Any

import numpy as np
import pytest

from huilong.kernel.money import yuan
from huilong.rooms.book.intake.tape import level_payment, level_schedule
from huilong.rooms.book.rules.facts import answer
from tests.vectors.fineract import later
from tests.vectors.published import load, money, pytestmark

CASES = {case["id"]: case for case in load("frappe_lending")["cases"]}
NOT_COVERED = {"FRP-SCH-1": "the law takes schedules as given; the house makes no flat-rate schedule"}
pytestmark = [pytestmark, pytest.mark.skipif(not CASES, reason="the published vectors are not beside the project")]

TERMS = {
    "day_count": "due_day",
    "buckets": [["1-30", 1, 30], ["31-60", 31, 60], ["61-90", 61, 90], ["90+", 91, None]],
    "application": {"order": ["penalty", "interest", "principal", "fee"]},
}  # fmt: skip


def whole_units(payment: Any) -> Any:
    """A payment in fen raised to whole units, as upstream rounds it."""
    return -(-payment // 100) * 100


def level_rows(loan: dict[str, Any]) -> list[dict[str, Any]]:
    """Level instalments in whole units, as upstream rounds its payment, dated monthly from the first due date."""
    principal, rate = np.array([loan["principal"] * 100]), np.array([round(loan["annual_rate"] * 10_000)])
    term = np.array([loan["repayments"]])
    parts, interests = level_schedule(principal, rate, term, whole_units(level_payment(principal, rate, term)))
    first = date.fromisoformat(loan["first_due"])
    return [
        {
            "no": i + 1, "due": later(first, "1 MONTHS", i).isoformat(),
            "principal": yuan(int(parts[0, i])), "interest": yuan(int(interests[0, i])),
        }
        for i in range(loan.get("demands", loan["repayments"]))
    ]  # fmt: skip


def positions(loan: dict[str, Any], payments: list[dict[str, Any]], days: list[str]) -> list[dict[str, Any]]:
    """The law's positions on the days asked."""
    receipts = [{"id": f"R{i}", "on": p["date"], "amount": money(p["amount"])} for i, p in enumerate(payments)]
    document = {
        "loan": "FRP", "currency": "INR", "terms": TERMS, "instalments": level_rows(loan), "receipts": receipts,
        "ask": [{"on": day} for day in days],
    }  # fmt: skip
    found: list[dict[str, Any]] = answer(document)["positions"]
    return found


def test_a_loan_is_late_from_its_due_day_on():
    case = CASES["FRP-DPD-1"]
    expected = case["expected_dpd"]

    found = positions(case["loan"], case["payments"], list(expected))

    assert {p["on"]: p["past_due_days"] for p in found} == expected


@pytest.mark.parametrize("drawn", [0, 1])
def test_each_drawing_of_a_credit_line_is_late_on_its_own(drawn):
    case = CASES["FRP-DPD-3"]
    drawing = case["disbursements"][drawn]
    loan = case["loan"] | {"principal": drawing["amount"], "first_due": drawing["first_due"]}

    expected = drawing["expected_dpd"] | {drawing["payments"][-1]["date"]: 0}

    found = positions(loan, drawing["payments"], list(expected))

    assert {p["on"]: p["past_due_days"] for p in found} == expected


def test_a_level_payment_is_what_frappe_pays_by_number_of_periods():
    case = CASES["FRP-EMI-1"]
    expected = case["expected"][0]
    principal, rate, term = np.array([case["loan"]["principal"] * 100]), np.array([84_000]), np.array([20])
    payment = whole_units(level_payment(principal, rate, term))

    parts, interests = level_schedule(principal, rate, term, payment)

    assert payment[0] == expected["monthly"] * 100
    assert round(interests.sum() / 100) == expected["total_interest"]
    for row in expected["rows (index from 0, rounded to unit)"]:
        i = row["i"]
        said = [parts[0, i], interests[0, i], principal[0] - parts[0, : i + 1].sum()]
        assert [round(int(amount) / 100) for amount in said] == pytest.approx(
            [row["principal"], row["interest"], row["balance"]], abs=1
        )


def test_a_fixed_payment_pays_a_loan_off_when_frappe_says():
    case = CASES["FRP-EMI-1"]
    expected = case["expected"][1]
    principal, rate, payment = np.array([case["loan"]["principal"] * 100]), np.array([84_000]), np.array([1_400_000])

    parts, interests = level_schedule(principal, rate, np.array([expected["repayments"]]), payment)

    assert round(interests.sum() / 100) == expected["total_interest"]
    assert 0 < parts[0, -1] + interests[0, -1] < payment[0]


def test_a_case_opens_when_a_loan_falls_behind_and_is_resolved_when_it_catches_up():
    case = CASES["FRP-COL-1"]
    is_open, resolved, _ = case["checks"]
    one_demand = {"demands": 1}  # upstream had demanded the first instalment only, as its other variant says

    before = positions(case["loan"] | one_demand, case["payments"], [is_open["as_of"]])[0]
    after = positions(case["loan"] | one_demand, [*case["payments"], resolved["after"]], [resolved["as_of"]])[0]

    assert before["past_due_days"] > 0
    assert before["bucket"] is not None
    assert (after["past_due_days"], after["bucket"]) == (resolved["expected"]["days_past_due"], None)


def test_a_case_stays_open_in_a_lower_bucket_when_only_the_oldest_instalment_is_paid():
    case = CASES["FRP-COL-1"]
    paid = {"date": "2024-06-10", "amount": 44425}

    before = positions(case["loan"], case["payments"], ["2024-06-10"])[0]
    after = positions(case["loan"], [*case["payments"], paid], [case["checks"][2]["as_of"]])[0]

    assert before["past_due_days"] > 30
    assert 0 < after["past_due_days"] < before["past_due_days"]
    assert after["bucket"] != before["bucket"]


@pytest.mark.parametrize("order", ["entered_order_a", "entered_order_b"])
def test_payments_entered_in_any_order_pay_the_same(order):
    case = CASES["FRP-PROP-1"]
    amounts = {p["date"]: p for p in case["payments"]}
    days = sorted(amounts)

    entered = positions(case["loan"], [amounts[day] for day in case[order]], days)
    in_order = positions(case["loan"], [amounts[day] for day in days], days)

    for one, other in zip(entered, in_order, strict=True):
        assert one["outstanding"] == other["outstanding"]
        assert one["instalments"] == other["instalments"]
        assert [r["applied"] for r in one["receipts"]] == [r["applied"] for r in other["receipts"]]


def test_every_published_case_is_answered_or_counted_out():
    assert set(CASES) - set(NOT_COVERED) == {"FRP-DPD-1", "FRP-DPD-3", "FRP-EMI-1", "FRP-COL-1", "FRP-PROP-1"}
