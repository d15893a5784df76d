"""Reads of people (组织与权限)."""

from huilong.rooms.people.queries.staff import agreed, approved, gates_of, trained_on
from huilong.rooms.people.queries.tokens import token_bearer
from huilong.rooms.people.queries.users import (
    Account,
    Colleague,
    TeamRow,
    accounts,
    colleagues,
    keys_named,
    lender_name,
    may,
    names_of,
    teams,
)

__all__ = [
    "Account",
    "Colleague",
    "TeamRow",
    "accounts",
    "agreed",
    "approved",
    "colleagues",
    "gates_of",
    "keys_named",
    "lender_name",
    "may",
    "names_of",
    "teams",
    "token_bearer",
    "trained_on",
]
