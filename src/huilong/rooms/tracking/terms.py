"""Words of tracking (定位): a fix as it is kept, where it came from, and why somebody looks where a vehicle is."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from huilong.kernel.glossary import Worded


class DeviceKind(Worded):
    """How a device is fed (设备类型): a wired one reports often, a wireless one about once a day."""

    WIRED = "wired"
    WIRELESS = "wireless"


class FixSource(Worded):
    """How a place was found (定位方式). Only `satellite` fixes may raise an alarm about a place."""

    SATELLITE = "satellite"
    CELL = "cell"
    WIFI = "wifi"


class AlarmBit(Worded):
    """What a device itself sounds (设备报警位), whatever bit its vendor uses; what it means is for `rules` to say."""

    SOS = "sos"
    OVERSPEED = "overspeed"
    FATIGUE = "fatigue"
    FAULT = "fault"
    ANTENNA_CUT = "antenna_cut"
    UNDERVOLTAGE = "undervoltage"
    POWER_CUT = "power_cut"
    LOW_BATTERY = "low_battery"
    VIBRATION = "vibration"
    TAMPER = "tamper"
    REMOVED = "removed"
    PARKED_LONG = "parked_long"
    AREA_CROSSED = "area_crossed"
    STOLEN = "stolen"
    ILLEGAL_IGNITION = "illegal_ignition"
    ILLEGAL_MOVEMENT = "illegal_movement"
    COLLISION = "collision"
    ROLLOVER = "rollover"
    DOOR_FORCED = "door_forced"


@dataclass(frozen=True, slots=True)
class Fix:
    """One reported position (定位点), as the device said it; WGS-84 degrees, `at` in UTC.

    `device` is the number the device reports under; `valid` is what it says itself (JT/T 808 status bit 1), `alarms`
    the values of `AlarmBit` found in the frame, `attributes` everything else it told.
    """

    device: str
    at: datetime
    lat: float
    lon: float
    speed_kmh: float = 0.0
    course: int = 0
    altitude_m: int = 0
    valid: bool = True
    source: FixSource = FixSource.SATELLITE
    alarms: tuple[str, ...] = ()
    attributes: dict[str, Any] = field(default_factory=dict)


class LookPurpose(Worded):
    """Why somebody looks where a vehicle is (查询目的). Chosen from this list: a free text would not be a purpose."""

    COLLECT = "collect"
    RECOVER = "recover"
    ALARM = "alarm"
    THEFT = "theft"
    BORROWER = "borrower"
    COMPLAINT = "complaint"


class LocatingStage(Worded):
    """The stage of a vehicle that may justify locating it (定位阶段), in the words rules read."""

    PERFORMING = "performing"
    COLLATERAL_ALARM = "collateral_alarm"
    OVERDUE_DEFAULT = "overdue_default"
    THEFT_REPORTED = "theft_reported"
    REPOSSESSION_ORDERED = "repossession_ordered"


class LookKind(Worded):
    """What was looked at (查询方式): the latest place of one vehicle, its track, or the fleet."""

    ONE = "one"
    TRACK = "track"
    FLEET = "fleet"


class DeviceState(Worded):
    """How a device does (设备状态), from when it was heard: no place is told by it."""

    ONLINE = "online"
    SILENT = "silent"
    REMOVED = "removed"
    NEVER = "never"


@dataclass(frozen=True)
class Kept:
    """What became of fixes handed in (入库结果): all `fixes` are on the shelf.

    `strangers` counts those of unknown numbers, `ahead` those whose time lies ahead of ours, which do not become the
    latest place of their device.
    """

    fixes: int
    devices: int
    strangers: int
    ahead: int
