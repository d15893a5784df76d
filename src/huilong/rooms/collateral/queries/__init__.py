"""Reads of collateral (车辆档案查询)."""

from huilong.rooms.collateral.queries.vehicles import vehicle, vehicles_of

__all__ = ["vehicle", "vehicles_of"]
