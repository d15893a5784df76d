"""Tables of repossession (收车)."""

from django.db import models
from django.db.models import Q

from huilong.rooms.repossession.terms import LIVE, BasisKind, OrderState


class Order(models.Model):
    """An order to recover one vehicle (收车单). It gives nobody a right to take it: an authority does.

    One live order a VIN, across all organisations: the database sees to it.
    """

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="+", db_index=False)
    vehicle = models.ForeignKey("collateral.Vehicle", on_delete=models.PROTECT, related_name="+", db_index=False)
    vin = models.CharField(max_length=17)
    basis = models.CharField(max_length=10, choices=[(one.value, one.value) for one in BasisKind])
    state = models.CharField(
        max_length=12, default=OrderState.REQUESTED, choices=[(one.value, one.value) for one in OrderState]
    )
    asked_by = models.BigIntegerField()
    asked_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        db_table = "repossession_order"
        constraints = [
            models.UniqueConstraint(
                fields=["vin"], condition=Q(state__in=[one.value for one in LIVE]),
                name="repossession_one_live_order_a_vin",
            ),
        ]
        indexes = [
            models.Index(fields=["case", "-id"], name="repossession_of_case"),
            models.Index(fields=["state", "id"], name="repossession_by_state"),
        ]
