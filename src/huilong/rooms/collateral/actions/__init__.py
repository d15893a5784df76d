"""Verbs of collateral (车辆档案): take vehicles in, note, value, and by night hang them on cases and watch them."""

from huilong.rooms.collateral.actions.forgetting import forget_people
from huilong.rooms.collateral.actions.intake import import_vehicles
from huilong.rooms.collateral.actions.linking import link_vehicles, refigure
from huilong.rooms.collateral.actions.noting import Said, note_fact, note_value
from huilong.rooms.collateral.actions.valuing import ask_value, value_by_model
from huilong.rooms.collateral.actions.watching import open_alarms, watch

__all__ = [
    "Said",
    "ask_value",
    "forget_people",
    "import_vehicles",
    "link_vehicles",
    "note_fact",
    "note_value",
    "open_alarms",
    "refigure",
    "value_by_model",
    "watch",
]
