"""Tables of collateral (车辆档案)."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Right

from huilong.rooms.collateral.terms import FactKind, FactSource, MortgageState, ValueSource, VehicleAlarmKind


class Vehicle(models.Model):
    """The vehicle behind a loan (车辆). Sight follows the case; `vin` is the 17 characters of ISO 3779.

    `case` follows the open case of its loan. From `mortgage` on stands what a list shows, made anew from facts, values
    and the case by every verb and by the night: nothing decides by it.
    """

    loan_id = models.CharField(max_length=64, unique=True)
    case = models.ForeignKey("cases.Case", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    vin = models.CharField(max_length=17)
    make = models.CharField(max_length=40, blank=True, default="")
    model = models.CharField(max_length=80, blank=True, default="")
    year = models.SmallIntegerField(null=True)
    known_at = models.DateTimeField()
    mortgage = models.CharField(
        max_length=16, blank=True, default="", choices=[(one.value, one.value) for one in MortgageState]
    )
    insured_until = models.DateField(null=True)
    value_fen = models.BigIntegerField(null=True)
    value_on = models.DateField(null=True)
    exposure_fen = models.BigIntegerField(null=True)
    shortfall_fen = models.BigIntegerField(null=True)

    class Meta:
        db_table = "collateral_vehicle"
        constraints = [
            models.CheckConstraint(condition=Q(vin__regex="^[A-HJ-NPR-Z0-9]{17}$"), name="collateral_vin_shape"),
        ]
        indexes = [
            models.Index(fields=["case"], name="collateral_of_case"),
            models.Index(fields=["vin"], name="collateral_by_vin"),
            models.Index(Right("vin", 6), name="collateral_by_vin_end"),
        ]


class VehicleFact(models.Model):
    """One thing known of a vehicle (车辆事实), never changed: `value` names nobody; what is personal is `sealed`.

    `mark` tells equal facts, so that what is taken in again is not taken twice. `file_id` is a file of the case, which
    may be gone by now.
    """

    vehicle = models.ForeignKey(Vehicle, on_delete=models.PROTECT, related_name="facts", db_index=False)
    kind = models.CharField(max_length=12, choices=[(one.value, one.value) for one in FactKind])
    value = models.JSONField()
    key_id = models.BigIntegerField(null=True)
    sealed = models.BinaryField(default=b"")
    source = models.CharField(max_length=12, choices=[(one.value, one.value) for one in FactSource])
    on = models.DateField()
    known_at = models.DateTimeField()
    known_by = models.BigIntegerField()
    file_id = models.BigIntegerField(null=True)
    mark = models.CharField(max_length=64)

    class Meta:
        db_table = "collateral_fact"
        constraints = [
            models.UniqueConstraint(fields=["vehicle", "kind", "on", "mark"], name="collateral_a_fact_once"),
            models.CheckConstraint(condition=~Q(sealed=b"", key_id__isnull=False), name="collateral_sealed_by_a_key"),
        ]


class VehicleValue(models.Model):
    """What a vehicle was said to be worth on a day (估值), never changed; fen."""

    vehicle = models.ForeignKey(Vehicle, on_delete=models.PROTECT, related_name="values", db_index=False)
    on = models.DateField()
    amount_fen = models.BigIntegerField()
    low_fen = models.BigIntegerField(null=True)
    high_fen = models.BigIntegerField(null=True)
    source = models.CharField(max_length=12, choices=[(one.value, one.value) for one in ValueSource])
    by = models.CharField(max_length=60, blank=True, default="")
    version = models.CharField(max_length=40, blank=True, default="")
    known_at = models.DateTimeField()
    known_by = models.BigIntegerField()

    class Meta:
        db_table = "collateral_value"
        constraints = [
            models.UniqueConstraint(
                fields=["vehicle", "on", "source", "by", "version", "amount_fen"], name="collateral_a_value_once"
            ),
            models.CheckConstraint(condition=Q(amount_fen__gt=0), name="collateral_value_above_zero"),
            models.CheckConstraint(
                condition=Q(low_fen=None, high_fen=None)
                | Q(low_fen__lte=models.F("amount_fen"), high_fen__gte=models.F("amount_fen")),
                name="collateral_value_within_range",
            ),
        ]


class VehicleAlarm(models.Model):
    """An alarm on a vehicle (车辆预警): one open of a kind; ended by the night when its figures no longer say so."""

    vehicle = models.ForeignKey(Vehicle, on_delete=models.PROTECT, related_name="alarms", db_index=False)
    kind = models.CharField(max_length=16, choices=[(one.value, one.value) for one in VehicleAlarmKind])
    on = models.DateField()
    figures = models.JSONField()
    ended_on = models.DateField(null=True)

    class Meta:
        db_table = "collateral_alarm"
        constraints = [
            models.UniqueConstraint(
                fields=["vehicle", "kind"], condition=Q(ended_on=None), name="collateral_one_open_alarm_a_kind"
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=models.F("on")), name="collateral_alarm_period"
            ),
        ]
