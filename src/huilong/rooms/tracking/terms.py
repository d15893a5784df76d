"""Words of tracking (定位): a fix as it is kept, and where it came from."""

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


@dataclass(frozen=True, slots=True)
class Fix:
    """One reported position (定位点), as the device said it; WGS-84 degrees, `at` in UTC.

    `device` is the number the device reports under; `valid` is what it says itself (JT/T 808 status bit 1), `alarms`
    the codes of `AlarmKind` found in the frame, `attributes` everything else it told.
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
