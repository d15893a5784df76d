"""Scope (可见范围): what the database shows each of the cast is what the duties say, no case more and none less."""

from huilong.kernel.acting import Acting
from huilong.rooms.people.rules.permissions import reach_of
from huilong.rooms.people.terms import OrganisationKind, Reach, Role
from huilong.site.quarter.look import MOST, Look

TABLES = {
    "cases_case": "id", "cases_promise": "case_id", "contact_activity": "case_id", "repossession_order": "case_id",
}  # fmt: skip
"""Tables that are seen with a case, and their column that names it."""
ASKED = {table: f"select distinct {column} from {table}" for table, column in TABLES.items()}  # noqa: S608 - ours
HOLDER = {Reach.OWN: "user_id", Reach.TEAM: "team_id", Reach.ORGANISATION: "organisation_id"}


def scope(look: Look) -> list[str]:
    """Everybody sees the own cases and nothing else."""
    places = {row[0]: row[1:] for row in look.ask(
        "select u.id, u.team_id, u.organisation_id, o.kind from people_user u"
        " join people_organisation o on o.id = u.organisation_id"
    )}  # fmt: skip
    found = [one for name, who in sorted(look.cast.items()) for one in _differences(look, name, who, places[who.user])]
    return found[:MOST]


def _differences(look: Look, name: str, who: Acting, place: tuple[int | None, int, str]) -> list[str]:
    mine, found = _held(look, who, place), []
    for table, asked in ASKED.items():
        seen, all_rows = ({row[0] for row in rows} for rows in (look.seen(who, asked), look.ask(asked)))
        should = all_rows if mine is None else all_rows & mine
        if seen != should:
            found.append(f"{name} ({who.role}): {table}: sees {_few(seen - should)} too many,"
                         f" lacks {_few(should - seen)}")  # fmt: skip
    return found


def _held(look: Look, who: Acting, place: tuple[int | None, int, str]) -> set[int] | None:
    """The cases somebody holds now, by what the duties say; None: the whole house."""
    reach = reach_of(Role(who.role), OrganisationKind(place[2]))
    if reach is Reach.HOUSE:
        return None
    if reach not in HOLDER:
        return set()
    key = {Reach.OWN: who.user, Reach.TEAM: place[0], Reach.ORGANISATION: place[1]}[reach]
    rows = look.ask(
        f"select distinct case_id from cases_duty where {HOLDER[reach]} = %s and since <= %s"  # noqa: S608
        " and (until is null or until > %s) and (lapses_at is null or lapses_at > %s)",
        [key, look.at, look.at, look.at],
    )  # fmt: skip
    return {row[0] for row in rows}


def _few(cases: set[int]) -> str:
    return f"{len(cases)} {sorted(cases)[:MOST]}" if cases else "0"
