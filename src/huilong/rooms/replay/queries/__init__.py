"""Reads of replay (回放查询): runs, their nights, what was struck out, what history says."""

from huilong.rooms.replay.queries.runs import (
    estimates_of,
    nights_of_run,
    replay,
    replays,
    replays_page,
    struck_by_rule,
    struck_page,
)

__all__ = [
    "estimates_of", "nights_of_run", "replay", "replays", "replays_page", "struck_by_rule", "struck_page",
]  # fmt: skip
