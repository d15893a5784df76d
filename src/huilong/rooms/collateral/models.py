"""Tables of collateral (车辆档案)."""

from django.db import models
from django.db.models import Q


class Vehicle(models.Model):
    """The vehicle behind a loan (车辆). Sight follows the case; `vin` is the 17 characters of ISO 3779."""

    loan_id = models.CharField(max_length=64, unique=True)
    case = models.ForeignKey("cases.Case", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    vin = models.CharField(max_length=17)
    make = models.CharField(max_length=40, blank=True, default="")
    model = models.CharField(max_length=80, blank=True, default="")
    year = models.SmallIntegerField(null=True)
    known_at = models.DateTimeField()

    class Meta:
        db_table = "collateral_vehicle"
        constraints = [
            models.CheckConstraint(condition=Q(vin__regex="^[A-HJ-NPR-Z0-9]{17}$"), name="collateral_vin_shape"),
        ]
        indexes = [
            models.Index(fields=["case"], name="collateral_of_case"),
            models.Index(fields=["vin"], name="collateral_by_vin"),
        ]
