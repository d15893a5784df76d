"""Firms and what was placed with them (委外测试的人物): the desk of relief, three agencies, a second tow company."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from huilong.rooms.relief.tests.conftest import desk, loans_of_the_book, store_at

__all__ = ["desk", "loans_of_the_book", "store_at"]
ZONE = ZoneInfo("Asia/Shanghai")
ENTRY = date(2026, 4, 1)
PLACED_AT = datetime(2026, 4, 1, 9, 0, tzinfo=ZONE)
RATED_ON = date(2026, 5, 1)
FIRMS = ("甲机构", "乙机构", "丙机构")
EACH = 6


@pytest.fixture
def firms(desk: dict[str, Any]) -> dict[str, int]:
    """Three agencies and two tow companies by name, each with its manager `<name>主管`."""
    from huilong.rooms.people.actions import ensure_organisation, ensure_team, ensure_user
    from huilong.rooms.people.terms import OrganisationKind, Role

    found = {}
    for name in (*FIRMS, "快拖", "慢拖"):
        kind = OrganisationKind.AGENCY if name in FIRMS else OrganisationKind.TOW_COMPANY
        key = ensure_organisation(name, kind)
        ensure_user(f"{name}主管", display_name=name, role=Role.AGENCY_MANAGER, organisation=key,
                    password="a-long-enough-one", team=ensure_team(f"{name}组", key))  # fmt: skip
        found[name] = key
    return found


@pytest.fixture
def people(firms: dict[str, int]) -> dict[str, Any]:
    """The users by name."""
    from huilong.rooms.people.models import User

    return {user.username: user for user in User.objects.all()}


@pytest.fixture
def cases_placed(firms: dict[str, int]) -> dict[str, list[int]]:
    """Six like cases placed with each agency on the same day, one loan each: `P<firm><n>`; the placements by firm."""
    from huilong.rooms.agencies.models import Contract, Placement
    from huilong.rooms.cases.models import Case, CaseLoan

    figures = {
        "past_due_days": 40, "bucket": 2, "delinquent_fen": 1_000_000, "overdue_principal_fen": 900_000,
        "overdue_fee_fen": 0, "overdue_interest_fen": 100_000, "overdue_penalty_fen": 0,
        "outstanding_principal_fen": 5_000_000, "figures_on": ENTRY,
    }  # fmt: skip
    found: dict[str, list[int]] = {}
    for place, name in enumerate(FIRMS):
        contract = Contract.objects.create(
            organisation_id=firms[name], number=f"C-{place}", from_on=ENTRY, to_on=ENTRY + timedelta(days=365),
            fee={"form": "rate", "rate_ppm": 200_000}, signed_at=PLACED_AT, kept_by=1,
        )  # fmt: skip
        for n in range(EACH):
            case = Case.objects.create(
                number=f"CL2026100{place}{n:03d}", borrower=f"BP{place}{n}", opened_on=ENTRY, entered_bucket=1,
                loans=1, region="川", **figures,
            )  # fmt: skip
            CaseLoan.objects.create(
                case=case, loan_id=f"P{place}{n}", loan=1000 + place * 100 + n, joined_on=ENTRY, **figures
            )
            kept = Placement.objects.create(
                case=case, organisation_id=firms[name], contract=contract, batch="2026-04", tier=1, entry_on=ENTRY,
                exit_on=ENTRY + timedelta(days=89), entry_past_due_days=40, entry_delinquent_fen=1_000_000,
                placed_at=PLACED_AT, placed_by=1,
            )  # fmt: skip
            found.setdefault(name, []).append(kept.pk)
    return found
