"""How a device does (设备状态), from when it was heard and what it sounded last."""

from collections.abc import Collection
from datetime import datetime

from huilong.rooms.tracking.terms import AlarmBit, DeviceState

GONE = frozenset({AlarmBit.REMOVED, AlarmBit.POWER_CUT, AlarmBit.TAMPER})
"""What a device sounds when somebody works on it."""


def device_state(
    heard_at: datetime | None, alarms: Collection[str], expected_seconds: int, silent_after: float, at: datetime
) -> DeviceState:
    """The state of a device at `at`: what it sounded last weighs more than how long ago that was.

    >>> from datetime import UTC, timedelta
    >>> noon = datetime(2026, 9, 1, 12, tzinfo=UTC)
    >>> device_state(noon - timedelta(hours=30), [], 86_400, 2.0, noon)
    <DeviceState.ONLINE: 'online'>
    """
    if heard_at is None:
        return DeviceState.NEVER
    if GONE & set(alarms):
        return DeviceState.REMOVED
    silent = (at - heard_at).total_seconds() > expected_seconds * silent_after
    return DeviceState.SILENT if silent else DeviceState.ONLINE
