"""Tables of the firms' work (委外作业): results brought in, rows refused, files given out, deletions declared."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from huilong.rooms.agencies.models.placing import Contract, Placement
from huilong.rooms.agencies.terms.work import Via


class WorkFile(models.Model):
    """A file of results a firm brought in (结果文件). The same bytes again are the same file."""

    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+", db_index=False)
    name = models.CharField(max_length=120)
    sha256 = models.CharField(max_length=64)
    rows = models.IntegerField()
    taken = models.IntegerField()
    by = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        db_table = "agencies_work_file"
        constraints = [
            models.UniqueConstraint(fields=["organisation", "sha256"], name="agencies_work_file_once"),
        ]
        indexes = [models.Index(fields=["organisation", "-at"], name="agencies_work_files_of_firm")]


class WorkRefused(models.Model):
    """A row of such a file that was not taken, and why (未收行). Of the row itself only line and case are kept."""

    file = models.ForeignKey(WorkFile, on_delete=models.PROTECT, related_name="refused", db_index=False)
    line = models.IntegerField()
    number = models.CharField(max_length=40, blank=True, default="")
    code = models.CharField(max_length=40)
    zh = models.CharField(max_length=300)
    en = models.CharField(max_length=300)

    class Meta:
        db_table = "agencies_work_refused"
        indexes = [models.Index(fields=["file", "line"], name="agencies_refused_of_file")]


class Result(models.Model):
    """A result of a firm's work (作业结果): the activity it became, and the firm's own key, so that again is once."""

    placement = models.ForeignKey(Placement, on_delete=models.PROTECT, related_name="results", db_index=False)
    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+", db_index=False)
    key = models.CharField(max_length=80)
    activity = models.BigIntegerField()
    outcome = models.CharField(max_length=24)
    via = models.CharField(max_length=6, choices=[(one.value, one.value) for one in Via])
    by = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        db_table = "agencies_result"
        constraints = [models.UniqueConstraint(fields=["organisation", "key"], name="agencies_result_once")]
        indexes = [models.Index(fields=["placement", "-at"], name="agencies_results_of_case")]


class Exchange(models.Model):
    """A file of a batch given out (交换文件): which fields, how many rows, its hash. Kept as proof of what left."""

    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+", db_index=False)
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="+", db_index=False)
    batch = models.CharField(max_length=40)
    fields = ArrayField(models.CharField(max_length=40))
    rows = models.IntegerField()
    sha256 = models.CharField(max_length=64)
    form = models.CharField(max_length=4)
    verdict = models.BigIntegerField()
    by = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        db_table = "agencies_exchange"
        indexes = [models.Index(fields=["organisation", "batch", "-at"], name="agencies_exchanges_of_batch")]


class Deletion(models.Model):
    """A firm's word that it deleted what it was given of a batch (删除证明); `body` is the certificate, a PDF."""

    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+", db_index=False)
    batch = models.CharField(max_length=40)
    cases = models.IntegerField()
    due_on = models.DateField()
    means = models.CharField(max_length=200)
    by = models.BigIntegerField()
    at = models.DateTimeField()
    sha256 = models.CharField(max_length=64)
    body = models.BinaryField()

    class Meta:
        db_table = "agencies_deletion"
        constraints = [
            models.UniqueConstraint(fields=["organisation", "batch"], name="agencies_deleted_once_a_batch"),
        ]
