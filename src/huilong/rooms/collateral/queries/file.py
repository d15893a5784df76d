"""A vehicle's file (车辆档案): everything known of it on a day, put together for a page or another system."""

from dataclasses import dataclass
from datetime import date

from huilong.rooms.cases.queries import owed_in_collections
from huilong.rooms.collateral.queries.facts import facts_of, values_of
from huilong.rooms.collateral.queries.vehicles import alarms_of, vehicle
from huilong.rooms.collateral.rules.state import state_of
from huilong.rooms.collateral.rules.vin import finding, model_year
from huilong.rooms.collateral.terms import AlarmRow, FactRow, State, ValueRow, VehicleRow, VinFinding
from huilong.rooms.vault.queries import people_of
from huilong.rooms.vault.terms import MaskedPerson, PersonRole


@dataclass(frozen=True)
class VehicleFile:
    """A vehicle's file as of a day (车辆档案). `plate` is masked, the vault's unless a fact says another.

    `year_by_vin` is the model year where the VIN leaves no doubt; `holder` whose plate the vault keeps.
    """

    vehicle: VehicleRow
    on: date
    vin: VinFinding
    year_by_vin: int | None
    state: State
    facts: tuple[FactRow, ...]
    values: tuple[ValueRow, ...]
    alarms: tuple[AlarmRow, ...]
    exposure_fen: int | None
    plate: str
    holder: MaskedPerson | None

    @property
    def value(self) -> ValueRow | None:
        """What it is worth on the day: the newest value, of one day what we learned last."""
        return next((one for one in self.values if one.on <= self.on), None)

    @property
    def shortfall_fen(self) -> int | None:
        """By how much it is worth less than what is owed now; None where either is unknown."""
        if self.value is None or self.exposure_fen is None:
            return None
        return max(0, self.exposure_fen - self.value.amount_fen)


def vehicle_file(key: int, on: date) -> VehicleFile:
    """The file of a vehicle as of a day, by all that is known now (车辆档案). Raises Refusal `no-such-vehicle`."""
    row, facts = vehicle(key), facts_of(key)
    state = state_of(facts, on)
    owed = owed_in_collections([row.loan_id]).get(row.loan_id)
    people = people_of([row.loan_id]).get(row.loan_id, [])
    holder = next((one for one in people if one.role is PersonRole.BORROWER), None)
    plate = state.plate.value["shown"] if state.plate else holder.plate if holder else ""
    return VehicleFile(
        row, on, finding(row.vin), model_year(row.vin, on), state, facts, values_of(key), alarms_of(key),
        owed[1] if owed else None, plate, holder,
    )  # fmt: skip
