"""The night's step of agencies (委外跑批): once a month firms are rated, by what was known at the end of the day."""

from datetime import date, datetime

from huilong.rooms.agencies import actions, queries
from huilong.rooms.agencies.rules.rating_score import is_due


def rate_firms(on: date, at: datetime) -> dict[str, int]:
    """Rate firms in the first night of each month (机构评级); the same night again changes nothing."""
    return actions.rate_firms(on, at) if is_due(on, queries.last_rated(on)) else {"rated": 0}
