"""Tables of the night (夜间跑批): runs, their steps, and loans set aside."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from huilong.night.terms import RunState, StepState


class NightRun(models.Model):
    """One night's work for one date (跑批). A date may be run again; its highest `attempt` counts."""

    on = models.DateField()
    attempt = models.SmallIntegerField(default=1)
    state = models.CharField(max_length=8, default=RunState.RUNNING)
    asked_by = models.CharField(max_length=64, blank=True, default="")
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    peak_bytes = models.BigIntegerField(default=0)
    error = models.TextField(blank=True, default="")

    class Meta:
        db_table = "night_run"
        constraints = [models.UniqueConstraint(fields=["on", "attempt"], name="night_an_attempt_once")]
        indexes = [models.Index(fields=["-on", "-attempt"], name="night_run_newest")]


class NightStep(models.Model):
    """One step of a run (步骤), with its progress; `state` done is written in the transaction of its work."""

    run = models.ForeignKey(NightRun, on_delete=models.CASCADE, related_name="steps")
    place = models.SmallIntegerField()
    name = models.CharField(max_length=32)
    state = models.CharField(max_length=8, default=StepState.WAITING)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    seconds = models.FloatField(default=0)
    peak_bytes = models.BigIntegerField(default=0)
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(default=0)
    counts = models.JSONField(default=dict)
    tries = models.SmallIntegerField(default=0)
    error = models.TextField(blank=True, default="")

    class Meta:
        db_table = "night_step"
        constraints = [models.UniqueConstraint(fields=["run", "name"], name="night_a_step_once_a_run")]


class LoanSetAside(models.Model):
    """A loan that failed in a night (搁置借据): set aside with its reason and tried again the next night."""

    loan_id = models.CharField(max_length=64)
    on = models.DateField()
    last_on = models.DateField()
    reason = models.TextField()
    solved_on = models.DateField(null=True)
    written_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "night_loan_set_aside"
        constraints = [
            models.UniqueConstraint(fields=["loan_id"], condition=Q(solved_on=None), name="night_a_loan_set_aside_once")
        ]
