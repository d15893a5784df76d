"""Signing in (登录): who needs a second factor, who works in one place at a time, when a page locks. Data by role."""

from huilong.rooms.people.terms import Role, SessionEnd

FACTOR_REQUIRED = frozenset({
    Role.COMPLIANCE, Role.AUDITOR, Role.MANAGER, Role.FINANCE, Role.STRATEGY, Role.ADMINISTRATOR,
    Role.AGENCY_MANAGER, Role.TEAM_LEAD,
})  # fmt: skip
"""Roles that see personal data in bulk, approve money or manage people."""

ONE_PLACE = frozenset({Role.COLLECTOR, Role.FIELD_AGENT, Role.AGENCY_AGENT})
"""Roles whose newer sign-in ends the older one."""

IDLE_MINUTES = {
    Role.ADMINISTRATOR: 10, Role.FINANCE: 10, Role.COMPLIANCE: 15, Role.AUDITOR: 15, Role.AGENCY_MANAGER: 15,
    Role.AGENCY_AGENT: 15, Role.COLLECTOR: 20, Role.FIELD_AGENT: 15,
}  # fmt: skip
IDLE_MINUTES_OTHERWISE = 20
MOST_HOURS = 12


def factor_required(role: str) -> bool:
    """Whether this role signs in with a second factor."""
    return Role(role) in FACTOR_REQUIRED


def one_place(role: str) -> bool:
    """Whether this role is signed in at one place at a time."""
    return Role(role) in ONE_PLACE


def too_idle(role: str, idle_seconds: float) -> bool:
    """Whether a page left alone this long locks.

    >>> too_idle("administrator", 601), too_idle("collector", 601)
    (True, False)
    """
    return idle_seconds > 60 * IDLE_MINUTES.get(Role(role), IDLE_MINUTES_OTHERWISE)


def too_old(age_seconds: float) -> bool:
    """Whether a sign-in this old ends, however busy."""
    return age_seconds > 3600 * MOST_HOURS


def ended(why: str) -> SessionEnd | None:
    """The reason as a word, None when there is none."""
    return SessionEnd(why) if why in list(SessionEnd) else None
