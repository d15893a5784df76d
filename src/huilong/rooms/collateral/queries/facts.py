"""What is known of vehicles (车辆事实查询), and what they were said to be worth."""

from collections.abc import Collection
from datetime import date

from huilong.rooms.collateral.models import VehicleFact, VehicleValue
from huilong.rooms.collateral.terms import FactKind, FactRow, FactSource, ValueRow, ValueSource

FACT = ("id", "kind", "value", "source", "on", "known_at", "known_by", "file_id", "key_id")


def facts_of(key: int) -> tuple[FactRow, ...]:
    """Every fact of a vehicle, newest day first (车辆事实)."""
    found = facts_by_vehicle([key]).get(key, [])
    return tuple(sorted(found, key=lambda one: (one.on, one.known_at, one.id), reverse=True))


def facts_by_vehicle(keys: Collection[int]) -> dict[int, list[FactRow]]:
    """The facts of each of these vehicles, in the order they came."""
    found: dict[int, list[FactRow]] = {}
    rows = VehicleFact.objects.filter(vehicle_id__in=list(keys)).order_by("id").values_list("vehicle_id", *FACT)
    for vehicle, key, kind, value, source, on, known_at, known_by, file, data_key in rows:
        found.setdefault(vehicle, []).append(FactRow(
            key, FactKind(kind), value, FactSource(source), on, known_at, known_by, file, data_key is not None,
        ))  # fmt: skip
    return found


def values_of(key: int) -> tuple[ValueRow, ...]:
    """What a vehicle was said to be worth, newest day first (估值记录)."""
    rows = VehicleValue.objects.filter(vehicle_id=key).order_by("-on", "-known_at", "-id")
    return tuple(value_row(one) for one in rows)


def newest_values(keys: Collection[int], on: date) -> dict[int, ValueRow]:
    """Of each of these vehicles the value that stands on a day: the newest, of one day what we learned last."""
    rows = (
        VehicleValue.objects.filter(vehicle_id__in=list(keys), on__lte=on)
        .order_by("vehicle_id", "-on", "-known_at", "-id").distinct("vehicle_id")
    )  # fmt: skip
    return {one.vehicle_id: value_row(one) for one in rows}


def value_row(one: VehicleValue) -> ValueRow:
    """A value as others see it."""
    return ValueRow(
        one.pk, one.on, one.amount_fen, one.low_fen, one.high_fen, ValueSource(one.source), one.by, one.version,
        one.known_at, one.known_by,
    )  # fmt: skip


def values_by_vehicle(keys: Collection[int]) -> dict[int, list[ValueRow]]:
    """Everything each of these vehicles was said to be worth."""
    found: dict[int, list[ValueRow]] = {}
    for one in VehicleValue.objects.filter(vehicle_id__in=list(keys)).order_by("id"):
        found.setdefault(one.vehicle_id, []).append(value_row(one))
    return found
