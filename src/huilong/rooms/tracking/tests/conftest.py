"""A lender and an agency with a car each (定位测试的舞台), met as the pages meet the database."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pyarrow as pa
import pytest

from huilong.kernel.acting import Acting
from huilong.rooms.cases import actions as cases
from huilong.rooms.cases.terms import DutyKind, Holder
from huilong.rooms.collateral.models import Vehicle
from huilong.rooms.people.actions import ensure_organisation, ensure_team, ensure_user, teach_scope
from huilong.rooms.people.models import User
from huilong.rooms.people.terms import OrganisationKind, Role
from huilong.rooms.tracking import store
from huilong.rooms.tracking.queries import stages
from huilong.rooms.tracking.terms import Fix

from .cars import TEN, a_car, a_case, a_consent, a_device


class Shelf:
    """A shelf in memory, in place of the one on disk."""

    def __init__(self) -> None:
        self.kept: list[Fix] = []
        self.vehicles: list[int | None] = []

    def append(self, fixes: Any, vehicles: Any = None) -> None:
        self.kept += fixes
        self.vehicles += [(vehicles or {}).get(one.device) for one in fixes]

    def fixes_of(self, devices: Any, since: Any, until: Any) -> pa.Table:
        """What was appended, in the columns of the shelf on disk."""
        rows = [one for one in self.kept if one.device in devices and since <= one.at < until]
        return pa.table({
            "device": [one.device for one in rows], "at": pa.array([one.at for one in rows], pa.timestamp("us", "UTC")),
            "lat_e7": pa.array([round(one.lat * 1e7) for one in rows], pa.int32()),
            "lon_e7": pa.array([round(one.lon * 1e7) for one in rows], pa.int32()),
            "speed_kmh": pa.array([one.speed_kmh for one in rows], pa.float32()),
            "valid": pa.array([one.valid for one in rows], pa.bool_()), "source": [str(one.source) for one in rows],
        })  # fmt: skip


@pytest.fixture
def shelf(monkeypatch) -> Shelf:
    """A shelf that keeps in memory what is appended."""
    made = Shelf()
    monkeypatch.setattr(store, "append", made.append)
    monkeypatch.setattr(store, "fixes_of", made.fixes_of)
    return made


@dataclass
class House:
    """Who is there, and which cars: `near` and `paid` of the lender's cases, `placed` of one with the agency."""

    lead: User
    agent: User
    manager: User
    compliance: User
    near: Vehicle
    paid: Vehicle
    placed: Vehicle
    shelf: Shelf

    def acts(self, user: User) -> Acting:
        return Acting(user.pk, user.organisation_id, user.role)


@pytest.fixture
def house(transactional_db, settings, shelf, monkeypatch) -> House:
    """Three cars with devices heard a minute ago; consent for `near` and `placed`; `paid` is past due no more."""
    teach_scope()
    monkeypatch.setattr(stages, "_sources", [])
    settings.TRACKING = {"impact_assessment": "PIA-2026-1"}
    lender = ensure_organisation("定位金融", OrganisationKind.LENDER)
    agency = ensure_organisation("定位委外", OrganisationKind.AGENCY)
    team, theirs = ensure_team("定位组", lender, takes_new=True), ensure_team("委外组", agency, takes_new=True)
    users = {}
    for name, role, organisation, of in (
        ("lead", Role.TEAM_LEAD, lender, team), ("agent", Role.AGENCY_AGENT, agency, theirs),
        ("manager", Role.MANAGER, lender, None), ("compliance", Role.COMPLIANCE, lender, None),
    ):  # fmt: skip
        ensure_user(name, display_name=name, role=role, organisation=organisation, password="x" * 12, team=of)
        users[name] = User.objects.get(username=name)
    made = [a_case(1), a_case(2, past_due_days=0), a_case(3)]
    cars = [a_car(n, case) for n, case in enumerate(made, 1)]
    cases.assign([made[0].number, made[1].number], Holder(lender, team, None), DutyKind.COLLECT, actor="system",
                 at=TEN - timedelta(days=1))  # fmt: skip
    cases.assign([made[2].number], Holder(agency, theirs, users["agent"].pk), DutyKind.COLLECT, actor="system",
                 at=TEN - timedelta(days=1), placed=True)  # fmt: skip
    for n, car in enumerate(cars, 1):
        a_device(f"1380000000{n}", car)
        a_consent(car)
    return House(**users, near=cars[0], paid=cars[1], placed=cars[2], shelf=shelf)
