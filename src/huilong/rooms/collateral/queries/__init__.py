"""Reads of collateral (车辆档案查询): vehicles, what is known of them by day, what they are worth, alarms."""

from huilong.rooms.collateral.queries.facts import facts_of, newest_values, values_of
from huilong.rooms.collateral.queries.file import VehicleFile, vehicle_file
from huilong.rooms.collateral.queries.settings import curve, has_valuer, thresholds
from huilong.rooms.collateral.queries.vehicles import (
    SORTS,
    alarms_of,
    each_vehicle,
    vehicle,
    vehicle_page,
    vehicles_by_vin,
    vehicles_of,
)

__all__ = [
    "SORTS",
    "VehicleFile",
    "alarms_of",
    "curve",
    "each_vehicle",
    "facts_of",
    "has_valuer",
    "newest_values",
    "thresholds",
    "values_of",
    "vehicle",
    "vehicle_file",
    "vehicle_page",
    "vehicles_by_vin",
    "vehicles_of",
]
