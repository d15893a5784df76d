"""Table of the journal (留痕): append-only, guarded by the database itself."""

from django.db import models


class Entry(models.Model):
    """One thing that was done or seen (留痕): who, what, to what, when. A trigger refuses change and removal."""

    at = models.DateTimeField()
    on = models.DateField()
    actor = models.CharField(max_length=60)
    verb = models.CharField(max_length=60)
    subject_kind = models.CharField(max_length=30)
    subject = models.CharField(max_length=80)
    detail = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["subject_kind", "subject", "at"], name="journal_subject_at")]
        constraints = [
            models.CheckConstraint(condition=~models.Q(verb=""), name="journal_verb_said"),
            models.CheckConstraint(condition=~models.Q(actor=""), name="journal_actor_said"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.actor} {self.verb} {self.subject_kind}:{self.subject}"
