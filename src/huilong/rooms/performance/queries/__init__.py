"""Reads of performance (目标与分派): targets, capacity, allocations, plans of a day."""

from huilong.rooms.performance.queries.calendar import days_off
from huilong.rooms.performance.queries.capacity import capacity, leave_of, minutes_by_day, on_leave
from huilong.rooms.performance.queries.empty import empty_groups
from huilong.rooms.performance.queries.plans import plan_page, planned_by_person
from huilong.rooms.performance.queries.policy import policy
from huilong.rooms.performance.queries.runs import (
    consequences,
    each_line,
    line_page,
    recent_runs,
    run_row,
    samples,
)
from huilong.rooms.performance.queries.targets import (
    expected,
    parts_for,
    parts_of,
    reached,
    target_of,
    targets_of,
)

__all__ = [
    "capacity",
    "consequences",
    "days_off",
    "each_line",
    "empty_groups",
    "expected",
    "leave_of",
    "line_page",
    "minutes_by_day",
    "on_leave",
    "parts_for",
    "parts_of",
    "plan_page",
    "planned_by_person",
    "policy",
    "reached",
    "recent_runs",
    "run_row",
    "samples",
    "target_of",
    "targets_of",
]
