"""The night's step of forecast (预测跑批): once a month end is there, what moved is kept and a forecast made."""

from collections.abc import Callable, Sequence
from datetime import date, datetime

from huilong.rooms.forecast import actions, queries
from huilong.rooms.forecast.terms import Asked

MONTHS_READ = 37
"""Month ends that are read at most: three years of moves."""
LEAST_ENDS = 2
PATHS = 10_000


def forecast_month(
    ends: Sequence[date], at: datetime, progress: Callable[[int, int], None] | None = None
) -> dict[str, int]:
    """Keep what moved up to the last of `ends` and forecast from there (月度预测). Month ends, all aged, oldest first.

    Once for a month end: the same night again changes nothing. A book with one month end only has no moves yet; it
    waits for the next.
    """
    if len(ends) < LEAST_ENDS:
        return {"runs": 0}
    if ends[-1] in queries.runs_by_night():
        return {"runs": 0}
    read = tuple(ends[-MONTHS_READ:])
    history = queries.read_history(read, queries.origins_to_judge(read), progress)
    if not history.standing:
        return {"runs": 0}
    kept = actions.keep_history(history)
    told = actions.note_outcomes(history)
    actions.run_forecast(Asked(paths=PATHS), at, by_night=True)
    return {"runs": 1, "moves": kept["moves"], "came_true": told}
