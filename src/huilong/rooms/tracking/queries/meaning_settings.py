"""What this installation says about alarms and areas (告警与区域设置): ALARMS_FILE, AREAS_FILE; read when changed."""

import json
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

import yaml
from django.conf import settings

from huilong.kernel.refusal import Refusal
from huilong.rooms.tracking.rules.alarm_table import AlarmTable, read_alarm_table
from huilong.rooms.tracking.rules.areas import Area, read_areas
from huilong.rooms.tracking.rules.areas import area_of as in_which

DEFAULT = Path(__file__).parents[1] / "alarms_default.yaml"


def alarm_table() -> AlarmTable:
    """The table of alarms. Raises Refusal `bad-alarm-table`."""
    file = Path(getattr(settings, "ALARMS_FILE", "") or DEFAULT)
    return _table(str(file), _written(file))


def areas() -> tuple[Area, ...]:
    """The areas of AREAS_FILE, a GeoJSON file; none where it is not set. Raises Refusal `bad-areas`."""
    told = getattr(settings, "AREAS_FILE", "")
    return _areas(told, _written(Path(told))) if told else ()


def area_finder() -> Callable[[int, int], str] | None:
    """What tells the area of a place in ten-millionths of a degree; None where no areas are set."""
    known = areas()
    return (lambda lat, lon: in_which(known, lat, lon)) if known else None


@lru_cache(maxsize=4)
def _table(file: str, _written: int) -> AlarmTable:
    try:
        told = yaml.safe_load(Path(file).read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise _unreadable(file, " ".join(str(error).split())[:200]) from None
    return read_alarm_table(told, Path(file).name)


@lru_cache(maxsize=2)
def _areas(file: str, _written: int) -> tuple[Area, ...]:
    try:
        told = json.loads(Path(file).read_text(encoding="utf-8"))
    except ValueError as error:
        raise _unreadable(file, str(error)[:200]) from None
    return read_areas(told, Path(file).name)


def _written(file: Path) -> int:
    try:
        return file.stat().st_mtime_ns
    except OSError as error:
        raise _unreadable(str(file), str(error.strerror)) from None


def _unreadable(file: str, why: str) -> Refusal:
    name = Path(file).name
    return Refusal(
        "bad-tracking-file", status=422, where=name, zh=f"定位设置文件 {name} 无法读取:{why}。",
        en=f"The file {name} cannot be read: {why}.",
        remedy_zh="请检查 ALARMS_FILE 与 AREAS_FILE 所指的文件。",
        remedy_en="Look at the files that ALARMS_FILE and AREAS_FILE name.",
    )  # fmt: skip
