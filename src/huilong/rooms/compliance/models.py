"""Tables of compliance (合规): rulebooks as they were, verdicts given before acts, and what became of the acts."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class Book(models.Model):
    """A rulebook as it was when it first judged (规则集快照), by its SHA-256: old verdicts are rechecked with it."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    version = models.CharField(max_length=40)
    files = models.JSONField()
    first_used_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "compliance_book"


class Asked(models.Model):
    """A verdict given before an act (裁决记录). Append-only: a trigger refuses change and removal.

    `facts` holds for each fact its value, where it came from and when: no personal data. `number` is the keyed digest
    of a phone number. `debtor` is the borrower's key, "" for acts on nobody.
    """

    at = models.DateTimeField()
    local_day = models.DateField()
    actor = models.CharField(max_length=60)
    organisation = models.IntegerField(default=0)
    action = models.CharField(max_length=40)
    jurisdiction = models.CharField(max_length=10)
    lender_type = models.CharField(max_length=40, blank=True, default="")
    product = models.CharField(max_length=40, blank=True, default="")
    adopted = models.JSONField(null=True)
    debtor = models.CharField(max_length=64, blank=True, default="")
    loan_id = models.CharField(max_length=64, blank=True, default="")
    number = models.CharField(max_length=64, blank=True, default="")
    facts = models.JSONField()
    book = models.ForeignKey(Book, on_delete=models.PROTECT, related_name="+")
    verdict = models.CharField(max_length=20)
    deciding = models.JSONField()
    evaluated = models.JSONField()
    permitted = models.BooleanField()
    override = models.JSONField(null=True)

    class Meta:
        db_table = "compliance_verdict"
        constraints = [
            models.CheckConstraint(
                condition=Q(permitted=False) | ~Q(verdict="block"), name="compliance_a_block_permits_nothing"
            ),
            models.CheckConstraint(
                condition=Q(permitted=False) | ~Q(verdict="needs_approval") | Q(override__isnull=False),
                name="compliance_approval_is_named",
            ),
        ]
        indexes = [
            models.Index(fields=["debtor", "at"], name="compliance_by_debtor"),
            models.Index(fields=["at"], name="compliance_by_time"),
        ]


class Outcome(models.Model):
    """What became of a permitted act (行为结果), linked once. An act without one counts as done."""

    asked = models.OneToOneField(Asked, on_delete=models.PROTECT, related_name="outcome", primary_key=True)
    kind = models.CharField(max_length=20)
    at = models.DateTimeField()
    actor = models.CharField(max_length=60)

    class Meta:
        db_table = "compliance_outcome"
