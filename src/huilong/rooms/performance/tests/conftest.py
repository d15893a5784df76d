"""A lender with two groups at work (目标与分派测试的人物): a lead, two collectors, one elsewhere, two managers."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

ON = date(2026, 4, 20)
AT = datetime(2026, 4, 20, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
CASES = 24


def case_of(number: int, **more: Any) -> Any:
    """An open case with one loan; fen and bucket follow from its number."""
    from huilong.rooms.cases.models import Case, CaseLoan

    bucket = number % 4 + 1
    figures = {
        "past_due_days": bucket * 30 - 10, "bucket": bucket, "delinquent_fen": 100_000 + 7_919 * number,
        "overdue_principal_fen": 90_000, "overdue_fee_fen": 0, "overdue_interest_fen": 10_000,
        "overdue_penalty_fen": 0, "outstanding_principal_fen": 1_200_000, "figures_on": ON - timedelta(days=1),
    }  # fmt: skip
    case = Case.objects.create(
        number=f"CL2026{number:07d}", borrower=f"B{number}", opened_on=ON - timedelta(days=30), entered_bucket=1,
        loans=1, region="上海", **{**figures, **more},
    )  # fmt: skip
    CaseLoan.objects.create(
        case=case, loan_id=f"L{number}", loan=number, joined_on=ON - timedelta(days=30), **figures
    )
    return case


@pytest.fixture
def desk(settings) -> dict[str, Any]:
    """The users by name; the cases of group one are lin's and mei's in turn, group two has three cases of zhou's."""
    from huilong.rooms.cases.actions import assign, rerank
    from huilong.rooms.cases.terms import DutyKind, Holder
    from huilong.rooms.people.actions import ensure_organisation, ensure_team, ensure_user, record_gate
    from huilong.rooms.people.models import User
    from huilong.rooms.people.terms import OrganisationKind, Role

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # nobody signs in by password here
    lender = ensure_organisation("回笼汽车金融", OrganisationKind.LENDER)
    one, two = ensure_team("一组", lender, takes_new=True), ensure_team("二组", lender)
    for name, role, team in (
        ("lin", Role.COLLECTOR, one), ("mei", Role.COLLECTOR, one), ("lead", Role.TEAM_LEAD, one),
        ("zhou", Role.COLLECTOR, two), ("boss", Role.MANAGER, None), ("second", Role.MANAGER, None),
        ("plan", Role.STRATEGY, None), ("fang", Role.COMPLIANCE, None),
    ):  # fmt: skip
        ensure_user(name, display_name=name, role=role, organisation=lender, password="a-long-enough-one", team=team)
    users = {user.username: user for user in User.objects.all()}
    for name in ("lin", "mei", "zhou"):
        for kind in ("nda", "training"):
            record_gate(users[name].pk, kind, date(2026, 1, 1), evidence="T-1", actor=users["fang"].pk,
                        at=AT - timedelta(days=90))  # fmt: skip
    for number in range(1, CASES + 1):
        name = "zhou" if number > CASES - 3 else ("lin", "mei")[number % 2]
        case_of(number)
        assign([f"CL2026{number:07d}"], Holder(lender, two if name == "zhou" else one, users[name].pk),
               DutyKind.COLLECT, actor="system", at=AT - timedelta(days=20))  # fmt: skip
    rerank(None, ON)
    return users
