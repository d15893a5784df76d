"""Tables of who is sent and for how much (派单与报价): teams with their licences, quotes."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q


class Crew(models.Model):
    """A team that takes cars (收车队), of the house or of another organisation, with its licence and its limits.

    `regions`: cities it works in, empty: anywhere. `rating_permille`: how well it did so far. `capacity`: orders at
    once. `lat`, `lon`: where it starts from, WGS-84.
    """

    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+", db_index=False)
    team = models.ForeignKey("people.Team", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    name = models.CharField(max_length=60)
    licence = models.CharField(max_length=60)
    licensed_until = models.DateField()
    insured_until = models.DateField()
    regions = ArrayField(models.CharField(max_length=64), default=list)
    rating_permille = models.SmallIntegerField(default=500)
    capacity = models.SmallIntegerField(default=1)
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    is_active = models.BooleanField(default=True)
    entered_by = models.CharField(max_length=60)
    entered_at = models.DateTimeField()

    class Meta:
        db_table = "repossession_crew"
        constraints = [
            models.UniqueConstraint(fields=["organisation", "name"], name="repossession_crew_name_once"),
            models.CheckConstraint(
                condition=Q(rating_permille__gte=0, rating_permille__lte=1000, capacity__gte=0),
                name="repossession_crew_limits",
            ),
            models.CheckConstraint(
                condition=Q(lat=None, lon=None)
                | Q(lat__gte=-90, lat__lte=90, lon__gte=-180, lon__lte=180),
                name="repossession_crew_place",
            ),
        ]


class Quote(models.Model):
    """A price for one order and one team (报价), by the price list of that day; above the limit a second one agrees."""

    order = models.ForeignKey("repossession.Order", on_delete=models.PROTECT, related_name="quotes", db_index=False)
    crew = models.ForeignKey(Crew, on_delete=models.PROTECT, related_name="+", db_index=False)
    service = models.CharField(max_length=20)
    km = models.IntegerField()
    lines = models.JSONField()
    total_fen = models.BigIntegerField()
    needs_approval = models.BooleanField()
    made_by = models.BigIntegerField()
    made_at = models.DateTimeField()
    approved_by = models.BigIntegerField(null=True)
    approved_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "repossession_quote"
        constraints = [
            models.CheckConstraint(condition=Q(total_fen__gte=0, km__gte=0), name="repossession_quote_amount"),
            models.CheckConstraint(
                condition=Q(approved_by=None, approved_at=None)
                | Q(approved_by__isnull=False, approved_at__isnull=False) & ~Q(approved_by=models.F("made_by")),
                name="repossession_quote_four_eyes",
            ),
        ]
        indexes = [models.Index(fields=["order", "-id"], name="repossession_quotes_of_order")]
