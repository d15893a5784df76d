"""Tables of reports (报表): figures kept per day, written by the night and only read by people."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now


class DailyFigures(models.Model):
    """The portfolio on one day (每日指标), and what changed since `since` (the day or the month end before).

    `month_end_only` marks a day filled in afterwards from the book: it has no cases, its flows span a month.
    """

    on = models.DateField(primary_key=True)
    since = models.DateField(null=True)
    month_end_only = models.BooleanField(default=False)
    loans = models.IntegerField()
    outstanding_fen = models.BigIntegerField()
    overdue_loans = models.IntegerField()
    overdue_fen = models.BigIntegerField()
    over_30_loans = models.IntegerField()
    over_30_fen = models.BigIntegerField()
    over_90_fen = models.BigIntegerField()
    penalty_fen = models.BigIntegerField()
    entries = models.IntegerField()
    entered_fen = models.BigIntegerField()
    cures = models.IntegerField()
    cured_fen = models.BigIntegerField()
    cash_fen = models.BigIntegerField()
    collected_fen = models.BigIntegerField()
    cases_open = models.IntegerField(null=True)
    cases_opened = models.IntegerField(null=True)
    cases_closed = models.IntegerField(null=True)

    class Meta:
        db_table = "reports_daily_figures"


class BucketFigures(models.Model):
    """One bucket on one day (账龄分布): 0 current, 1… delinquency buckets; amounts in fen."""

    on = models.DateField()
    bucket = models.SmallIntegerField()
    loans = models.IntegerField()
    outstanding_fen = models.BigIntegerField()
    overdue_fen = models.BigIntegerField()

    class Meta:
        db_table = "reports_bucket_figures"
        constraints = [models.UniqueConstraint(fields=["on", "bucket"], name="reports_a_bucket_once_a_day")]


class RollCell(models.Model):
    """Loans and principal that went from one bucket to another between two days (迁徙).

    `balance_fen` is the outstanding principal at the start, for a new loan at the end.
    """

    from_on = models.DateField()
    on = models.DateField()
    from_bucket = models.SmallIntegerField()
    to_bucket = models.SmallIntegerField()
    loans = models.IntegerField()
    balance_fen = models.BigIntegerField()
    paid_fen = models.BigIntegerField(default=0)

    class Meta:
        db_table = "reports_roll_cell"
        constraints = [
            models.UniqueConstraint(fields=["on", "from_on", "from_bucket", "to_bucket"], name="reports_a_cell_once")
        ]


class Notice(models.Model):
    """Something a night wants somebody to see (夜间提示); one of each code a day."""

    on = models.DateField()
    code = models.CharField(max_length=32)
    level = models.CharField(max_length=8)
    count = models.IntegerField(default=0)
    params = models.JSONField(default=dict)
    roles = ArrayField(models.CharField(max_length=32), default=list)
    written_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "reports_notice"
        constraints = [models.UniqueConstraint(fields=["on", "code"], name="reports_a_notice_once_a_day")]
