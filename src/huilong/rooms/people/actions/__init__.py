"""Verbs of people (组织与权限): each in one transaction with one journal entry."""

from huilong.rooms.people.actions.account import change_password
from huilong.rooms.people.actions.approvals import ask_approval, decide, on_approval
from huilong.rooms.people.actions.factor import (
    begin_factor,
    check_factor,
    confirm_factor,
    new_recovery_codes,
    remove_factor,
)
from huilong.rooms.people.actions.gates import record_gate, revoke_gate
from huilong.rooms.people.actions.organisations import add_organisation, add_team, change_organisation, change_team
from huilong.rooms.people.actions.sessions import end_sessions, enter
from huilong.rooms.people.actions.sessions import hash_of as session_hash
from huilong.rooms.people.actions.signing_in import refuse_if_locked, remember_failure, welcome
from huilong.rooms.people.actions.staff import (
    add_user,
    ask_factor_reset,
    ask_leave_of_last,
    change_user,
    come_back,
    leave,
    reset_at_the_server,
    reset_password,
)
from huilong.rooms.people.actions.tokens import issue_token, revoke_token
from huilong.rooms.people.actions.users import (
    change_language,
    ensure_organisation,
    ensure_team,
    ensure_user,
    teach_scope,
)

__all__ = [
    "add_organisation",
    "add_team",
    "add_user",
    "ask_approval",
    "ask_factor_reset",
    "ask_leave_of_last",
    "begin_factor",
    "change_language",
    "change_organisation",
    "change_password",
    "change_team",
    "change_user",
    "check_factor",
    "come_back",
    "confirm_factor",
    "decide",
    "end_sessions",
    "ensure_organisation",
    "ensure_team",
    "ensure_user",
    "enter",
    "issue_token",
    "leave",
    "new_recovery_codes",
    "on_approval",
    "record_gate",
    "refuse_if_locked",
    "remember_failure",
    "remove_factor",
    "reset_at_the_server",
    "reset_password",
    "revoke_gate",
    "revoke_token",
    "session_hash",
    "teach_scope",
    "welcome",
]
