"""Vehicles (车辆查询): rows in, terms out; the database shows only those whose case the reader sees."""

from huilong.kernel.refusal import Refusal
from huilong.rooms.collateral.models import Vehicle
from huilong.rooms.collateral.rules.vin import mask_vin
from huilong.rooms.collateral.terms import VehicleRow


def vehicle(key: int) -> VehicleRow:
    """One vehicle by its key. Raises Refusal `no-such-vehicle`."""
    row = Vehicle.objects.select_related("case").filter(pk=key).first()
    if row is None:
        raise Refusal("no-such-vehicle", status=404, zh="没有这辆车。", en="There is no such vehicle.")
    return _row(row)


def vehicles_of(number: str) -> list[VehicleRow]:
    """The vehicles of a case, by loan."""
    return [_row(one) for one in Vehicle.objects.select_related("case").filter(case__number=number).order_by("loan_id")]


def _row(one: Vehicle) -> VehicleRow:
    number = one.case.number if one.case else ""
    return VehicleRow(one.pk, one.loan_id, number, one.vin, mask_vin(one.vin), one.make, one.model, one.year)
