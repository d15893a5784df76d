"""The night's steps of collateral (车辆档案跑批): vehicles follow their cases, are valued, and are looked at."""

from datetime import date, datetime

from huilong.rooms.collateral import actions


def link(at: datetime) -> dict[str, int]:
    """Hang every vehicle on the open case of its loan (车辆挂案)."""
    return actions.link_vehicles(at)


def watch(on: date, at: datetime) -> dict[str, int]:
    """Value what is old by the model, raise and end alarms (车辆盯防); counts."""
    return actions.watch(on, at)


def to_tell() -> dict[str, int]:
    """Open alarms by the code of the notice that tells of them (车辆提示)."""
    return {f"vehicles_{kind}": count for kind, count in actions.open_alarms().items()}
