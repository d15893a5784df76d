"""Statements: worked out from facts, frozen when issued, answered for, approved and posted."""

from dataclasses import replace
from datetime import date

import pytest
from django.db import DatabaseError, transaction

from huilong.rooms.compliance.models import Asked
from huilong.rooms.journal.models import Entry
from huilong.rooms.people.terms import Role
from huilong.rooms.relief.tests.acting import at_work
from huilong.rooms.settlement import actions, queries
from huilong.rooms.settlement.models import Line, Statement
from huilong.rooms.settlement.terms import LineReason, Period, StatementState

from .acting import agree, issued, refused, run
from .conftest import APRIL_ENDS, IN_JUNE, IN_MAY, MAY_ENDS, owed_to, pay, taken_back

pytestmark = pytest.mark.django_db(transaction=True)
APRIL = Period(date(2026, 4, 1), APRIL_ENDS)


def lines_of(key):
    return [(one.key, one.fen, one.reason) for one in queries.each_line(key)]


def test_a_month_is_drafted_from_the_money_that_came_while_the_case_was_placed(firm):
    pay("L3", date(2026, 4, 22), 100_000)
    pay("L1", date(2026, 4, 22), 700_000)

    assert run(firm) == {"contracts": 1, "statements": 1, "issued_before": 0}
    (row,) = queries.statement_page({}).rows
    assert (row.fen, row.lines, row.state, row.number) == (
        20_000,
        1,
        StatementState.DRAFTED,
        f"S20260430-{row.contract}",
    )
    (line,) = queries.each_line(row.id)
    assert (line.loan, line.full_fen, line.base_fen, line.rate_ppm) == ("L3", 100_000, 100_000, 200_000)


def test_a_month_in_which_nothing_happened_has_no_statement(firm):
    assert run(firm)["statements"] == 0
    assert not Statement.objects.exists()


def test_a_month_that_is_not_over_is_refused(firm):
    assert refused(lambda: run(firm, MAY_ENDS)) == "month-not-over"


def test_run_again_a_draft_takes_in_what_was_learned_and_an_issued_one_does_not(firm):
    pay("L3", date(2026, 4, 22), 100_000)
    run(firm)
    pay("L3", date(2026, 4, 24), 50_000, known=date(2026, 5, 2))
    run(firm)
    key = issued(firm)
    assert queries.statement_row(key).fen == 30_000
    pay("L3", date(2026, 4, 25), 10_000, known=date(2026, 5, 3))

    assert run(firm)["issued_before"] == 1
    assert queries.statement_row(key).fen == 30_000


def test_what_changes_after_issue_is_a_line_of_the_next_with_its_reason(firm):
    pay("L3", date(2026, 4, 22), 100_000)
    issued(firm)
    taken_back("L3", "R-2026-04-22-100000", date(2026, 5, 12))
    pay("L3", date(2026, 4, 28), 30_000, known=date(2026, 5, 20))
    pay("L3", date(2026, 5, 21), 40_000)
    key = issued(firm, MAY_ENDS, IN_JUNE)

    assert lines_of(key) == [
        ("receipt:L3:R-2026-04-22-100000", -20_000, LineReason.CLAWBACK),
        ("receipt:L3:R-2026-04-28-30000", 6_000, LineReason.LATE),
        ("receipt:L3:R-2026-05-21-40000", 8_000, LineReason.EARNED),
    ]
    assert sum(Line.objects.filter(key="receipt:L3:R-2026-04-22-100000").values_list("fen", flat=True)) == 0


def test_an_issued_statement_is_worked_out_again_to_the_same_seal_whatever_came_later(firm):
    pay("L3", date(2026, 4, 22), 100_000)
    key = issued(firm)
    pay("L3", date(2026, 4, 23), 9_900, known=IN_MAY.date())
    row = queries.statement_row(key)

    lines, digest = queries.work_out(row.contract, APRIL, row.known_by)
    assert (digest, len(lines)) == (row.digest, 1)
    assert queries.work_out(row.contract, APRIL, IN_MAY.date())[1] != row.digest


def test_the_database_itself_keeps_what_was_issued(firm):
    pay("L3", date(2026, 4, 22), 100_000)
    key = issued(firm)
    for change in (
        lambda: Statement.objects.filter(pk=key).update(fen=1),
        lambda: Line.objects.filter(statement=key).update(fen=1),
        lambda: Line.objects.filter(statement=key).delete(),
    ):
        with pytest.raises(DatabaseError, match=r"as it is|as they are"), transaction.atomic():
            change()


def test_the_earlier_month_is_issued_first(firm):
    pay("L3", date(2026, 4, 22), 100_000)
    pay("L3", date(2026, 5, 22), 100_000)
    run(firm)
    run(firm, MAY_ENDS, IN_JUNE)
    may = Statement.objects.get(to_on=MAY_ENDS).pk
    with at_work(firm["money"]):
        assert refused(lambda: actions.issue(may, user=firm["money"].pk, at=IN_JUNE)) == "earlier-first"


def test_the_law_is_asked_what_the_contract_rewards_and_the_verdict_kept(firm):
    pay("L3", date(2026, 4, 22), 100_000)
    issued(firm)
    asked = Asked.objects.get(action="policy.approve")
    assert asked.facts["incentive_metrics"]["value"] == ["amount_recovered"]
    assert Statement.objects.get().verdict == asked.pk


def test_a_bank_is_warned_of_pay_by_amounts_alone_and_not_of_mixed_pay():
    from huilong.rooms.agencies.terms import FeeForm, FeeTerms
    from huilong.rooms.compliance.queries import ask
    from huilong.rooms.compliance.terms import Act
    from huilong.rooms.settlement.rules.incentive import incentive_metrics

    pure = FeeTerms(FeeForm.RATE, rate_ppm=100_000)
    said = {}
    for name, under in (("pure", pure), ("mixed", replace(pure, minimum_fen=1))):
        act = Act("policy.approve", date(2026, 5, 1), lender_type="commercial_bank", product="credit_card",
                  facts={"incentive_metrics": incentive_metrics(under)})  # fmt: skip
        said[name] = ask(act).verdict.value
    assert said == {"pure": "warn", "mixed": "allow"}


def agreed(firm):
    pay("L3", date(2026, 4, 22), 100_000)
    key = issued(firm)
    agree(firm, key)
    return key


def test_approved_by_a_second_person_it_is_an_expense_and_owed(firm):
    key = agreed(firm)
    with at_work(firm["money"]):
        assert refused(lambda: actions.approve(key, user=firm["money"].pk, role=Role.FINANCE, at=IN_MAY)) == (
            "not-a-second-person"
        )
    with at_work(firm["boss"]):
        actions.approve(key, user=firm["boss"].pk, role=Role.MANAGER, at=IN_MAY)

    assert (owed_to(firm, IN_MAY.date()), owed_to(firm, APRIL_ENDS)) == (20_000, 0)
    assert queries.statement_row(key).state is StatementState.APPROVED
    assert Entry.objects.filter(verb="statement.approved", subject=str(key)).exists()


def test_a_large_one_is_a_managers_to_approve(firm, settings):
    settings.SETTLEMENT = {"large_fen": 19_999}
    key = agreed(firm)
    with at_work(firm["purse"]):
        assert refused(lambda: actions.approve(key, user=firm["purse"].pk, role=Role.FINANCE, at=IN_MAY)) == (
            "not-a-second-person"
        )
    settings.SETTLEMENT = {"large_fen": 20_000}
    with at_work(firm["purse"]):
        actions.approve(key, user=firm["purse"].pk, role=Role.FINANCE, at=IN_MAY)


def test_nothing_is_approved_that_the_firm_did_not_agree_to(firm):
    pay("L3", date(2026, 4, 22), 100_000)
    key = issued(firm)
    with at_work(firm["boss"]):
        assert refused(lambda: actions.approve(key, user=firm["boss"].pk, role=Role.MANAGER, at=IN_MAY)) == (
            "statement-state"
        )
    assert owed_to(firm, IN_MAY.date()) == 0
