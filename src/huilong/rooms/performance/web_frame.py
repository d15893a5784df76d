"""What the pages of performance share (目标页部件): who acts, whom one leads, months, exports."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils import timezone

from huilong.kernel.acting import Acting, acting
from huilong.kernel.refusal import Refusal
from huilong.rooms.journal.actions import record_export
from huilong.rooms.people.queries import TeamRow, teams
from huilong.rooms.people.terms import OrganisationKind, Role
from huilong.rooms.performance.queries import capacity
from huilong.rooms.performance.queries.capacity import INSIDE as GIVEN_CASES
from huilong.rooms.performance.terms import Capacity

INSIDE = (OrganisationKind.LENDER, OrganisationKind.BRANCH)


def who_acts() -> Acting:
    """Who acts; a page behind the sign-in always knows."""
    who = acting()
    if who is None:
        raise PermissionDenied
    return who


def mine(on: date, roles: Collection[Role] = GIVEN_CASES) -> tuple[Capacity, ...]:
    """Those whose day the reader sees (所辖人员): a lead the team, who works cases oneself, others of the house all."""
    who, everybody = who_acts(), capacity(on, roles)
    if who.role == Role.TEAM_LEAD:
        team = next((one.team for one in everybody if one.person == who.user), None)
        return tuple(one for one in everybody if one.person == who.user or (team and one.team == team))
    if who.role in (Role.COLLECTOR, Role.FIELD_AGENT):
        return tuple(one for one in everybody if one.person == who.user)
    return everybody


def teams_led(on: date) -> list[TeamRow]:
    """The teams whose cases the reader gives out (所辖小组)."""
    led = {one.team for one in mine(on)} if who_acts().role == Role.TEAM_LEAD else None
    return [one for one in teams() if one.organisation_kind in INSIDE and (led is None or one.id in led)]


def one_of_mine(text: str, people: tuple[Capacity, ...]) -> Capacity:
    """The colleague a form names; a stranger answers like nobody."""
    found = next((one for one in people if str(one.person) == text), None)
    if found is None:
        raise Refusal(
            "no-such-person", status=404, where="person", zh="没有这位同事。", en="There is no such colleague.",
            remedy_zh="请从列表中选择。", remedy_en="Choose from the list.",
        )  # fmt: skip
    return found


def month_of(request: HttpRequest) -> date:
    """The month a page shows: the one named, or this one."""
    text = request.GET.get("month", "")
    try:
        return date.fromisoformat(f"{text[:7]}-01")
    except ValueError:
        return timezone.localdate().replace(day=1)


def log_export(request: HttpRequest, detail: dict[str, Any]) -> None:
    """Write an export into the journal."""
    record_export(detail)
