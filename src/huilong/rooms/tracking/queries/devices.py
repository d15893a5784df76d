"""Devices (设备查询): lists, the devices of a vehicle, how many wait unknown. Never a place."""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db.models import ExpressionWrapper, F, Q, QuerySet
from django.db.models.fields import DateTimeField

from huilong.rooms.tracking.models import Device, Stranger
from huilong.rooms.tracking.queries.policy import policy
from huilong.rooms.tracking.rules.device import GONE, device_state
from huilong.rooms.tracking.terms import DeviceKind, DeviceRow, DeviceState, Rows

SORTS = {
    "number": "number", "kind": "kind", "since": "since", "heard_at": "heard__heard_at",
    "expected_seconds": "expected_seconds", "case": "vehicle__case__number",
}  # fmt: skip
SECOND = timedelta(seconds=1)


def devices_page(asked: Mapping[str, Any], at: datetime, *, sort: str, page: int, size: int) -> Rows:
    """One page of devices that the reader sees; `asked`: number (its beginning), kind, state, case."""
    found = _narrowed(asked, at)
    total = found.count()
    page = max(1, min(page, -(-total // size) or 1))
    rows = _ordered(found, sort)[(page - 1) * size : page * size]
    return Rows(tuple(_row(one, at) for one in rows), total, page)


def each_device(asked: Mapping[str, Any], at: datetime, sort: str) -> Iterator[DeviceRow]:
    """Every device of a list, streamed."""
    for one in _ordered(_narrowed(asked, at), sort).iterator(chunk_size=2000):
        yield _row(one, at)


def devices_of(vehicles: Collection[int], at: datetime) -> list[DeviceRow]:
    """The devices that are in these vehicles now, by number."""
    return [_row(one, at) for one in _rows().filter(vehicle__in=list(vehicles), until=None).order_by("number")]


def device_named(number: str) -> Device | None:
    """The device of a number, or None."""
    return Device.objects.filter(number=number).first()


def strangers(most: int = 50) -> tuple[list[Stranger], int]:
    """Numbers that report and are no device of ours, the latest first, and how many there are."""
    ours = Device.objects.values("number")
    found = Stranger.objects.exclude(number__in=ours)
    return list(found.order_by("-last_at")[:most]), found.count()


def _rows() -> QuerySet[Device]:
    return Device.objects.select_related("heard", "vehicle", "vehicle__case")


def _ordered(found: QuerySet[Device], sort: str) -> QuerySet[Device]:
    name = F(SORTS.get(sort.removeprefix("-"), "number"))
    order = name.desc(nulls_last=True) if sort.startswith("-") else name.asc(nulls_last=True)
    return found.order_by(order, "id")


def _narrowed(asked: Mapping[str, Any], at: datetime) -> QuerySet[Device]:
    found = _rows()
    if asked.get("number"):
        found = found.filter(number__startswith=asked["number"])
    if asked.get("kind"):
        found = found.filter(kind=asked["kind"])
    if asked.get("case"):
        found = found.filter(vehicle__case__number=asked["case"])
    if not asked.get("gone"):
        found = found.filter(until=None)
    if asked.get("state"):
        found = found.filter(_in_state(DeviceState(asked["state"]), at))
    return found


def _in_state(state: DeviceState, at: datetime) -> Q:
    """The state said as a condition; `rules.device` says it of one device (a test holds them together)."""
    never, gone = Q(heard=None) | Q(heard__heard_at__lt=F("since")), Q(heard__alarms__overlap=sorted(GONE))
    last = ExpressionWrapper(
        F("heard__heard_at") + F("expected_seconds") * (SECOND * policy().silent_after), output_field=DateTimeField()
    )
    late = Q(pk__in=Device.objects.annotate(due=last).filter(due__lt=at).values("pk"))
    return {
        DeviceState.NEVER: never, DeviceState.REMOVED: ~never & gone, DeviceState.SILENT: ~never & ~gone & late,
        DeviceState.ONLINE: ~never & ~gone & ~late,
    }[state]  # fmt: skip


def _row(one: Device, at: datetime) -> DeviceRow:
    heard = getattr(one, "heard", None)
    if heard is not None and heard.heard_at < one.since:  # heard in another vehicle
        heard = None
    alarms = tuple(heard.alarms) if heard else ()
    vehicle = one.vehicle
    state = device_state(heard and heard.heard_at, alarms, one.expected_seconds, policy().silent_after, at)
    return DeviceRow(
        id=one.pk, number=one.number, kind=DeviceKind(one.kind), state=state, expected_seconds=one.expected_seconds,
        vehicle=one.vehicle_id, loan_id=vehicle.loan_id if vehicle else "",
        number_of_case=vehicle.case.number if vehicle and vehicle.case else "", since=one.since,
        heard_at=heard and heard.heard_at, fixed_at=heard and heard.fixed_at, alarms=alarms,
        secret=bool(one.secret_digest),
    )  # fmt: skip
