"""Writes of forecast (预测写入): keep what happened, run a forecast, note what came true."""

from huilong.rooms.forecast.actions.keeping import keep_history, note_outcomes
from huilong.rooms.forecast.actions.running import LEAST_PATHS, MOST_MONTHS, MOST_PATHS, run_forecast

__all__ = ["LEAST_PATHS", "MOST_MONTHS", "MOST_PATHS", "keep_history", "note_outcomes", "run_forecast"]
