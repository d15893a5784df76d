"""A desk of a few borrowers, and the people who write and agree to strategy (策略测试的作业库)."""

from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from huilong.kernel.acting import Acting, act_as

ON = date(2026, 8, 3)
AT = datetime(2026, 8, 4, 2, 0, tzinfo=UTC)


@contextmanager
def at_work(user: Any) -> Any:
    """Within the block this user acts."""
    with act_as(Acting(user.pk, user.organisation_id, user.role, "10.0.0.1")):
        yield


@pytest.fixture
def desk(settings, tmp_path) -> dict[str, Any]:
    """The users by name. B1 early, B2 late, B3 in dispute, B4 on hold, B5 of 2 days; B1 is lin's, B2 the agency's."""
    from huilong.rooms.cases.actions import assign
    from huilong.rooms.cases.models import Case, CaseLoan, Flag, Promise
    from huilong.rooms.cases.terms import DutyKind, Holder
    from huilong.rooms.people.actions import ensure_organisation, ensure_team, ensure_user
    from huilong.rooms.people.models import User
    from huilong.rooms.people.terms import OrganisationKind, Role

    settings.BOOK_URL = str(tmp_path / "book")
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # nobody signs in by password here
    lender = ensure_organisation("回笼汽车金融", OrganisationKind.LENDER)
    agency = ensure_organisation("甲机构", OrganisationKind.AGENCY)
    team, outside = ensure_team("一组", lender, takes_new=True), ensure_team("甲组", agency)
    for name, role, of, place in (
        ("wen", Role.STRATEGY, None, lender), ("boss", Role.MANAGER, None, lender),
        ("fang", Role.COMPLIANCE, None, lender), ("lead", Role.TEAM_LEAD, team, lender),
        ("lin", Role.COLLECTOR, team, lender), ("agent", Role.AGENCY_AGENT, outside, agency),
    ):  # fmt: skip
        ensure_user(name, display_name=name, role=role, organisation=place, password="a-long-enough-one", team=of)
    users = {user.username: user for user in User.objects.all()}
    for key, days, owed in ((1, 45, 800_000), (2, 75, 2_000_000), (3, 30, 500_000), (4, 10, 100_000), (5, 2, 60_000)):
        figures = {
            "past_due_days": days, "bucket": 1 + days // 30, "delinquent_fen": owed, "overdue_principal_fen": owed,
            "overdue_fee_fen": 0, "overdue_interest_fen": 0, "overdue_penalty_fen": 0,
            "outstanding_principal_fen": owed * 10, "figures_on": ON,
            "last_receipt_on": ON - timedelta(days=20) if key == 5 else None,
        }  # fmt: skip
        case = Case.objects.create(number=f"CL2026000000{key}", borrower=f"B{key}", opened_on=ON - timedelta(days=9),
                                   entered_bucket=1, loans=1, people_missing=False, **figures)  # fmt: skip
        CaseLoan.objects.create(case=case, loan_id=f"L{key}", loan=key, joined_on=ON, **figures)
        who = {1: ("lin", team, lender), 2: ("agent", outside, agency)}.get(key)
        if who:
            assign([case.number], Holder(who[2], who[1], users[who[0]].pk), DutyKind.COLLECT, actor="system",
                   at=AT - timedelta(days=30), placed=True)  # fmt: skip
        kind = {3: "dispute", 4: "hold"}.get(key)
        if kind:
            Flag.objects.create(case=case, kind=kind, since=ON - timedelta(days=3), set_by="user:1", set_at=AT)
        if key == 1:
            for _n in range(2):
                Promise.objects.create(case=case, amount_fen=100, due_on=ON, channel="call", made_at=AT,
                                       made_by="user:1", state="broken")  # fmt: skip
    return users


@pytest.fixture
def night(desk) -> Any:
    """Decides the night of a day, as the night itself."""
    from huilong.night.deciding import decide
    from tests.meeting import meeting_as

    def run(on: date = ON, at: datetime = AT) -> dict[str, int]:
        with meeting_as("night"):
            return decide(on, at)

    return run
