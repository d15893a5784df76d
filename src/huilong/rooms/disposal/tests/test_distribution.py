"""Distributing: two people, vouchers, a deficiency that stays on the loan, everything taken back when a sale fails."""

import json
import subprocess
import sys
from datetime import timedelta

import pytest

from huilong.kernel.money import fen
from huilong.rooms.cases.queries import live_position
from huilong.rooms.compliance.models import Asked
from huilong.rooms.disposal import actions
from huilong.rooms.disposal.models import Distribution, Stock
from huilong.rooms.disposal.queries import clocks_of, distribution_row
from huilong.rooms.disposal.rules.statement import statement_of
from huilong.rooms.disposal.terms import Creditor, DistributionState, Right, RightKind, SaleClock
from huilong.rooms.ledger.models import DeskReceipt
from huilong.rooms.ledger.queries import balance

from .acting import ON, agreed, at_work, delivered, distributed, paper, refused, vouchers

pytestmark = pytest.mark.django_db(transaction=True)
OWNER = "owner:L1"


@pytest.fixture
def short(people, stock):
    """A car on which somebody has a lien of more than the price leaves: a deficiency."""
    sale = delivered(people, stock)
    vouchers(people, stock)
    lien = Creditor("某修理厂", Right(RightKind.LIEN), fen("50000"), "")
    with at_work(people["sun"]):
        actions.claim(stock, lien, paper(people, "lien"), ON)
    return sale


def test_a_lien_goes_first_and_the_deficiency_stays_on_the_loan(people, stock, short):
    before = live_position("CL20260000001", ON).loans[0]
    row = distribution_row(distributed(people, short))
    after = live_position("CL20260000001", ON).loans[0]

    assert (row.lines[0].holder, row.lines[0].paid_fen) == ("某修理厂", fen("50000"))
    assert row.surplus_fen == 0
    assert row.deficiency_fen > 0
    owed = before.due_fen - before.overdue_principal_fen + before.principal_left_fen
    assert DeskReceipt.objects.get(pk=row.receipt).amount_fen == owed - row.deficiency_fen
    left = after.due_fen - after.overdue_principal_fen + after.principal_left_fen
    # The book knows no acceleration: money beyond what is due pays instalments to come, each with its interest.
    ahead = left - row.deficiency_fen
    assert ahead >= 0
    assert ahead % 10_000 == 0, "nothing but the interest of whole instalments paid ahead"
    assert balance("2202", ON.date(), party="某修理厂") == -fen("50000")
    assert balance("2245", ON.date()) == 0


def test_the_deficiency_letter_says_every_line_and_answers_who_asked(people, stock, short):
    key = distributed(people, short)
    with at_work(people["sun"]):
        actions.ask_to_explain(key, ON.date(), ON)
        assert [one.due_on for one in clocks_of(Stock.objects.get(pk=stock)) if one.kind is SaleClock.EXPLANATION] == [
            ON.date() + timedelta(days=14)
        ]
        actions.explain(key, ON + timedelta(days=1))
    done = next(one for one in clocks_of(Stock.objects.get(pk=stock)) if one.kind is SaleClock.EXPLANATION)

    assert done.done_on == ON.date() + timedelta(days=1)
    assert distribution_row(key).letter is not None


def test_a_cost_without_a_voucher_is_deducted_by_nobody(people, stock):
    sale = delivered(people, stock)
    row = distribution_row(distributed(people, sale))

    assert [one for one in row.lines if one.kind == "cost"] == []
    assert row.inputs["parts"][0][0] == "cost", "it is told, and left out"


def test_nobody_agrees_to_his_own_distribution_and_none_is_posted_alone(people, stock):
    from huilong.rooms.people.actions import decide
    from huilong.rooms.people.models import Approval

    sale = delivered(people, stock)
    with at_work(people["money"]):
        key = actions.propose(sale, ON)
        assert refused(lambda: actions.post(key, ON)) == "distribution-state"
        waits = Approval.objects.get(subject=f"distribution:{key}")
        assert refused(
            lambda: decide(waits.pk, approve=True, actor=people["money"].pk, at=ON)
        ) == "not-a-second-person"
        assert refused(lambda: actions.propose(sale, ON)) == "distribution-there"


def test_what_changed_since_it_was_worked_out_is_worked_out_anew(people, stock):
    from huilong.rooms.ledger.actions import post_receipt

    sale = delivered(people, stock)
    with at_work(people["money"]):
        key = actions.propose(sale, ON)
    agreed(people, f"distribution:{key}", "ledger")
    with at_work(people["money"]):
        post_receipt(loan_id="L1", on=ON.date(), amount_fen=10_000, actor="money", today=ON.date(), at=ON)
        assert refused(lambda: actions.post(key, ON)) == "distribution-changed"
        actions.drop(key, ON)
        assert actions.propose(sale, ON) != key


def test_the_law_is_asked_with_both_names_when_it_is_posted(people, stock):
    sale = delivered(people, stock)
    vouchers(people, stock)
    distributed(people, sale)

    asked = Asked.objects.filter(action="proceeds.apply").order_by("id")
    assert [one.permitted for one in asked] == [True, True]
    facts = {name: told["value"] for name, told in asked.last().facts.items()}
    assert facts["applied_order"] == ["costs", "interest", "principal"]
    assert facts["net_after_debt"] == facts["surplus_paid_to_mortgagor"]


def test_a_surplus_that_nobody_paid_out_is_late_in_the_night_though_the_sale_is_settled(people, stock):
    from huilong.rooms.disposal.night import look
    from huilong.rooms.disposal.queries import stock_page

    distributed(people, delivered(people, stock))
    night = ON + timedelta(days=9)

    assert look(night.date(), night)["late"] == 1
    row = stock_page({"late": True}, night.date()).rows[0]
    assert (row.id, SaleClock.SURPLUS in row.late) == (stock, True)


def test_a_surplus_is_paid_once_to_the_owner_s_own_account_after_the_letter(people, stock):
    key = distributed(people, delivered(people, stock))
    account = "6222 0200 1234 5678"
    with at_work(people["money"]):
        assert refused(lambda: actions.pay_surplus(key, account, "B9", ON, in_own_name=True)) == "explain-first"
        actions.explain(key, ON)
        assert refused(lambda: actions.pay_surplus(key, account, "B9", ON, in_own_name=False)) == "account-unfit"
        actions.pay_surplus(key, account, "B9", ON, in_own_name=True)
        assert refused(lambda: actions.pay_surplus(key, account, "B9", ON, in_own_name=True)) in (
            "surplus-paid", "entry-key-taken", "trust-short"
        )  # fmt: skip

    assert distribution_row(key).account_masked == "************5678"
    assert balance("1012", ON.date(), party=OWNER) == 0


def test_taken_back_as_a_whole_everything_is_as_before_and_the_owner_owes_what_went_out(people, stock):
    key = distributed(people, delivered(people, stock))
    row = distribution_row(key)
    with at_work(people["money"]):
        actions.explain(key, ON)
        actions.pay_surplus(key, "622202001234567", "B9", ON, in_own_name=True)
        actions.reverse(key, ON)

    assert Distribution.objects.get(pk=key).state == DistributionState.REVERSED
    assert balance("2245", ON.date()) == -row.proceeds_fen
    assert balance("2242", ON.date(), party=OWNER) == 0
    assert balance("1122", ON.date(), party=OWNER) == row.surplus_fen
    assert DeskReceipt.objects.get(pk=row.receipt).reversed_at == ON
    assert Stock.objects.get(pk=stock).state == "sold"


def test_a_borrower_recomputes_the_statement_without_our_database(people, stock, short, tmp_path):
    row = distribution_row(distributed(people, short))
    told = statement_of(row.inputs, row.lines, row.surplus_fen, row.deficiency_fen)
    good, bad = tmp_path / "good.json", tmp_path / "bad.json"
    good.write_text(json.dumps(told), encoding="utf-8")
    told["lines"][0]["paid"] -= 1
    bad.write_text(json.dumps(told), encoding="utf-8")

    def explained(file):
        return subprocess.run(
            [sys.executable, "-m", "huilong.site.cli", "proceeds", "recount", str(file)],
            capture_output=True, text=True, check=False,
        )  # fmt: skip

    assert explained(good).returncode == 0, explained(good).stderr
    assert "deficiency" in explained(good).stdout
    assert explained(bad).returncode == 1
    assert "!" in explained(bad).stdout
