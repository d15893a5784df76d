"""A lender with a book and a desk (减免测试的人物): two cases of two collectors, a lead, two managers, compliance."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa
import pytest

from huilong.kernel.days import add_months, day_number

LENT = date(2025, 12, 31)
ON = date(2026, 4, 20)
AT = datetime(2026, 4, 20, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
EXPIRES = AT.replace(day=25, hour=18)
FIRST, SECOND, THIRD = "CL20260000001", "CL20260000002", "CL20260000003"
PRINCIPAL, INTEREST, MONTHS = 100_000, 10_000, 12


def pay(loan_id: str, on: date, fen: int, known: date | None = None) -> None:
    """Money that the lender told of: known the day it came, unless said otherwise."""
    from huilong.rooms.book import queries as book

    rows = {"loan_id": [loan_id], "receipt_id": [f"R-{on}-{fen}"], "on": [day_number(on)], "amount": [fen],
            "channel": ["bank"]}  # fmt: skip
    types = {"on": pa.int32(), "amount": pa.int64()}
    table = pa.table({name: pa.array(told, types.get(name, pa.string())) for name, told in rows.items()})
    book.book().append({"receipts": table}, known_on=day_number(known or on))


@pytest.fixture
def loans_of_the_book(settings, tmp_path) -> None:
    """Loans L1, L2, L3 of twelve instalments from 2026-01-31; nothing paid."""
    from huilong.rooms.book import queries as book

    settings.BOOK_URL, settings.BOOK_BUCKETS = str(tmp_path / "book"), 4
    ids = ["L1", "L2", "L3"]
    count = len(ids)
    none = pa.nulls(count, pa.int32())
    loans = pa.table({
        "loan_id": ids, "borrower": ["B1", "B2", "B3"], "product": ["car"] * count, "currency": ["CNY"] * count,
        "disbursed_on": pa.array([day_number(LENT)] * count, pa.int32()),
        "principal": pa.array([PRINCIPAL * MONTHS] * count, pa.int64()),
        "annual_rate_ppm": pa.array([int(Decimal("0.0899") * 10**6)] * count, pa.int64()),
        "term_months": pa.array([MONTHS] * count, pa.int32()), "first_due_on": none, "region": ["x"] * count,
        "city": ["x"] * count, "dealer": ["x"] * count, "write_off_on": none, "closed_on": none,
    })  # fmt: skip
    rows = [
        {"loan_id": one, "version": 0, "no": n + 1, "due_on": day_number(add_months(date(2026, 1, 31), n)),
         "principal": PRINCIPAL, "interest": INTEREST, "fee": 0, "down_payment": False}
        for one in ids for n in range(MONTHS)
    ]  # fmt: skip
    types = {"version": pa.int16(), "no": pa.int32(), "due_on": pa.int32(), "fee": pa.int64()}
    schema = pa.schema([pa.field(name, types.get(name, pa.array([told]).type)) for name, told in rows[0].items()])
    book.book().append(
        {"loans": loans, "instalments": pa.Table.from_pylist(rows, schema)}, known_on=day_number(LENT)
    )


@pytest.fixture
def store_at(tmp_path, settings) -> Any:
    settings.FILES_URL = str(tmp_path / "files")
    return tmp_path / "files"


@pytest.fixture
def desk(settings, store_at, loans_of_the_book) -> dict[str, Any]:
    """The users by name; L1 is lin's, L2 zhou's, L3 the agency's."""
    from huilong.rooms.cases.actions import assign
    from huilong.rooms.cases.models import Case, CaseLoan
    from huilong.rooms.cases.terms import DutyKind, Holder
    from huilong.rooms.people.actions import ensure_organisation, ensure_team, ensure_user
    from huilong.rooms.people.models import User
    from huilong.rooms.people.terms import OrganisationKind, Role

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # nobody signs in by password here
    lender = ensure_organisation("回笼汽车金融", OrganisationKind.LENDER)
    agency = ensure_organisation("甲机构", OrganisationKind.AGENCY)
    team, other = ensure_team("一组", lender, takes_new=True), ensure_team("二组", lender)
    outside = ensure_team("甲组", agency)
    for name, role, of, place in (
        ("lin", Role.COLLECTOR, team, lender), ("zhou", Role.COLLECTOR, other, lender),
        ("lead", Role.TEAM_LEAD, team, lender), ("boss", Role.MANAGER, None, lender),
        ("second", Role.MANAGER, None, lender), ("fang", Role.COMPLIANCE, None, lender),
        ("agent", Role.AGENCY_AGENT, outside, agency), ("chief", Role.AGENCY_MANAGER, outside, agency),
    ):  # fmt: skip
        ensure_user(name, display_name=name, role=role, organisation=place, password="a-long-enough-one", team=of)
    users = {user.username: user for user in User.objects.all()}
    figures = {
        "past_due_days": 79, "bucket": 3, "delinquent_fen": 330_000, "overdue_principal_fen": 300_000,
        "overdue_fee_fen": 0, "overdue_interest_fen": 30_000, "overdue_penalty_fen": 0,
        "outstanding_principal_fen": 1_200_000, "figures_on": ON - timedelta(days=1),
    }  # fmt: skip
    for key, name, of, place in ((1, "lin", team, lender), (2, "zhou", other, lender), (3, "agent", outside, agency)):
        case = Case.objects.create(
            number=f"CL2026000000{key}", borrower=f"B{key}", opened_on=ON, entered_bucket=1, loans=1, **figures
        )
        CaseLoan.objects.create(case=case, loan_id=f"L{key}", loan=key, joined_on=ON, **figures)
        assign([case.number], Holder(place, of, users[name].pk), DutyKind.COLLECT, actor="system",
               at=AT - timedelta(days=300), placed=True)  # fmt: skip
    return users
