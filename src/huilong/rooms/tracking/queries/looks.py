"""Looks (位置查询记录): who looked where which vehicle is, and why. It says no place."""

from collections.abc import Iterator, Mapping
from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from huilong.rooms.tracking.models import Look
from huilong.rooms.tracking.terms import LookKind, LookPurpose, LookRow, Rows

SORTS = {"at": "at", "user": "user", "kind": "kind", "purpose": "purpose", "points": "points"}


def looks_page(asked: Mapping[str, Any], *, sort: str, page: int, size: int) -> Rows:
    """One page of looks; `asked`: case, user (key), kind, purpose, since, until. A fleet look is one at each of its."""
    found = _narrowed(asked)
    total = found.count()
    page = max(1, min(page, -(-total // size) or 1))
    rows = _ordered(found, sort)[(page - 1) * size : page * size]
    return Rows(tuple(_row(one) for one in rows), total, page)


def each_look(asked: Mapping[str, Any], sort: str) -> Iterator[LookRow]:
    """Every look of a list, streamed."""
    for one in _ordered(_narrowed(asked), sort).iterator(chunk_size=500):
        yield _row(one)


def _ordered(found: QuerySet[Look], sort: str) -> QuerySet[Look]:
    falls = "-" if sort.startswith("-") else ""
    return found.order_by(falls + SORTS.get(sort.removeprefix("-"), "at"), falls + "id")


def _narrowed(asked: Mapping[str, Any]) -> QuerySet[Look]:
    found = Look.objects.select_related("vehicle", "vehicle__case").defer("vehicles")
    if asked.get("vehicle"):
        found = found.filter(Q(vehicle=asked["vehicle"]) | Q(vehicles__contains=[asked["vehicle"]]))
    if asked.get("case"):
        found = found.filter(vehicle__case__number=asked["case"])
    if asked.get("users") is not None:
        found = found.filter(user__in=asked["users"])
    for name in ("kind", "purpose"):
        if asked.get(name):
            found = found.filter(**{name: asked[name]})
    if asked.get("since"):
        found = found.filter(at__gte=_midnight(asked["since"]))
    if asked.get("until"):
        found = found.filter(at__lt=_midnight(asked["until"] + timedelta(days=1)))
    return found


def _midnight(day: Any) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def _row(one: Look) -> LookRow:
    number = one.vehicle.case.number if one.vehicle and one.vehicle.case else ""
    return LookRow(
        one.pk, one.at, one.user, one.organisation, LookKind(one.kind), LookPurpose(one.purpose), one.vehicle_id,
        number, one.vehicle_count, one.points, tuple(one.verdicts),
    )  # fmt: skip
