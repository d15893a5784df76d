"""The table of alarms (告警表): when each kind is raised, as data. Reading it refuses what nobody could mean."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from huilong.kernel.refusal import Refusal
from huilong.rooms.tracking.terms import AlarmBit, AlarmKind

KEYS: dict[AlarmKind, tuple[str, ...]] = {
    AlarmKind.POWER_CUT: ("lasts_minutes", "quiet_hours"),
    AlarmKind.TAMPERED: ("lasts_minutes", "quiet_hours"),
    AlarmKind.REMOVED: ("lasts_minutes", "quiet_hours"),
    AlarmKind.SEPARATED: ("metres", "metres_per_second", "within_minutes", "times"),
    AlarmKind.SILENT: ("rhythms", "least_hours"),
    AlarmKind.LEFT_AREA: ("usual_days", "in_days"),
    AlarmKind.LONG_STAY: ("hours", "metres", "known_days"),
    AlarmKind.ENTERED_LOT: ("usual_days",),
    AlarmKind.OVERSTAYED_LOT: ("hours",),
    AlarmKind.GATHERED_AT_LOT: ("vehicles",),
}
"""What is measured for each kind; all are whole numbers, not negative."""
SOUNDED = (AlarmKind.POWER_CUT, AlarmKind.TAMPERED, AlarmKind.REMOVED)
"""Kinds that the device itself sounds, by the bits that the table names."""


@dataclass(frozen=True)
class AlarmTable:
    """When alarms are raised (告警阈值): measures by kind, and the bits of the kinds a device sounds."""

    measures: Mapping[AlarmKind, Mapping[str, int]]
    bits: Mapping[AlarmKind, frozenset[str]]

    def __contains__(self, kind: AlarmKind) -> bool:
        return kind in self.measures

    def of(self, kind: AlarmKind, name: str) -> int:
        """One measure of a kind."""
        return self.measures[kind][name]


def read_alarm_table(told: Any, name: str) -> AlarmTable:
    """The table from parsed YAML. Raises Refusal `bad-alarm-table` with the line's key."""
    if not isinstance(told, dict):
        raise _bad(name, "", "须为告警种类的表", "it must map kinds of alarms to their measures")
    measures: dict[AlarmKind, dict[str, int]] = {}
    bits: dict[AlarmKind, frozenset[str]] = {}
    for key, line in told.items():
        if key not in {one.value for one in AlarmKind}:
            raise _bad(name, str(key), "没有这种告警", "there is no such kind of alarm")
        kind = AlarmKind(key)
        given = dict(line) if isinstance(line, dict) else {}
        if kind in SOUNDED:
            bits[kind] = _bits(given.pop("bits", []), name, key)
        if set(given) != set(KEYS[kind]):
            raise _bad(name, key, f"须且只须写 {'、'.join(KEYS[kind])}", f"it takes {', '.join(KEYS[kind])}, no other")
        if any(type(one) is not int or one < 0 for one in given.values()):
            raise _bad(name, key, "须为不小于零的整数", "measures are whole numbers, not negative")
        measures[kind] = given
    return AlarmTable(measures, bits)


def _bits(told: Any, name: str, key: str) -> frozenset[str]:
    known = {one.value for one in AlarmBit}
    if not isinstance(told, list) or not told or not set(told) <= known:
        raise _bad(name, key, "bits 须为已知的设备报警位", "bits are some that a device is known to sound")
    return frozenset(told)


def _bad(name: str, key: str, zh: str, en: str) -> Refusal:
    where = f"{name}: {key}" if key else name
    return Refusal(
        "bad-alarm-table", status=422, where=where, zh=f"告警表 {where} 有误:{zh}。",
        en=f"The table of alarms is wrong at {where}: {en}.", remedy_zh="请更正后重试。",
        remedy_en="Mend it and try again.",
    )  # fmt: skip
