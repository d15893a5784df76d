"""Tables of weekly packs and their delivery (周会材料与投递)."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from huilong.rooms.reports.terms.packs import Carrier, DeliveryState, PackForm


class Pack(models.Model):
    """A weekly review pack (周会材料): the week that ended on `on`, of the house or one `team`; never changed.

    `content`: the document in each language; `fingerprint` the SHA-256 of it, so that equal inputs are one pack.
    """

    from_on = models.DateField()
    on = models.DateField()
    team = models.IntegerField(null=True)
    content = models.JSONField()
    fingerprint = models.CharField(max_length=64)
    made_by = models.CharField(max_length=60)
    made_at = models.DateTimeField()

    class Meta:
        db_table = "reports_pack"
        constraints = [
            models.UniqueConstraint(
                fields=["on", "team", "fingerprint"], name="reports_a_pack_once", nulls_distinct=False
            )
        ]


class PackFile(models.Model):
    """A pack as a file (材料文件): its bytes and their SHA-256; never changed."""

    pack = models.ForeignKey(Pack, on_delete=models.PROTECT, related_name="files")
    form = models.CharField(max_length=4, choices=[(one.value, one.value) for one in PackForm])
    language = models.CharField(max_length=10)
    body = models.BinaryField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        db_table = "reports_pack_file"
        constraints = [models.UniqueConstraint(fields=["pack", "form", "language"], name="reports_a_pack_file_once")]


class Schedule(models.Model):
    """When the pack is made and to whom it goes (投递计划): weekday 0 is Monday; recipients by role and by user."""

    weekday = models.SmallIntegerField()
    hour = models.SmallIntegerField()
    roles = ArrayField(models.CharField(max_length=32), default=list)
    users = ArrayField(models.IntegerField(), default=list)
    attach = models.BooleanField(default=False)
    active = models.BooleanField(default=True)
    made_by = models.BigIntegerField()
    made_at = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "reports_schedule"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(weekday__range=(0, 6), hour__range=(0, 23)), name="reports_schedule_of_a_week"
            )
        ]


class Mailbox(models.Model):
    """The e-mail address a colleague takes reports at (收件邮箱); "" or no row: the notice in the house only."""

    user = models.OneToOneField("people.User", on_delete=models.PROTECT, primary_key=True, related_name="+")
    address = models.CharField(max_length=254, blank=True)
    kept_at = models.DateTimeField()

    class Meta:
        db_table = "reports_mailbox"


class Delivery(models.Model):
    """One pack to one colleague by one carrier (投递): `key` says that it happens once."""

    key = models.CharField(max_length=80, unique=True)
    schedule = models.ForeignKey(Schedule, on_delete=models.PROTECT, related_name="deliveries")
    pack = models.ForeignKey(Pack, on_delete=models.PROTECT, related_name="deliveries")
    user = models.IntegerField()
    carrier = models.CharField(max_length=6, choices=[(one.value, one.value) for one in Carrier])
    state = models.CharField(max_length=8, choices=[(one.value, one.value) for one in DeliveryState])
    attempts = models.SmallIntegerField(default=0)
    due_at = models.DateTimeField()
    code = models.CharField(max_length=60, blank=True, default="")
    done_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "reports_delivery"
        indexes = [
            models.Index(fields=["due_at"], condition=models.Q(state="waiting"), name="reports_delivery_due"),
            models.Index(fields=["user", "-due_at"], name="reports_delivery_of_user"),
        ]
