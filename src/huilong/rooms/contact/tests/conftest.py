"""A small house with a telephone (触达测试的舞台): two trained collectors, a borrower with a spouse and a contact."""

import csv
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from huilong.kernel.acting import Acting
from huilong.rooms.cases import actions as cases
from huilong.rooms.cases.models import Case, CaseLoan
from huilong.rooms.cases.terms import DutyKind, Holder
from huilong.rooms.contact.terms import CallNews, Dialled
from huilong.rooms.people.actions import ensure_organisation, ensure_team, ensure_user, teach_scope
from huilong.rooms.people.models import Gate, User
from huilong.rooms.people.terms import OrganisationKind, Role
from huilong.rooms.vault.actions import take_people
from huilong.rooms.vault.models import Person

ON = date(2026, 9, 1)
TEN = datetime(2026, 9, 1, 2, tzinfo=UTC)
"""Ten in the morning in Shanghai."""
LATE = datetime(2026, 9, 1, 14, 30, tzinfo=UTC)
"""Half past ten at night there."""


@dataclass
class Line:
    """A telephone that rings nobody and keeps whom it was asked to ring."""

    dialled: list[tuple[str, str]] = field(default_factory=list)
    works: bool = True
    records: bool = True

    def dial(self, key: str, extension: str, to: str) -> Dialled:
        self.dialled.append((key, to))
        return Dialled(f"P-{len(self.dialled)}", self.works, "" if self.works else "NO_LINE")

    def hang_up(self, key: str) -> bool:
        return True

    def healthy(self) -> bool:
        return self.records

    def news(self, headers: Any, body: bytes) -> list[CallNews]:
        return []


LINE = Line()


def the_line() -> Line:
    """What the setting TELEPHONY names in these tests."""
    return LINE


@dataclass
class House:
    """Who is there."""

    lin: User
    jiang: User
    mei: Case
    people: dict[str, int]
    line: Line

    def acts(self, user: User) -> Acting:
        return Acting(user.pk, user.organisation_id, user.role)


@pytest.fixture
def house(transactional_db, settings, tmp_path: Path) -> House:
    """The house of these tests, its telephone fresh."""
    teach_scope()
    LINE.dialled.clear()
    LINE.works = LINE.records = True
    settings.TELEPHONY = "huilong.rooms.contact.tests.conftest.the_line"
    settings.CONTACT = {}
    from huilong.rooms.contact.queries import channels

    channels._from.cache_clear()
    lender = ensure_organisation("触达金融", OrganisationKind.LENDER)
    team = ensure_team("触达组", lender, takes_new=True)
    users = []
    for name in ("lin", "jiang"):
        ensure_user(name, display_name=name, role=Role.COLLECTOR, organisation=lender, password="x" * 12, team=team)
        users.append(User.objects.get(username=name))
        Gate.objects.create(user=users[-1], kind="training", valid_from=date(2026, 6, 1), valid_until=date(2027, 5, 31),
                            evidence="T-1", recorded_at=TEN)  # fmt: skip
    case = a_case(1, "LN-MEI", "B-MEI")
    cases.assign([case.number], Holder(lender, team, users[0].pk), DutyKind.COLLECT, actor="system", at=TEN)
    people = _people(tmp_path, "LN-MEI", "B-MEI")
    yield House(users[0], users[1], case, people, LINE)
    channels._from.cache_clear()


def a_case(n: int, loan: str, borrower: str, fen: int = 1_411_821) -> Case:
    figures: dict[str, Any] = {
        "past_due_days": 85, "bucket": 3, "delinquent_fen": fen, "overdue_principal_fen": fen, "figures_on": ON,
        "overdue_interest_fen": 0, "overdue_fee_fen": 0, "overdue_penalty_fen": 0, "outstanding_principal_fen": fen,
        "oldest_due_on": date(2026, 6, 8),
    }  # fmt: skip
    case = Case.objects.create(number=f"CL2026{n:07d}", borrower=borrower, opened_on=ON, entered_bucket=1, loans=1,
                               name_masked="孙**", people_missing=False, **figures)  # fmt: skip
    CaseLoan.objects.create(case=case, loan_id=loan, loan=9000 + n, joined_on=ON, **figures)
    return case


def _people(where: Path, loan: str, borrower: str) -> dict[str, int]:
    file = where / "people_2026-09-01.csv"
    with file.open("w", encoding="utf-8", newline="") as out:
        rows = csv.writer(out)
        rows.writerow(["借据号", "客户号", "角色", "姓名", "证件号码", "手机号", "地址", "车牌号", "单位", "邮箱"])
        for role, name, phone in (("借款人", "孙小红", "13700004005"), ("配偶", "陈一", "15100002210"),
                                  ("担保人", "赵保国", "13100008890"), ("联系人", "周友", "15800003321")):
            paper = f"3301021990010100{phone[-2:]}"
            rows.writerow([loan, borrower, role, name, paper, phone, "某路1号", "鲁A7C596", "某公司",
                           "sun@example.com" if role == "借款人" else ""])
    take_people([file], [loan], ON, actor="night")
    return dict(Person.objects.filter(loan_id=loan).values_list("role", "pk"))


@pytest.fixture
def writing(house, settings, tmp_path: Path) -> House:
    """The house with its shipped templates, a hotline and a place for files."""
    from huilong.rooms.contact.actions.templates import ensure_default_templates

    settings.HOTLINE, settings.FILES_URL = "400-800-1234", str(tmp_path / "files")
    ensure_default_templates(TEN)
    return house


@pytest.fixture
def crowd(writing, tmp_path: Path) -> Any:
    """`crowd(n, templates)`: n more borrowers with a case each, and a message of each template to each; their keys."""
    from huilong.kernel.acting import act_as
    from huilong.rooms.contact.actions.messages import queue_message

    def made(n: int, templates: tuple[str, ...] = ()) -> list[Any]:
        file, loans = tmp_path / "people_2026-09-02.csv", [f"LN-{one}" for one in range(n)]
        with file.open("w", encoding="utf-8", newline="") as out:
            rows = csv.writer(out)
            rows.writerow(["借据号", "客户号", "角色", "姓名", "手机号"])
            rows.writerows([loan, f"B-{loan}", "借款人", f"林{loan}", f"138{at:08d}"] for at, loan in enumerate(loans))
        take_people([file], loans, ON, actor="night")
        people = dict(Person.objects.values_list("loan_id", "pk"))
        cases = [a_case(100 + at, loan, f"B-{loan}") for at, loan in enumerate(loans)]
        with act_as(writing.acts(writing.lin)):
            return [
                queue_message(case.number, people[loan], template, at=TEN)
                for template in templates for case, loan in zip(cases, loans, strict=True)
            ]  # fmt: skip

    return made
