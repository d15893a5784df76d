"""Holding (持案): which roles hold a case for which kind of work."""

from huilong.rooms.cases.terms import DutyKind
from huilong.rooms.people.terms import Role

WORKERS: dict[DutyKind, tuple[Role, ...]] = {
    DutyKind.COLLECT: (Role.COLLECTOR, Role.TEAM_LEAD, Role.AGENCY_AGENT, Role.AGENCY_MANAGER),
    DutyKind.VISIT: (Role.FIELD_AGENT, Role.AGENCY_AGENT),
    DutyKind.RECOVER: (Role.REPOSSESSION_COORDINATOR, Role.FIELD_AGENT, Role.AGENCY_AGENT),
    DutyKind.DISPOSE: (Role.DISPOSAL_CLERK,),
}
"""Who can be given a case; a team of their organisation can hold one too, until somebody takes it."""


def shares(cases: int, holders: int) -> list[int]:
    """How many of `cases` each of `holders` gets when they are spread evenly, the first ones one more.

    >>> shares(10, 3), shares(1, 2), shares(5, 0)
    ([4, 3, 3], [1, 0], [])
    """
    if holders == 0:
        return []
    each, over = divmod(cases, holders)
    return [each + (place < over) for place in range(holders)]
