"""Words of tracking (定位): a fix as it is kept, and where it came from."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any, NamedTuple

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


_NOTHING_ELSE: Mapping[str, Any] = MappingProxyType({})


class Fix(NamedTuple):
    """One reported position (定位点), as the device said it; WGS-84 degrees, `at` in UTC.

    `device` is the number the device reports under; `valid` is what it says itself (JT/T 808 status bit 1), `alarms`
    the values of `AlarmBit` found in the frame, `attributes` everything else it told. A named tuple: a gateway makes
    one for every report, and making a frozen dataclass costs six times as much.
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
    attributes: Mapping[str, Any] = _NOTHING_ELSE
