"""Vehicles for other systems (车辆接口): those of a case, and telling of a mileage or a value."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Path, Router, Schema

from huilong.rooms.cases.queries import case_detail
from huilong.rooms.collateral import actions, queries
from huilong.rooms.collateral.actions import Said
from huilong.rooms.collateral.terms import FactKind, FactSource, ValueSource
from huilong.shell.api import Amount, Asked, Day, Key, MaybeText, Text, done_once, known_only, needs

router = Router(tags=["vehicles"])


class NothingAsked(Asked):
    """Nothing beside the case."""


class VehicleOut(Schema):
    """A vehicle of a case as it stands today; the VIN is masked, amounts are fen."""

    id: int
    loan_id: str
    vin: str
    vin_state: str
    make: str
    model: str
    year: int | None
    mileage_km: int | None
    mileage_on: date | None
    mortgage: str
    insured_until: date | None
    value_fen: int | None
    value_on: date | None
    value_source: str
    exposure_fen: int | None
    shortfall_fen: int | None
    alarms: list[str]


class MileageIn(Asked):
    """A reading, the day it was read, and from where it is known."""

    km: int
    on: Day
    source: FactSource = FactSource.DEVICE


class ValueIn(Asked):
    """What somebody says it is worth on a day, fen, with the range if there is one; `by` and `version` name him."""

    amount_fen: Amount
    low_fen: Amount | None = None
    high_fen: Amount | None = None
    on: Day
    by: MaybeText = ""
    version: MaybeText = ""


class NotedOut(Schema):
    """The key of what was noted."""

    id: int


@router.get("/cases/{number}/vehicles", response=list[VehicleOut], summary="案件车辆 · Vehicles of a case")
@needs("vehicle.view")
@known_only(NothingAsked)
def vehicles(request: HttpRequest, number: Text) -> list[dict[str, Any]]:
    """The vehicles of a case, by loan."""
    case_detail(number)
    on = timezone.localdate()
    return [_told(queries.vehicle_file(one.id, on)) for one in queries.vehicles_of(number)]


@router.post("/vehicles/{vehicle_id}/mileage", response=NotedOut, summary="登记里程 · Tell of a mileage")
@needs("vehicle.edit")
@done_once
def mileage(request: HttpRequest, vehicle_id: Path[Key], body: MileageIn) -> dict[str, Any]:
    """Note a reading; the same of the same day again is refused as known."""
    said = Said(body.on, body.source)
    return {"id": actions.note_fact(vehicle_id, FactKind.MILEAGE, {"km": body.km}, said, timezone.now())}


@router.post("/vehicles/{vehicle_id}/value", response=NotedOut, summary="登记估值 · Tell of a value")
@needs("value.note")
@done_once
def value(request: HttpRequest, vehicle_id: Path[Key], body: ValueIn) -> dict[str, Any]:
    """Note what another system says the vehicle is worth."""
    key = actions.note_value(
        vehicle_id, body.amount_fen, body.on, timezone.now(), source=ValueSource.SERVICE, low_fen=body.low_fen,
        high_fen=body.high_fen, by=body.by, version=body.version,
    )  # fmt: skip
    return {"id": key}


def _told(file: queries.VehicleFile) -> dict[str, Any]:
    row, state, worth = file.vehicle, file.state, file.value
    return {
        "id": row.id, "loan_id": row.loan_id, "vin": row.vin_masked, "vin_state": file.vin.state.value,
        "make": row.make, "model": row.model, "year": row.year,
        "mileage_km": state.mileage.value["km"] if state.mileage else None,
        "mileage_on": state.mileage.on if state.mileage else None,
        "mortgage": state.mortgage_state.value if state.mortgage_state else "", "insured_until": state.insured_until,
        "value_fen": worth.amount_fen if worth else None, "value_on": worth.on if worth else None,
        "value_source": worth.source.value if worth else "", "exposure_fen": file.exposure_fen,
        "shortfall_fen": file.shortfall_fen,
        "alarms": [one.kind.value for one in file.alarms if one.ended_on is None],
    }  # fmt: skip
