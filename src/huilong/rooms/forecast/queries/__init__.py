"""Reads of forecast (预测查询): what happened, what runs said, what came true, what a month may bring."""

from huilong.rooms.forecast.queries.history import History, read_history
from huilong.rooms.forecast.queries.past import months_kept, months_told, recovery_rows, rolls, vintage_rows
from huilong.rooms.forecast.queries.runs import (
    at_the_end,
    coverage,
    expected_month,
    newest_by_scenario,
    newest_run,
    origins_to_judge,
    results,
    run_row,
    runs,
    runs_by_night,
)
from huilong.rooms.forecast.queries.scenarios import scenarios
from huilong.rooms.forecast.queries.stored import last_kept, stored

__all__ = [
    "History",
    "at_the_end",
    "coverage",
    "expected_month",
    "last_kept",
    "months_kept",
    "months_told",
    "newest_by_scenario",
    "newest_run",
    "origins_to_judge",
    "read_history",
    "recovery_rows",
    "results",
    "rolls",
    "run_row",
    "runs",
    "runs_by_night",
    "scenarios",
    "stored",
    "vintage_rows",
]
