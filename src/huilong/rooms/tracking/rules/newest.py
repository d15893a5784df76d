"""The newest report of each device (最新定位): what a batch of fixes comes to, whatever their order."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from huilong.rooms.tracking.terms import Fix

AHEAD = timedelta(minutes=10)
"""How far a device's clock may run ahead of ours. What lies further ahead would stay the latest for ever."""


@dataclass(frozen=True, slots=True)
class Newest:
    """Of one device: its newest report, and its newest usable place (None: no report had one)."""

    report: Fix
    place: Fix | None


def usable(fix: Fix) -> bool:
    """Whether a fix says a place: the device stands by it, it is on earth and not the empty point.

    >>> from datetime import UTC
    >>> usable(Fix("1", datetime(2026, 9, 1, tzinfo=UTC), 0.0, 0.0))
    False
    """
    on_earth = -90 <= fix.lat <= 90 and -180 <= fix.lon <= 180
    return fix.valid and on_earth and not (fix.lat == 0 and fix.lon == 0)


def newest(fixes: Iterable[Fix], at: datetime) -> tuple[dict[str, Newest], int]:
    """The newest of each device among what had come by `at`; and how many lay ahead of it, which are left out.

    Of two with the same time the first stands.
    """
    found: dict[str, Newest] = {}
    ahead, latest = 0, at + AHEAD
    for fix in fixes:
        if fix.at > latest:
            ahead += 1
            continue
        before = found.get(fix.device)
        report = fix if before is None or fix.at > before.report.at else before.report
        place = before.place if before else None
        if usable(fix) and (place is None or fix.at > place.at):
            place = fix
        if before is None or report is not before.report or place is not before.place:
            found[fix.device] = Newest(report, place)
    return found, ahead
