"""Permissions (权限): what each role may do, as data. A permission is `noun.verb`; what is not listed is refused."""

from huilong.rooms.people.terms import OrganisationKind, Reach, Role

PERMISSIONS: dict[str, frozenset[Role]] = {
    permission: frozenset(roles)
    for permission, roles in {
        "portfolio.view": {
            Role.TEAM_LEAD, Role.STRATEGY, Role.MANAGER, Role.FINANCE, Role.COMPLIANCE, Role.AUDITOR,
        },
        "case.view": {
            Role.COLLECTOR, Role.TEAM_LEAD, Role.FIELD_AGENT, Role.REPOSSESSION_COORDINATOR, Role.DISPOSAL_CLERK,
            Role.FINANCE, Role.COMPLIANCE, Role.STRATEGY, Role.MANAGER, Role.AUDITOR, Role.AGENCY_MANAGER,
            Role.AGENCY_AGENT,
        },
        "case.assign": {Role.TEAM_LEAD, Role.MANAGER, Role.AGENCY_MANAGER},
        "case.place": {Role.MANAGER},
        "case.export": {Role.TEAM_LEAD, Role.MANAGER, Role.COMPLIANCE, Role.AUDITOR},
        "person.reveal": {
            Role.COLLECTOR, Role.TEAM_LEAD, Role.FIELD_AGENT, Role.REPOSSESSION_COORDINATOR, Role.COMPLIANCE,
            Role.AGENCY_MANAGER, Role.AGENCY_AGENT,
        },
        "person.search": {
            Role.COLLECTOR, Role.TEAM_LEAD, Role.FIELD_AGENT, Role.REPOSSESSION_COORDINATOR, Role.COMPLIANCE,
            Role.AGENCY_MANAGER, Role.AGENCY_AGENT,
        },
        "person.erase": {Role.COMPLIANCE},
        "file.view": {
            Role.COLLECTOR, Role.TEAM_LEAD, Role.FIELD_AGENT, Role.REPOSSESSION_COORDINATOR, Role.DISPOSAL_CLERK,
            Role.FINANCE, Role.COMPLIANCE, Role.MANAGER, Role.AUDITOR, Role.AGENCY_MANAGER, Role.AGENCY_AGENT,
        },
        "file.add": {
            Role.COLLECTOR, Role.TEAM_LEAD, Role.FIELD_AGENT, Role.REPOSSESSION_COORDINATOR, Role.DISPOSAL_CLERK,
            Role.FINANCE, Role.COMPLIANCE, Role.MANAGER, Role.AGENCY_MANAGER, Role.AGENCY_AGENT,
        },
        "file.withdraw": {Role.TEAM_LEAD, Role.COMPLIANCE, Role.MANAGER, Role.AGENCY_MANAGER},
        "receipt.post": {Role.FINANCE},
        "receipt.view": {
            Role.FINANCE, Role.TEAM_LEAD, Role.MANAGER, Role.COMPLIANCE, Role.AUDITOR,
        },
        "desk.work": {Role.COLLECTOR, Role.TEAM_LEAD, Role.AGENCY_MANAGER, Role.AGENCY_AGENT},
        "desk.lead": {Role.TEAM_LEAD, Role.MANAGER, Role.AGENCY_MANAGER},
        "flag.set": {
            Role.COLLECTOR, Role.TEAM_LEAD, Role.FIELD_AGENT, Role.COMPLIANCE, Role.MANAGER, Role.AGENCY_MANAGER,
            Role.AGENCY_AGENT,
        },
        "flag.end": {Role.TEAM_LEAD, Role.COMPLIANCE, Role.MANAGER},
        "message.send": {Role.COLLECTOR, Role.TEAM_LEAD, Role.AGENCY_MANAGER, Role.AGENCY_AGENT},
        "message.bulk": {Role.TEAM_LEAD, Role.MANAGER},
        "message.view": {Role.TEAM_LEAD, Role.MANAGER, Role.COMPLIANCE, Role.AUDITOR},
        "template.view": {
            Role.COLLECTOR, Role.TEAM_LEAD, Role.MANAGER, Role.COMPLIANCE, Role.AUDITOR, Role.AGENCY_MANAGER,
            Role.AGENCY_AGENT,
        },
        "template.draft": {Role.TEAM_LEAD, Role.MANAGER, Role.COMPLIANCE},
        "calllog.import": {Role.COMPLIANCE, Role.MANAGER},
        "calllog.view": {Role.COMPLIANCE, Role.MANAGER, Role.AUDITOR},
        "relief.view": {
            Role.COLLECTOR, Role.TEAM_LEAD, Role.FINANCE, Role.MANAGER, Role.COMPLIANCE, Role.AUDITOR,
            Role.AGENCY_MANAGER, Role.AGENCY_AGENT,
        },
        "relief.offer": {Role.COLLECTOR, Role.TEAM_LEAD, Role.MANAGER, Role.AGENCY_MANAGER, Role.AGENCY_AGENT},
        "recovery.view": {
            Role.COLLECTOR, Role.TEAM_LEAD, Role.FIELD_AGENT, Role.REPOSSESSION_COORDINATOR, Role.DISPOSAL_CLERK,
            Role.FINANCE, Role.MANAGER, Role.COMPLIANCE, Role.AUDITOR, Role.AGENCY_MANAGER, Role.AGENCY_AGENT,
        },
        "recovery.request": {
            Role.COLLECTOR, Role.TEAM_LEAD, Role.REPOSSESSION_COORDINATOR, Role.MANAGER, Role.AGENCY_MANAGER,
        },
        "recovery.decide": {Role.TEAM_LEAD, Role.MANAGER, Role.COMPLIANCE},
        "recovery.arrange": {Role.REPOSSESSION_COORDINATOR, Role.MANAGER},
        "recovery.take": {Role.FIELD_AGENT, Role.REPOSSESSION_COORDINATOR, Role.AGENCY_AGENT},
        "recovery.answer": {
            Role.FIELD_AGENT, Role.REPOSSESSION_COORDINATOR, Role.AGENCY_MANAGER, Role.AGENCY_AGENT,
        },
        "recovery.stop": {Role.TEAM_LEAD, Role.REPOSSESSION_COORDINATOR, Role.MANAGER, Role.COMPLIANCE},
        "recovery.judge": {Role.COMPLIANCE},
        "vehicle.view": {
            Role.COLLECTOR, Role.TEAM_LEAD, Role.FIELD_AGENT, Role.REPOSSESSION_COORDINATOR, Role.DISPOSAL_CLERK,
            Role.FINANCE, Role.COMPLIANCE, Role.MANAGER, Role.AUDITOR, Role.AGENCY_MANAGER, Role.AGENCY_AGENT,
        },
        "vehicle.edit": {
            Role.COLLECTOR, Role.TEAM_LEAD, Role.FIELD_AGENT, Role.REPOSSESSION_COORDINATOR, Role.DISPOSAL_CLERK,
            Role.MANAGER, Role.AGENCY_MANAGER, Role.AGENCY_AGENT,
        },
        "vehicle.export": {Role.TEAM_LEAD, Role.MANAGER, Role.COMPLIANCE, Role.AUDITOR},
        "value.note": {Role.TEAM_LEAD, Role.REPOSSESSION_COORDINATOR, Role.DISPOSAL_CLERK, Role.MANAGER},
        "value.ask": {Role.TEAM_LEAD, Role.REPOSSESSION_COORDINATOR, Role.DISPOSAL_CLERK, Role.MANAGER},
        "recovery.pack": {Role.COMPLIANCE, Role.REPOSSESSION_COORDINATOR},
        "law.draft": {Role.COMPLIANCE},
        "score.view": {Role.STRATEGY, Role.TEAM_LEAD, Role.MANAGER, Role.COMPLIANCE, Role.AUDITOR},
        "score.train": {Role.STRATEGY},
        "warning.view": {Role.STRATEGY, Role.TEAM_LEAD, Role.MANAGER, Role.COMPLIANCE, Role.AUDITOR},
        "strategy.view": {Role.STRATEGY, Role.TEAM_LEAD, Role.MANAGER, Role.COMPLIANCE, Role.AUDITOR},
        "strategy.edit": {Role.STRATEGY},
        "experiment.manage": {Role.STRATEGY},
        "forecast.view": {Role.STRATEGY, Role.FINANCE, Role.MANAGER, Role.AUDITOR},
        "forecast.run": {Role.STRATEGY, Role.MANAGER},
        "target.view": {Role.STRATEGY, Role.TEAM_LEAD, Role.MANAGER, Role.AUDITOR},
        "target.set": {Role.MANAGER},
        "plan.view": {
            Role.COLLECTOR, Role.FIELD_AGENT, Role.STRATEGY, Role.TEAM_LEAD, Role.MANAGER, Role.AUDITOR,
        },
        "plan.manage": {Role.TEAM_LEAD, Role.MANAGER},
        "allocation.run": {Role.TEAM_LEAD, Role.MANAGER},
        "replay.view": {Role.STRATEGY, Role.MANAGER, Role.COMPLIANCE, Role.AUDITOR},
        "replay.run": {Role.STRATEGY},
        "report.view": {Role.STRATEGY, Role.FINANCE, Role.TEAM_LEAD, Role.MANAGER, Role.COMPLIANCE, Role.AUDITOR},
        "report.schedule": {Role.MANAGER},
        "agency.view": {
            Role.TEAM_LEAD, Role.REPOSSESSION_COORDINATOR, Role.DISPOSAL_CLERK, Role.FINANCE, Role.MANAGER,
            Role.COMPLIANCE, Role.AUDITOR,
        },
        "agency.manage": {Role.MANAGER, Role.COMPLIANCE},
        "agency.portal": {Role.AGENCY_MANAGER, Role.AGENCY_AGENT},
        "placement.view": {
            Role.TEAM_LEAD, Role.FINANCE, Role.MANAGER, Role.COMPLIANCE, Role.AUDITOR, Role.AGENCY_MANAGER,
        },
        "placement.manage": {Role.MANAGER},
        "placement.work": {Role.AGENCY_MANAGER, Role.AGENCY_AGENT, Role.SERVICE},
        "rating.view": {Role.MANAGER, Role.COMPLIANCE, Role.AUDITOR, Role.AGENCY_MANAGER},
        "rating.breach": {Role.COMPLIANCE, Role.MANAGER},
        "pricelist.view": {
            Role.REPOSSESSION_COORDINATOR, Role.DISPOSAL_CLERK, Role.FINANCE, Role.MANAGER,
            Role.COMPLIANCE, Role.AUDITOR, Role.AGENCY_MANAGER,
        },
        "pricelist.publish": {
            Role.REPOSSESSION_COORDINATOR, Role.FINANCE, Role.MANAGER, Role.AGENCY_MANAGER, Role.SERVICE,
        },
        "tender.view": {Role.FINANCE, Role.MANAGER, Role.COMPLIANCE, Role.AUDITOR, Role.AGENCY_MANAGER},
        "tender.manage": {Role.MANAGER},
        "tender.bid": {Role.AGENCY_MANAGER},
        "statement.view": {Role.FINANCE, Role.MANAGER, Role.COMPLIANCE, Role.AUDITOR, Role.AGENCY_MANAGER},
        "statement.run": {Role.FINANCE},
        "statement.approve": {Role.FINANCE, Role.MANAGER},
        "statement.dispute": {Role.AGENCY_MANAGER},
        "price.view": {
            Role.TEAM_LEAD, Role.REPOSSESSION_COORDINATOR, Role.DISPOSAL_CLERK, Role.FINANCE, Role.MANAGER,
            Role.COMPLIANCE, Role.AUDITOR,
        },
        "price.manage": {Role.FINANCE, Role.COMPLIANCE},
        "ledger.view": {Role.FINANCE, Role.MANAGER, Role.COMPLIANCE, Role.AUDITOR},
        "ledger.post": {Role.FINANCE},
        "ledger.close": {Role.FINANCE},
        "stock.view": {
            Role.REPOSSESSION_COORDINATOR, Role.DISPOSAL_CLERK, Role.FINANCE, Role.MANAGER, Role.COMPLIANCE,
            Role.AUDITOR,
        },
        "stock.manage": {Role.DISPOSAL_CLERK, Role.MANAGER},
        "sale.decide": {Role.MANAGER},
        "stock.export": {Role.FINANCE, Role.MANAGER, Role.COMPLIANCE, Role.AUDITOR},
        "proceeds.distribute": {Role.FINANCE},
        "proceeds.explain": {Role.DISPOSAL_CLERK, Role.FINANCE, Role.MANAGER},
        "auction.view": {
            Role.DISPOSAL_CLERK, Role.FINANCE, Role.MANAGER, Role.COMPLIANCE, Role.AUDITOR, Role.BIDDER,
        },
        "auction.manage": {Role.DISPOSAL_CLERK, Role.MANAGER},
        "auction.bid": {Role.BIDDER},
        "device.view": {
            Role.TEAM_LEAD, Role.REPOSSESSION_COORDINATOR, Role.MANAGER, Role.COMPLIANCE, Role.AUDITOR,
        },
        "device.manage": {Role.MANAGER, Role.COMPLIANCE},
        "location.open": {
            Role.TEAM_LEAD, Role.FIELD_AGENT, Role.REPOSSESSION_COORDINATOR, Role.MANAGER, Role.COMPLIANCE,
            Role.AGENCY_MANAGER, Role.AGENCY_AGENT,
        },
        "location.fleet": {Role.TEAM_LEAD, Role.REPOSSESSION_COORDINATOR, Role.MANAGER},
        "location.looks": {Role.COMPLIANCE, Role.AUDITOR},
        "consent.record": {Role.TEAM_LEAD, Role.REPOSSESSION_COORDINATOR, Role.MANAGER, Role.COMPLIANCE},
        "alarm.view": {
            Role.COLLECTOR, Role.TEAM_LEAD, Role.FIELD_AGENT, Role.REPOSSESSION_COORDINATOR, Role.MANAGER,
            Role.COMPLIANCE, Role.AUDITOR, Role.AGENCY_MANAGER, Role.AGENCY_AGENT,
        },
        "alarm.acknowledge": {Role.TEAM_LEAD, Role.REPOSSESSION_COORDINATOR, Role.MANAGER, Role.COMPLIANCE},
        "lot.view": {
            Role.TEAM_LEAD, Role.REPOSSESSION_COORDINATOR, Role.MANAGER, Role.COMPLIANCE, Role.AUDITOR,
        },
        "lot.decide": {Role.MANAGER, Role.COMPLIANCE},
        "position.send": {Role.SERVICE},
        "book.view": {Role.FINANCE, Role.STRATEGY, Role.MANAGER, Role.COMPLIANCE, Role.AUDITOR, Role.ADMINISTRATOR},
        "book.import": {Role.FINANCE, Role.ADMINISTRATOR},
        "quarantine.view": {Role.FINANCE, Role.MANAGER, Role.AUDITOR, Role.ADMINISTRATOR},
        "quarantine.fix": {Role.FINANCE, Role.ADMINISTRATOR},
        "night.view": {
            Role.FINANCE, Role.STRATEGY, Role.MANAGER, Role.COMPLIANCE, Role.AUDITOR, Role.ADMINISTRATOR,
            Role.TEAM_LEAD,
        },
        "night.run": {Role.ADMINISTRATOR, Role.MANAGER},
        "law.view": {Role.COMPLIANCE, Role.AUDITOR, Role.MANAGER, Role.STRATEGY},
        "law.settle": {Role.COMPLIANCE},
        "journal.view": {Role.COMPLIANCE, Role.AUDITOR},
        "people.view": {
            Role.ADMINISTRATOR, Role.AGENCY_MANAGER, Role.COMPLIANCE, Role.AUDITOR, Role.MANAGER,
        },
        "people.manage": {Role.ADMINISTRATOR, Role.AGENCY_MANAGER},
        "organisation.manage": {Role.ADMINISTRATOR},
        "token.manage": {Role.ADMINISTRATOR},
        "gate.record": {Role.ADMINISTRATOR, Role.COMPLIANCE},
        "approval.view": {
            Role.ADMINISTRATOR, Role.COMPLIANCE, Role.MANAGER, Role.AUDITOR, Role.TEAM_LEAD, Role.AGENCY_MANAGER,
            Role.FINANCE, Role.STRATEGY,
        },
    }.items()
}  # fmt: skip


REACH: dict[Role, Reach] = {
    Role.COLLECTOR: Reach.OWN,
    Role.TEAM_LEAD: Reach.TEAM,
    Role.FIELD_AGENT: Reach.OWN,
    Role.REPOSSESSION_COORDINATOR: Reach.HOUSE,
    Role.DISPOSAL_CLERK: Reach.OWN,
    Role.FINANCE: Reach.HOUSE,
    Role.COMPLIANCE: Reach.HOUSE,
    Role.STRATEGY: Reach.HOUSE,
    Role.MANAGER: Reach.HOUSE,
    Role.ADMINISTRATOR: Reach.STAFF,
    Role.AGENCY_MANAGER: Reach.ORGANISATION,
    Role.AGENCY_AGENT: Reach.OWN,
    Role.AUDITOR: Reach.HOUSE,
    Role.BIDDER: Reach.NOTHING,
    Role.BORROWER: Reach.NOTHING,
    Role.SERVICE: Reach.HOUSE,
}
"""How far each role sees; the database reads the same table (written after every migration)."""

WEIGHTY = frozenset({
    Role.ADMINISTRATOR, Role.MANAGER, Role.COMPLIANCE, Role.AUDITOR, Role.FINANCE, Role.STRATEGY,
    Role.REPOSSESSION_COORDINATOR,
})  # fmt: skip
"""Roles (重要角色) that see the whole house, move money or manage people: given only with a second person's consent."""

OUTSIDE_ROLES = frozenset({Role.AGENCY_MANAGER, Role.AGENCY_AGENT, Role.BIDDER})
ANYWHERE_ROLES = frozenset({Role.SERVICE, Role.BORROWER})
INSIDE = frozenset({OrganisationKind.LENDER, OrganisationKind.BRANCH})


def place_of(role: Role) -> str:
    """Where a role exists: `inside` the lender and its branches, `outside`, or `anywhere`; the database knows too."""
    if role in ANYWHERE_ROLES:
        return "anywhere"
    return "outside" if role in OUTSIDE_ROLES else "inside"


def fits(role: Role, kind: OrganisationKind) -> bool:
    """Whether an organisation of this kind has this role.

    >>> fits(Role.AUDITOR, OrganisationKind.AGENCY), fits(Role.AGENCY_AGENT, OrganisationKind.LAW_FIRM)
    (False, True)
    """
    return place_of(role) in ("anywhere", "inside" if kind in INSIDE else "outside")


def reach_of(role: Role, kind: OrganisationKind) -> Reach:
    """How far a role sees in an organisation of this kind: outside the lender nobody sees the whole house.

    >>> reach_of(Role.MANAGER, OrganisationKind.LENDER), reach_of(Role.AUDITOR, OrganisationKind.AGENCY)
    (<Reach.HOUSE: 'house'>, <Reach.ORGANISATION: 'organisation'>)
    """
    reach = REACH[role]
    if kind is OrganisationKind.LENDER:
        return reach
    return Reach.ORGANISATION if reach in (Reach.HOUSE, Reach.STAFF) else reach


def role_may(role: str, permission: str) -> bool:
    """Whether a role may do something; a permission nobody defined is a programmer's mistake (KeyError).

    >>> role_may("finance", "receipt.post"), role_may("collector", "receipt.post")
    (True, False)
    """
    return Role(role) in PERMISSIONS[permission]
