"""Whom somebody leads (所辖人员): a team lead the team, an agency manager the agency, a manager everybody."""

from huilong.kernel.acting import Acting
from huilong.rooms.cases.rules.holding import WORKERS
from huilong.rooms.cases.terms import DutyKind
from huilong.rooms.people.queries import Colleague, TeamRow, colleagues, teams
from huilong.rooms.people.terms import Role


def led(who: Acting) -> list[Colleague]:
    """Those who can hold cases for collecting and whose work is `who`'s to lead (所辖人员), oneself among them."""
    everybody = colleagues(WORKERS[DutyKind.COLLECT])
    if who.role == Role.TEAM_LEAD:
        mine = next((one.team for one in everybody if one.id == who.user), None)
        return [one for one in everybody if one.id == who.user or (mine is not None and one.team == mine)]
    if who.role == Role.AGENCY_MANAGER:
        return [one for one in everybody if one.organisation == who.organisation]
    return everybody


def teams_led(who: Acting, people: list[Colleague]) -> list[TeamRow]:
    """The teams of those people (所辖小组), whose cases wait for anybody; of a manager all."""
    if who.role in (Role.TEAM_LEAD, Role.AGENCY_MANAGER):
        of = {one.team for one in people}
        return [one for one in teams() if one.id in of]
    return teams()
