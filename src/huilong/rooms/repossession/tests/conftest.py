"""Cars, their borrowers, and who takes them (收车测试的人物): the desk of relief, with a coordinator and two crews."""

from datetime import date
from typing import Any

import pytest

from huilong.rooms.relief.tests.conftest import AT, FIRST, desk, loans_of_the_book, store_at

__all__ = ["AT", "FIRST", "ON_DAY", "desk", "loans_of_the_book", "store_at"]
ON_DAY = AT.date()

VINS = {"L1": "LSVAA4182E2123451", "L2": "LSVAA4182E2123452", "L3": "LSVAA4182E2123453"}
TOLD = {
    "written_security_contract": True, "vin_matches_contract": True, "mortgage_registered": True,
    "registry_search_done": True, "main_debt_limitation_expired": False, "vehicle_transferred": False,
    "other_creditor_preserved_or_enforced": False, "holder": "debtor",
}  # fmt: skip
"""What an asker vouches for, all as it should be."""


@pytest.fixture
def cast(desk: dict[str, Any]) -> dict[str, Any]:
    """The users by name, with `han` who arranges, `field` of the house and `tow` of another firm who take cars."""
    from huilong.rooms.cases.models import Case
    from huilong.rooms.collateral.models import Vehicle
    from huilong.rooms.people.actions import ensure_organisation, ensure_team, ensure_user
    from huilong.rooms.people.models import Organisation, User
    from huilong.rooms.people.terms import OrganisationKind, Role

    lender = Organisation.objects.get(kind=OrganisationKind.LENDER).pk
    firm = ensure_organisation("乙拖车公司", OrganisationKind.TOW_COMPANY)
    own, outside = ensure_team("收车组", lender), ensure_team("乙组", firm)
    for name, role, team, place in (
        ("han", Role.REPOSSESSION_COORDINATOR, None, lender), ("field", Role.FIELD_AGENT, own, lender),
        ("tow", Role.AGENCY_AGENT, outside, firm), ("towchief", Role.AGENCY_MANAGER, outside, firm),
        ("money", Role.FINANCE, None, lender), ("admin", Role.ADMINISTRATOR, None, lender),
    ):  # fmt: skip
        ensure_user(name, display_name=name, role=role, organisation=place, password="a-long-enough-one", team=team)
    for loan, vin in VINS.items():
        case = Case.objects.get(number=f"CL2026000000{loan[1]}")
        Vehicle.objects.create(loan_id=loan, case=case, vin=vin, make="大众", model="朗逸", known_at=AT)
    return {user.username: user for user in User.objects.all()}


@pytest.fixture
def crews(cast: dict[str, Any]) -> dict[str, int]:
    """Two teams: `own` of the house and `firm`, a tow company's; both licensed."""
    from huilong.rooms.people.models import Team
    from huilong.rooms.repossession.actions import keep_crew

    from .acting import at_work

    day = date(2027, 1, 1)
    with at_work(cast["han"]):
        return {
            name: keep_crew(
                cast[user].organisation_id, name, licence="许可 0001", licensed_until=day, insured_until=day,
                capacity=3, team=Team.objects.get(name=team).pk, at=AT,
            )
            for name, user, team in (("own", "field", "收车组"), ("firm", "tow", "乙组"))
        }  # fmt: skip
