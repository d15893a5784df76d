"""Table of the journal (留痕): append-only, guarded by the database itself; by months, see migration 0003."""

from django.db import models
from django.db.models.functions import Now


class Entry(models.Model):
    """One thing that was done or seen (留痕): who, what, to what, when. A trigger refuses change and removal."""

    at = models.DateTimeField()
    on = models.DateField()
    recorded_at = models.DateTimeField(db_default=Now())
    actor = models.CharField(max_length=60)
    organisation = models.IntegerField(default=0)
    place = models.CharField(max_length=80, default="")
    purpose = models.CharField(max_length=20, default="")
    verb = models.CharField(max_length=60)
    subject_kind = models.CharField(max_length=30)
    subject = models.CharField(max_length=80)
    detail = models.JSONField(default=dict)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    verdict = models.CharField(max_length=80, default="")
    digest = models.BinaryField(default=b"")
    mac = models.BinaryField(default=b"")

    class Meta:
        indexes = [
            models.Index(fields=["subject_kind", "subject", "at"], name="journal_subject_at"),
            models.Index(fields=["actor", "at"], name="journal_actor_at"),
        ]
        constraints = [
            models.CheckConstraint(condition=~models.Q(verb=""), name="journal_verb_said"),
            models.CheckConstraint(condition=~models.Q(actor=""), name="journal_actor_said"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.actor} {self.verb} {self.subject_kind}:{self.subject}"
