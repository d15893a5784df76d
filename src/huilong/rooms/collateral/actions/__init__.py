"""Verbs of collateral (车辆档案): take vehicles in, hang them on their cases."""

from huilong.rooms.collateral.actions.intake import import_vehicles
from huilong.rooms.collateral.actions.linking import link_vehicles, refigure

__all__ = ["import_vehicles", "link_vehicles", "refigure"]
