"""Words of tracking's desk (定位作业): devices, who looks where a vehicle is and why, what he is shown."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from huilong.kernel.glossary import Worded
from huilong.rooms.tracking.terms.fixes import DeviceKind, FixSource


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


class Datum(Worded):
    """How coordinates are counted (坐标系). WGS-84 is kept; the others come in files and stand under tiles."""

    WGS84 = "wgs84"
    GCJ02 = "gcj02"
    BD09 = "bd09"


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


@dataclass(frozen=True)
class TrackingPolicy:
    """How the house tracks (定位管理): setting TRACKING, a mapping of these.

    `impact_assessment` names the paper of the assessment done before tracking starts (PIPL arts. 55–56); without one no
    device is put in. A device is silent once it was not heard for `silent_after` times its expected interval.
    """

    impact_assessment: str = ""
    silent_after: float = 2.0
    agency_points: int = 1


@dataclass(frozen=True)
class DeviceRow:
    """A device in a list (设备). It tells when it was heard, never where."""

    id: int
    number: str
    kind: DeviceKind
    state: DeviceState
    expected_seconds: int
    vehicle: int | None
    loan_id: str
    number_of_case: str
    since: datetime
    heard_at: datetime | None
    fixed_at: datetime | None
    alarms: tuple[str, ...]
    secret: bool


@dataclass(frozen=True)
class ConsentRow:
    """A consent to locating (定位同意): in force from `given_on` until `withdrawn_on`."""

    id: int
    vehicle: int
    given_on: date
    notice_version: str
    paper: int | None
    recorded_by: int
    withdrawn_on: date | None


@dataclass(frozen=True)
class Standing:
    """What the law is told of one vehicle (定位事实): the stages it is in, its last consent, and on which day."""

    stages: frozenset[LocatingStage]
    consent: ConsentRow | None
    on: date


@dataclass(frozen=True)
class Located:
    """Where a vehicle was last (最新位置), WGS-84; `age_seconds` at the time of looking."""

    device: str
    at: datetime
    age_seconds: int
    lat: float
    lon: float
    speed_kmh: float
    course: int
    source: FixSource


@dataclass(frozen=True)
class Opened:
    """A location opened (已打开位置): the key of the look, and the place; None where the device never had one."""

    look: int
    vehicle: int
    number: str
    stage: LocatingStage
    place: Located | None


@dataclass(frozen=True)
class TrackPoint:
    """One point of a track (轨迹点), WGS-84."""

    at: datetime
    lat: float
    lon: float
    speed_kmh: float


@dataclass(frozen=True)
class Stop:
    """A numbered stop of a track (停留点): where and how long."""

    no: int
    lat: float
    lon: float
    since: datetime
    until: datetime

    @property
    def minutes(self) -> int:
        """How long, in whole minutes."""
        return int((self.until - self.since).total_seconds()) // 60


@dataclass(frozen=True)
class Track:
    """Where a vehicle was in a period (轨迹); `left_out` counts fixes without a usable place, `thinned` says whether
    points were dropped to fit the screen."""

    look: int
    points: tuple[TrackPoint, ...]
    stops: tuple[Stop, ...]
    left_out: int
    thinned: bool


@dataclass(frozen=True)
class Dot:
    """One vehicle of the fleet on the map (车队点), WGS-84."""

    vehicle: int
    number: str
    lat: float
    lon: float
    at: datetime
    course: int
    moving: bool
    state: DeviceState


@dataclass(frozen=True)
class Fleet:
    """All that may be located at once (车队分布): its dots, and how many devices the law holds back."""

    look: int
    dots: tuple[Dot, ...]
    held_back: int


@dataclass(frozen=True)
class LookRow:
    """One look in the list for compliance (位置查询记录)."""

    id: int
    at: datetime
    user: int
    organisation: int
    kind: LookKind
    purpose: LookPurpose
    vehicle: int | None
    number: str
    vehicles: int
    points: int
    verdicts: tuple[int, ...]


@dataclass(frozen=True)
class Rows:
    """One page of a list (一页)."""

    rows: tuple[Any, ...]
    total: int
    page: int
