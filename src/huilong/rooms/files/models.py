"""Tables of files (文件): what hangs on a case. The bytes lie sealed in the store, under the address said here."""

from django.db import models
from django.db.models import Q

from huilong.rooms.files.terms import Family, FileKind, LearnedKind, LearnedSource, WithdrawReason


class File(models.Model):
    """One file of a case (案件文件). Appended; only its withdrawal is added later, once.

    `name` and `note` are sealed under `key`: people write names of people into both.
    """

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="+", db_index=False)
    address = models.CharField(max_length=64)
    kind = models.CharField(max_length=12, choices=[(one.value, one.value) for one in FileKind])
    family = models.CharField(max_length=12, choices=[(one.value, one.value) for one in Family])
    media = models.CharField(max_length=100)
    size = models.BigIntegerField()
    key = models.ForeignKey("vault.DataKey", on_delete=models.PROTECT, related_name="+", db_index=False)
    name = models.BinaryField()
    note = models.BinaryField()
    added_by = models.BigIntegerField()
    added_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.BigIntegerField(null=True)
    withdrawn_why = models.CharField(
        max_length=12, blank=True, default="", choices=[(one.value, one.value) for one in WithdrawReason]
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "address"], condition=Q(withdrawn_at=None), name="files_bytes_once_a_case"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None, withdrawn_why="")
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~Q(withdrawn_why=""),
                name="files_withdrawn_says_who_and_why",
            ),
            models.CheckConstraint(condition=Q(size__gt=0), name="files_hold_something"),
        ]
        indexes = [
            models.Index(fields=["case", "-added_at"], name="files_of_case"),
            models.Index(fields=["address"], name="files_by_address"),
        ]


class Learned(models.Model):
    """One thing the desk learned of a borrower (客户情况). Appended; what was said later of the same kind stands.

    `value` is sealed under `key`; `evidence` is a file of the same case that shows it.
    """

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=12, choices=[(one.value, one.value) for one in LearnedKind])
    value = models.BinaryField()
    key = models.ForeignKey("vault.DataKey", on_delete=models.PROTECT, related_name="+", db_index=False)
    source = models.CharField(max_length=12, choices=[(one.value, one.value) for one in LearnedSource])
    evidence = models.ForeignKey(File, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    said_on = models.DateField()
    learned_at = models.DateTimeField()
    learned_by = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["case", "-said_on", "-id"], name="files_learned_of_case")]
