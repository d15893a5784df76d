"""Going on with what was known (续接停留): a day's fixes joined to where each vehicle was when the day began.

The stay law forgets everything but its anchor, so a window of fixes continues what earlier windows found: beginnings
and ends are those that all fixes at once would give. The middle of a stay begun long before its window stays as it was.
"""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from huilong.rooms.tracking.rules.geo import metres_between
from huilong.rooms.tracking.rules.shapes import MINUTE_US, Array, DeviceTrack, Flags, Stays
from huilong.rooms.tracking.rules.stays import StayRule, StaySpans, find_stays, middles
from huilong.rooms.tracking.terms import DeviceKind

SAME_PLACE_M = 200.0
BETWEEN_US = 45 * MINUTE_US
SETTLED_US = 120 * MINUTE_US
"""A stay that lasted so long before a window has its middle from fixes enough."""


class Segments(NamedTuple):
    """Where vehicles stood (停留片段), sorted by vehicle and time; the last one of a vehicle is open.

    The anchor is the first fix, `lat` and `lon` the middle; those shorter than a stay are `long` by no rule yet.
    """

    vehicle: Array
    since: Array
    until: Array
    lat: Array
    lon: Array
    anchor_lat: Array
    anchor_lon: Array
    closed: Flags

    def take(self, which: Any) -> "Segments":
        """Some of them."""
        return Segments(*(one[which] for one in self))

    def long(self, least: int) -> Flags:
        """Those that lasted long enough to be stays."""
        found: Flags = (self.until - self.since) >= least
        return found


class Fixes(NamedTuple):
    """Fixes that tell where vehicles were (定位序列), one element a fix."""

    vehicle: Array
    at: Array
    lat: Array
    lon: Array


Law = Callable[..., Any]


def no_segments() -> Segments:
    """Nothing known yet."""
    none = np.zeros(0, np.int64)
    return Segments(none, none, none, none, none, none, none, np.zeros(0, np.bool_))


def go_on(
    carried: Segments, fixes: Fixes, rule: StayRule, law: Law = find_stays, middle: Law = middles
) -> Segments:
    """Every segment from the open ones `carried` (one a vehicle at most) on, given the fixes that follow.

    Fixes are in any order. `law` and `middle` are the laws or their compiled twins.
    """
    count = len(carried.vehicle)
    begun_with = Fixes(carried.vehicle, carried.since, carried.anchor_lat, carried.anchor_lon)
    vehicle, at, lat, lon = (np.concatenate(both) for both in zip(begun_with, fixes, strict=True))
    is_anchor = np.arange(len(vehicle)) < count
    order = np.lexsort((~is_anchor, at, vehicle))
    vehicle, at, lat, lon = vehicle[order], at[order], lat[order], lon[order]
    spans = StaySpans(*(np.zeros(len(at), np.int64) for _ in StaySpans._fields))
    found = law(rule._replace(least=0, keep_last=1, every_anchor=0), vehicle, at, lat, lon, spans)
    first, after, until, closed = (one[:found] for one in spans)
    out_lat, out_lon = np.zeros(found, np.int64), np.zeros(found, np.int64)
    middle(first, after, found, lat, lon, out_lat, out_lon)
    begun = np.flatnonzero(order[first] < count)
    own = order[first[begun]]
    following = at[np.minimum(first[begun] + 1, len(at) - 1)]
    settled = (after[begun] - first[begun] == 1) | (following - at[first[begun]] >= SETTLED_US)
    out_lat[begun[settled]], out_lon[begun[settled]] = carried.lat[own[settled]], carried.lon[own[settled]]
    until = until.copy()
    until[begun] = np.where(closed[begun] == 1, until[begun], np.maximum(until[begun], carried.until[own]))
    return Segments(
        vehicle[first], at[first], until, out_lat, out_lon, lat[first], lon[first], closed.astype(np.bool_)
    )


def steady(tracks: Sequence[DeviceTrack], apart: bool, since: int, until: int) -> DeviceTrack | None:
    """The device whose fixes tell where the car is (主设备): wired while it tells anything good, else wireless.

    Once the two are apart it is the wireless one, which is harder to find.
    """
    told = [one for one in tracks if np.any(one.good & (one.at >= since) & (one.at < until))]
    wired = [one for one in told if one.kind is DeviceKind.WIRED]
    wireless = [one for one in told if one.kind is DeviceKind.WIRELESS]
    chosen = wireless or wired if apart else wired or wireless
    return max(chosen, key=lambda one: int(np.count_nonzero(one.good)), default=None)


def joined(segments: Segments, least: int) -> Stays:
    """The stays of one vehicle (合并停留), those parted by a stray fix only put together again."""
    rows: list[list[int]] = []
    for k in range(len(segments.since)):
        since, until = int(segments.since[k]), int(segments.until[k])
        lat, lon, closed = int(segments.lat[k]), int(segments.lon[k]), int(segments.closed[k])
        if until - since < least and k < len(segments.since) - 1:
            continue
        again = bool(rows) and since - rows[-1][1] <= BETWEEN_US
        if again and metres_between(rows[-1][2], rows[-1][3], lat, lon) < SAME_PLACE_M:
            rows[-1][1], rows[-1][4] = until, closed
        elif until - since >= least:
            rows.append([since, until, lat, lon, closed])
    columns = np.array(rows, dtype=np.int64).reshape(-1, 5).T
    return Stays(columns[0], columns[1], columns[2], columns[3], columns[4].astype(np.bool_))
