"""A lender whose months are over (预测测试的人物): forty loans, five month ends, some late, one charged off."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa
import pytest

from huilong.kernel.days import add_months, day_number

LENT = date(2025, 11, 15)
ENDS = (date(2025, 11, 30), date(2025, 12, 31), date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31))
AT = datetime(2026, 4, 1, 3, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
PRINCIPAL, INTEREST, MONTHS, LOANS = 100_000, 8_000, 24, 40
STOPS_AFTER = {n: n % 4 for n in range(8)}
"""Loans of the first eight stop paying after so many instalments; the others pay each."""


def book_tables() -> dict[str, pa.Table]:
    """Forty loans of twenty-four instalments; loan 0 is charged off in March."""
    ids = [f"L{n:02d}" for n in range(LOANS)]
    none = pa.nulls(LOANS, pa.int32())
    written = pa.array([day_number(date(2026, 3, 20))] + [None] * (LOANS - 1), pa.int32())
    loans = pa.table({
        "loan_id": ids, "borrower": [f"B{n}" for n in range(LOANS)],
        "product": ["car" if n % 2 else "van" for n in range(LOANS)],
        "currency": ["CNY"] * LOANS, "disbursed_on": pa.array([day_number(LENT)] * LOANS, pa.int32()),
        "principal": pa.array([PRINCIPAL * MONTHS] * LOANS, pa.int64()),
        "annual_rate_ppm": pa.array([80_000] * LOANS, pa.int64()),
        "term_months": pa.array([MONTHS] * LOANS, pa.int32()), "first_due_on": none, "region": ["x"] * LOANS,
        "city": ["x"] * LOANS, "dealer": ["x"] * LOANS, "write_off_on": written, "closed_on": none,
    })  # fmt: skip
    rows = [
        {"loan_id": one, "version": 0, "no": k + 1, "due_on": day_number(add_months(date(2025, 12, 10), k)),
         "principal": PRINCIPAL, "interest": INTEREST, "fee": 0, "down_payment": False}
        for one in ids for k in range(MONTHS)
    ]  # fmt: skip
    types = {"version": pa.int16(), "no": pa.int32(), "due_on": pa.int32(), "fee": pa.int64()}
    schema = pa.schema([pa.field(name, types.get(name, pa.array([told]).type)) for name, told in rows[0].items()])
    return {"loans": loans, "instalments": pa.Table.from_pylist(rows, schema)}


def receipts_of(month: int) -> pa.Table:
    """What came in the month of the k-th instalment, from 0."""
    on = add_months(date(2025, 12, 10), month)
    payers = [n for n in range(LOANS) if STOPS_AFTER.get(n, 99) > month]
    if month == 3:
        payers.append(0)  # after its charge-off in March nothing, but the car's price on the 25th
    days = [on if n or month < 3 else date(2026, 3, 25) for n in payers]
    return pa.table({
        "loan_id": [f"L{n:02d}" for n in payers], "receipt_id": [f"R{month}-{n}" for n in payers],
        "on": pa.array([day_number(day) for day in days], pa.int32()),
        "amount": pa.array([PRINCIPAL + INTEREST if n or month < 3 else 900_000 for n in payers], pa.int64()),
        "channel": ["bank"] * len(payers),
    })  # fmt: skip


@pytest.fixture
def five_months(settings, tmp_path, db) -> tuple[date, ...]:
    """The book of five month ends, aged at each."""
    from huilong.night import positions
    from huilong.rooms.book import queries as book

    settings.BOOK_URL, settings.BOOK_BUCKETS = str(tmp_path / "book"), 4
    book.book().append(book_tables(), known_on=day_number(LENT))
    for month, end in enumerate(ENDS[1:]):
        book.book().append({"receipts": receipts_of(month)}, known_on=day_number(end))
    for end in ENDS:
        positions.make_sure_of(end)
    return ENDS


@pytest.fixture
def quick(monkeypatch) -> None:
    """Few paths by night: the law is compiled once all the same."""
    from huilong.rooms.forecast import night

    monkeypatch.setattr(night, "PATHS", 400)


@pytest.fixture
def people(settings, db) -> dict[str, Any]:
    """Who plans, who counts, who collects."""
    from huilong.rooms.people.actions import ensure_organisation, ensure_user
    from huilong.rooms.people.models import User
    from huilong.rooms.people.terms import OrganisationKind, Role

    lender = ensure_organisation("回笼汽车金融", OrganisationKind.LENDER)
    for name, role in (("lu", Role.STRATEGY), ("shen", Role.FINANCE), ("lin", Role.COLLECTOR)):
        ensure_user(name, display_name=name, role=role, organisation=lender, password="a-long-enough-one")
    return {user.username: user for user in User.objects.all()}
