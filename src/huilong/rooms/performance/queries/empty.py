"""Empty groups (空组预警): teams that hold cases and have nobody at work for them."""

from dataclasses import dataclass
from datetime import date

from django.db import connection

from huilong.rooms.people.queries import teams
from huilong.rooms.people.terms import OrganisationKind
from huilong.rooms.performance.queries.capacity import capacity


@dataclass(frozen=True)
class EmptyGroup:
    """A team without anybody at work on a day (空组): its cases, and whether anybody belongs to it at all."""

    team: int
    name: str
    cases: int
    members: int


def empty_groups(on: date) -> tuple[EmptyGroup, ...]:
    """Teams of the lender that hold open cases and have nobody licensed and at work on a day (空组)."""
    inside = [
        one for one in teams() if one.organisation_kind in (OrganisationKind.LENDER, OrganisationKind.BRANCH)
    ]
    people = capacity(on)
    at_work = {one.team for one in people if one.minutes and one.licensed}
    empty = [one for one in inside if one.id not in at_work]
    with connection.cursor() as cursor:
        cursor.execute(
            "select w.team, count(*) from cases_place w join cases_case c on c.id = w.case_id and c.state = 'open'"
            " where w.team = any (%s::int[]) group by 1", [[one.id for one in empty]],
        )  # fmt: skip
        held = dict(cursor.fetchall())
    return tuple(
        EmptyGroup(one.id, one.name, held[one.id], sum(two.team == one.id for two in people))
        for one in empty if held.get(one.id)
    )
