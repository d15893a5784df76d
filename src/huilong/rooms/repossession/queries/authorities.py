"""Authorities (收车授权查询): the one a phone holds, those of an order, all that live or wait to be confirmed."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q, QuerySet

from huilong.rooms.collateral.rules.vin import mask_vin
from huilong.rooms.repossession.models import Authority
from huilong.rooms.repossession.rules.conditions import SEEN_BY_ITSELF
from huilong.rooms.repossession.terms import HeldRow, StopCause


def authorities_of(order: int) -> tuple[HeldRow, ...]:
    """The authorities of an order, newest first (历次授权)."""
    return tuple(_row(one, one.order.case.number) for one in _rows().filter(order_id=order).order_by("-id"))


def ended_for_others(since: datetime) -> QuerySet[Authority]:
    """Authorities that others ended (被停止的授权): since then, or earlier and not confirmed by the holder yet."""
    own = [one.value for one in SEEN_BY_ITSELF]
    ended = Authority.objects.filter(ended_at__isnull=False).exclude(ended__in=own)
    return ended.filter(Q(ended_at__gte=since) | Q(acknowledged_at=None))


def newest_of(orders: Iterable[int]) -> dict[int, HeldRow]:
    """The newest authority of each of these orders that lives or waits to be confirmed (看板授权)."""
    own = [one.value for one in SEEN_BY_ITSELF]
    standing = Q(ended_at=None) | Q(acknowledged_at=None, ended_at__isnull=False) & ~Q(ended__in=own)
    rows = _rows().filter(standing | Q(acknowledged_at__isnull=False), order_id__in=list(orders)).order_by("id")
    return {row.order_id: _row(row, row.order.case.number) for row in rows}


def _rows() -> QuerySet[Authority]:
    return Authority.objects.select_related("order__case")


def _row(one: Authority, number: str) -> HeldRow:
    return HeldRow(
        one.pk, one.order_id, number, mask_vin(one.vin), one.holder, one.issued_at, one.expires_at, one.renewed,
        StopCause(one.ended) if one.ended else None, one.ended_at, one.acknowledged_at, one.escalated_at,
    )  # fmt: skip
