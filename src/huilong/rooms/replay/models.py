"""Tables of replay (回放): each run, what its nights came to, what was struck out and why, what history says."""

from django.db import models
from django.db.models import Q

from huilong.rooms.replay.terms import AT_WORK, Method, Outcome, ReplayState, StruckBy, Unsupported


def _members(enum: type[ReplayState | StruckBy | Method | Outcome | Unsupported]) -> list[tuple[str, str]]:
    return [(one.value, one.value) for one in enum]


class Run(models.Model):
    """One replay of a draft over past nights (回放). The draft is kept whole: what was replayed stays to be read.

    `chunk` counts the months decided, whose state is in a file; `fingerprint` names all that the answer depends on.
    """

    title = models.CharField(max_length=120)
    draft = models.JSONField()
    means = models.JSONField(default=dict)
    first = models.DateField()
    last = models.DateField()
    state = models.CharField(max_length=12, default=ReplayState.WAITING, choices=_members(ReplayState))
    done = models.IntegerField(default=0)
    total = models.IntegerField(default=0)
    chunk = models.IntegerField(default=0)
    fingerprint = models.CharField(max_length=64, blank=True, default="")
    asked_by = models.BigIntegerField(null=True)
    asked_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    seconds = models.FloatField(default=0)
    loans = models.IntegerField(default=0)
    treated = models.BigIntegerField(default=0)
    cost_fen = models.BigIntegerField(default=0)
    stop_asked = models.BooleanField(default=False)
    error = models.TextField(blank=True, default="")
    told = models.JSONField(default=dict)

    class Meta:
        db_table = "replay_run"
        constraints = [
            models.CheckConstraint(condition=Q(last__gte=models.F("first")), name="replay_days_in_order"),
            models.CheckConstraint(
                condition=Q(finished_at=None) & ~Q(state="done") | Q(finished_at__isnull=False, state="done"),
                name="replay_done_says_when",
            ),
        ]
        indexes = [
            models.Index(fields=["-id"], name="replay_newest"),
            models.Index(fields=["id"], condition=Q(state__in=[one.value for one in AT_WORK]), name="replay_at_work"),
        ]


class Night(models.Model):
    """What one replayed night came to (回放日结果). Written once, with its month."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="nights", db_index=False)
    on = models.DateField()
    borrowers = models.IntegerField()
    wanted = models.IntegerField()
    treated = models.IntegerField()
    by_treatment = models.JSONField()
    minutes = models.IntegerField()
    cost_fen = models.BigIntegerField()
    left_minutes = models.IntegerField(null=True)
    left_fen = models.BigIntegerField(null=True)

    class Meta:
        db_table = "replay_night"
        constraints = [models.UniqueConstraint(fields=["run", "on"], name="replay_a_night_once")]


class StruckOut(models.Model):
    """Treatments of a night that one reason struck out (未执行). `rule` is the law's, or empty."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="struck", db_index=False)
    on = models.DateField()
    by = models.CharField(max_length=10, choices=_members(StruckBy))
    rule = models.CharField(max_length=40, blank=True, default="")
    treatment = models.CharField(max_length=60)
    count = models.IntegerField()

    class Meta:
        db_table = "replay_struck"
        constraints = [
            models.UniqueConstraint(fields=["run", "on", "by", "rule", "treatment"], name="replay_struck_once")
        ]


class EffectEstimate(models.Model):
    """What history says of one outcome (估算), or why it says nothing: then there are no numbers."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="estimates", db_index=False)
    outcome = models.CharField(max_length=14, choices=_members(Outcome))
    method = models.CharField(max_length=14, choices=_members(Method))
    why = models.CharField(max_length=18, blank=True, default="", choices=_members(Unsupported))
    support = models.JSONField()
    draft = models.FloatField(null=True)
    actual = models.FloatField(null=True)
    difference = models.FloatField(null=True)
    low = models.FloatField(null=True)
    high = models.FloatField(null=True)

    class Meta:
        db_table = "replay_estimate"
        constraints = [
            models.UniqueConstraint(fields=["run", "outcome"], name="replay_an_outcome_once"),
            models.CheckConstraint(
                condition=Q(method="refused", difference=None, low=None, high=None) & ~Q(why="")
                | ~Q(method="refused") & Q(why="", difference__isnull=False, low__isnull=False, high__isnull=False),
                name="replay_refused_or_numbers",
            ),
        ]
