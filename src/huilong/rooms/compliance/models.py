"""Tables of compliance (合规): rulebooks, verdicts before acts and what became of them, house rules, gaps."""

from django.db import models
from django.db.models import F, Q
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


class HouseRule(models.Model):
    """One version of a house rule (本机构规则版本): the whole rule as YAML, its day, who wrote and approved it.

    A trigger keeps what was handed in as it was. A version in force stays so in name when a later one follows: which
    days each holds is worked out from all of them (`rules/versions.py`). `impact` is what trying it told, with its day.
    """

    rule = models.CharField(max_length=40)
    version = models.PositiveIntegerField()
    text = models.TextField()
    state = models.CharField(max_length=12)
    effective_from = models.DateField()
    author = models.IntegerField()
    written_at = models.DateTimeField()
    approved_by = models.IntegerField(null=True)
    approved_at = models.DateTimeField(null=True)
    impact = models.JSONField(null=True)

    class Meta:
        db_table = "compliance_house_rule"
        constraints = [
            models.UniqueConstraint(fields=["rule", "version"], name="compliance_a_version_once"),
            models.CheckConstraint(
                condition=~Q(state="in_force")
                | Q(approved_by__isnull=False, approved_at__isnull=False) & ~Q(approved_by=F("author")),
                name="compliance_four_eyes",
            ),
        ]
        indexes = [models.Index(fields=["id"], condition=Q(state="in_force"), name="compliance_house_in_force")]


class Gap(models.Model):
    """Something missing between verdicts, acts and outside records (缺口), found by a night, once; closed once."""

    kind = models.CharField(max_length=30)
    reference = models.CharField(max_length=120)
    on = models.DateField()
    found_at = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True)
    ended_how = models.CharField(max_length=20, blank=True, default="")
    ended_by = models.CharField(max_length=60, blank=True, default="")

    class Meta:
        db_table = "compliance_gap"
        constraints = [models.UniqueConstraint(fields=["kind", "reference"], name="compliance_a_gap_once")]
        indexes = [models.Index(fields=["-on", "-id"], name="compliance_gaps_by_day")]
