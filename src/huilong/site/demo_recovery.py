"""The demo's cars (演示收车): who takes them, devices that tell where they are, and orders at several stages."""

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from datetime import date, datetime, timedelta

from huilong.kernel.acting import Acting, act_as
from huilong.kernel.refusal import Refusal

Cast = Mapping[str, Acting]
TOW, TOW_TEAM, OWN_TEAM, YARD = "安捷拖车(演示)", "安捷一组", "收车组", "城北停车场(演示)"
TOW_CAST = [("tow_manager", "拖车主管 钱进"), ("tow_agent", "收车员 石勇")]
POLICY = {"impact_assessment": "DEMO-PIA-1"}
"""What the demo says of its tracking: the number of an assessment nobody wrote."""
TOLD = {
    "written_security_contract": True, "vin_matches_contract": True, "mortgage_registered": True,
    "registry_search_done": True, "main_debt_limitation_expired": False, "vehicle_transferred": False,
    "other_creditor_preserved_or_enforced": False, "holder": "debtor",
}  # fmt: skip
"""What the demo's coordinator vouches for."""
FLEET, DAYS = 90, 16


def say_how_we_track() -> None:
    """The demo tracks under an assessment of its own, here and in every process it starts."""
    from django.conf import settings

    settings.TRACKING = settings.TRACKING or POLICY
    os.environ.setdefault("HUILONG_TRACKING", json.dumps(settings.TRACKING))


def crews(password: str, until: date) -> None:
    """A tow company, a yard and a team of the house, licensed for a year."""
    from django.utils import timezone

    from huilong.rooms.people.actions import ensure_organisation, ensure_team, ensure_user
    from huilong.rooms.people.terms import OrganisationKind, Role
    from huilong.rooms.repossession.actions import keep_crew, keep_yard
    from huilong.rooms.repossession.terms.yard import ClockUnit, StorageRow

    firm = ensure_organisation(TOW, OrganisationKind.TOW_COMPANY)
    yard = ensure_organisation(YARD, OrganisationKind.YARD)
    outside = ensure_team(TOW_TEAM, firm)
    for username, name in TOW_CAST:
        role = Role.AGENCY_MANAGER if username == "tow_manager" else Role.AGENCY_AGENT
        ensure_user(username, display_name=name, role=role, organisation=firm, password=password, team=outside)
    coordinator, at, licensed = staff()["repossession_coordinator"], timezone.localtime(), until + timedelta(days=365)
    own = ensure_team(OWN_TEAM, coordinator.organisation)
    with act_as(coordinator):
        for place, name, team in ((firm, TOW_TEAM, outside), (coordinator.organisation, OWN_TEAM, own)):
            keep_crew(
                place, name, licence="演示许可 0001", licensed_until=licensed, insured_until=licensed, capacity=12,
                team=team, at=at,
            )  # fmt: skip
        keep_yard(
            YARD, yard, address="", unit=ClockUnit.DAY, rows=[StorageRow(1, 0), StorageRow(4, 2_000)],
            approved_until=licensed, on=until, at=at,
        )  # fmt: skip


def staff() -> Cast:
    """The users of the demo as those who act, by name. The pages' role cannot ask this: it sees nobody."""
    from huilong.rooms.people.models import User

    return {one.username: Acting(one.pk, one.organisation_id, one.role, "127.0.0.1") for one in User.objects.all()}


def fleet(until: date, seed: int) -> None:
    """Devices in cars that are in collections, and what they told in the last weeks."""
    from huilong.integrations.synthetic_fleet.commands import keep
    from huilong.integrations.synthetic_fleet.fleet import make_fleet

    keep(make_fleet(FLEET, DAYS, seed, first=until - timedelta(days=DAYS - 1)))


def consents(cast: Cast, until: date) -> None:
    """Most borrowers agreed to be located, when they bought the car; one in eight did not, and is not shown."""
    from django.utils import timezone

    from huilong.rooms.cases.queries import numbers_found
    from huilong.rooms.cases.terms import CaseFilter
    from huilong.rooms.collateral.queries import vehicles_of
    from huilong.rooms.tracking.actions import record_consent

    at, given_on = timezone.localtime(), until - timedelta(days=400)
    with act_as(cast["repossession_coordinator"]):
        for place, number in enumerate(numbers_found(CaseFilter(), most=400)):
            for car in vehicles_of(number) if place % 8 else ():
                record_consent(number, car.id, given_on, "DEMO-2025", None, at)


def orders(cast: Cast) -> None:
    """Orders at the stages a coordinator sees on a morning: waiting, approved, quoted, sent, taken on."""
    from django.utils import timezone

    from huilong.rooms.cases.queries import numbers_found
    from huilong.rooms.cases.terms import CaseFilter

    at = timezone.localtime()
    with act_as(cast["repossession_coordinator"]):
        numbers = numbers_found(CaseFilter(least_days=31), most=200)
    stages, made = (_asked, _asked, _approved, _quoted, _sent, _sent, _accepted, _accepted), 0
    for number in numbers:
        if made == len(stages):
            return
        with suppress(Refusal):  # a case the law does not let us ask for: the next one
            stages[made](cast, number, at)
            made += 1


def _asked(cast: Cast, number: str, at: datetime) -> int:
    """An order asked for by the coordinator."""
    from huilong.rooms.collateral.queries import vehicles_of
    from huilong.rooms.people.terms import Role
    from huilong.rooms.repossession import actions
    from huilong.rooms.repossession.terms import BasisKind, SecurityKind

    who = cast["repossession_coordinator"]
    with act_as(who):
        found = vehicles_of(number)
        if not found:
            raise Refusal("no-such-vehicle", zh="此案没有车辆。", en="This case has no vehicle.")
        return actions.request(
            number, found[0].id, BasisKind.HANDOVER, security=SecurityKind.MORTGAGE, told=TOLD, user=who.user,
            role=Role(who.role), at=at,
        )  # fmt: skip


def _approved(cast: Cast, number: str, at: datetime) -> int:
    from huilong.rooms.people.terms import Role
    from huilong.rooms.relief.terms import StepDecision
    from huilong.rooms.repossession import actions
    from huilong.rooms.repossession.terms import ApprovalReason

    key = _asked(cast, number, at)
    for name in ("team_lead", "manager"):
        who = cast[name]
        with act_as(who):
            actions.decide(
                key, StepDecision.APPROVED, ApprovalReason.GROUNDS_SHOWN, user=who.user, role=Role(who.role), at=at
            )
    return key


def _quoted(cast: Cast, number: str, at: datetime) -> tuple[int, int]:
    """An approved order and its quote, by the tow company."""
    from huilong.rooms.people.terms import Role
    from huilong.rooms.repossession import actions
    from huilong.rooms.repossession.queries import crews as all_crews

    key, who = _approved(cast, number, at), cast["repossession_coordinator"]
    with act_as(who):
        crew = next(one.id for one in all_crews() if one.name == TOW_TEAM)
        made = actions.quote(key, crew, "handover_pickup", 18, user=who.user, role=Role(who.role), at=at)
    return key, made


def _sent(cast: Cast, number: str, at: datetime) -> int:
    from huilong.rooms.people.terms import Role
    from huilong.rooms.repossession import actions

    (key, made), who, agent = _quoted(cast, number, at), cast["repossession_coordinator"], cast["tow_agent"]
    with act_as(who):
        actions.dispatch(key, made, role=Role(who.role), at=at, agent=agent.user)
    return key


def _accepted(cast: Cast, number: str, at: datetime) -> int:
    from huilong.rooms.people.terms import Role
    from huilong.rooms.repossession import actions

    key, agent = _sent(cast, number, at), cast["tow_agent"]
    with act_as(agent):
        actions.accept(key, role=Role(agent.role), at=at, agent=agent.user)
    return key
