"""A small synthetic fleet on the desk and on the shelf (测试用车队)."""

from datetime import date
from functools import lru_cache
from pathlib import Path

from huilong.integrations.synthetic_fleet import Fleet, make_fleet
from huilong.integrations.synthetic_fleet.fleet import Signals
from huilong.rooms.tracking.models import Device
from huilong.rooms.tracking.rules.moments import time_of
from huilong.rooms.tracking.rules.shapes import DAY_US
from huilong.rooms.tracking.store import Shelf
from huilong.rooms.tracking.terms import Fix

from .cars import a_car

FIRST = date(2026, 3, 2)
DAYS = 36


@lru_cache(maxsize=1)
def small_fleet() -> Fleet:
    """Eight vehicles over five weeks, most of them in trouble in the last days."""
    return make_fleet(8, DAYS, 5, first=FIRST, trouble=0.7)


def put_on_desk(fleet: Fleet) -> dict[int, int]:
    """A vehicle and its devices for each of the fleet; the key of each on the desk."""
    keys = {}
    for number, signals in enumerate(fleet.signals):
        vehicle = a_car(1000 + number)
        keys[vehicle.pk] = number
        for one in signals:
            Device.objects.create(number=one.number, kind=one.kind.value, vehicle=vehicle,
                                  expected_seconds=one.expected_seconds, since=time_of(fleet.start_us))  # fmt: skip
    return keys


@lru_cache(maxsize=1)
def fixes_by_day() -> list[list[Fix]]:
    """Everything the devices told, by local day."""
    fleet = small_fleet()
    days: list[list[Fix]] = [[] for _ in range(DAYS)]
    for signals in fleet.signals:
        for one in signals:
            for fix, at in zip(one.fixes(), one.at.tolist(), strict=True):
                days[(at - fleet.start_us) // DAY_US].append(fix)
    return days


def all_signals(fleet: Fleet) -> dict[str, Signals]:
    """Signals by device."""
    return {one.number: one for signals in fleet.signals for one in signals}


def a_shelf(monkeypatch, tmp_path: Path) -> Shelf:
    """A shelf of one's own in place of the house's."""
    from huilong.rooms.tracking import store

    shelf = Shelf(tmp_path / "positions")
    monkeypatch.setattr(store, "shelf", lambda: shelf)
    return shelf
