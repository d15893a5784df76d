"""What the month is meant and expected to bring (目标与预测): from the rooms that set targets and forecast.

Asked by name, as an installation may lack those rooms: then there is no target and no forecast, and pages say so.
"""

from collections.abc import Callable, Mapping
from datetime import date
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from huilong.kernel.money import Fen


def target_by_day(month: date, team: int | None = None) -> Mapping[date, Fen] | None:
    """The target in force of a month, of the house or a team, day by day (日目标); None where none is set.

    One that was not broken down to days yet counts from the first on, as a whole.
    """
    asked, parts = _query("performance", "target_of"), _query("performance", "parts_of")
    told = asked(month, team=team) if asked else None
    if told is None or parts is None:
        return None
    days: dict[date, Fen] = {}
    for (on, _person), fen in parts(told.id).items():
        days[on] = days.get(on, 0) + fen
    return days or {month: told.fen}


def expected_of(month: date) -> tuple[Fen, Fen, Fen] | None:
    """What the forecast expects of a month (预测回收): low, middle, high; None where nothing was forecast."""
    asked = _query("forecast", "expected_month")
    told = asked(month) if asked else None
    return None if told is None else (told.low_fen, told.cash_fen, told.high_fen)


def _query(room: str, name: str) -> Callable[..., Any] | None:
    """A query of a room, if that room has it."""
    place = f"huilong.rooms.{room}.queries"
    return getattr(import_module(place), name, None) if find_spec(place) else None
