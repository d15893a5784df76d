"""Table of files (文件): what lies in the store, of which case, and what became of it."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class File(models.Model):
    """One file of a case (文件). Its content never changes; it can be withdrawn, and is erased with its people."""

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20)
    name = models.CharField(max_length=120)
    content_type = models.CharField(max_length=80)
    size = models.BigIntegerField()
    address = models.CharField(max_length=64)
    note = models.CharField(max_length=200, blank=True, default="")
    added_by = models.CharField(max_length=60)
    added_at = models.DateTimeField(db_default=Now())
    withdrawn_by = models.CharField(max_length=60, blank=True, default="")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_why = models.CharField(max_length=200, blank=True, default="")
    erased_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "files_file"
        constraints = [
            models.CheckConstraint(condition=Q(size__gt=0), name="files_a_file_is_not_empty"),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | ~Q(withdrawn_why=""), name="files_withdrawn_for_a_reason"
            ),
        ]
        indexes = [
            models.Index(fields=["case", "-added_at"], name="files_of_a_case"),
            models.Index(fields=["address"], name="files_by_address"),
        ]
