"""Who plays (演员表): the lender's people, agencies, a tow company, bidders; trained, with their teams and rules."""

import secrets
from collections.abc import Mapping
from datetime import date, datetime, timedelta

from huilong.kernel.acting import Acting
from huilong.rooms.people.terms import OrganisationKind, Role

LENDER, HOME_TEAM, FIELD_TEAM = "回笼汽车金融(模拟)", "电催一组", "外访组"
OURS = (
    ("collector1", Role.COLLECTOR), ("collector2", Role.COLLECTOR), ("team_lead", Role.TEAM_LEAD),
    ("field_agent", Role.FIELD_AGENT), ("coordinator", Role.REPOSSESSION_COORDINATOR),
    ("disposal_clerk", Role.DISPOSAL_CLERK), ("finance", Role.FINANCE), ("finance2", Role.FINANCE),
    ("compliance", Role.COMPLIANCE), ("strategy", Role.STRATEGY), ("manager", Role.MANAGER),
    ("administrator", Role.ADMINISTRATOR), ("auditor", Role.AUDITOR),
)  # fmt: skip
AGENCIES = ("远山委外", "长河委外", "正平委外")
TOW, YARD = "安捷拖车", "城北停车场"
BIDDERS = ("启程二手车", "万里二手车", "同辉二手车")
TRAINED = (Role.COLLECTOR, Role.TEAM_LEAD, Role.FIELD_AGENT, Role.AGENCY_MANAGER, Role.AGENCY_AGENT, Role.MANAGER)


def hire(first: date, at: datetime) -> Mapping[str, Acting]:
    """Everybody's account, training and templates as of the day before the quarter, as the owner (入职)."""
    from huilong.rooms.contact.actions.templates import ensure_default_templates
    from huilong.rooms.people.actions import ensure_organisation, ensure_team

    lender = ensure_organisation(LENDER, OrganisationKind.LENDER)
    home = ensure_team(HOME_TEAM, lender, takes_new=True)
    teams = {Role.COLLECTOR: home, Role.TEAM_LEAD: home, Role.FIELD_AGENT: ensure_team(FIELD_TEAM, lender)}
    for name, role in OURS:
        _user(name, name, role, lender, teams.get(role))
    for n, firm in enumerate(AGENCIES, 1):
        _firm(firm, f"agency{n}", OrganisationKind.AGENCY)
    _firm(TOW, "tow", OrganisationKind.TOW_COMPANY)
    ensure_organisation(YARD, OrganisationKind.YARD)
    for n, firm in enumerate(BIDDERS, 1):
        dealer = ensure_organisation(firm, OrganisationKind.DEALER)
        _user(f"bidder{n}", firm, Role.BIDDER, dealer, None)
    everybody = staff()
    _train(everybody, first, at)
    ensure_default_templates(at)
    return everybody


def staff() -> Mapping[str, Acting]:
    """Everybody as one who acts, by name."""
    from huilong.rooms.people.models import User

    found = User.objects.order_by("pk")
    return {one.username: Acting(one.pk, one.organisation_id, one.role, "127.0.0.1") for one in found}


def _firm(name: str, short: str, kind: OrganisationKind) -> None:
    from huilong.rooms.people.actions import ensure_organisation, ensure_team

    firm = ensure_organisation(name, kind)
    team = ensure_team(f"{name}一组", firm)
    _user(f"{short}_manager", f"{name}主管", Role.AGENCY_MANAGER, firm, team)
    _user(f"{short}_agent", f"{name}坐席", Role.AGENCY_AGENT, firm, team)


def _user(name: str, shown: str, role: Role, organisation: int, team: int | None) -> None:
    from huilong.rooms.people.actions import ensure_user

    ensure_user(
        name, display_name=shown, role=role, organisation=organisation, password=secrets.token_urlsafe(12), team=team
    )


def _train(everybody: Mapping[str, Acting], first: date, at: datetime) -> None:
    from huilong.rooms.people.actions import record_gate
    from huilong.rooms.people.terms import GateKind

    recorder = everybody["administrator"].user
    for who in everybody.values():
        if Role(who.role) in TRAINED:
            record_gate(who.user, GateKind.TRAINING.value, first - timedelta(days=30), evidence="SIMULATED",
                        actor=recorder, at=at)  # fmt: skip
