"""A firm with cases and a contract (结算测试的人物): the desk of relief, finance, and L3 placed with the agency."""

from datetime import date, timedelta
from typing import Any

import pytest

from huilong.rooms.relief.tests.conftest import AT, desk, loans_of_the_book, pay, store_at

__all__ = ["AT", "desk", "loans_of_the_book", "pay", "store_at"]
THIRD = "CL20260000003"
ENTRY, EXIT = date(2026, 3, 10), date(2026, 6, 9)
APRIL_ENDS, MAY_ENDS = date(2026, 4, 30), date(2026, 5, 31)
IN_MAY = AT.replace(month=5, day=4)
IN_JUNE = AT.replace(month=6, day=4)


def owed_to(firm: dict[str, Any], on: date) -> int:
    """What the ledger owes the agency on a day, in fen."""
    from huilong.rooms.ledger.queries import balance

    return -balance("2202", on, party=f"org:{firm['agency']}")


@pytest.fixture
def firm(desk: dict[str, Any]) -> dict[str, Any]:
    """The users by name, with `money` and `purse` of finance; the agency's contract is `contract`, its key `agency`."""
    from huilong.rooms.agencies.models import Contract
    from huilong.rooms.people.actions import ensure_user
    from huilong.rooms.people.models import User
    from huilong.rooms.people.terms import Role

    lender, agency = desk["boss"].organisation_id, desk["chief"].organisation_id
    for name in ("money", "purse"):
        ensure_user(name, display_name=name, role=Role.FINANCE, organisation=lender, password="a-long-enough-one")
    kept = Contract.objects.create(
        organisation_id=agency, number="WB-2026-01", from_on=date(2026, 1, 1), to_on=date(2026, 12, 31),
        fee={"form": "rate", "rate_ppm": 200_000, "clawback_days": 60}, signed_at=AT, kept_by=1,
    )  # fmt: skip
    users = {user.username: user for user in User.objects.all()}
    placed(kept.pk, agency)
    return {**users, "contract": kept.pk, "agency": agency}


def placed(contract: int, organisation: int, number: str = THIRD, entry: date = ENTRY, leaves: date = EXIT) -> int:
    """A placement of a case."""
    from huilong.rooms.agencies.models import Placement
    from huilong.rooms.cases.models import Case

    moment = AT.replace(year=entry.year, month=entry.month, day=entry.day)
    return Placement.objects.create(
        case=Case.objects.get(number=number), organisation_id=organisation, contract_id=contract, batch="B1", tier=1,
        entry_on=entry, exit_on=leaves, entry_past_due_days=75, entry_delinquent_fen=330_000, placed_at=moment,
        placed_by=1,
    ).pk  # fmt: skip


def taken_back(loan: str, receipt: str, on: date, known: date | None = None, fen: int = 0) -> None:
    """The lender took a receipt back."""
    import pyarrow as pa

    from huilong.kernel.days import day_number
    from huilong.rooms.book import queries as book

    rows = {"loan_id": [loan], "receipt_id": [receipt], "on": pa.array([day_number(on)], pa.int32()),
            "amount": pa.array([fen], pa.int64())}  # fmt: skip
    book.book().append({"reversals": pa.table(rows)}, known_on=day_number(known or on))


def day_after(on: date) -> date:
    """The next day."""
    return on + timedelta(days=1)
