"""Verbs of the own account (我的账户): change the password."""

from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from huilong.rooms.journal.actions import record
from huilong.rooms.people.actions.sessions import end_sessions
from huilong.rooms.people.models import User
from huilong.rooms.people.terms import SessionEnd


def change_password(user: User, old: str, new: str, *, spare: str, at: datetime) -> list[str]:
    """Change the own password (修改密码), ending all sessions but that of cookie `spare`; sentences if it cannot be.

    The old one was wrong, the new one is weak, or both are the same. On success `user` carries the new one.
    """
    if not user.check_password(old):
        return [_("The present password is not right.")]
    if old == new:
        return [_("The new password is the present one.")]
    try:
        validate_password(new, user)
    except ValidationError as weak:
        return list(weak.messages)
    user.set_password(new)
    with transaction.atomic():
        User.objects.filter(pk=user.pk).update(password=user.password, must_change=False)
        record(verb="user.password_changed", subject=("user", user.pk), actor=f"user:{user.pk}", at=at, detail={})
        end_sessions(user.pk, SessionEnd.PASSWORD, actor=user.pk, at=at, spare=spare)
    return []
