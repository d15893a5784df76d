"""Reads of replay (回放查询): runs, their nights, what was struck out, what history says."""

from huilong.rooms.replay.queries.runs import (
    days_known,
    estimates_of,
    newest_unfinished,
    night_rows,
    nights_of_run,
    replay,
    replays,
    struck_by_rule,
    struck_rows,
)

__all__ = [
    "days_known", "estimates_of", "newest_unfinished", "night_rows", "nights_of_run", "replay", "replays",
    "struck_by_rule", "struck_rows",
]  # fmt: skip
