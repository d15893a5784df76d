"""Every worked example of the rule facts that speaks of proceeds, surplus or deficiency, reproduced to the fen."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from huilong.kernel.money import fen
from huilong.rooms.disposal.queries.policy import policy
from huilong.rooms.disposal.rules.explaining import explanation, least_damages, slips
from huilong.rooms.disposal.rules.orders import order_of
from huilong.rooms.disposal.rules.waterfall import distribution, owner_of_surplus
from huilong.rooms.disposal.terms.proceeds import Creditor, Owner, Part, PartKind, Right, RightKind

FACTS = Path(__file__).resolve().parents[6] / "shared" / "law" / "regulation.yaml"
pytestmark = pytest.mark.skipif(not FACTS.is_file(), reason="the rule facts (../shared/law) are not here")
SALE_DAY = date(2026, 9, 1)
REGISTERED = Right(RightKind.REGISTERED, date(2024, 3, 1))
SPEAKING = ("proceeds", "surplus", "deficiency", "return_to_lessee", "'payment'", "credit_service_charge")
"""Figures that make an example one of proceeds."""


@pytest.fixture(scope="module")
def examples() -> dict[str, dict[str, Any]]:
    told = yaml.safe_load(FACTS.read_text(encoding="utf-8"))["worked_examples"]
    return {one["id"]: one for one in told}


def amount(value: Any) -> int:
    return fen(str(Decimal(str(value))))


def order(jurisdiction: str, product: str) -> Any:
    return order_of(policy().orders, jurisdiction, product, SALE_DAY)


def mortgage_parts(told: dict[str, Any], commission: Any) -> list[Part]:
    return [
        Part(PartKind.PRINCIPAL, amount(told["principal"]), "contract"),
        Part(PartKind.INTEREST, amount(told["normal_interest_90d"]), "schedule"),
        Part(PartKind.PENALTY, amount(told["penalty_interest_60d_at_12pct"]), "ageing"),
        Part(PartKind.PENALTY, amount(told["compound_on_unpaid_interest_60d"]), "ageing"),
        Part(PartKind.COST, amount(commission), "sale", "commission", "file:1"),
        Part(PartKind.COST, amount(told["towing"]), "charge:1", "tow", "file:2"),
        Part(PartKind.COST, amount(told["storage_30d_at_20"]), "charge:2", "storage", "file:3"),
        Part(PartKind.COST, amount(told["valuation"]), "expense:1", "valuation", "file:4"),
    ]


@pytest.mark.parametrize("name", ["WE-CN-A", "WE-CN-C"])
def test_a_mortgaged_car_sold(examples, name):
    told, want = examples[name]["input"], examples[name]["result"]
    liens = [Creditor("repair shop", Right(RightKind.LIEN), amount(want["lien_456"]), "invoice")]
    found = distribution(
        amount(want["proceeds"]), mortgage_parts(told, want["commission_2pct"]),
        [one for one in liens if one.fen], REGISTERED, order("CN", "auto_loan"),
    )  # fmt: skip

    assert found.paid_to_others() == amount(want["lien_456"])
    assert found.paid("cost") == amount(want["costs_applied"])
    assert found.paid("interest", "penalty") == amount(want["interest_applied"])
    assert found.paid("principal") == amount(want["principal_applied"])
    assert (found.surplus_fen, found.deficiency_fen) == (
        amount(want["surplus_to_mortgagor"]), amount(want["deficiency"])
    )
    assert found.surplus_to is Owner.MORTGAGOR
    assert slips(found) == []


def test_a_part_payment_without_and_with_an_order_of_the_contract(examples):
    one = examples["WE-CN-D"]
    told, want, agreed = one["input"], one["result"], one["contract_order_variant"]
    parts = [
        Part(PartKind.COST, amount(told["costs_due"]), "court", "court", "file:1"),
        Part(PartKind.INTEREST, amount(told["interest_due"]), "schedule"),
        Part(PartKind.PRINCIPAL, amount(told["principal"]), "contract"),
    ]  # fmt: skip
    by_law = distribution(amount(told["payment"]), parts, [], REGISTERED, order("CN", "auto_loan"))
    by_contract = distribution(amount(told["payment"]), parts, [], REGISTERED, order("CN", "auto_loan:principal_first"))

    assert [by_law.paid(kind) for kind in ("cost", "interest", "principal")] == [
        amount(want["costs"]), amount(want["interest"]), amount(want["principal"])
    ]  # fmt: skip
    assert amount(told["interest_due"]) - by_law.paid("interest") == amount(want["interest_left"])
    assert by_contract.paid("principal") == amount(agreed["principal"])
    assert order("CN", "auto_loan:principal_first").by_contract


def test_a_recovered_lease_car_worth_more_than_the_rent(examples):
    told = examples["WE-CN-G"]["input"]
    of = order("CN", "auto_lease")
    found = distribution(
        amount(told["recovered_value"]),
        [
            Part(PartKind.PRINCIPAL, amount(told["unpaid_rent"]), "contract"),
            Part(PartKind.INTEREST, amount(told["overdue"]), "schedule"),
            Part(PartKind.COST, amount(told["costs"]), "expense", "tow", "file:1"),
        ],
        [], REGISTERED, of, surplus_to=owner_of_surplus(of, to_lessee_at_end=True),
    )  # fmt: skip

    assert found.surplus_fen == amount(examples["WE-CN-G"]["result"]["return_to_lessee"])
    assert found.surplus_to is Owner.LESSEE
    assert owner_of_surplus(of, to_lessee_at_end=False) is Owner.LENDER


def test_the_explanation_of_the_us_with_a_junior_who_demanded(examples):
    want = examples["WE-US-B"]["result"]
    credits = [(name, amount(value)) for name, value in want["line5_credits"].items()]
    owed = amount(want["line1_secured_obligations"]) - sum(value for _, value in credits)
    spent = {name: value for name, value in want["line4_expenses"].items() if name != "total"}
    last = want["line6"]
    found = distribution(
        amount(want["line2_proceeds"]),
        [
            Part(PartKind.PRINCIPAL, owed, "contract"),
            *(Part(PartKind.COST, amount(value), "expense", name, "file:1") for name, value in spent.items()),
        ],
        [
            Creditor(
                "junior", Right(RightKind.JUNIOR, date(2025, 1, 1)), amount(last["paid_to_demanding_junior"]), "demand"
            ),
            Creditor("silent", Right(RightKind.JUNIOR, date(2024, 1, 1)), 100_000, "register", demanded=False),
        ],
        REGISTERED, order("US", "auto_loan"),
    )  # fmt: skip
    said = explanation(found, as_of=date(2026, 5, 4), taken_on=date(2026, 5, 20), credits=credits)

    assert (said.secured_fen, said.proceeds_fen, said.balance_fen) == (
        amount(want["line1_secured_obligations"]), amount(want["line2_proceeds"]),
        amount(want["line3_balance_after_proceeds"]),
    )  # fmt: skip
    assert dict(said.expenses) == {name: amount(value) for name, value in spent.items()}
    assert sum(value for _, value in said.expenses) == amount(want["line4_expenses"]["total"])
    assert -said.result_fen == amount(last["surplus_before_junior"])
    assert found.paid_to_others() == amount(last["paid_to_demanding_junior"])
    assert said.surplus_fen == found.surplus_fen == amount(last["surplus_to_debtor"])
    assert (said.deficiency_fen, slips(found)) == (0, [])


def test_the_least_damages_of_a_consumer(examples):
    one = examples["WE-US-C"]

    assert least_damages(amount(one["input"]["credit_service_charge"]), amount(one["input"]["principal"])) == (
        amount(one["result"]["minimum"])
    )


def test_no_example_of_proceeds_was_passed_over(examples):
    def speaks(one: dict[str, Any]) -> bool:
        said = str(one.get("result")) + str(one.get("input"))
        return any(word in said for word in SPEAKING)

    assert {name for name, one in examples.items() if speaks(one)} == {
        "WE-CN-A", "WE-CN-C", "WE-CN-D", "WE-CN-G", "WE-US-B", "WE-US-C",
    }  # fmt: skip
