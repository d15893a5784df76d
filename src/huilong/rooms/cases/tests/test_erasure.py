"""Erasing people before their time (客户资料删除): never while in collections, never by one alone, accounts stay."""

from contextlib import contextmanager
from datetime import date

import pytest
from django.db import connection
from django.utils import timezone

from huilong.kernel.acting import Acting, act_as
from huilong.kernel.refusal import Refusal
from huilong.rooms.cases.models import Case, CaseLoan
from huilong.rooms.cases.queries import left_collections, loans_in_collections
from huilong.rooms.people.actions import decide, ensure_organisation, ensure_user
from huilong.rooms.people.models import User
from huilong.rooms.people.terms import OrganisationKind, Role
from huilong.rooms.vault.actions import ask_erasure, hold, retain, take_people
from huilong.rooms.vault.queries import loans_kept, people_of
from huilong.rooms.vault.terms import Leaving

pytestmark = pytest.mark.django_db
ON = date(2026, 6, 30)


@pytest.fixture
def compliance() -> list[User]:
    lender = ensure_organisation("回笼汽车金融", OrganisationKind.LENDER)
    for name in ("fang", "ding"):
        ensure_user(name, display_name=name, role=Role.COMPLIANCE, organisation=lender, password="a-long-enough-one")
    return list(User.objects.order_by("id"))


@pytest.fixture
def case(tmp_path) -> Case:
    file = tmp_path / "people.csv"
    file.write_text("借据号,客户号,角色,姓名,手机号\nL1,B1,借款人,林小岚,15412344005\n", encoding="utf-8")
    take_people([file], ["L1"], ON, actor="night")
    figures = {
        "past_due_days": 10, "bucket": 1, "delinquent_fen": 100, "overdue_principal_fen": 100,
        "overdue_interest_fen": 0, "overdue_fee_fen": 0, "overdue_penalty_fen": 0,
        "outstanding_principal_fen": 1000, "figures_on": ON,
    }  # fmt: skip
    case = Case.objects.create(number="CL20260000001", borrower="B1", opened_on=ON, entered_bucket=1, loans=1,
                               name_masked="林**", name_sort="lin", plate_masked="川I***45", **figures)  # fmt: skip
    CaseLoan.objects.create(case=case, loan_id="L1", loan=1, joined_on=ON, **figures)
    return case


def close(case: Case) -> None:
    CaseLoan.objects.update(left_on=ON)
    Case.objects.filter(pk=case.pk).update(state="closed", closed_on=ON, reason="sold")


@contextmanager
def as_the_pages(user: User):
    """As the pages' own role, on behalf of a user."""
    with act_as(Acting(user.pk, user.organisation_id, user.role)), connection.cursor() as cursor:
        cursor.execute("set local role huilong_web")
        yield
        cursor.execute("reset role")


def night(on: date):
    return retain(loans_in_collections(), left_collections(loans_kept()), on)


def test_a_second_person_and_a_night_erase_the_people_and_keep_the_accounts(case, compliance):
    asker, second = compliance
    close(case)
    now = timezone.now()
    with as_the_pages(asker):
        asked = ask_erasure("L1", actor=asker.pk, at=now)
    with pytest.raises(Refusal, match="not-a-second-person"):
        decide(asked, approve=True, actor=asker.pk, at=now)
    with as_the_pages(second):
        decide(asked, approve=True, actor=second.pk, at=now)

    assert night(timezone.localdate(now)).erased_people == 1

    assert people_of(["L1"]) == {}
    case.refresh_from_db()
    assert (case.name_masked, case.plate_masked, case.delinquent_fen) == ("", "", 100)


def test_who_is_in_collections_is_not_erased(case, compliance):
    with pytest.raises(Refusal, match="in-collections"):
        ask_erasure("L1", actor=compliance[0].pk, at=timezone.now())


def test_a_case_reopened_meanwhile_keeps_its_people(case, compliance):
    asker, second = compliance
    close(case)
    now = timezone.now()
    decide(ask_erasure("L1", actor=asker.pk, at=now), approve=True, actor=second.pk, at=now)
    CaseLoan.objects.update(left_on=None)
    Case.objects.filter(pk=case.pk).update(state="open", closed_on=None, reason="")

    assert night(timezone.localdate(now)).erased_people == 0


def test_who_the_law_wants_kept_is_not_erased(case, compliance):
    close(case)
    hold("B1", "lawsuit 7", on=ON)
    with pytest.raises(Refusal, match="held-by-law"):
        ask_erasure("L1", actor=compliance[0].pk, at=timezone.now())
    with pytest.raises(Refusal, match="no-such-borrower"):
        hold("B9", "lawsuit 8", on=ON)


def test_a_loan_that_left_says_when_and_why(case):
    assert left_collections(["L1"]) == []
    close(case)
    assert left_collections(["L1", "L9"]) == [Leaving("L1", ON, "sold")]
