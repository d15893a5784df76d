"""Verbs around signing in (登录): remember a failure, lock after too many, welcome."""

import hashlib
import hmac
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from huilong.kernel.acting import SIGN_IN, Acting, act_as
from huilong.kernel.refusal import Refusal
from huilong.rooms.journal.actions import record
from huilong.rooms.people.models import SignInAttempt

WINDOW = timedelta(minutes=15)
FAILURES_PER_NAME = 5
FAILURES_PER_ADDRESS = 30
COUNTING = Acting(0, purpose=SIGN_IN)
"""Failures are counted before anybody has signed in, and by nobody else."""


def refuse_if_locked(username: str, address: str, at: datetime) -> None:
    """Refuse a sign-in after too many failures for this name or address in the last 15 minutes (登录锁定)."""
    recent = SignInAttempt.objects.filter(at__gt=at - WINDOW)
    with act_as(COUNTING):
        by_name = recent.filter(name_hash=_hidden(username.lower())).count()
        by_address = recent.filter(address_hash=_hidden(address)).count()
    if by_name >= FAILURES_PER_NAME or by_address >= FAILURES_PER_ADDRESS:
        raise Refusal(
            "sign-in-locked",
            zh="登录失败次数过多,已暂时锁定。",
            en="Too many failed sign-ins: locked for a while.",
            remedy_zh="请 15 分钟后再试,或联系系统管理员。",
            remedy_en="Try again in 15 minutes, or ask an administrator.",
            status=429,
        )


@transaction.atomic
def remember_failure(username: str, address: str, at: datetime) -> None:
    """Count one failed sign-in and forget those too old to matter."""
    with act_as(COUNTING):
        SignInAttempt.objects.filter(at__lt=at - WINDOW * 4).delete()
        SignInAttempt.objects.create(name_hash=_hidden(username.lower()), address_hash=_hidden(address), at=at)


@transaction.atomic
def welcome(user_id: int, username: str, at: datetime) -> None:
    """Record a sign-in and forget this name's failures, of its password and its codes."""
    with act_as(COUNTING):
        hidden = [_hidden(username.lower()), _hidden(f"\0code:{user_id}")]
        SignInAttempt.objects.filter(name_hash__in=hidden).delete()
    record(verb="user.signed_in", subject=("user", user_id), actor=f"user:{user_id}", detail={}, at=at)


def _hidden(text: str) -> str:
    return hmac.new(settings.SECRET_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()
