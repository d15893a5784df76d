"""Tables of forecast (预测): what moved month by month, and runs with what they said and what came true."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from huilong.rooms.forecast.terms import Foreseen, RunKind


class Move(models.Model):
    """Loans of a segment that went from a bucket to a state in the month that ended on `on` (迁徙). Money in fen.

    `square`, `cash_square`: sums of squared balances (of a bucket, told once) and of squared cash in instalments.
    """

    on = models.DateField()
    segment = models.CharField(max_length=80)
    start = models.SmallIntegerField()
    end = models.SmallIntegerField()
    loans = models.IntegerField()
    balance_fen = models.BigIntegerField()
    after_fen = models.BigIntegerField()
    cash_fen = models.BigIntegerField()
    due_fen = models.BigIntegerField()
    square = models.FloatField()
    cash_square = models.FloatField()

    class Meta:
        db_table = "forecast_move"
        constraints = [
            models.UniqueConstraint(fields=["on", "segment", "start", "end"], name="forecast_a_move_once_a_month")
        ]


class Standing(models.Model):
    """Where a segment stands in a bucket at a month end (期末状态): loans, principal, one instalment of each."""

    on = models.DateField()
    segment = models.CharField(max_length=80)
    bucket = models.SmallIntegerField()
    loans = models.IntegerField()
    balance_fen = models.BigIntegerField()
    due_fen = models.BigIntegerField()

    class Meta:
        db_table = "forecast_standing"
        constraints = [
            models.UniqueConstraint(fields=["on", "segment", "bucket"], name="forecast_a_bucket_once_a_month")
        ]


class Cohort(models.Model):
    """Loans of a segment charged off in a month, as known at a month end (核销批次); cash by months since."""

    on = models.DateField()
    segment = models.CharField(max_length=80)
    charged_on = models.DateField()
    loans = models.IntegerField()
    balance_fen = models.BigIntegerField()
    cash_fen = ArrayField(models.BigIntegerField())
    nothing = models.IntegerField()
    nothing_balance_fen = models.BigIntegerField()
    nothing_cash_fen = models.BigIntegerField()
    shares = models.FloatField()
    squares = models.FloatField()

    class Meta:
        db_table = "forecast_cohort"
        constraints = [
            models.UniqueConstraint(fields=["on", "segment", "charged_on"], name="forecast_a_cohort_once_a_month")
        ]


class Vintage(models.Model):
    """Loans made in a month, by months on book, as known at a month end (账期). `late`: ever 30, 60, charged off."""

    on = models.DateField()
    vintage = models.IntegerField()
    months_on_book = models.SmallIntegerField()
    loans = models.IntegerField()
    principal_fen = models.BigIntegerField()
    late = ArrayField(models.IntegerField(), size=3)
    late_principal_fen = ArrayField(models.BigIntegerField(), size=3)

    class Meta:
        db_table = "forecast_vintage"
        constraints = [
            models.UniqueConstraint(fields=["on", "vintage", "months_on_book"], name="forecast_a_vintage_age_once")
        ]


class Run(models.Model):
    """A run (预测运行): what was asked, by whom, on which facts and by which law. Nothing in it ever changes.

    `on`: the month end it starts from. `told`: the scenario's drivers, the shocks and how many months were known.
    """

    on = models.DateField()
    kind = models.CharField(max_length=8, choices=[(one.value, one.value) for one in RunKind])
    scenario = models.CharField(max_length=40)
    horizon = models.SmallIntegerField()
    paths = models.IntegerField()
    seed = models.BigIntegerField()
    discount_ppm = models.IntegerField()
    months = models.SmallIntegerField()
    code_mark = models.CharField(max_length=64)
    data_mark = models.CharField(max_length=64)
    told = models.JSONField(default=dict)
    by = models.BigIntegerField(null=True)
    made_at = models.DateTimeField()
    seconds = models.FloatField()

    class Meta:
        db_table = "forecast_run"
        constraints = [
            models.UniqueConstraint(
                fields=["on"], condition=models.Q(kind="night"), name="forecast_one_run_a_month_by_night"
            ),
            models.CheckConstraint(
                condition=models.Q(kind="night", by=None) | models.Q(kind="asked"),
                name="forecast_night_asks_for_itself",
            ),
        ]


class Result(models.Model):
    """What a run said of one measure in one month (预测结果). `edges`: 2.5, 10, 25, 50, 75, 90, 97.5 per cent."""

    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="results", db_index=False)
    month = models.DateField()
    segment = models.CharField(max_length=80, blank=True)
    measure = models.CharField(max_length=12, choices=[(one.value, one.value) for one in Foreseen])
    bucket = models.SmallIntegerField()
    mean = models.BigIntegerField()
    edges = ArrayField(models.BigIntegerField(), size=7)

    class Meta:
        db_table = "forecast_result"
        constraints = [
            models.UniqueConstraint(
                fields=["run", "segment", "measure", "bucket", "month"], name="forecast_a_number_once_a_run"
            )
        ]


class Outcome(models.Model):
    """What came true of a run's loans in a month (实际结果), written by the night that knows it."""

    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="outcomes", db_index=False)
    month = models.DateField()
    segment = models.CharField(max_length=80, blank=True)
    measure = models.CharField(max_length=12, choices=[(one.value, one.value) for one in Foreseen])
    bucket = models.SmallIntegerField()
    actual = models.BigIntegerField()

    class Meta:
        db_table = "forecast_outcome"
        constraints = [
            models.UniqueConstraint(
                fields=["run", "segment", "measure", "bucket", "month"], name="forecast_came_true_once"
            )
        ]
