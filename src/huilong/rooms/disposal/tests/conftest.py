"""A vehicle in the yard, who sells it, who pays for it (处置测试的人物): recovery's cast, with clerks and finance."""

from datetime import date, timedelta
from typing import Any

import pytest

from huilong.rooms.repossession.tests.conftest import (
    AT,
    FIRST,
    cast,
    crews,
    desk,
    loans_of_the_book,
    store_at,
)
from huilong.rooms.repossession.tests.spotting import SETTER

__all__ = ["AT", "FIRST", "ON", "cast", "crews", "desk", "loans_of_the_book", "people", "stock", "store_at"]
ON = AT + timedelta(days=7)


@pytest.fixture(autouse=True)
def _typesetter(settings: Any) -> None:
    settings.TYPESETTER = SETTER


@pytest.fixture
def people(cast: dict[str, Any]) -> dict[str, Any]:
    """The users by name, with `sun` and `qian` who sell, `ledger` who distributes beside `money`."""
    from huilong.rooms.ledger.actions import teach_chart
    from huilong.rooms.people.actions import ensure_user
    from huilong.rooms.people.models import Organisation, User
    from huilong.rooms.people.terms import OrganisationKind, Role

    lender = Organisation.objects.get(kind=OrganisationKind.LENDER).pk
    for name, role in (("sun", Role.DISPOSAL_CLERK), ("qian", Role.DISPOSAL_CLERK), ("ledger", Role.FINANCE)):
        ensure_user(name, display_name=name, role=role, organisation=lender, password="a-long-enough-one")
    teach_chart()
    return {user.username: user for user in User.objects.all()}


@pytest.fixture
def stock(people: dict[str, Any], crews: dict[str, int]) -> int:
    """A mortgaged car, taken, stored and handed to sale a week later: in stock."""
    from .acting import in_stock

    return in_stock(people, crews)


REGISTERED_ON = date(2025, 12, 31)
