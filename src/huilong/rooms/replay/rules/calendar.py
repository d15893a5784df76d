"""The calendar of a replay (日历): on which days of the past anybody worked."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from huilong.rooms.replay.terms import Means

SATURDAY = 5
EVERY_DAY = "every_day"


def means_of(told: Mapping[str, Any], country: str) -> Callable[[date], Means]:
    """What each day has: `minutes` and `fen` (none: no limit), and `works`: `weekdays` but holidays, or `every_day`.

    `days` may say otherwise for single days, by ISO date: {"minutes": 0} or {"working": true}.
    """
    from holidays import country_holidays

    off = country_holidays(country)
    every = told.get("works") == EVERY_DAY
    days: Mapping[str, Mapping[str, Any]] = told.get("days", {})

    def of(on: date) -> Means:
        own = {**told, **days.get(on.isoformat(), {})}
        working = own.get("working", every or (on.weekday() < SATURDAY and on not in off))
        return Means(bool(working), own.get("minutes"), own.get("fen"))

    return of
