"""Callers of the API (接口的客人): a lender's token and an agency's, in a house of three cases."""

from datetime import date, timedelta
from typing import Any

import pytest

ON = date(2026, 6, 30)
SCOPES = ["case.view", "case.assign", "case.place", "receipt.post", "portfolio.view", "night.view",
          "placement.manage", "placement.view", "placement.work"]  # fmt: skip


class Caller:
    """Another system with its token, meeting the database as the pages do."""

    def __init__(self, secret: str) -> None:
        self.headers = {"Authorization": f"Bearer {secret}", "Accept": "application/json", "Accept-Language": "en"}

    def get(self, path: str, **query: Any) -> Any:
        from django.test import Client

        return Client(headers=self.headers).get(f"/api/v1{path}", query_params=query)

    def post(self, path: str, body: Any, key: str = "") -> Any:
        from django.test import Client

        headers = self.headers | ({"Idempotency-Key": key} if key else {})
        return Client(headers=headers).post(f"/api/v1{path}", body, content_type="application/json")


@pytest.fixture
def house(transactional_db) -> dict[str, Any]:
    """A lender with a team and a collector, an agency that one of three cases is placed with, and a token of each."""
    from django.utils import timezone

    from huilong.kernel.acting import Acting, act_as
    from huilong.rooms.agencies.actions import place
    from huilong.rooms.agencies.tests.onboarding import onboard
    from huilong.rooms.cases.models import Case, CaseLoan
    from huilong.rooms.people.actions import ensure_organisation, ensure_team, ensure_user, issue_token
    from huilong.rooms.people.models import User
    from huilong.rooms.people.terms import OrganisationKind, Role

    at = timezone.now() - timedelta(minutes=5)
    lender = ensure_organisation("回笼汽车金融", OrganisationKind.LENDER)
    agency = ensure_organisation("远山委外", OrganisationKind.AGENCY)
    team = ensure_team("一组", lender, takes_new=True)
    for name, role, organisation, of in (
        ("lin", Role.COLLECTOR, lender, team), ("chief", Role.AGENCY_MANAGER, agency, None),
        ("admin", Role.ADMINISTRATOR, lender, None), ("boss", Role.MANAGER, lender, None),
        ("fang", Role.COMPLIANCE, lender, None),
    ):  # fmt: skip
        ensure_user(name, display_name=name, role=role, organisation=organisation, password="a-long-one", team=of)
    users = {user.username: user.pk for user in User.objects.all()}
    figures = {
        "past_due_days": 10, "bucket": 1, "delinquent_fen": 100, "overdue_principal_fen": 100, "overdue_fee_fen": 0,
        "overdue_interest_fen": 0, "overdue_penalty_fen": 0, "outstanding_principal_fen": 1000, "figures_on": ON,
    }  # fmt: skip
    for key in (1, 2, 3):
        case = Case.objects.create(
            number=f"CL2026000000{key}", borrower=f"B{key}", opened_on=ON, entered_bucket=1, loans=1, **figures
        )
        CaseLoan.objects.create(case=case, loan_id=f"L{key}", loan=key, joined_on=ON, **figures)
    boss, second = (User.objects.get(username=name) for name in ("boss", "fang"))
    contract = onboard(agency, boss, second, at)
    with act_as(Acting(boss.pk, lender, boss.role)):
        on = timezone.localdate(at)
        place(["CL20260000003"], agency, contract, batch="B-1", tier=1, entry_on=on, exit_on=on + timedelta(days=30),
              strata={}, at=at)  # fmt: skip
    tokens = {
        name: issue_token(name, organisation, SCOPES, actor=users["admin"], at=at)
        for name, organisation in (("lender", lender), ("agency", agency))
    }
    return {
        "lender": Caller(tokens["lender"][1]), "agency": Caller(tokens["agency"][1]), "tokens": tokens, "team": team,
        "organisations": {"lender": lender, "agency": agency}, "users": users,
    }  # fmt: skip


@pytest.fixture
def as_web(house) -> Any:
    """Meet the database as `huilong_web` while the test calls."""
    from huilong.site import roles

    roles.become(roles.WEB)
    yield house
    roles.become(roles.OWNER)
