"""Statements of firms that wait for a second person (待审批结算单)."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse

from huilong.kernel.refusal import Says
from huilong.rooms.people.queries import Waiting
from huilong.rooms.settlement.models import Statement
from huilong.rooms.settlement.terms import StatementState

MOST = 50


def statements_waiting(user: Any) -> Iterator[Waiting]:
    """The statements a firm agreed to and somebody else issued, the oldest first, `MOST` at most."""
    found = Statement.objects.filter(state=StatementState.AGREED).exclude(issued_by=user.pk)
    for key, since in found.order_by("agreed_at").values_list("id", "agreed_at")[:MOST]:
        if since is not None:  # what is agreed has its moment
            yield Waiting(Says(f"结算单 {key}", f"Statement {key}"), since, reverse("settlement:statement", args=[key]))
