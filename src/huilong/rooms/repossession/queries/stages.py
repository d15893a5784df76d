"""The stage that a recovery order puts its car in (收车阶段), for those who must know whether it may be located."""

from collections.abc import Collection
from datetime import datetime

from huilong.rooms.repossession.models import Order
from huilong.rooms.repossession.terms import OrderState
from huilong.rooms.tracking.terms import LocatingStage

ORDERED = (
    OrderState.APPROVED, OrderState.QUOTED, OrderState.DISPATCHED, OrderState.ACCEPTED, OrderState.LOCATED,
    OrderState.CLAIMED, OrderState.TAKEN, OrderState.IN_TOW,
)  # fmt: skip
"""Approved and not yet in the yard: what is only asked for justifies nothing, and in the yard nobody needs to look."""


def ordered(vehicles: Collection[int], at: datetime) -> dict[int, LocatingStage]:
    """Those of these vehicles that are under an approved recovery order (已下收车单)."""
    found = Order.objects.filter(vehicle__in=list(vehicles), state__in=[one.value for one in ORDERED])
    return dict.fromkeys(found.values_list("vehicle_id", flat=True), LocatingStage.REPOSSESSION_ORDERED)
