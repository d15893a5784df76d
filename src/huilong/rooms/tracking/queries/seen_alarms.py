"""Open alarms (待处理告警) as the map and the case show them."""

from collections.abc import Collection
from typing import Any


def open_alarms(most: int) -> list[Any]:
    """The open alarms on vehicles whose cases the reader sees, the newest first."""
    return []


def alarms_of(vehicles: Collection[int]) -> list[Any]:
    """The open alarms on these vehicles, the newest first."""
    return []
