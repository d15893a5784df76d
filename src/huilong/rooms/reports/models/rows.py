"""The rows behind the dashboard (看板明细): written by the night; loans in collections only, no personal data."""

from django.db import models


class SpanRow(models.Model):
    """A loan that was in collections between two days (区间明细): where it stood, who held it first, how far it came.

    `bucket`, `past_due_days`, `balance_fen` at the start (for a new loan now); `base_fen`: what was past due
    at the start, of one that entered later what became so. `collected_fen`: what came in while past due; `person_fen`,
    `team_fen`, `firm_fen`: that part of it which came while the first holder, team, firm held it.
    """

    from_on = models.DateField()
    on = models.DateField()
    by_day = models.BooleanField()
    loan = models.BigIntegerField()
    loan_id = models.CharField(max_length=64)
    case_number = models.CharField(max_length=16, blank=True, default="")
    product = models.CharField(max_length=64, blank=True, default="")
    region = models.CharField(max_length=64, blank=True, default="")
    stratum = models.CharField(max_length=120)
    organisation = models.IntegerField(null=True)
    team = models.IntegerField(null=True)
    person = models.IntegerField(null=True)
    placed = models.BooleanField()
    bucket = models.SmallIntegerField()
    to_bucket = models.SmallIntegerField()
    past_due_days = models.IntegerField()
    balance_fen = models.BigIntegerField()
    base_fen = models.BigIntegerField()
    overdue_fen = models.BigIntegerField()
    collected_fen = models.BigIntegerField()
    person_fen = models.BigIntegerField()
    team_fen = models.BigIntegerField()
    firm_fen = models.BigIntegerField()
    contacted = models.BooleanField()
    right_party = models.BooleanField()
    promised = models.BooleanField()
    kept = models.BooleanField()

    class Meta:
        db_table = "reports_span_row"
        constraints = [models.UniqueConstraint(fields=["on", "from_on", "loan"], name="reports_a_loan_once_a_span")]


class Recovery(models.Model):
    """What came in on a loan on a day while it was past due or written off (催回明细); net of reversals."""

    on = models.DateField()
    loan = models.BigIntegerField()
    loan_id = models.CharField(max_length=64)
    case_number = models.CharField(max_length=16, blank=True, default="")
    product = models.CharField(max_length=64, blank=True, default="")
    region = models.CharField(max_length=64, blank=True, default="")
    organisation = models.IntegerField(null=True)
    team = models.IntegerField(null=True)
    person = models.IntegerField(null=True)
    bucket = models.SmallIntegerField()
    fen = models.BigIntegerField()

    class Meta:
        db_table = "reports_recovery"
        constraints = [models.UniqueConstraint(fields=["on", "loan"], name="reports_a_recovery_once_a_day")]
