"""What a valuer is told of vehicles (估值要素): the vehicle, and the last thing others said it was worth."""

from collections.abc import Collection
from datetime import date

from huilong.rooms.collateral.models import Vehicle, VehicleValue
from huilong.rooms.collateral.queries.facts import facts_by_vehicle
from huilong.rooms.collateral.rules.state import state_of
from huilong.rooms.collateral.terms import Energy, FactRow, ValueSource, VehicleFacts


def facts_for_value(keys: Collection[int], on: date) -> dict[int, VehicleFacts]:
    """The facts of each of these vehicles as of a day.

    The base is the newest value that is not the model's own: a model that starts from itself would drift.
    """
    facts = facts_by_vehicle(keys)
    bases = {
        one.vehicle_id: one
        for one in VehicleValue.objects.filter(vehicle_id__in=list(keys), on__lte=on)
        .exclude(source=ValueSource.MODEL).order_by("vehicle_id", "-on", "-known_at", "-id").distinct("vehicle_id")
    }  # fmt: skip
    return {one.pk: _facts(one, facts.get(one.pk, []), bases.get(one.pk), on) for one in
            Vehicle.objects.filter(pk__in=list(keys))}  # fmt: skip


def _facts(one: Vehicle, facts: list[FactRow], base: VehicleValue | None, on: date) -> VehicleFacts:
    state = state_of(facts, on)
    told = state.particulars
    return VehicleFacts(
        one.vin, one.make, one.model, one.year, Energy(told["energy"]) if told.get("energy") else None,
        date.fromisoformat(told["first_registered"]) if told.get("first_registered") else None, told.get("used"),
        state.mileage.value["km"] if state.mileage else None, base.amount_fen if base else None,
        base.on if base else None,
    )  # fmt: skip
