"""Tables of strategy (策略): decision tables by purpose, their versions, what nights decided, experiments."""

from django.db import models
from django.db.models import Q

from huilong.rooms.strategy.terms import (
    Arm,
    ExperimentEnd,
    ExperimentState,
    Purpose,
    Tone,
    TreatmentChannel,
    TreatmentQueue,
    VersionState,
)

SETTLED = ["approved", "rolled_back", "retired"]


class Strategy(models.Model):
    """One decision table of the house (策略表), through all its versions. A purpose has one."""

    purpose = models.CharField(max_length=12, unique=True, choices=[(one.value, one.value) for one in Purpose])
    name = models.CharField(max_length=80)

    class Meta:
        db_table = "strategy_strategy"


class Version(models.Model):
    """One version of a table (策略版本). What was handed in stays; which is online follows from the day.

    `table` is plain data (`rules/reading.py`), `sha256` its fingerprint; `impact` what a run over the desk told.
    Approved without a day to begin, it is for trials only.
    """

    strategy = models.ForeignKey(Strategy, on_delete=models.PROTECT, related_name="versions", db_index=False)
    number = models.IntegerField()
    state = models.CharField(
        max_length=12, default=VersionState.DRAFT, choices=[(one.value, one.value) for one in VersionState]
    )
    table = models.JSONField()
    sha256 = models.CharField(max_length=64)
    effective_from = models.DateField(null=True)
    author = models.BigIntegerField()
    written_at = models.DateTimeField()
    approved_by = models.BigIntegerField(null=True)
    approved_at = models.DateTimeField(null=True)
    ended_by = models.BigIntegerField(null=True)
    ended_at = models.DateTimeField(null=True)
    impact = models.JSONField(null=True)

    class Meta:
        db_table = "strategy_version"
        constraints = [
            models.UniqueConstraint(fields=["strategy", "number"], name="strategy_a_number_once"),
            models.CheckConstraint(
                condition=Q(approved_by=None, approved_at=None) & ~Q(state__in=SETTLED)
                | Q(approved_by__isnull=False, approved_at__isnull=False)
                & Q(state__in=SETTLED),
                name="strategy_approved_says_by_whom",
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None) | Q(author=0) | ~Q(approved_by=models.F("author")),
                name="strategy_approved_by_another",
            ),
        ]
        indexes = [
            models.Index(
                fields=["strategy", "-effective_from", "-id"], condition=Q(state="approved"), name="strategy_in_force"
            ),
        ]


class Experiment(models.Model):
    """A champion and a challenger of the treatment table (实验). One runs at a time; its set-up never changes."""

    name = models.CharField(max_length=80)
    champion = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+", db_index=False)
    challenger = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+", db_index=False)
    salt = models.CharField(max_length=64, unique=True)
    challenger_ppm = models.IntegerField()
    holdout_ppm = models.IntegerField()
    horizon_days = models.SmallIntegerField()
    worth_ppm = models.IntegerField()
    worth_fen = models.BigIntegerField()
    complaints_ppm = models.IntegerField()
    blocked_ppm = models.IntegerField()
    state = models.CharField(max_length=8, default=ExperimentState.RUNNING,
                             choices=[(one.value, one.value) for one in ExperimentState])  # fmt: skip
    started_on = models.DateField()
    started_by = models.BigIntegerField()
    ended_on = models.DateField(null=True)
    ended_by = models.BigIntegerField(null=True)
    why = models.CharField(
        max_length=12, blank=True, default="", choices=[(one.value, one.value) for one in ExperimentEnd]
    )

    class Meta:
        db_table = "strategy_experiment"
        constraints = [
            models.UniqueConstraint(
                fields=["state"], condition=Q(state="running"), name="strategy_one_experiment_runs"
            ),
            models.CheckConstraint(
                condition=Q(challenger_ppm__gt=0, challenger_ppm__lte=900_000, holdout_ppm__gte=0,
                            holdout_ppm__lte=200_000),
                name="strategy_experiment_shares",
            ),
            models.CheckConstraint(
                condition=Q(state="running", ended_on=None, why="") | ~Q(state="running") & Q(ended_on__isnull=False),
                name="strategy_experiment_ends_once",
            ),
        ]  # fmt: skip


class Decision(models.Model):
    """What a night decided for one borrower (处置决定). Only grows: a night is decided once.

    `number` is that of the borrower's case then. `row` is that of the version's table, -1 where none hit. What may
    have been given instead, and how likely, is in `chances` (a row of a treatment and its parts per million each);
    it is null where chance had no choice. `treatment_ppm` is null for nights before it was logged.
    """

    on = models.DateField()
    borrower = models.CharField(max_length=64)
    number = models.CharField(max_length=16)
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+", db_index=False)
    row = models.SmallIntegerField()
    experiment = models.ForeignKey(Experiment, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    arm = models.CharField(max_length=10, choices=[(one.value, one.value) for one in Arm])
    probability_ppm = models.IntegerField()
    treatment_ppm = models.IntegerField(null=True)
    chances = models.JSONField(null=True)
    segment = models.CharField(max_length=16, blank=True, default="")
    channel = models.CharField(max_length=8, choices=[(one.value, one.value) for one in TreatmentChannel])
    tone = models.CharField(max_length=10, choices=[(one.value, one.value) for one in Tone])
    template = models.CharField(max_length=80, blank=True, default="")
    every_days = models.SmallIntegerField()
    offer_limit_ppm = models.IntegerField()
    queue = models.CharField(max_length=10, choices=[(one.value, one.value) for one in TreatmentQueue])
    next_look_days = models.SmallIntegerField()
    struck = models.CharField(max_length=8, blank=True, default="")
    rule = models.CharField(max_length=40, blank=True, default="")

    class Meta:
        db_table = "strategy_decision"
        constraints = [models.UniqueConstraint(fields=["borrower", "on"], name="strategy_decided_once_a_night")]
        indexes = [
            models.Index(fields=["number", "-on"], name="strategy_decisions_of_case"),
            models.Index(fields=["on", "queue"], name="strategy_decisions_of_night"),
            models.Index(fields=["experiment", "borrower", "on"], condition=Q(experiment__isnull=False),
                         name="strategy_decisions_tried"),
        ]  # fmt: skip


class Snapshot(models.Model):
    """What a night knew of the borrowers of the desk (特征快照): an Arrow stream, a row each, with what the law said.

    Kept for the nights last past: try-outs and impacts read it, so that they judge what the night judges.
    """

    on = models.DateField(unique=True)
    borrowers = models.IntegerField()
    versions = models.JSONField()
    rows = models.BinaryField()

    class Meta:
        db_table = "strategy_snapshot"


class Result(models.Model):
    """What became of an arm's borrowers by a day (实验结果). Only grows."""

    experiment = models.ForeignKey(Experiment, on_delete=models.PROTECT, related_name="results", db_index=False)
    on = models.DateField()
    arm = models.CharField(max_length=10, choices=[(one.value, one.value) for one in Arm])
    borrowers = models.IntegerField()
    cured = models.IntegerField()
    paid_fen = models.BigIntegerField()
    paid_squares = models.FloatField()
    complaints = models.IntegerField()
    blocked = models.IntegerField()

    class Meta:
        db_table = "strategy_result"
        constraints = [models.UniqueConstraint(fields=["experiment", "on", "arm"], name="strategy_a_result_once")]
