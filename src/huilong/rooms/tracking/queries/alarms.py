"""Alarms and lots (告警与二押点查询): of a vehicle, open ones of all that the reader sees, lots by state."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from huilong.kernel.refusal import Refusal
from huilong.rooms.tracking.models import Alarm, Lot
from huilong.rooms.tracking.terms import AlarmKind, AlarmPage, AlarmReason, AlarmRow, LotReason, LotRow, LotState, Rows

SORTS = ("since", "last_at", "kind", "raised_on")
LOT_SORTS = {
    "id": "id", "state": "state", "found_on": "found_on", "last_found_on": "last_found_on",
    "vehicles": "told__vehicles", "not_returned": "told__not_returned",
}  # fmt: skip


def alarms_of(vehicle: int) -> tuple[AlarmRow, ...]:
    """The alarms of a vehicle (单车告警), newest first."""
    return tuple(_row(one) for one in _rows().filter(vehicle=vehicle).order_by("-id"))


def lasting_alarms(vehicles: Collection[int]) -> dict[int, tuple[AlarmRow, ...]]:
    """The alarms that last, by vehicle (各车未结束告警), newest first; one statement for all of them."""
    found: dict[int, tuple[AlarmRow, ...]] = dict.fromkeys(vehicles, ())
    for one in _rows().filter(vehicle__in=vehicles, ended_on=None).order_by("-id"):
        found[one.vehicle_id] += (_row(one),)
    return found


def open_alarms(
    asked: Mapping[str, Any] | None = None, *, sort: str = "-since", page: int = 1, size: int = 50
) -> AlarmPage:
    """One page of alarms that last and nobody acknowledged (待处理告警), of vehicles the reader sees.

    `asked` may hold kind, number (of the case), vehicle, and `all`: then acknowledged and ended ones too.
    """
    found = _narrowed(asked or {})
    total = found.count()
    pages = max(1, -(-total // size))
    page = min(max(page, 1), pages)
    rows = _ordered(found, sort)[(page - 1) * size : page * size]
    return AlarmPage(tuple(_row(one) for one in rows), total, page, pages)


def each_alarm(asked: Mapping[str, Any], sort: str) -> Iterator[AlarmRow]:
    """Every alarm of a list (告警导出), streamed; `asked` as for `open_alarms`."""
    for one in _ordered(_narrowed(asked), sort).iterator(chunk_size=2000):
        yield _row(one)


def alarm_row(key: int) -> AlarmRow:
    """One alarm. Raises Refusal `no-such-alarm`."""
    return _row(stored_alarm(key))


def vehicles_without_device(most: int) -> list[int]:
    """Vehicles on the desk in which no device is (未装设备车辆), those in collections and known longest first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select v.id from collateral_vehicle v where not exists (select from tracking_device d"
            " where d.vehicle_id = v.id and d.until is null) order by v.case_id is null, v.known_at, v.id limit %s",
            [most],
        )
        return [key for (key,) in cursor.fetchall()]


def stored_alarm(key: int, *, lock: bool = False) -> Alarm:
    """The row of an alarm, or Refusal `no-such-alarm` alike where it is not there or not the reader's to see."""
    found = Alarm.objects.select_for_update(of=("self",)) if lock else Alarm.objects.all()
    row = found.select_related("vehicle", "vehicle__case").filter(pk=key).first()
    if row is None:
        raise Refusal(
            "no-such-alarm", status=404, zh="没有这条告警。", en="There is no such alarm.",
            remedy_zh="请从告警列表打开。", remedy_en="Open it from the list of alarms.",
        )  # fmt: skip
    return row


def lots(state: LotState | None = None) -> tuple[LotRow, ...]:
    """Second-pledge lots (二押点), newest first; of one state or all."""
    found = Lot.objects.order_by("-id")
    return tuple(_lot(one) for one in (found.filter(state=state.value) if state else found))


def lots_page(asked: Mapping[str, Any], *, sort: str, page: int, size: int) -> Rows:
    """One page of lots (二押点列表); `asked` may hold state."""
    found = _lots(asked, sort)
    total = found.count()
    page = max(1, min(page, -(-total // size) or 1))
    return Rows(tuple(_lot(one) for one in found[(page - 1) * size : page * size]), total, page)


def each_lot(asked: Mapping[str, Any], sort: str) -> Iterator[LotRow]:
    """Every lot of a list, streamed."""
    for one in _lots(asked, sort).iterator(chunk_size=2000):
        yield _lot(one)


def lot_row(key: int) -> LotRow:
    """One lot. Raises Refusal `no-such-lot`."""
    return _lot(stored_lot(key))


def stored_lot(key: int, *, lock: bool = False) -> Lot:
    """The row of a lot, or Refusal `no-such-lot`."""
    row = (Lot.objects.select_for_update() if lock else Lot.objects).filter(pk=key).first()
    if row is None:
        raise Refusal(
            "no-such-lot", status=404, zh="没有这个二押点。", en="There is no such lot.",
            remedy_zh="请从二押点列表打开。", remedy_en="Open it from the list of lots.",
        )  # fmt: skip
    return row


def _narrowed(asked: Mapping[str, Any]) -> QuerySet[Alarm]:
    found = _rows() if asked.get("all") else _rows().filter(ended_on=None, acknowledged_at=None)
    for name, column in (("kind", "kind"), ("number", "vehicle__case__number"), ("vehicle", "vehicle")):
        if asked.get(name):
            found = found.filter(**{column: asked[name]})
    return found


def _ordered(found: QuerySet[Alarm], sort: str) -> QuerySet[Alarm]:
    order = sort if sort.removeprefix("-") in SORTS else "-since"
    return found.order_by(order, "-id" if order.startswith("-") else "id")


def _lots(asked: Mapping[str, Any], sort: str) -> QuerySet[Lot]:
    found = Lot.objects.filter(state=asked["state"]) if asked.get("state") else Lot.objects.all()
    column = LOT_SORTS.get(sort.removeprefix("-"), "last_found_on")
    return found.order_by(f"-{column}" if sort.startswith("-") else column, "-id")


def _rows() -> QuerySet[Alarm]:
    return Alarm.objects.select_related("vehicle", "vehicle__case")


def _row(one: Alarm) -> AlarmRow:
    case = one.vehicle.case
    return AlarmRow(
        one.pk, one.vehicle_id, case.number if case else "", one.vehicle.loan_id, one.device, AlarmKind(one.kind),
        one.about, one.since, one.last_at, one.told, one.raised_on, one.ended_on, one.acknowledged_at,
        one.acknowledged_by, AlarmReason(one.reason) if one.reason else None, one.note,
    )  # fmt: skip


def _lot(one: Lot) -> LotRow:
    return LotRow(
        one.pk, LotState(one.state), one.lat_e7 / 1e7, one.lon_e7 / 1e7, one.radius_m, one.told, one.found_on,
        one.last_found_on, one.decided_at, one.decided_by, LotReason(one.reason) if one.reason else None, one.note,
    )  # fmt: skip
