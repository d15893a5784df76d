"""Tables of tokens (接口令牌)."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from huilong.rooms.people.models.users import Organisation, User


class ApiToken(models.Model):
    """Another system's key to the interface (接口令牌): of one organisation, for named permissions, until a day.

    Of the secret only its SHA-256 is kept. `user` is the service user that acts when the token is shown.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="tokens")
    user = models.OneToOneField(User, on_delete=models.PROTECT, related_name="token")
    name = models.CharField(max_length=60)
    hash = models.CharField(max_length=64)
    scopes = ArrayField(models.CharField(max_length=40))
    per_minute = models.PositiveIntegerField()
    issued_at = models.DateTimeField()
    expires_on = models.DateField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(per_minute__gt=0), name="token_some_a_minute"),
            models.CheckConstraint(condition=Q(hash__regex=r"^[0-9a-f]{64}$"), name="token_hash_is_sha256"),
            models.CheckConstraint(
                condition=Q(revoked_at=None) | Q(revoked_at__gte=F("issued_at")), name="token_revoked_after_issue"
            ),
        ]

    def __str__(self) -> str:
        return self.name
