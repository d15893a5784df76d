"""Tables of the register of firms (机构准入): who they are, the papers they showed, where they stood when."""

from django.db import models
from django.db.models import F, Q

from huilong.rooms.agencies.terms import FirmPaper, FirmState, StepReason


class Firm(models.Model):
    """A firm on the register (机构). Who it is and how the public reaches it; where it stands is in its steps."""

    organisation = models.OneToOneField(
        "people.Organisation", primary_key=True, on_delete=models.PROTECT, related_name="+"
    )
    credit_code = models.CharField(max_length=18, unique=True)
    contact = models.CharField(max_length=60)
    address = models.CharField(max_length=120, blank=True, default="")
    kept_by = models.BigIntegerField()
    kept_at = models.DateTimeField()

    class Meta:
        db_table = "agencies_firm"


class FirmStep(models.Model):
    """A change of a firm's state (状态变更). Appended: the last one by a day says where the firm stood on it."""

    firm = models.ForeignKey(Firm, on_delete=models.PROTECT, related_name="steps", db_index=False)
    state = models.CharField(max_length=10, choices=[(one.value, one.value) for one in FirmState])
    why = models.CharField(max_length=14, choices=[(one.value, one.value) for one in StepReason])
    on = models.DateField()
    at = models.DateTimeField()
    by = models.BigIntegerField()
    second = models.BigIntegerField(null=True)
    note = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        db_table = "agencies_firm_step"
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="approved") | Q(second__isnull=False) & ~Q(second=F("by")),
                name="agencies_approved_by_two",
            ),
        ]
        indexes = [models.Index(fields=["firm", "-id"], name="agencies_steps_of_firm")]


class Paper(models.Model):
    """A paper a firm showed (机构资料): in force from its first to its last day; revoked, never deleted or edited.

    `detail`: what kind of paper needs more than its days, e.g. the marks of a yearly review.
    """

    firm = models.ForeignKey(Firm, on_delete=models.PROTECT, related_name="papers", db_index=False)
    kind = models.CharField(max_length=14, choices=[(one.value, one.value) for one in FirmPaper])
    number = models.CharField(max_length=60, blank=True, default="")
    from_on = models.DateField()
    to_on = models.DateField()
    detail = models.JSONField(default=dict)
    noted_by = models.BigIntegerField()
    noted_at = models.DateTimeField()
    revoked_on = models.DateField(null=True)
    revoked_by = models.BigIntegerField(null=True)

    class Meta:
        db_table = "agencies_paper"
        constraints = [
            models.CheckConstraint(condition=Q(to_on__gte=F("from_on")), name="agencies_paper_period"),
            models.CheckConstraint(
                condition=Q(revoked_on=None, revoked_by=None) | Q(revoked_on__isnull=False, revoked_by__isnull=False),
                name="agencies_revoked_says_by_whom",
            ),
        ]
        indexes = [models.Index(fields=["firm", "kind", "-to_on"], name="agencies_papers_of_firm")]


class Scan(models.Model):
    """The bytes of a paper (资料扫描件), sealed under `key` and bound to their paper: a roll names people."""

    paper = models.OneToOneField(Paper, primary_key=True, on_delete=models.PROTECT, related_name="scan")
    media = models.CharField(max_length=100)
    size = models.IntegerField()
    sha256 = models.CharField(max_length=64)
    key = models.ForeignKey("vault.DataKey", on_delete=models.PROTECT, related_name="+", db_index=False)
    body = models.BinaryField()

    class Meta:
        db_table = "agencies_scan"


class Publication(models.Model):
    """A published version of the approved list (名单公示): `firms` as shown to everybody. Appended."""

    on = models.DateField()
    at = models.DateTimeField()
    by = models.BigIntegerField()
    firms = models.JSONField()
    organisations = models.JSONField()

    class Meta:
        db_table = "agencies_publication"


class Consent(models.Model):
    """The lender's consent that a firm passes work on to another (转委托同意), for a period; revoked, never deleted."""

    firm = models.ForeignKey(Firm, on_delete=models.PROTECT, related_name="consents", db_index=False)
    to = models.ForeignKey(Firm, on_delete=models.PROTECT, related_name="+", db_index=False)
    from_on = models.DateField()
    to_on = models.DateField()
    by = models.BigIntegerField()
    at = models.DateTimeField()
    revoked_on = models.DateField(null=True)

    class Meta:
        db_table = "agencies_consent"
        constraints = [
            models.CheckConstraint(condition=Q(to_on__gte=F("from_on")), name="agencies_consent_period"),
            models.CheckConstraint(condition=~Q(firm=F("to")), name="agencies_consent_to_another"),
        ]
        indexes = [models.Index(fields=["firm", "-to_on"], name="agencies_consents_of_firm")]


class Delegated(models.Model):
    """A case passed on to another firm with the lender's consent (转委托记录). Appended: who had whose data."""

    consent = models.ForeignKey(Consent, on_delete=models.PROTECT, related_name="+", db_index=False)
    number = models.CharField(max_length=16)
    verdict = models.BigIntegerField()
    by = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        db_table = "agencies_delegated"
        indexes = [models.Index(fields=["consent", "-at"], name="agencies_delegated_under")]


class FirmReach(models.Model):
    """What a firm can take (承接能力): regions (none: all), offices, cases at once. Appended: the newest counts."""

    firm = models.ForeignKey(Firm, on_delete=models.PROTECT, related_name="reach", db_index=False)
    regions = models.JSONField(default=list)
    offices = models.JSONField(default=list)
    most_cases = models.IntegerField()
    noted_at = models.DateTimeField()
    noted_by = models.BigIntegerField()

    class Meta:
        db_table = "agencies_firm_reach"
        constraints = [models.CheckConstraint(condition=Q(most_cases__gt=0), name="agencies_takes_some")]
        indexes = [models.Index(fields=["firm", "-id"], name="agencies_reach_of_firm")]


class Notice(models.Model):
    """A notice of a paper running out (到期提醒): told once for each paper and number of days before."""

    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="+", db_index=False)
    days = models.SmallIntegerField()
    on = models.DateField()

    class Meta:
        db_table = "agencies_notice"
        constraints = [models.UniqueConstraint(fields=["paper", "days"], name="agencies_told_once")]
