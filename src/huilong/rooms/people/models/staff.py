"""Tables of what is decided and known about staff (复核、上岗条件)."""

from django.db import models
from django.db.models import F, Q

from huilong.rooms.people.models.users import User
from huilong.rooms.people.terms import ApprovalKind, ApprovalState, GateKind

UNDECIDED = [ApprovalState.WAITING.value, ApprovalState.EXPIRED.value]
DECIDED = [ApprovalState.APPROVED.value, ApprovalState.REFUSED.value]


class Approval(models.Model):
    """A weighty act that waits for a second person (复核): asked by one, decided by another, or expired."""

    kind = models.CharField(max_length=32, choices=[(kind.value, kind.value) for kind in ApprovalKind])
    subject = models.CharField(max_length=80)
    detail = models.JSONField(default=dict)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    state = models.CharField(max_length=12, default=ApprovalState.WAITING.value)
    decided_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["state", "expires_at"], name="approval_waiting")]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in ApprovalKind]), name="approval_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("asked_by")), name="approval_by_a_second_person"
            ),
            models.CheckConstraint(
                condition=Q(state__in=UNDECIDED, decided_by=None, decided_at=None)
                | Q(state__in=DECIDED, decided_by__isnull=False, decided_at__isnull=False),
                name="approval_decided_by_somebody",
            ),
            models.UniqueConstraint(
                fields=["kind", "subject"], condition=Q(state=ApprovalState.WAITING.value), name="approval_asked_once"
            ),
        ]


class Gate(models.Model):
    """One onboarding condition passed (上岗条件), with its validity, both days included; revoked, never deleted."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="gates")
    kind = models.CharField(max_length=12, choices=[(kind.value, kind.value) for kind in GateKind])
    valid_from = models.DateField()
    valid_until = models.DateField()
    evidence = models.CharField(max_length=300)
    recorded_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["user", "kind", "valid_until"], name="gate_of_user")]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=[kind.value for kind in GateKind]), name="gate_kind_known"),
            models.CheckConstraint(condition=Q(valid_until__gte=F("valid_from")), name="gate_period"),
            models.UniqueConstraint(
                fields=["user", "kind", "valid_from", "valid_until"], condition=Q(revoked_at=None),
                name="gate_recorded_once",
            ),
        ]  # fmt: skip

    @property
    def word(self) -> GateKind:
        """The kind, as the screen says it."""
        return GateKind(self.kind)
