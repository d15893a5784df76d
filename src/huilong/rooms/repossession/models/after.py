"""Tables of what comes after a taking (入库与赎车): yards, stays, charges and what was paid of them, redemption."""

from django.db import models
from django.db.models import Q

from huilong.rooms.repossession.terms.yard import ChargeKind, ClockUnit, RedeemBy


class Yard(models.Model):
    """A yard that vehicles may be brought to (停车场), with its price list for storage; see `rules/storage.py`.

    `approved_until`: nobody brings a vehicle to a yard whose approval ran out.
    """

    name = models.CharField(max_length=80, unique=True)
    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+")
    address = models.CharField(max_length=200, blank=True, default="")
    unit = models.CharField(max_length=4, choices=[(one.value, one.value) for one in ClockUnit])
    rows = models.JSONField()
    priced_on = models.DateField()
    approved_until = models.DateField()
    kept_at = models.DateTimeField()

    class Meta:
        db_table = "repossession_yard"


class Stay(models.Model):
    """A stay of a vehicle in a yard (停放), at the price of the day it came. Only its end is added, once."""

    order = models.ForeignKey("repossession.Order", on_delete=models.PROTECT, related_name="+", db_index=False)
    yard = models.ForeignKey(Yard, on_delete=models.PROTECT, related_name="+")
    place = models.CharField(max_length=40, blank=True, default="")
    unit = models.CharField(max_length=4, choices=[(one.value, one.value) for one in ClockUnit])
    rows = models.JSONField()
    gate_in_at = models.DateTimeField()
    entered_at = models.DateTimeField()
    by = models.BigIntegerField()
    mileage_km = models.IntegerField(null=True)
    keys = models.SmallIntegerField(default=0)
    photos_held = models.BooleanField()
    gate_out_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "repossession_stay"
        constraints = [
            models.UniqueConstraint(
                fields=["order"], condition=Q(gate_out_at=None), name="repossession_in_one_yard_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(gate_out_at=None) | Q(gate_out_at__gte=models.F("gate_in_at")),
                name="repossession_out_after_in",
            ),
        ]
        indexes = [models.Index(fields=["order", "id"], name="repossession_stays_of_order")]


class Charge(models.Model):
    """A cost of an order, or the fact that takes one back (收车费用). Appended; see `rules/reversal.py`."""

    order = models.ForeignKey("repossession.Order", on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=12, choices=[(one.value, one.value) for one in ChargeKind])
    amount_fen = models.BigIntegerField()
    on = models.DateField()
    made_at = models.DateTimeField()
    by = models.BigIntegerField()
    stay = models.ForeignKey(Stay, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    reverses = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "repossession_charge"
        constraints = [
            models.CheckConstraint(
                condition=Q(reverses=None, amount_fen__gt=0) | Q(reverses__isnull=False, amount_fen__lt=0),
                name="repossession_charge_or_reversal",
            ),
        ]
        indexes = [models.Index(fields=["order", "id"], name="repossession_charges_of_order")]


class Redemption(models.Model):
    """An amount told to the borrower that redeems the vehicle (赎车报价), dated, until a moment; paid once."""

    order = models.ForeignKey("repossession.Order", on_delete=models.PROTECT, related_name="+", db_index=False)
    redeem_by = models.CharField(max_length=8, choices=[(one.value, one.value) for one in RedeemBy])
    on = models.DateField()
    valid_until = models.DateTimeField()
    due_fen = models.BigIntegerField()
    costs = models.JSONField()
    total_fen = models.BigIntegerField()
    made_by = models.BigIntegerField()
    made_at = models.DateTimeField()
    paid_at = models.DateTimeField(null=True)
    paid_by = models.BigIntegerField(null=True)
    receipt = models.BigIntegerField(null=True)

    class Meta:
        db_table = "repossession_redemption"
        constraints = [
            models.UniqueConstraint(
                fields=["order"], condition=Q(paid_at__isnull=False), name="repossession_redeemed_once"
            ),
            models.CheckConstraint(
                condition=Q(paid_at=None, paid_by=None) | Q(paid_at__isnull=False, paid_by__isnull=False),
                name="repossession_paid_says_by_whom",
            ),
        ]
        indexes = [models.Index(fields=["order", "-id"], name="repossession_told_of_order")]


class ChargePayment(models.Model):
    """What of a charge a redemption paid (费用实收). Appended."""

    charge = models.OneToOneField(Charge, on_delete=models.PROTECT, related_name="+")
    redemption = models.ForeignKey(Redemption, on_delete=models.PROTECT, related_name="+", db_index=False)
    fen = models.BigIntegerField()

    class Meta:
        db_table = "repossession_charge_payment"
        constraints = [models.CheckConstraint(condition=Q(fen__gt=0), name="repossession_paid_something")]
