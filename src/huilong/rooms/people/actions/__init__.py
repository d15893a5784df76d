"""Verbs of people (组织与权限): each in one transaction with one journal entry."""

from huilong.rooms.people.actions.signing_in import refuse_if_locked, remember_failure, welcome
from huilong.rooms.people.actions.tokens import issue_token, revoke_token
from huilong.rooms.people.actions.users import (
    change_language,
    ensure_organisation,
    ensure_team,
    ensure_user,
    teach_scope,
)

__all__ = [
    "change_language",
    "ensure_organisation",
    "ensure_team",
    "ensure_user",
    "issue_token",
    "refuse_if_locked",
    "remember_failure",
    "revoke_token",
    "teach_scope",
    "welcome",
]
