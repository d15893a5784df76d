"""The night's steps of agencies (委外跑批): placements end and begin, papers are watched; monthly, firms are rated."""

from datetime import date, datetime

from huilong.rooms.agencies import actions, queries
from huilong.rooms.agencies.rules.rating_score import is_due


def rate_firms(on: date, at: datetime) -> dict[str, int]:
    """Rate firms in the first night of each month (机构评级); the same night again changes nothing."""
    return actions.rate_firms(on, at) if is_due(on, queries.last_rated(on)) else {"rated": 0}


def end_and_begin(on: date, at: datetime) -> dict[str, int]:
    """End what is over, then begin what is due (出案、入案); the same night again changes nothing."""
    return {**actions.end_due(on, at), **actions.begin_due(on, at)}


def watch_papers(on: date, at: datetime) -> dict[str, int]:
    """Tell papers that run out and firms that lack some (资料到期检查)."""
    return actions.watch_papers(on, at)
