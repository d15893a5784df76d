"""Reads of reports (报表): figures of days, and what the manager's dashboard shows."""

from huilong.rooms.reports.queries.portfolio import (
    bucket_order,
    bucket_series,
    days,
    flows,
    latest_day,
    notices,
    roll_days,
    roll_matrix,
    roll_trend,
    six_figures,
)

__all__ = [
    "bucket_order",
    "bucket_series",
    "days",
    "flows",
    "latest_day",
    "notices",
    "roll_days",
    "roll_matrix",
    "roll_trend",
    "six_figures",
]
