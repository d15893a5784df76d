"""Rows of files (导入行): a row of a CSV or Parquet file as a fix or a device, or why not and what to do about it."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import Any

from huilong.kernel.refusal import Says
from huilong.rooms.tracking.rules.datum import converted
from huilong.rooms.tracking.terms import AlarmBit, Datum, DeviceKind, Fix, FixSource

COLUMNS = {
    "device": "device", "设备号": "device", "设备编号": "device", "终端号": "device", "at": "at", "time": "at",
    "时间": "at", "定位时间": "at", "lat": "lat", "latitude": "lat", "纬度": "lat", "lon": "lon", "lng": "lon",
    "longitude": "lon", "经度": "lon", "lat_e7": "lat_e7", "lon_e7": "lon_e7", "speed_kmh": "speed_kmh",
    "speed": "speed_kmh", "速度": "speed_kmh", "course": "course", "方向": "course", "altitude_m": "altitude_m",
    "海拔": "altitude_m", "valid": "valid", "有效": "valid", "source": "source", "定位方式": "source",
    "alarms": "alarms", "报警": "alarms",
}  # fmt: skip
"""Column names of a file of positions, Chinese or English, and the field each becomes."""
NO = frozenset({"0", "false", "f", "no", "n", "否", "无效"})
SOURCES = {one.value: one for one in FixSource} | {one.word.zh: one for one in FixSource}
KINDS = {one.value: one for one in DeviceKind} | {one.word.zh: one for one in DeviceKind}
DEVICE_COLUMNS = {
    "number": "number", "device": "number", "设备号": "number", "设备编号": "number", "终端号": "number",
    "kind": "kind", "类型": "kind", "设备类型": "kind", "loan_id": "loan_id", "借据号": "loan_id", "vin": "vin",
    "车架号": "vin", "expected_seconds": "expected_seconds", "上报间隔": "expected_seconds", "secret": "secret",
    "鉴权码": "secret",
}  # fmt: skip
EXPECTED = {DeviceKind.WIRED: 60, DeviceKind.WIRELESS: 86_400}
"""Seconds between reports where a file does not say."""


@dataclass(frozen=True)
class BadRow:
    """A row that cannot be taken (坏行): its line, why, and what to do."""

    line: int
    why: Says
    remedy: Says


@dataclass(frozen=True)
class DeviceLine:
    """A device as a file names it: its vehicle by loan or by VIN."""

    line: int
    number: str
    kind: DeviceKind
    loan_id: str
    vin: str
    expected_seconds: int
    secret: str


def columns_of(header: Iterable[str], known: Mapping[str, str]) -> dict[str, str]:
    """Which field each column of a file is, by its name in the file."""
    return {name: known[name.strip().lower()] for name in header if name.strip().lower() in known}


def lacks_place(fields: Iterable[str]) -> bool:
    """Whether a file of positions lacks a column that it needs."""
    has = set(fields)
    return not ({"device", "at"} <= has and ({"lat", "lon"} <= has or {"lat_e7", "lon_e7"} <= has))


def read_fix(line: int, told: Mapping[str, Any], datum: Datum, zone: tzinfo) -> Fix | BadRow:
    """A row as a fix in WGS-84; its time is local to `zone` where it says no offset."""
    number = _text(told.get("device"))
    if not 1 <= len(number) <= 30 or not number.isprintable():
        return _bad(line, "设备号", "the device number", "填写 1–30 位的设备号", "Give a number of 1–30 characters")
    at = _moment(told.get("at"), zone)
    if at is None:
        return _bad(line, "时间", "the time", "时间写成 2026-01-31 08:00:00", "Write times like 2026-01-31 08:00:00")
    lat, lon = _degrees(told, "lat", 90), _degrees(told, "lon", 180)
    if lat is None or lon is None:
        return _bad(line, "经纬度", "the place", "经纬度用十进制度数,纬度在前 90 度以内",
                    "Give decimal degrees, latitude within 90, longitude within 180")  # fmt: skip
    source = SOURCES.get(_text(told.get("source")).lower() or "satellite")
    if source is None:
        return _bad(line, "定位方式", "how it was found", "写 satellite、cell 或 wifi", "Write satellite, cell or wifi")
    lat, lon = converted((lat, lon), datum, Datum.WGS84)
    return Fix(
        number, at, lat, lon, _number(told.get("speed_kmh")) or 0.0, int(_number(told.get("course")) or 0) % 360,
        int(_number(told.get("altitude_m")) or 0), _text(told.get("valid")).lower() not in NO, source,
        _alarms(told.get("alarms")), {"via": "file"},
    )  # fmt: skip


def read_device(line: int, told: Mapping[str, Any]) -> DeviceLine | BadRow:
    """A row as a device; the interval is that of its kind where the row says none."""
    number = _text(told.get("number"))
    if not (1 <= len(number) <= 30 and number.isascii() and number.isalnum()):
        return _bad(line, "设备号", "the device number", "填写 1–30 位字母数字", "Give 1–30 letters and digits")
    kind = KINDS.get(_text(told.get("kind")).lower())
    if kind is None:
        return _bad(line, "类型", "the kind", "写 wired(有线)或 wireless(无线)", "Write wired or wireless")
    loan_id, vin = _text(told.get("loan_id")), _text(told.get("vin")).upper()
    if not loan_id and not vin:
        return _bad(line, "车辆", "the vehicle", "填写借据号或车架号", "Give the loan or the VIN")
    seconds = _number(told.get("expected_seconds")) if _text(told.get("expected_seconds")) else EXPECTED[kind]
    if seconds is None or not 1 <= seconds <= 40 * 86_400:
        return _bad(line, "上报间隔", "the interval", "填写 1 秒至 40 天的秒数", "Give seconds, up to those of 40 days")
    return DeviceLine(line, number, kind, loan_id, vin, int(seconds), _text(told.get("secret")))


def no_vehicle(one: DeviceLine) -> BadRow:
    """The row of a device whose vehicle is not on the desk."""
    return BadRow(
        one.line, Says(f"没有这辆车:{one.loan_id or one.vin}", f"There is no such vehicle: {one.loan_id or one.vin}"),
        Says("请先导入车辆档案", "Take the collateral file in first"),
    )  # fmt: skip


def _bad(line: int, zh: str, en: str, remedy_zh: str, remedy_en: str) -> BadRow:
    return BadRow(line, Says(f"{zh}无法识别", f"Cannot read {en}"), Says(remedy_zh, remedy_en))


def _text(value: Any) -> str:
    return "" if value is None else str(value).strip()


def _number(value: Any) -> float | None:
    try:
        found = float(_text(value))
    except ValueError:
        return None
    return found if math.isfinite(found) and abs(found) < 1e10 else None


def _degrees(told: Mapping[str, Any], name: str, most: float) -> float | None:
    whole = _number(told.get(f"{name}_e7")) if told.get(f"{name}_e7") not in (None, "") else None
    found = whole / 1e7 if whole is not None else _number(told.get(name))
    return found if found is not None and abs(found) <= most else None


def _moment(value: Any, zone: tzinfo) -> datetime | None:
    if isinstance(value, datetime):
        found = value
    else:
        try:
            found = datetime.fromisoformat(_text(value).replace("/", "-"))
        except ValueError:
            return None
    found = found if found.tzinfo else found.replace(tzinfo=zone)
    try:
        found = found.astimezone(UTC)
    except OverflowError:
        return None
    return found if found.year >= 2000 else None


def _alarms(value: Any) -> tuple[str, ...]:
    told = value if isinstance(value, (list, tuple)) else _text(value).replace(";", " ").replace(",", " ").split()
    known = {one.value for one in AlarmBit}
    return tuple(one for one in told if one in known)
