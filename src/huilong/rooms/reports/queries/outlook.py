"""What the month is meant and expected to bring (目标与预测): from the rooms that set targets and forecast."""

from collections.abc import Callable, Mapping
from datetime import date
from importlib import import_module
from typing import Any

from huilong.kernel.money import Fen


def target_by_day(month: date) -> Mapping[date, Fen] | None:
    """The house's target of a month, day by day (日目标); None where none is set."""
    asked = _query("performance", "target_of")
    told = asked(month) if asked else None
    days = getattr(told, "days", None) if told is not None else None
    if days is None:
        return None
    return {one.on: one.fen for one in days} if not isinstance(days, Mapping) else days


def expected_of(month: date) -> tuple[Fen, Fen, Fen] | None:
    """What the forecast expects of a month (预测回收): low, middle, high; None where nothing was forecast."""
    asked = _query("forecast", "expected_month")
    told = asked(month) if asked else None
    if told is None:
        return None
    return (told.low_fen, told.cash_fen, told.high_fen)


def _query(room: str, name: str) -> Callable[..., Any] | None:
    """A query of a room that may not be built yet."""
    try:
        return getattr(import_module(f"huilong.rooms.{room}.queries"), name, None)
    except ModuleNotFoundError:
        return None
