"""A lender with two collectors, a lead, and an agency; two cases, one held by each collector (文件测试的人物)."""

import io
import zipfile
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

ON = date(2026, 6, 30)
PDF = b"%PDF-1.7\n1 0 obj << >> endobj\ntrailer << >>\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4


def zipped(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, body in members.items():
            packed.writestr(name, body)
    return out.getvalue()


def docx(**more: bytes) -> bytes:
    return zipped({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w:document/>", **more})


@pytest.fixture
def at() -> datetime:
    return timezone.now() - timedelta(minutes=5)


@pytest.fixture
def store_at(tmp_path, settings) -> Any:
    settings.FILES_URL = str(tmp_path / "files")
    return tmp_path / "files"


@pytest.fixture
def desk(store_at, at) -> dict[str, Any]:
    """The users by name."""
    from huilong.rooms.cases.actions import assign
    from huilong.rooms.cases.models import Case, CaseLoan
    from huilong.rooms.cases.terms import DutyKind, Holder
    from huilong.rooms.people.actions import ensure_organisation, ensure_team, ensure_user
    from huilong.rooms.people.models import User
    from huilong.rooms.people.terms import OrganisationKind, Role

    lender = ensure_organisation("回笼汽车金融", OrganisationKind.LENDER)
    team = ensure_team("一组", lender, takes_new=True)
    other = ensure_team("二组", lender)
    for name, role, of in (
        ("lin", Role.COLLECTOR, team), ("zhou", Role.COLLECTOR, other), ("lead", Role.TEAM_LEAD, team),
        ("fang", Role.COMPLIANCE, None), ("shen", Role.STRATEGY, None),
    ):  # fmt: skip
        ensure_user(name, display_name=name, role=role, organisation=lender, password="a-long-enough-one", team=of)
    users = {user.username: user for user in User.objects.all()}
    figures = {
        "past_due_days": 10, "bucket": 1, "delinquent_fen": 100, "overdue_principal_fen": 100, "overdue_fee_fen": 0,
        "overdue_interest_fen": 0, "overdue_penalty_fen": 0, "outstanding_principal_fen": 1000, "figures_on": ON,
    }  # fmt: skip
    for key, name, of in ((1, "lin", team), (2, "zhou", other)):
        case = Case.objects.create(
            number=f"CL2026000000{key}", borrower=f"B{key}", opened_on=ON, entered_bucket=1, loans=1, **figures
        )
        CaseLoan.objects.create(case=case, loan_id=f"L{key}", loan=key, joined_on=ON, **figures)
        assign([case.number], Holder(lender, of, users[name].pk), DutyKind.COLLECT, actor="system", at=at)
    return users
