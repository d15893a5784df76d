"""Words of collateral (车辆档案): the vehicle behind a loan."""

from dataclasses import dataclass


@dataclass(frozen=True)
class VehicleRow:
    """A vehicle as others see it (车辆): `number` is that of its case, "" once out of collections.

    `vin` is whole: show `vin_masked` unless the reader has to compare it with the car.
    """

    id: int
    loan_id: str
    number: str
    vin: str
    vin_masked: str
    make: str
    model: str
    year: int | None
