"""A vehicle and what is known of it (车辆): rows, its state on a day, values, alarms, a file taken in, the port."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol

from huilong.rooms.collateral.terms.kinds import (
    Energy,
    FactKind,
    FactSource,
    MortgageState,
    ValueSource,
    VehicleAlarmKind,
    VinState,
)


@dataclass(frozen=True)
class VinFinding:
    """A VIN looked at (核验结果): `right` is the check digit it should have."""

    state: VinState
    right: str


def car_name(make: str, model: str) -> str:
    """Make and model in one (车型): many lenders' files begin the model with the make, which is then said once.

    >>> car_name("大众", "朗逸"), car_name("远岳", "远岳 E6"), car_name("远岳", "")
    ('大众 朗逸', '远岳 E6', '远岳')
    """
    return model if model.startswith(make) else f"{make} {model}".strip()


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

    @property
    def called(self) -> str:
        """Make and model in one."""
        return car_name(self.make, self.model)


@dataclass(frozen=True)
class FactRow:
    """One thing known of a vehicle (车辆事实): of which day, from where, and when we learned of it.

    `value` holds nothing personal: of a plate its mask, of an owner's name that there is one. `file` shows it.
    """

    id: int
    kind: FactKind
    value: Mapping[str, Any]
    source: FactSource
    on: date
    known_at: datetime
    known_by: int
    file: int | None = None
    sealed: bool = False


@dataclass(frozen=True)
class State:
    """How a vehicle stood on a day (车辆状态): every part with the fact that says so, folded from facts."""

    on: date
    particulars: Mapping[str, Any] = field(default_factory=dict)
    plate: FactRow | None = None
    mileage: FactRow | None = None
    mortgage: FactRow | None = None
    owner: FactRow | None = None
    keys: Mapping[int, FactRow] = field(default_factory=dict)
    insurances: Mapping[str, FactRow] = field(default_factory=dict)
    papers: Mapping[str, FactRow] = field(default_factory=dict)

    @property
    def mortgage_state(self) -> MortgageState | None:
        """Whether the mortgage is registered; None where nobody said."""
        return MortgageState(self.mortgage.value["state"]) if self.mortgage else None

    @property
    def insured_until(self) -> date | None:
        """The last day every insurance known runs to: the earliest of their ends."""
        ends = [date.fromisoformat(one.value["until"]) for one in self.insurances.values()]
        return min(ends, default=None)


@dataclass(frozen=True)
class ValueRow:
    """What a vehicle was said to be worth (估值): fen, with the range where one was given."""

    id: int
    on: date
    amount_fen: int
    low_fen: int | None
    high_fen: int | None
    source: ValueSource
    by: str
    version: str
    known_at: datetime
    known_by: int


@dataclass(frozen=True)
class AlarmRow:
    """An alarm on a vehicle (车辆预警): raised on a day with its figures, ended when they no longer say so."""

    id: int
    vehicle: VehicleRow
    kind: VehicleAlarmKind
    on: date
    figures: Mapping[str, Any]
    ended_on: date | None


@dataclass(frozen=True)
class ListedVehicle:
    """A vehicle as the list shows it (车辆列表行): figures of the last change or night."""

    vehicle: VehicleRow
    mortgage: MortgageState | None
    insured_until: date | None
    value_fen: int | None
    value_on: date | None
    exposure_fen: int | None
    shortfall_fen: int | None


@dataclass(frozen=True)
class VehiclePage:
    """One page of vehicles, and how many there are."""

    rows: tuple[ListedVehicle, ...]
    total: int
    page: int
    pages: int


@dataclass(frozen=True)
class Thresholds:
    """When alarms are raised (预警阈值): falls in percent, exposure covered in percent, days of insurance left."""

    price_fall_percent: int = 15
    cover_percent: int = 100
    insurance_days: int = 30
    value_days: int = 30
    """How old the newest value of a vehicle in collections may be before the model values it anew."""


@dataclass(frozen=True)
class ValuationContract:
    """What was agreed with the valuer outside (估值服务协议), as the law asks about it; None: nobody said.

    `fields` of VehicleFacts are those it may be told: no others are sent.
    """

    number: str = ""
    in_force: bool | None = None
    fields: tuple[str, ...] = ()
    legal_basis: str | None = None
    notice_given: bool | None = None


@dataclass(frozen=True)
class VehicleFacts:
    """What a valuer is told of a vehicle (估值要素): nothing personal.

    `base_fen` is what it was worth on `base_on`, at origination; `mileage_km` what it had run by the last reading.
    """

    vin: str
    make: str
    model: str
    year: int | None
    energy: Energy | None = None
    first_registered: date | None = None
    used: bool | None = None
    mileage_km: int | None = None
    base_fen: int | None = None
    base_on: date | None = None


@dataclass(frozen=True)
class Valued:
    """What a valuer says (估值结果): fen with a range, who says so, by which version of which model."""

    amount_fen: int
    low_fen: int
    high_fen: int
    by: str
    version: str


class Valuer(Protocol):
    """A port: somebody outside who says what a vehicle is worth (估值服务)."""

    def value(self, vehicle: VehicleFacts, on: date) -> Valued:
        """What it is worth on a day. Raises Refusal `valuer-…` where there is no answer to be had."""


@dataclass(frozen=True)
class BadRow:
    """A row of a vehicle file that was not taken (坏行): its line, the reason, what to do."""

    line: int
    code: str
    zh: str
    en: str
    remedy_zh: str
    remedy_en: str


@dataclass(frozen=True)
class VehicleImport:
    """What came of taking a vehicle file in (车辆导入结果)."""

    rows: int
    new: int
    changed: int
    same: int
    facts: int
    values: int
    linked: int
    bad: tuple[BadRow, ...]
