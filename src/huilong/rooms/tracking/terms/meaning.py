"""Words of what positions mean (定位含义): stays, places, nights, alarms, second-pledge lots.

A stay, a place and a night say where a car is: they are shown to whoever opened its location. An alarm says what
happened, not where.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from huilong.kernel.glossary import Worded


class AlarmKind(Worded):
    """What positions give cause to look at (定位告警); `alarms_default.yaml` says when each is raised."""

    POWER_CUT = "power_cut"
    TAMPERED = "tampered"
    REMOVED = "removed"
    SEPARATED = "separated"
    SILENT = "silent"
    LEFT_AREA = "left_area"
    LONG_STAY = "long_stay"
    ENTERED_LOT = "entered_lot"
    OVERSTAYED_LOT = "overstayed_lot"
    GATHERED_AT_LOT = "gathered_at_lot"


class AlarmReason(Worded):
    """What came of looking at an alarm (告警处理结果)."""

    TRUE_ALARM = "true_alarm"
    REPAIR = "repair"
    DEVICE_FAULT = "device_fault"
    KNOWN_TO_US = "known_to_us"
    FALSE_ALARM = "false_alarm"


class PlaceKind(Worded):
    """What a place is to whoever drives the car (地点类型), by the hours it stands there."""

    HOME = "home"
    WORK = "work"
    OTHER = "other"


class LotState(Worded):
    """Where a second-pledge lot stands (二押点状态); only a confirmed one raises alarms."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    REFUSED = "refused"


class LotReason(Worded):
    """Why a lot was confirmed or refused (二押点认定理由)."""

    SEEN = "seen"
    POLICE = "police"
    RECOVERED_THERE = "recovered_there"
    DEALER = "dealer"
    WORKSHOP = "workshop"
    HOUSING = "housing"
    CAR_PARK = "car_park"
    NOT_SHOWN = "not_shown"


CONFIRMING = (LotReason.SEEN, LotReason.POLICE, LotReason.RECOVERED_THERE)
"""Reasons to confirm a lot; the others are reasons to refuse it."""


@dataclass(frozen=True)
class StayRow:
    """A stay of a vehicle (常驻段); `until` is the last fix of it where it is not `closed`. WGS-84 degrees."""

    since: datetime
    until: datetime
    lat: float
    lon: float
    closed: bool


@dataclass(frozen=True)
class PlaceRow:
    """A place of a vehicle with its evidence (常去地点): visits, nights, hours of working days and of all days."""

    number: int
    kind: PlaceKind
    lat: float
    lon: float
    visits: int
    nights: int
    nights_known: int
    work_hours: int
    hours: int
    first_at: datetime
    last_at: datetime


@dataclass(frozen=True)
class OvernightRow:
    """Where a vehicle may stand tonight (夜间停放预测): `place` None is one it never stood at overnight."""

    place: PlaceRow | None
    chance: float


@dataclass(frozen=True)
class AlarmRow:
    """An alarm on a vehicle (告警): since when, last seen when, why; `ended_on` None while it lasts."""

    id: int
    vehicle: int
    case_number: str
    loan_id: str
    device: str
    kind: AlarmKind
    about: str
    since: datetime
    last_at: datetime
    told: dict[str, Any]
    raised_on: date
    ended_on: date | None
    acknowledged_at: datetime | None
    acknowledged_by: int | None
    reason: AlarmReason | None
    note: str


@dataclass(frozen=True)
class LotRow:
    """A place where cars pledged twice may be kept (二押点), with what speaks for it."""

    id: int
    state: LotState
    lat: float
    lon: float
    radius_m: int
    told: dict[str, Any]
    found_on: date
    last_found_on: date
    decided_at: datetime | None
    decided_by: int | None
    reason: LotReason | None
    note: str


@dataclass(frozen=True)
class AlarmPage:
    """One page of alarms (告警列表)."""

    rows: tuple[AlarmRow, ...]
    total: int
    page: int
    pages: int
