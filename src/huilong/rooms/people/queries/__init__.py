"""Reads of people (组织与权限)."""

from huilong.rooms.people.queries.staff import agreed, approved, gates_of, gates_of_all, second_person, trained_on
from huilong.rooms.people.queries.tokens import token_bearer
from huilong.rooms.people.queries.users import (
    Account,
    Colleague,
    OrganisationRow,
    TeamRow,
    accounts,
    colleagues,
    is_working,
    keys_named,
    lender_name,
    lender_organisation,
    may,
    names_of,
    organisation_named,
    organisations_of_kind,
    teams,
)
from huilong.rooms.people.queries.waiting import Waiting, waits_for, waits_from

__all__ = [
    "Account",
    "Colleague",
    "OrganisationRow",
    "TeamRow",
    "Waiting",
    "accounts",
    "agreed",
    "approved",
    "colleagues",
    "gates_of",
    "gates_of_all",
    "is_working",
    "keys_named",
    "lender_name",
    "lender_organisation",
    "may",
    "names_of",
    "organisation_named",
    "organisations_of_kind",
    "second_person",
    "teams",
    "token_bearer",
    "trained_on",
    "waits_for",
    "waits_from",
]
