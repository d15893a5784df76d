"""Kill Bill's published expectations: overdue states by the age of the oldest unpaid invoice, or by their number.

A payment there pays one invoice, so each invoice is told as a loan of its own; the account's state is the worst.
"""

from typing import Any

import pytest

from huilong.rooms.book.rules.facts import answer
from tests.vectors.published import load, money, pytestmark

CASES = {case["id"]: case for case in load("killbill_overdue")["cases"]}
pytestmark = [pytestmark, pytest.mark.skipif(not CASES, reason="the published vectors are not beside the project")]
ANY_AMOUNT = "249.95"


def buckets(states: list[list[Any]]) -> list[list[Any]]:
    """Overdue states that begin when the age equals or exceeds a number of days, as buckets."""
    ends = [start - 1 for _, start in states[1:]] + [None]
    return [[name, start, end] for (name, start), end in zip(states, ends, strict=True)]


def account(case: dict[str, Any], paid: dict[int, str], refunded: dict[int, str] | None = None) -> list[dict[str, Any]]:
    """The invoices of an account, due on their date; `paid` and `refunded` say which of them on which day."""
    loans = []
    for i, invoice in enumerate(case["invoices"]):
        amount = money(invoice.get("amount", ANY_AMOUNT))
        receipts = [{"id": "P", "on": paid[i], "amount": amount}] if i in paid else []
        reversals = [{"receipt": "P", "on": refunded[i]}] if refunded and i in refunded else []
        loans.append(
            {
                "loan": f"{case['id']} invoice {i}", "currency": "USD", "terms": terms(case),
                "instalments": [{"no": 1, "due": invoice["date"], "principal": amount}],
                "receipts": receipts, "reversals": reversals,
            }
        )  # fmt: skip
    return loans


def terms(case: dict[str, Any]) -> dict[str, Any]:
    """Days after the invoice date, and the states as buckets."""
    return {"day_count": "after_due", "buckets": buckets(case["config"]["states"])}


def states(loans: list[dict[str, Any]], days: list[str], **ask: str) -> list[dict[str, str]]:
    """The account's overdue state on each day asked, as the published expectation words it."""
    answers = answer([loan | {"ask": [{"on": day} | ask for day in days]} for loan in loans])
    found = []
    for i, day in enumerate(days):
        worst = max((one["positions"][i] for one in answers), key=lambda p: p["past_due_days"])
        found.append({"as_of": day, "state": worst["bucket"] or "CLEAR"})
    return found


def days_of(expected: list[dict[str, str]]) -> list[str]:
    return [row["as_of"] for row in expected]


def test_an_account_goes_through_the_states_as_its_oldest_unpaid_invoice_ages():
    case = CASES["KB-1"]

    assert states(account(case, {}), days_of(case["expected"])) == case["expected"]


def test_an_account_is_clear_once_all_unpaid_invoices_are_paid():
    case = CASES["KB-1"]
    paid = account(case, {0: "2012-07-20", 1: "2012-07-20"})

    assert states(paid, ["2012-07-20"])[0]["state"] == "CLEAR"


def test_a_refund_makes_the_invoice_unpaid_from_its_own_date():
    case = CASES["KB-3"]
    paid = {i: invoice["date"] for i, invoice in enumerate(case["invoices"])}
    then = case["then"][0]

    assert states(account(case, paid), days_of(case["expected"])) == case["expected"]
    assert states(account(case, paid, {0: then["on"]}), [then["on"]])[0]["state"] == then["state"]


def test_a_payment_from_outside_clears_the_state():
    case = CASES["KB-5"]
    then = case["then"][0]

    assert states(account(case, {}), days_of(case["expected"])) == case["expected"]
    assert states(account(case, {0: then["on"]}), [then["on"]])[0]["state"] == then["state"]


@pytest.mark.parametrize("count", range(6))
def test_states_can_follow_the_number_of_unpaid_invoices(count):
    case = CASES["KB-7"]
    months = [{"date": f"2012-{month:02}-01"} for month in range(1, 7)]
    paid = {i: invoice["date"] for i, invoice in enumerate(months[: 6 - count])}
    loans = account(case | {"invoices": months}, paid)

    answers = answer([loan | {"ask": [{"on": "2012-06-01"}]} for loan in loans])

    unpaid = sum(1 for one in answers if one["positions"][0]["outstanding"]["principal"] != "0.00")
    reached = [name for name, least in case["config"]["states"] if unpaid >= least]
    assert (reached or ["CLEAR"])[-1] == case["expected_by_count"][str(count)]


def test_a_draft_charge_does_not_age_until_it_is_known():
    case = CASES["KB-9"]
    draft = {"id": "D1", "kind": "fee", "due": "2012-05-06", "amount": ANY_AMOUNT, "known_on": "2012-06-20"}
    facts = [{"loan": case["id"], "currency": "USD", "terms": terms(case), "instalments": [], "charges": [draft]}]
    days = days_of(case["expected"])

    assert states(facts, days, known_by="2012-06-19") == case["expected"]
    assert states(facts, ["2012-06-06"], known_by="2012-06-20")[0]["state"] == "OD1"


def test_a_state_is_not_skipped_when_the_oldest_unpaid_invoice_moves_on():
    """Upstream's known defect (issue 2297) is not repeated: the right answer is asserted, and differs from theirs."""
    case = CASES["KB-11"]
    facts = account(case, {0: case["payments"][0]["on"], 1: case["payments"][0]["on"]})

    assert states(facts, days_of(case["right_answer"])) == case["right_answer"]
    upstream = case["upstream_gives"][0]
    assert states(facts, [upstream["as_of"]])[0]["state"] != upstream["state"]


def test_states_by_age_in_days():
    case = CASES["KB-13"]
    facts = account(case | {"invoices": [{"date": "2012-01-01"}]}, {})
    days = {"31": "2012-02-01", "41": "2012-02-11", "51": "2012-02-21"}

    found = states(facts, [days[age] for age in case["expected_by_age_days"]])

    assert [row["state"] for row in found] == list(case["expected_by_age_days"].values())


def test_every_published_case_is_answered():
    assert set(CASES) == {"KB-1", "KB-3", "KB-5", "KB-7", "KB-9", "KB-11", "KB-13"}
