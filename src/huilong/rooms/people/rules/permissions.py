"""Permissions (权限): what each role may do, as data. A permission is `noun.verb`; what is not listed is refused."""

from huilong.rooms.people.terms import Role

PERMISSIONS: dict[str, frozenset[Role]] = {
    permission: frozenset(roles)
    for permission, roles in {
        "portfolio.view": {
            Role.TEAM_LEAD, Role.STRATEGY, Role.MANAGER, Role.FINANCE, Role.COMPLIANCE, Role.AUDITOR,
        },
        "case.view": {
            Role.COLLECTOR, Role.TEAM_LEAD, Role.FIELD_AGENT, Role.REPOSSESSION_COORDINATOR, Role.DISPOSAL_CLERK,
            Role.FINANCE, Role.COMPLIANCE, Role.STRATEGY, Role.MANAGER, Role.AUDITOR,
        },
        "case.export": {Role.TEAM_LEAD, Role.MANAGER, Role.COMPLIANCE, Role.AUDITOR},
        "person.reveal": {
            Role.COLLECTOR, Role.TEAM_LEAD, Role.FIELD_AGENT, Role.REPOSSESSION_COORDINATOR, Role.COMPLIANCE,
        },
        "receipt.post": {Role.FINANCE},
        "book.view": {Role.FINANCE, Role.STRATEGY, Role.MANAGER, Role.COMPLIANCE, Role.AUDITOR, Role.ADMINISTRATOR},
        "book.import": {Role.FINANCE, Role.ADMINISTRATOR},
        "quarantine.view": {Role.FINANCE, Role.MANAGER, Role.AUDITOR, Role.ADMINISTRATOR},
        "quarantine.fix": {Role.FINANCE, Role.ADMINISTRATOR},
        "night.view": {
            Role.FINANCE, Role.STRATEGY, Role.MANAGER, Role.COMPLIANCE, Role.AUDITOR, Role.ADMINISTRATOR,
            Role.TEAM_LEAD,
        },
        "night.run": {Role.ADMINISTRATOR, Role.MANAGER},
        "journal.view": {Role.COMPLIANCE, Role.AUDITOR},
        "people.manage": {Role.ADMINISTRATOR},
    }.items()
}  # fmt: skip


def role_may(role: str, permission: str) -> bool:
    """Whether a role may do something; a permission nobody defined is a programmer's mistake (KeyError).

    >>> role_may("finance", "receipt.post"), role_may("collector", "receipt.post")
    (True, False)
    """
    return Role(role) in PERMISSIONS[permission]
