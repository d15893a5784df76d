"""Tables of rating (机构评级): ratings with the rows behind them, and breaches. Appended, never changed."""

from django.db import models
from django.db.models import Q

from huilong.rooms.agencies.terms.rating import BreachKind, Grade, Measure


class Rating(models.Model):
    """A firm's rating as known at the end of a day (评级), once a day. `figures` is what `RatingRow` tells beside."""

    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+", db_index=False)
    on = models.DateField()
    trade = models.CharField(max_length=16)
    score_permille = models.SmallIntegerField()
    grade = models.CharField(max_length=1, choices=[(one.value, one.value) for one in Grade])
    rank = models.IntegerField()
    of = models.IntegerField()
    figures = models.JSONField()
    rated_at = models.DateTimeField()

    class Meta:
        db_table = "agencies_rating"
        constraints = [
            models.UniqueConstraint(fields=["organisation", "on"], name="agencies_rated_once_a_day"),
            models.CheckConstraint(
                condition=Q(score_permille__gte=0, score_permille__lte=1000, rank__gte=1, of__gte=1),
                name="agencies_rating_limits",
            ),
        ]
        indexes = [models.Index(fields=["on", "trade", "rank"], name="agencies_ratings_of_day")]


class RatingLine(models.Model):
    """One row behind a rating's figures (评级明细): a placement, a complaint, a breach, a clock, a price.

    `subject` names it (`placement:7`, `order:17`), `label` says what it was held against: stratum, clock, service.
    """

    rating = models.ForeignKey(Rating, on_delete=models.PROTECT, related_name="lines", db_index=False)
    measure = models.CharField(max_length=12, choices=[(one.value, one.value) for one in Measure])
    subject = models.CharField(max_length=60)
    label = models.CharField(max_length=120, blank=True, default="")
    on = models.DateField()
    state = models.CharField(max_length=12)
    placed_fen = models.BigIntegerField(null=True)
    collected_fen = models.BigIntegerField(null=True)

    class Meta:
        db_table = "agencies_rating_line"
        indexes = [models.Index(fields=["rating", "measure", "id"], name="agencies_lines_of_rating")]


class Breach(models.Model):
    """Something a firm did against contract or law (违约记录): a fact; a row that `withdraws` another undoes it."""

    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=16, choices=[(one.value, one.value) for one in BreachKind])
    on = models.DateField()
    evidence = models.CharField(max_length=80)
    why = models.CharField(max_length=200)
    withdraws = models.OneToOneField(
        "self", null=True, on_delete=models.PROTECT, related_name="withdrawn", db_index=False
    )
    noted_at = models.DateTimeField()
    noted_by = models.CharField(max_length=60)

    class Meta:
        db_table = "agencies_breach"
        indexes = [models.Index(fields=["organisation", "-on"], name="agencies_breaches_of_firm")]
