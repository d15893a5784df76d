"""Each invariant is planted a violation behind the house's back and finds it; before, it finds nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from huilong.kernel.acting import Acting, act_as
from huilong.site.quarter.invariants import INVARIANTS
from huilong.site.quarter.look import Look

pytestmark = pytest.mark.django_db(transaction=True)
ON = date(2026, 6, 30)
NOON = datetime(2026, 6, 30, 4, tzinfo=UTC)


def ask(sql: str, told: Any = None) -> list[tuple[Any, ...]]:
    """As the owner."""
    with connection.cursor() as cursor:
        cursor.execute(sql, told)
        return list(cursor.fetchall())


def seen(who: Acting, sql: str) -> list[tuple[Any, ...]]:
    """As the pages' role."""
    with act_as(who), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set local role huilong_web")
        cursor.execute(sql)
        return list(cursor.fetchall())


@pytest.fixture
def look() -> Look:
    """A house with a manager who sees everything and a collector who holds nothing, after the night of a day."""
    from huilong.rooms.people.actions import ensure_organisation, ensure_team, ensure_user
    from huilong.rooms.people.models import User
    from huilong.rooms.people.terms import OrganisationKind, Role

    lender = ensure_organisation("回笼汽车金融", OrganisationKind.LENDER)
    team = ensure_team("一组", lender, takes_new=True)
    for name, role, of in (("boss", Role.MANAGER, None), ("lin", Role.COLLECTOR, team)):
        ensure_user(name, display_name=name, role=role, organisation=lender, password="a-long-enough-one", team=of)
    cast = {one.username: Acting(one.pk, one.organisation_id, one.role) for one in User.objects.all()}
    _kept()
    return Look(ON, NOON + timedelta(hours=14), cast, ask, seen)


def _kept() -> None:
    from huilong.rooms.journal.actions import keep, seal

    keep(datetime.now(UTC))
    seal(datetime.now(UTC))


@contextmanager
def behind_its_back() -> Iterator[None]:
    """Within the block no trigger and no foreign key of the database holds."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set local session_replication_role = replica")
        yield


def found(name: str, look: Look) -> str:
    """What an invariant tells, in one text."""
    return "\n".join(INVARIANTS[name](look))


def case(**more: Any) -> Any:
    """A case and its loan of 1,000 yuan, as the night writes them."""
    from huilong.rooms.cases.models import Case, CaseLoan

    figures: dict[str, Any] = {
        "past_due_days": 40, "bucket": 2, "delinquent_fen": 100_000, "overdue_principal_fen": 100_000,
        "overdue_interest_fen": 0, "overdue_fee_fen": 0, "overdue_penalty_fen": 0, "outstanding_principal_fen": 900_000,
        "figures_on": ON - timedelta(days=1),
    }  # fmt: skip
    made = Case.objects.create(
        number="CL20260000001", borrower="B1", opened_on=ON, entered_bucket=1, loans=1, **(figures | more)
    )
    CaseLoan.objects.create(case=made, loan_id="L1", loan=1, joined_on=ON, **figures)
    return made


def test_a_house_where_nothing_happened_is_in_order(look):
    case()
    assert {name: INVARIANTS[name](look) for name in INVARIANTS} == {name: [] for name in INVARIANTS}


def _entry(*lines: tuple[str, int]) -> None:
    from huilong.rooms.ledger.models import Entry, Posting

    entry = Entry.objects.create(kind="manual", on=ON, key="planted", owner="house", recorded_at=NOON, by="system",
                                 digest=bytes(32), lines=max(2, len(lines)))  # fmt: skip
    for no, (account, fen) in enumerate(lines, 1):
        Posting.objects.create(entry_id=entry.pk, no=no, account=account, fen=fen, on=ON, recorded_at=NOON,
                               owner="house")  # fmt: skip


def test_money_finds_an_entry_that_does_not_balance(look):
    with behind_its_back():
        _entry(("1002", 100), ("1122", -99))
    assert "sum to 1 fen" in found("money", look)


def test_money_finds_trust_money_spent_for_the_house(look):
    with behind_its_back():
        _entry(("1002", 100), ("1012", -100))
    assert "trust money of house" in found("money", look)


def test_money_finds_a_receipt_in_neither_book(look):
    from huilong.rooms.ledger.models import DeskReceipt

    DeskReceipt.objects.create(loan_id="L1", on=ON, amount_fen=500, posted_by="user:1", posted_at=NOON)
    told = found("money", look)
    assert "of 500 fen: 0 fen in the bank" in told
    assert "is not in the book" in told


def test_money_finds_a_fen_lost_between_price_and_distribution(look):
    from huilong.rooms.disposal.models import Distribution

    with behind_its_back():
        Distribution.objects.create(
            sale_id=1, state="proposed", on=ON, proceeds_fen=1_000, surplus_fen=999, surplus_to="mortgagor",
            deficiency_fen=0, inputs={}, made_by=1, made_at=NOON,
        )  # fmt: skip
    assert "1000 fen came, 999 fen were distributed" in found("money", look)


def _step(order: int, verb: str) -> None:
    from huilong.rooms.repossession.models import OrderStep

    OrderStep.objects.create(order_id=order, verb=verb, state="taken", at=NOON, who="user:1", detail={})


def _order(made: Any, state: str, **more: Any) -> Any:
    from huilong.rooms.repossession.models import Order

    return Order.objects.create(case=made, vehicle_id=1, vin="V1", loan_id="L1", basis="handover", state=state,
                                asked_by=1, asked_at=NOON, changed_at=NOON, verdicts=[1], **more)  # fmt: skip


def test_authority_finds_a_car_taken_without_one(look):
    with behind_its_back():
        _step(_order(case(), "taken").pk, "take")
    assert "take at" in found("authority", look)


def test_authority_finds_a_car_in_the_yard_that_nobody_took(look):
    with behind_its_back():
        _order(case(), "stored")
    assert "neither taken nor upheld" in found("authority", look)


def test_authority_finds_two_orders_on_one_car(look):
    with behind_its_back(), connection.cursor() as cursor:
        cursor.execute("drop index repossession_one_live_order_a_vin")
        made = case()
        _order(made, "approved")
        _order(made, "accepted")
        assert "2 live orders on one car" in found("authority", look)
        transaction.set_rollback(True)


def test_law_finds_a_call_nobody_asked_about(look):
    from huilong.rooms.contact.models import Call

    with behind_its_back():
        Call.objects.create(key="7b1c6f0e-0000-4000-8000-000000000001", case=case(), person=1, number="n", verdicts=[],
                            user=1, organisation=1, at=NOON, state="ended")  # fmt: skip
    assert "contact_call" in found("law", look)


def test_law_finds_an_outside_record_of_no_act(look):
    from huilong.rooms.compliance.actions import note_gaps
    from huilong.rooms.compliance.terms import GapKind

    note_gaps(ON, GapKind.RECORD_WITHOUT_ACT, ["call:stranger"])
    assert "call:stranger" in found("law", look)


def test_law_finds_a_verdict_that_was_changed_afterwards(look):
    from huilong.rooms.compliance.actions import may_we
    from huilong.rooms.compliance.models import Asked
    from huilong.rooms.compliance.terms import Fact, Wanted

    facts = {"purpose": Fact("collect", "desk")}
    key = may_we(Wanted("contact.call", "B1", "", "", facts), NOON + timedelta(hours=11)).id
    assert found("law", look) == ""
    with behind_its_back():
        Asked.objects.filter(pk=key).update(verdict="allow", deciding=[], permitted=True)
    assert f"verdict {key} comes out otherwise" in found("law", look)


def test_scope_finds_a_policy_that_shows_too_much(look):
    case()
    assert found("scope", look) == ""
    with connection.cursor() as cursor:
        cursor.execute("create policy leak on cases_case for select to huilong_web using (true)")
    try:
        assert "lin (collector): cases_case: sees 1" in found("scope", look)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("drop policy leak on cases_case")


def test_chain_finds_an_entry_changed_after_it_was_sealed(look):
    from huilong.rooms.journal.actions import record

    with transaction.atomic():
        record(verb="case.viewed", subject=("case", "CL1"), at=NOON, actor="user:1")
    assert "hang in no chain" in found("chain", look)
    _kept()
    assert found("chain", look) == ""
    with behind_its_back(), connection.cursor() as cursor:
        cursor.execute("update journal_entry set actor = 'user:2'")
    assert "the journal is broken" in found("chain", look)


def test_desk_finds_figures_that_are_not_the_book_s(look):
    case(delinquent_fen=99_999)
    assert "99999 fen past due, its loans 100000" in found("desk", look)


def test_desk_finds_a_loan_the_ageing_knows_otherwise(look):
    from huilong.rooms.cases.models import CaseLoan

    case()
    CaseLoan.objects.update(figures_on=ON)
    assert "L1: desk (40, 100000, 900000), book None" in found("desk", look)
