"""Tables of scores (评分): models as text, scores of borrowers on the desk, early warnings, what is watched."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from huilong.rooms.scores.terms import ModelState, Target, WatchKind

TARGETS = [(one.value, one.value) for one in Target]


class ScoreModel(models.Model):
    """A trained model (评分模型): JSON text that runs nothing. The text never changes; `state` moves forward only."""

    target = models.CharField(max_length=10, choices=TARGETS)
    number = models.IntegerField()
    state = models.CharField(
        max_length=10, default=ModelState.DRAFT, choices=[(one.value, one.value) for one in ModelState]
    )
    artefact = models.TextField()
    sha256 = models.CharField(max_length=64)
    features = ArrayField(models.CharField(max_length=32))
    trained_on = models.JSONField()
    figures = models.JSONField()
    made_by = models.BigIntegerField(default=0)
    made_at = models.DateTimeField()
    approved_by = models.BigIntegerField(null=True)
    approved_at = models.DateTimeField(null=True)
    used_from = models.DateTimeField(null=True)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "scores_model"
        constraints = [
            models.UniqueConstraint(fields=["target", "number"], name="scores_one_number_a_model"),
            models.UniqueConstraint(
                fields=["target"], condition=Q(state="in_use"), name="scores_one_model_in_use_a_target"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "asked", "retired"])
                | Q(approved_by__isnull=False, approved_at__isnull=False) & ~Q(approved_by=models.F("made_by")),
                name="scores_used_only_with_a_second_person",
            ),
        ]


class BorrowerScore(models.Model):
    """What a model, or the default, says of a borrower on the desk (客户评分), newest only.

    Without a model it was counted from his own history (`counted`), or the default answered. `curve` of a timed target:
    [days, ppm] each.
    """

    borrower = models.CharField(max_length=64)
    target = models.CharField(max_length=10, choices=TARGETS)
    ppm = models.IntegerField()
    reasons = models.JSONField(default=list)
    model = models.ForeignKey(ScoreModel, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    counted = models.BooleanField(default=False)
    curve = models.JSONField(null=True)
    on = models.DateField()

    class Meta:
        db_table = "scores_score"
        constraints = [
            models.UniqueConstraint(fields=["borrower", "target"], name="scores_one_score_a_target"),
            models.CheckConstraint(condition=Q(ppm__gte=0, ppm__lte=1_000_000), name="scores_ppm_is_a_share"),
        ]


class PastScore(models.Model):
    """A score from the night on which it changed (历史评分): `ppm` is null from the night it was no longer given.

    Only changes are kept, so that a past night can be decided again with what was known then.
    """

    borrower = models.CharField(max_length=64)
    target = models.CharField(max_length=10, choices=TARGETS)
    on = models.DateField()
    ppm = models.IntegerField(null=True)

    class Meta:
        db_table = "scores_past"
        constraints = [
            models.UniqueConstraint(fields=["borrower", "target", "on"], name="scores_one_change_a_night"),
            models.CheckConstraint(condition=Q(ppm__gte=0, ppm__lte=1_000_000), name="scores_past_ppm_is_a_share"),
        ]


class EarlyWarning(models.Model):
    """A loan not on the desk that may soon miss a payment (预警): its number and why, nothing of a person."""

    loan_id = models.CharField(max_length=64, unique=True)
    on = models.DateField()
    ppm = models.IntegerField()
    reasons = models.JSONField(default=list)
    model = models.ForeignKey(ScoreModel, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    outstanding_fen = models.BigIntegerField()

    class Meta:
        db_table = "scores_warning"
        indexes = [
            models.Index(fields=["ppm", "id"], name="scores_warnings_by_ppm"),
            models.Index(fields=["outstanding_fen", "id"], name="scores_warnings_by_amount"),
        ]


class Watch(models.Model):
    """What was watched of a model in a month (模型监控)."""

    model = models.ForeignKey(ScoreModel, on_delete=models.PROTECT, related_name="watched", db_index=False)
    month = models.DateField()
    kind = models.CharField(max_length=16, choices=[(one.value, one.value) for one in WatchKind])
    name = models.CharField(max_length=32, blank=True, default="")
    value = models.FloatField()
    other = models.FloatField(null=True)
    cases = models.IntegerField()

    class Meta:
        db_table = "scores_watch"
        constraints = [
            models.UniqueConstraint(fields=["model", "month", "kind", "name"], name="scores_watched_once_a_month"),
        ]
