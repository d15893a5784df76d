"""Tables around signing in (登录): sessions, second factors, recovery codes."""

from django.db import models
from django.db.models import Q

from huilong.rooms.people.models.users import User
from huilong.rooms.people.terms import SessionEnd


class Session(models.Model):
    """One browser signed in or about to be (会话). `key` is the SHA-256 of its cookie: a reader hijacks nobody."""

    key = models.CharField(max_length=64, primary_key=True)
    data = models.TextField()
    expires_at = models.DateTimeField(db_index=True)
    user = models.ForeignKey(User, null=True, on_delete=models.CASCADE, related_name="sessions")
    signed_in_at = models.DateTimeField(null=True)
    last_seen_at = models.DateTimeField()
    locked_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_why = models.CharField(max_length=12, blank=True, default="")
    address = models.CharField(max_length=45, blank=True, default="")
    device = models.CharField(max_length=160, blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(key__regex=r"^[0-9a-f]{64}$"), name="session_key_is_sha256"),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_why="")
                | Q(ended_at__isnull=False, ended_why__in=[why.value for why in SessionEnd]),
                name="session_ends_with_a_reason",
            ),
        ]


class SecondFactor(models.Model):
    """A user's TOTP secret (第二因素), sealed and bound to the user; it counts once a code has confirmed it.

    `last_step` is the newest 30-second step whose code was taken: no code works twice.
    """

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="second_factor")
    sealed = models.BinaryField()
    added_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    last_step = models.BigIntegerField(default=0)


class RecoveryCode(models.Model):
    """One of ten codes for the day the device is lost (恢复码): only its keyed hash is kept, each works once."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="recovery_codes")
    hash = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "hash"], name="recovery_code_once")]
