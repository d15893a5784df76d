"""Tables of the book on the desk (收文件): which files came, which rows were set aside, which polls were made."""

from django.db import models
from django.db.models import Q

from huilong.rooms.book.terms import FileStatus, RowStatus


class ImportFile(models.Model):
    """One file as it arrived (来件). `slot` is its place (day and name): a later file in the slot supersedes it.

    `rows` and `amount_fen` are what the file holds, rows set aside included; `taken_rows` went into the book.
    """

    slot = models.CharField(max_length=200)
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    table = models.CharField(max_length=32)
    profile = models.CharField(max_length=200)
    path = models.CharField(max_length=1000, blank=True, default="")
    known_on = models.DateField()
    imported_on = models.DateField()
    status = models.CharField(max_length=12)
    rows = models.BigIntegerField(default=0)
    taken_rows = models.BigIntegerField(default=0)
    quarantined = models.IntegerField(default=0)
    amount_fen = models.BigIntegerField(default=0)
    seconds = models.FloatField(default=0)
    reason_code = models.CharField(max_length=40, blank=True, default="")
    reason_zh = models.TextField(blank=True, default="")
    reason_en = models.TextField(blank=True, default="")
    remedy_zh = models.TextField(blank=True, default="")
    remedy_en = models.TextField(blank=True, default="")
    superseded_by = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="supersedes")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(status__in=FileStatus.kept()), name="book_file_status"),
            models.UniqueConstraint(
                fields=["slot"], condition=Q(status=FileStatus.TAKEN), name="book_one_taken_file_a_slot"
            ),
        ]
        indexes = [
            models.Index(fields=["-known_on", "-id"], name="book_file_newest"),
            models.Index(fields=["slot", "-id"], name="book_file_slot"),
            models.Index(fields=["sha256"], name="book_file_sha"),
        ]


class QuarantinedRow(models.Model):
    """One row set aside (隔离行): where it stands, what is wrong, what to do. `row` holds what the book may know."""

    file = models.ForeignKey(ImportFile, on_delete=models.PROTECT, related_name="set_aside")
    line = models.BigIntegerField()
    column = models.CharField(max_length=100, blank=True, default="")
    value = models.CharField(max_length=200, blank=True, default="")
    row = models.JSONField(default=dict)
    reason_code = models.CharField(max_length=40)
    zh = models.TextField()
    en = models.TextField()
    remedy_zh = models.TextField()
    remedy_en = models.TextField()
    status = models.CharField(max_length=12, default=RowStatus.OPEN)
    settled_on = models.DateField(null=True)
    settled_by = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(status__in=RowStatus.values()), name="book_row_status"),
            models.UniqueConstraint(fields=["file", "line"], name="book_row_once"),
        ]
        indexes = [models.Index(fields=["status", "-id"], name="book_row_open")]


class IncomingReceipt(models.Model):
    """One poll of the incoming folder (收件回执): when, and what was taken and what was refused."""

    at = models.DateTimeField()
    taken = models.IntegerField(default=0)
    refused = models.IntegerField(default=0)
    waiting = models.IntegerField(default=0)
    rows = models.BigIntegerField(default=0)
    quarantined = models.IntegerField(default=0)
    files = models.JSONField(default=list)
    path = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        indexes = [models.Index(fields=["-at"], name="book_poll_newest")]
