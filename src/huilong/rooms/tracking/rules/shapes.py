"""The shapes the laws of tracking work on: one device's fixes, one vehicle's stays, what an alarm is found to be.

Times are microseconds since 1970-01-01 UTC, places ten-millionths of a degree; `zone_us` is how far local time is
ahead of UTC. Sequences are numpy arrays, one element a fix or a stay.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from huilong.rooms.tracking.terms import AlarmKind, DeviceKind

Array = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

MINUTE_US = 60_000_000
HOUR_US = 60 * MINUTE_US
DAY_US = 24 * HOUR_US


@dataclass(frozen=True)
class DeviceTrack:
    """What one device reported in a window of time (设备轨迹), in the order of time.

    `good` marks fixes of satellites that the device itself calls valid: only these may raise an alarm. `sounded` are
    the alarm bits heard: (index of the fix, value of AlarmBit). `since` is when the device was put in, `heard` the
    last moment anything at all was heard of it, in this window or before.
    """

    device: str
    kind: DeviceKind
    expected_seconds: int
    at: Array
    lat: Array
    lon: Array
    good: Flags
    sounded: tuple[tuple[int, str], ...] = ()
    since: int = 0
    heard: int = 0


@dataclass(frozen=True)
class Stays:
    """Stays of one vehicle in the order of time (常驻段); `closed` where a fix outside ended it."""

    since: Array
    until: Array
    lat: Array
    lon: Array
    closed: Flags

    def __len__(self) -> int:
        return len(self.since)

    def upto(self, moment: int) -> "Stays":
        """Those begun before a moment."""
        count = int(np.searchsorted(self.since, moment))
        return Stays(self.since[:count], self.until[:count], self.lat[:count], self.lon[:count], self.closed[:count])


@dataclass(frozen=True)
class RiskLot:
    """A confirmed second-pledge lot (已认定二押点)."""

    key: int
    lat: int
    lon: int
    radius_m: float


@dataclass(frozen=True)
class Found:
    """An alarm as a law finds it (告警发现): `about` tells alarms of one kind apart (a device, a lot)."""

    kind: AlarmKind
    about: str
    since: int
    last: int
    device: str = ""
    lat: int | None = None
    lon: int | None = None
    told: Mapping[str, Any] = field(default_factory=dict)
