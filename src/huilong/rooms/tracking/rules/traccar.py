"""Traccar's forwarded JSON (Traccar 转发): one position with its device, as `forward.type = json` sends it.

Speeds are knots there, times ISO 8601 with an offset, coordinates WGS-84. A position marked `outdated` repeats an older
place: it says that the device lives, not where it is. One marked `approximate` was found by the mobile network.
"""

import math
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from huilong.kernel.refusal import Refusal
from huilong.rooms.tracking.terms import AlarmBit, Fix, FixSource

KMH_A_KNOT = 1.852
ALARMS: dict[str, AlarmBit] = {
    "sos": AlarmBit.SOS, "overspeed": AlarmBit.OVERSPEED, "fatigueDriving": AlarmBit.FATIGUE, "fault": AlarmBit.FAULT,
    "gpsAntennaCut": AlarmBit.ANTENNA_CUT, "lowPower": AlarmBit.UNDERVOLTAGE, "powerCut": AlarmBit.POWER_CUT,
    "powerOff": AlarmBit.POWER_CUT, "lowBattery": AlarmBit.LOW_BATTERY, "vibration": AlarmBit.VIBRATION,
    "tampering": AlarmBit.TAMPER, "removing": AlarmBit.REMOVED, "parking": AlarmBit.PARKED_LONG,
    "geofence": AlarmBit.AREA_CROSSED, "geofenceEnter": AlarmBit.AREA_CROSSED, "geofenceExit": AlarmBit.AREA_CROSSED,
    "movement": AlarmBit.ILLEGAL_MOVEMENT, "tow": AlarmBit.ILLEGAL_MOVEMENT, "accident": AlarmBit.COLLISION,
    "fallDown": AlarmBit.ROLLOVER, "door": AlarmBit.DOOR_FORCED,
}  # fmt: skip
"""What Traccar calls an alarm, and what it is to us; other words stay among the attributes."""
FASTEST_KMH = 1_000.0
LONGEST_NUMBER = 30


def fix_of_traccar(told: Any) -> Fix:
    """The fix that one forwarded message says (转发定位). Raises Refusal `bad-position` with the field it lacks."""
    position, device = _part(told, "position"), _part(told, "device")
    number = str(device.get("uniqueId") or "").strip()
    if not 1 <= len(number) <= LONGEST_NUMBER or not number.isprintable():
        raise bad_position("device.uniqueId")
    more = position.get("attributes")
    attributes = dict(more) if isinstance(more, Mapping) else {}
    outdated = bool(position.get("outdated"))
    at = _moment(position, "deviceTime" if outdated and position.get("deviceTime") else "fixTime")
    speed = _number(position, "speed", 0.0, 0.0, FASTEST_KMH / KMH_A_KNOT)
    sounded = str(attributes.get("alarm") or "").split(",")
    return Fix(
        device=number, at=at, lat=_number(position, "latitude", None, -90, 90),
        lon=_number(position, "longitude", None, -180, 180), speed_kmh=round(speed * KMH_A_KNOT, 3),
        course=int(_number(position, "course", 0.0, 0, 360)),
        altitude_m=int(_number(position, "altitude", 0.0, -999, 9999)),
        valid=bool(position.get("valid")) and not outdated,
        source=FixSource.CELL if attributes.get("approximate") else FixSource.SATELLITE,
        alarms=tuple(dict.fromkeys(ALARMS[one.strip()].value for one in sounded if one.strip() in ALARMS)),
        attributes=attributes | {"via": "traccar", "protocol": str(position.get("protocol") or "")},
    )  # fmt: skip


def bad_position(where: str) -> Refusal:
    """A message that says no position (定位报文无法读取)."""
    return Refusal(
        "bad-position", status=422, where=where, zh=f"定位报文的 {where} 缺失或无法识别。",
        en=f"The field {where} of this position is missing or cannot be read.",
        remedy_zh='请发送 Traccar 的 {"position": …, "device": …} 格式(forward.type = json)。',
        remedy_en='Send Traccar\'s {"position": …, "device": …} (forward.type = json).',
    )  # fmt: skip


def _part(told: Any, name: str) -> Mapping[str, Any]:
    part = told.get(name) if isinstance(told, Mapping) else None
    if not isinstance(part, Mapping):
        raise bad_position(name)
    return part


def _number(told: Mapping[str, Any], name: str, otherwise: float | None, least: float, most: float) -> float:
    """A number between bounds; what optional fields say beyond them counts as not said."""
    value = told.get(name)
    good = isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)
    if good and least <= value <= most:  # type: ignore[operator]
        return float(value)  # type: ignore[arg-type]
    if otherwise is None:
        raise bad_position(f"position.{name}")
    return otherwise


def _moment(told: Mapping[str, Any], name: str) -> datetime:
    try:
        found = datetime.fromisoformat(str(told.get(name) or ""))
    except ValueError:
        raise bad_position(f"position.{name}") from None
    if found.tzinfo is None:
        raise bad_position(f"position.{name}")
    return found.astimezone(UTC)
