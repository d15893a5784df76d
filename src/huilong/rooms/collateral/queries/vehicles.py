"""Vehicles (车辆查询): rows in, terms out; the database shows only those whose case the reader sees."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django.db.models import F, QuerySet
from django.db.models.functions import Right

from huilong.kernel.refusal import Refusal
from huilong.rooms.collateral.models import Vehicle, VehicleAlarm
from huilong.rooms.collateral.rules.vin import LENGTH, mask_vin
from huilong.rooms.collateral.terms import (
    AlarmRow,
    ListedVehicle,
    MortgageState,
    VehicleAlarmKind,
    VehiclePage,
    VehicleRow,
)

SORTS = {
    "number": "case__number", "make": "make", "mortgage": "mortgage", "insured_until": "insured_until",
    "value_fen": "value_fen", "exposure_fen": "exposure_fen", "shortfall_fen": "shortfall_fen",
}  # fmt: skip
"""What the list may be sorted by, and the column behind it."""
SHORT_END = 6
MOST_FOUND = 20


def vehicle(key: int) -> VehicleRow:
    """One vehicle by its key. Raises Refusal `no-such-vehicle`."""
    row = Vehicle.objects.select_related("case").filter(pk=key).first()
    if row is None:
        raise no_such_vehicle()
    return vehicle_row(row)


def no_such_vehicle() -> Refusal:
    """There is none, or the reader does not see its case: said alike."""
    return Refusal(
        "no-such-vehicle", status=404, zh="没有这辆车。", en="There is no such vehicle.",
        remedy_zh="请从案件的车辆页或车辆列表打开。", remedy_en="Open it from its case or the list of vehicles.",
    )  # fmt: skip


def vehicles_of(number: str) -> list[VehicleRow]:
    """The vehicles of a case, by loan."""
    return [vehicle_row(one) for one in _rows().filter(case__number=number).order_by("loan_id")]


def vehicles_by_vin(text: str) -> list[VehicleRow]:
    """The vehicles, of those the reader sees, with this whole VIN, or whose VIN ends with these six (按车架号查找)."""
    wanted = "".join(text.split()).upper()
    if len(wanted) not in (LENGTH, SHORT_END):
        return []
    return [vehicle_row(one) for one in _of_vin(_rows(), wanted).order_by("id")[:MOST_FOUND]]


def case_number(row: Vehicle) -> str:
    """The number of a vehicle's case, "" for none."""
    return row.case.number if row.case else ""


def vehicle_page(asked: Mapping[str, Any], on: date, *, sort: str = "", page: int = 1, size: int = 50) -> VehiclePage:
    """One page of vehicles (车辆列表), by default those in collections.

    `asked` may hold vin (whole, or its last six), number, mortgage, alarm, short (owed more than it is worth),
    insured_to (insurance ends by that day), unlinked (those on no case too).
    """
    found = _narrowed(asked)
    total = found.order_by().count()
    pages = max(1, -(-total // size))
    page = min(max(page, 1), pages)
    rows = _ordered(found, sort)[(page - 1) * size : page * size]
    return VehiclePage(tuple(_listed(one) for one in rows), total, page, pages)


def each_vehicle(asked: Mapping[str, Any], sort: str) -> Iterator[ListedVehicle]:
    """Every vehicle a list found, streamed."""
    yield from (_listed(one) for one in _ordered(_narrowed(asked), sort).iterator(chunk_size=2000))


def alarms_of(key: int) -> tuple[AlarmRow, ...]:
    """The alarms of a vehicle, open ones first (车辆预警)."""
    rows = VehicleAlarm.objects.select_related("vehicle__case").filter(vehicle_id=key)
    return tuple(_alarm(one) for one in rows.order_by(F("ended_on").desc(nulls_first=True), "-on", "-id"))


def _narrowed(asked: Mapping[str, Any]) -> QuerySet[Vehicle]:
    found = _rows()
    if not asked.get("unlinked"):
        found = found.exclude(case=None)
    if asked.get("vin"):
        found = _of_vin(found, "".join(asked["vin"].split()).upper())
    if asked.get("number"):
        found = found.filter(case__number=asked["number"])
    if asked.get("mortgage"):
        found = found.filter(mortgage=asked["mortgage"])
    if asked.get("short"):
        found = found.filter(shortfall_fen__gt=0)
    if asked.get("insured_to"):
        found = found.filter(insured_until__lte=asked["insured_to"])
    if asked.get("alarm"):
        open_ones = VehicleAlarm.objects.filter(kind=asked["alarm"], ended_on=None)
        found = found.filter(pk__in=open_ones.values("vehicle"))
    return found


def _of_vin(found: QuerySet[Vehicle], wanted: str) -> QuerySet[Vehicle]:
    if len(wanted) == SHORT_END:
        return found.annotate(vin_end=Right("vin", SHORT_END)).filter(vin_end=wanted)
    return found.filter(vin=wanted)


def _ordered(found: QuerySet[Vehicle], sort: str) -> QuerySet[Vehicle]:
    """Empty cells last, whichever way it is sorted."""
    down, name = sort.startswith("-"), SORTS.get(sort.removeprefix("-"), "shortfall_fen")
    column = F(name)
    first = column.desc(nulls_last=True) if down or not sort else column.asc(nulls_last=True)
    return found.order_by(first, "-id" if down or not sort else "id")


def _rows() -> QuerySet[Vehicle]:
    return Vehicle.objects.select_related("case")


def vehicle_row(one: Vehicle) -> VehicleRow:
    """A vehicle as others see it."""
    return VehicleRow(
        one.pk, one.loan_id, case_number(one), one.vin, mask_vin(one.vin), one.make, one.model, one.year
    )


def _listed(one: Vehicle) -> ListedVehicle:
    return ListedVehicle(
        vehicle_row(one), MortgageState(one.mortgage) if one.mortgage else None, one.insured_until, one.value_fen,
        one.value_on, one.exposure_fen, one.shortfall_fen,
    )  # fmt: skip


def _alarm(one: VehicleAlarm) -> AlarmRow:
    return AlarmRow(
        one.pk, vehicle_row(one.vehicle), VehicleAlarmKind(one.kind), one.on, one.figures, one.ended_on
    )
