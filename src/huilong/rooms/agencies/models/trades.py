"""Tables of the trades (各行机构): open price lists, and what was asked of firms and when they came. Appended only."""

from django.db import models
from django.db.models import Q

from huilong.rooms.agencies.terms.rating import ClockKind, ClockStep


class PriceLine(models.Model):
    """One line of a firm's open price list (公开价目): from `since` on; a later line takes its place.

    `fen` null: not offered any more. `region` "": anywhere. `by_house`: the lender entered it for the firm.
    """

    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+", db_index=False)
    trade = models.CharField(max_length=16)
    service = models.CharField(max_length=24)
    region = models.CharField(max_length=64, blank=True, default="")
    since = models.DateField()
    fen = models.BigIntegerField(null=True)
    by_house = models.BooleanField()
    kept_at = models.DateTimeField()
    kept_by = models.CharField(max_length=60)

    class Meta:
        db_table = "agencies_price_line"
        constraints = [
            models.CheckConstraint(condition=Q(fen=None) | Q(fen__gt=0), name="agencies_price_is_positive"),
        ]
        indexes = [
            models.Index(fields=["trade", "service", "region", "-since"], name="agencies_prices_of_service"),
            models.Index(fields=["organisation", "-id"], name="agencies_prices_of_firm"),
        ]


class ResponseStep(models.Model):
    """One step of what was asked of a firm (响应记录): asked, answered, declined, there, taken back; each once."""

    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=12, choices=[(one.value, one.value) for one in ClockKind])
    subject = models.CharField(max_length=60)
    step = models.CharField(max_length=10, choices=[(one.value, one.value) for one in ClockStep])
    at = models.DateTimeField()
    noted_at = models.DateTimeField()
    noted_by = models.CharField(max_length=60)

    class Meta:
        db_table = "agencies_response_step"
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "kind", "subject", "step", "at"], name="agencies_response_noted_once"
            ),
        ]
        indexes = [models.Index(fields=["organisation", "at"], name="agencies_responses_of_firm")]
