"""Tables of what positions mean (定位含义).

Stays and places show for the purpose `locate` only, as every place of a vehicle does; alarms name no place.
"""

from django.db import models
from django.db.models import F, Q

from huilong.rooms.tracking.terms import AlarmKind, AlarmReason, LotReason, LotState, PlaceKind

ON_EARTH = Q(lat_e7__range=(-900_000_000, 900_000_000), lon_e7__range=(-1_800_000_000, 1_800_000_000))


class Stay(models.Model):
    """Where a vehicle stood and how long (常驻段), WGS-84 in 1e-7 degrees; written by the night only.

    The anchor is its first fix, from which the law goes on. `closed` once a fix outside ended it, then `until` is that
    fix's time. `brief` ones were too short and are kept while a night may begin with them.
    """

    vehicle = models.ForeignKey("collateral.Vehicle", on_delete=models.PROTECT, related_name="+", db_index=False)
    since = models.DateTimeField()
    until = models.DateTimeField()
    lat_e7 = models.IntegerField()
    lon_e7 = models.IntegerField()
    anchor_lat_e7 = models.IntegerField()
    anchor_lon_e7 = models.IntegerField()
    closed = models.BooleanField()
    brief = models.BooleanField()

    class Meta:
        db_table = "tracking_stay"
        constraints = [
            models.UniqueConstraint(fields=["vehicle", "since"], name="tracking_one_stay_at_a_time"),
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="tracking_stay_period"),
            models.CheckConstraint(condition=ON_EARTH, name="tracking_stay_on_earth"),
        ]
        indexes = [models.Index(fields=["lat_e7", "lon_e7"], name="tracking_stays_near")]


class Place(models.Model):
    """A place of a vehicle with its evidence (常去地点), made anew from its stays every night."""

    vehicle = models.ForeignKey("collateral.Vehicle", on_delete=models.PROTECT, related_name="+", db_index=False)
    number = models.SmallIntegerField()
    kind = models.CharField(max_length=10, choices=[(one.value, one.value) for one in PlaceKind])
    lat_e7 = models.IntegerField()
    lon_e7 = models.IntegerField()
    visits = models.IntegerField()
    nights = models.IntegerField()
    nights_known = models.IntegerField()
    work_minutes = models.IntegerField()
    minutes = models.IntegerField()
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()

    class Meta:
        db_table = "tracking_place"
        constraints = [
            models.UniqueConstraint(fields=["vehicle", "number"], name="tracking_one_number_a_place"),
            models.UniqueConstraint(
                fields=["vehicle", "kind"], condition=~Q(kind="other"), name="tracking_one_home_and_work"
            ),
            models.CheckConstraint(condition=ON_EARTH, name="tracking_place_on_earth"),
        ]


class Alarm(models.Model):
    """Something found of a vehicle (告警). `about` tells alarms of one kind apart: a device, a lot, an area.

    `raised_on` is the night that found it first, `ended_on` the first one that found it no more.
    """

    vehicle = models.ForeignKey("collateral.Vehicle", on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=20, choices=[(one.value, one.value) for one in AlarmKind])
    about = models.CharField(max_length=60, blank=True, default="")
    device = models.CharField(max_length=30, blank=True, default="")
    since = models.DateTimeField()
    last_at = models.DateTimeField()
    told = models.JSONField(default=dict)
    raised_on = models.DateField()
    ended_on = models.DateField(null=True)
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.BigIntegerField(null=True)
    reason = models.CharField(max_length=20, blank=True, default="", choices=[(o.value, o.value) for o in AlarmReason])
    note = models.CharField(max_length=400, blank=True, default="")

    class Meta:
        db_table = "tracking_alarm"
        constraints = [
            models.UniqueConstraint(
                fields=["vehicle", "kind", "about"], condition=Q(ended_on=None), name="tracking_one_alarm_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(acknowledged_at=None, acknowledged_by=None, reason="")
                | Q(acknowledged_at__isnull=False, acknowledged_by__isnull=False) & ~Q(reason=""),
                name="tracking_acknowledged_by_somebody",
            ),
        ]
        indexes = [
            models.Index(fields=["vehicle", "-id"], name="tracking_alarms_of_vehicle"),
            models.Index(
                fields=["-since", "-id"], condition=Q(ended_on=None, acknowledged_at=None), name="tracking_open_alarms"
            ),
        ]


class Lot(models.Model):
    """A second-pledge lot (二押点): proposed by the night, confirmed or refused by a person; refused, it stays so."""

    state = models.CharField(max_length=10, choices=[(one.value, one.value) for one in LotState])
    lat_e7 = models.IntegerField()
    lon_e7 = models.IntegerField()
    radius_m = models.IntegerField()
    told = models.JSONField(default=dict)
    found_on = models.DateField()
    last_found_on = models.DateField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.BigIntegerField(null=True)
    reason = models.CharField(max_length=20, blank=True, default="", choices=[(o.value, o.value) for o in LotReason])
    note = models.CharField(max_length=400, blank=True, default="")

    class Meta:
        db_table = "tracking_lot"
        constraints = [
            models.CheckConstraint(condition=ON_EARTH & Q(radius_m__gt=0), name="tracking_lot_on_earth"),
            models.CheckConstraint(
                condition=Q(state="proposed", decided_at=None, decided_by=None, reason="")
                | ~Q(state="proposed") & Q(decided_at__isnull=False, decided_by__isnull=False) & ~Q(reason=""),
                name="tracking_lot_decided_by_somebody",
            ),
        ]
        indexes = [models.Index(fields=["state", "-id"], name="tracking_lots_by_state")]
