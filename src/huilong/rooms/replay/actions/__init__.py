"""Writes of replay (回放): ask, stop, go on; work."""

from huilong.rooms.replay.actions.asking import ask, go_on, refuse_days, stop
from huilong.rooms.replay.actions.working import work, work_on_all

__all__ = ["ask", "go_on", "refuse_days", "stop", "work", "work_on_all"]
