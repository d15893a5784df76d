"""A lender, two firms and six cases (委外测试的人物): one firm is on the register and approved, the other is not."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from huilong.kernel.acting import Acting, act_as
from huilong.rooms.agencies.tests.onboarding import onboard
from huilong.rooms.cases import queries as cases_queries
from huilong.rooms.cases.models import Case, CaseLoan
from huilong.rooms.cases.terms import CaseFilter
from huilong.rooms.people.actions import ensure_organisation, ensure_team, ensure_user
from huilong.rooms.people.models import User
from huilong.rooms.people.terms import OrganisationKind, Role

from .rating_world import cases_placed, desk, firms, loans_of_the_book, people, store_at

__all__ = ["cases_placed", "desk", "firms", "loans_of_the_book", "people", "store_at"]
CASES = tuple(f"CL2026000000{key}" for key in range(1, 7))
FIGURES = {
    "past_due_days": 100, "bucket": 4, "delinquent_fen": 500_000, "overdue_principal_fen": 400_000,
    "overdue_interest_fen": 80_000, "overdue_fee_fen": 0, "overdue_penalty_fen": 20_000,
    "outstanding_principal_fen": 5_000_000,
}  # fmt: skip


@pytest.fixture
def at() -> datetime:
    """A little before now: the clock of the database stands where the transaction began."""
    return timezone.now() - timedelta(minutes=5)


@pytest.fixture
def on() -> date:
    """Today of the pages: five minutes after midnight `at` is of yesterday still."""
    return timezone.localdate()


@pytest.fixture
def staff(db: None) -> dict[str, User]:
    """By name: boss places, fang agrees, lin collects; chief and hu are of the first firm, far and wen of the other."""
    lender = ensure_organisation("回笼汽车金融", OrganisationKind.LENDER)
    firm, other = (ensure_organisation(name, OrganisationKind.AGENCY) for name in ("远山委外", "近水委外"))
    team = ensure_team("一组", lender, takes_new=True)
    theirs, others = ensure_team("远山一组", firm), ensure_team("近水一组", other)
    word = "a-long-enough-one"
    for name, role, organisation, of in (
        ("boss", Role.MANAGER, lender, None), ("fang", Role.COMPLIANCE, lender, None),
        ("lin", Role.COLLECTOR, lender, team), ("lead", Role.TEAM_LEAD, lender, team),
        ("chief", Role.AGENCY_MANAGER, firm, theirs), ("hu", Role.AGENCY_AGENT, firm, theirs),
        ("far", Role.AGENCY_MANAGER, other, others), ("wen", Role.AGENCY_AGENT, other, others),
    ):  # fmt: skip
        ensure_user(name, display_name=name, role=role, organisation=organisation, team=of, password=word)
    return {user.username: user for user in User.objects.all()}


@pytest.fixture
def firm(staff: dict[str, User]) -> int:
    return staff["chief"].organisation_id


@pytest.fixture
def other(staff: dict[str, User]) -> int:
    return staff["far"].organisation_id


@pytest.fixture
def contract(staff: dict[str, User], firm: int, at: datetime) -> int:
    """The first firm's contract: it is approved, published, its papers in force."""
    return onboard(firm, staff["boss"], staff["fang"], at - timedelta(days=2))


@pytest.fixture
def cases(staff: dict[str, User], on: date) -> tuple[str, ...]:
    for key, number in enumerate(CASES, 1):
        case = Case.objects.create(
            number=number, borrower=f"B{key}", opened_on=on, entered_bucket=1, loans=1, figures_on=on, city="上海",
            name_masked="王**", plate_masked="沪A****1", product="新车贷", **FIGURES,
        )  # fmt: skip
        CaseLoan.objects.create(case=case, loan_id=f"L{key}", loan=key, joined_on=on, figures_on=on, **FIGURES)
    return CASES


def who(user: User) -> Acting:
    return Acting(user.pk, user.organisation_id, user.role)


@contextmanager
def as_page(user: User) -> Iterator[None]:
    """Act as a user through the pages' own role: the database keeps its walls."""
    with act_as(who(user)), connection.cursor() as cursor:
        cursor.execute("set role huilong_web")
        try:
            yield
        finally:
            cursor.execute("reset role")


def seen(user: User) -> list[str]:
    """The numbers of the cases a user sees through the pages' own role."""
    with as_page(user):
        return sorted(row.number for row in cases_queries.cases_page(CaseFilter(), size=20).rows)
