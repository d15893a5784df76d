"""Four eyes (双人复核): which acts need a second person, who may be that person, how long the request waits. Data."""

from dataclasses import dataclass

from huilong.rooms.people.terms import ApprovalKind, Role


@dataclass(frozen=True)
class Rule:
    """Who decides a kind of request, and after how many days it expires."""

    deciders: frozenset[Role]
    days: int


_KEEPERS = frozenset({Role.ADMINISTRATOR, Role.COMPLIANCE, Role.MANAGER})
RULES = {
    ApprovalKind.WEIGHTY_ROLE: Rule(_KEEPERS, 7),
    ApprovalKind.FACTOR_RESET: Rule(_KEEPERS, 1),
    ApprovalKind.LAST_ADMINISTRATOR: Rule(frozenset({Role.COMPLIANCE, Role.MANAGER}), 3),
    ApprovalKind.REVEAL_ALLOWANCE: Rule(frozenset({Role.COMPLIANCE}), 1),
    ApprovalKind.BULK_EXPORT: Rule(frozenset({Role.COMPLIANCE, Role.MANAGER}), 1),
    ApprovalKind.ERASURE: Rule(frozenset({Role.COMPLIANCE}), 30),
    ApprovalKind.HOUSE_RULE: Rule(frozenset({Role.COMPLIANCE, Role.MANAGER}), 14),
    ApprovalKind.TEMPLATE: Rule(frozenset({Role.COMPLIANCE}), 30),
    ApprovalKind.RELIEF: Rule(frozenset({Role.TEAM_LEAD, Role.MANAGER, Role.COMPLIANCE}), 7),
    ApprovalKind.CONTACT: Rule(frozenset({Role.TEAM_LEAD, Role.COMPLIANCE, Role.AGENCY_MANAGER}), 1),
    ApprovalKind.AWARD: Rule(frozenset({Role.MANAGER, Role.COMPLIANCE, Role.FINANCE}), 7),
    ApprovalKind.FIRM: Rule(frozenset({Role.COMPLIANCE, Role.MANAGER}), 14),
    ApprovalKind.SALE_PRICE: Rule(frozenset({Role.MANAGER}), 7),
    ApprovalKind.PROCEEDS: Rule(frozenset({Role.FINANCE, Role.MANAGER}), 7),
    ApprovalKind.SCORE_MODEL: Rule(frozenset({Role.MANAGER, Role.COMPLIANCE}), 14),
    ApprovalKind.STRATEGY: Rule(frozenset({Role.MANAGER, Role.COMPLIANCE}), 14),
    ApprovalKind.TARGET: Rule(frozenset({Role.MANAGER, Role.STRATEGY}), 14),
}


def may_decide(kind: str, role: str, *, asker: int, decider: int) -> bool:
    """Whether this person may decide a request of this kind: of the right role, and never the asker.

    >>> may_decide("erasure", "compliance", asker=1, decider=2), may_decide("erasure", "compliance", asker=2, decider=2)
    (True, False)
    """
    return asker != decider and Role(role) in RULES[ApprovalKind(kind)].deciders


def kinds_decided_by(role: str) -> tuple[str, ...]:
    """The kinds of requests that somebody of this role may decide, when another asked (可复核事项).

    >>> kinds_decided_by("agency_manager"), kinds_decided_by("collector")
    (('contact',), ())
    """
    return tuple(kind.value for kind, rule in RULES.items() if role in rule.deciders)
