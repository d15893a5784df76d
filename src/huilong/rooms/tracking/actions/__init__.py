"""Verbs of tracking (定位): what visitors may do."""

from huilong.rooms.tracking.actions.keeping import keep_fixes

__all__ = ["keep_fixes"]
