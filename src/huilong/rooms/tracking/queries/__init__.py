"""Reads of tracking (定位查询): devices, consents, stages, looks. None of them says where a vehicle is."""

from huilong.rooms.tracking.queries.alarms import (
    alarm_row,
    alarms_of,
    each_alarm,
    each_lot,
    lasting_alarms,
    lot_row,
    lots,
    lots_page,
    open_alarms,
    vehicles_without_device,
)
from huilong.rooms.tracking.queries.consents import consents_of
from huilong.rooms.tracking.queries.devices import device_named, devices_of, devices_page, each_device, strangers
from huilong.rooms.tracking.queries.looks import each_look, looks_page
from huilong.rooms.tracking.queries.nights import overnight_of
from huilong.rooms.tracking.queries.policy import policy
from huilong.rooms.tracking.queries.stages import StageSource, stages_from, stages_of
from huilong.rooms.tracking.queries.stays import places_of, stays_of

__all__ = [
    "StageSource",
    "alarm_row",
    "alarms_of",
    "consents_of",
    "device_named",
    "devices_of",
    "devices_page",
    "each_alarm",
    "each_device",
    "each_look",
    "each_lot",
    "lasting_alarms",
    "looks_page",
    "lot_row",
    "lots",
    "lots_page",
    "open_alarms",
    "overnight_of",
    "places_of",
    "policy",
    "stages_from",
    "stages_of",
    "stays_of",
    "strangers",
    "vehicles_without_device",
]
