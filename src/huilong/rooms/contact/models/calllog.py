"""Tables of call logs (话单): what the telephone system says was called, held against what the desk wrote down."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from huilong.rooms.contact.models.desk import Call
from huilong.rooms.contact.terms import Direction


class CallFile(models.Model):
    """One call log taken in (话单文件). `bad` says line and reason of each row that could not be read."""

    name = models.CharField(max_length=120)
    sha256 = models.CharField(max_length=64, unique=True)
    rows = models.IntegerField()
    new = models.IntegerField()
    matched = models.IntegerField()
    bad = ArrayField(models.CharField(max_length=80), default=list)
    taken_by = models.CharField(max_length=60)
    taken_at = models.DateTimeField()

    class Meta:
        db_table = "contact_call_file"


class CallRecord(models.Model):
    """One row of a call log (话单记录), once by its own id. `number` is the keyed digest of the other's number."""

    file = models.ForeignKey(CallFile, on_delete=models.PROTECT, related_name="records", db_index=False)
    record = models.CharField(max_length=80, unique=True)
    at = models.DateTimeField()
    on = models.DateField()
    extension = models.CharField(max_length=40)
    number = models.CharField(max_length=64)
    seconds = models.IntegerField()
    direction = models.CharField(max_length=4, choices=[(one.value, one.value) for one in Direction])
    call = models.OneToOneField(Call, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "contact_call_record"
        constraints = [models.CheckConstraint(condition=Q(seconds__gte=0), name="contact_call_record_seconds")]
        indexes = [
            models.Index(fields=["on", "id"], condition=Q(call=None), name="contact_records_unmatched"),
            models.Index(fields=["file"], name="contact_records_of_file"),
        ]
