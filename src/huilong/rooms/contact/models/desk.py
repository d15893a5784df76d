"""Tables of contact (触达): calls as the telephone system knows them, and activities: what was done with whom."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from huilong.rooms.contact.terms import CallState, Channel, Direction


class Call(models.Model):
    """A call begun from the desk (通话). `verdicts` are the stored answers that allowed it; `key` names it outside."""

    key = models.UUIDField(primary_key=True)
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="+", db_index=False)
    person = models.BigIntegerField()
    number = models.CharField(max_length=64)
    verdicts = ArrayField(models.BigIntegerField())
    user = models.IntegerField()
    organisation = models.IntegerField()
    at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=[(one.value, one.value) for one in CallState])
    provider_id = models.CharField(max_length=80, blank=True, default="")
    code = models.CharField(max_length=40, blank=True, default="")
    answered_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    seconds = models.IntegerField(default=0)
    recording = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        db_table = "contact_call"
        indexes = [
            models.Index(fields=["case", "-at"], name="contact_calls_of_case"),
            models.Index(fields=["user", "-at"], name="contact_calls_of_user"),
            models.Index(fields=["number", "at"], name="contact_calls_of_number"),
        ]


class Activity(models.Model):
    """What was done on a case, with whom, and what came of it (催记). Appended; at most undone, within its minute.

    `person` is the key of one of the case's people, `shown` what may be shown of them; `note` is sealed under `key`.
    """

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    on = models.DateField()
    channel = models.CharField(max_length=8, choices=[(one.value, one.value) for one in Channel])
    direction = models.CharField(max_length=4, choices=[(one.value, one.value) for one in Direction])
    person = models.BigIntegerField(null=True)
    role = models.CharField(max_length=20, blank=True, default="")
    shown = models.CharField(max_length=80, blank=True, default="")
    outcome = models.CharField(max_length=24)
    note = models.BinaryField(default=b"")
    key = models.ForeignKey("vault.DataKey", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    call = models.ForeignKey(Call, null=True, on_delete=models.PROTECT, related_name="activities", db_index=False)
    reason = models.CharField(max_length=24, blank=True, default="")
    promise = models.ForeignKey("cases.Promise", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    flag = models.ForeignKey("cases.Flag", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    user = models.IntegerField()
    organisation = models.IntegerField()
    seconds = models.IntegerField(default=0)
    waited_until = models.DateTimeField(null=True)
    worked_before = models.DateField(null=True)
    undone_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "contact_activity"
        constraints = [
            models.UniqueConstraint(
                fields=["call"], condition=Q(undone_at=None, call__isnull=False), name="contact_one_outcome_a_call"
            ),
        ]
        indexes = [
            models.Index(fields=["case", "-at", "-id"], name="contact_acts_of_case"),
            models.Index(fields=["user", "on"], name="contact_acts_of_user"),
            models.Index(fields=["on", "outcome"], name="contact_acts_of_day"),
            models.Index(
                fields=["id"], condition=Q(told_at=None, undone_at=None, call__isnull=False), name="contact_acts_untold"
            ),
        ]
