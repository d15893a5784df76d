"""Recovery orders that wait for somebody's word (待审批收车单)."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse

from huilong.kernel.refusal import Says
from huilong.rooms.people.queries import Waiting
from huilong.rooms.repossession.models import Order
from huilong.rooms.repossession.terms import OrderState

MOST = 50


def orders_waiting(user: Any) -> Iterator[Waiting]:
    """The orders that wait for this user's role and that others asked for, the oldest first, `MOST` at most."""
    found = Order.objects.filter(state=OrderState.REQUESTED, waits_for=user.role).exclude(asked_by=user.pk)
    for key, number, since in found.order_by("asked_at").values_list("id", "case__number", "asked_at")[:MOST]:
        says = Says(f"收车单 {key},案件 {number}", f"Recovery order {key}, case {number}")
        yield Waiting(says, since, reverse("recovery:order", args=[key]))
