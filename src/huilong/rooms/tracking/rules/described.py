"""What places are to a vehicle (地点判定): home, work or other, with the evidence counted, and where nights were spent.

Hours are counted in local time. A night belongs to the day it begins on and was spent where the vehicle stood at three
in the morning. Home is where most of its latest nights were spent; work is where it stands most in the working hours
of working days, home set aside.
"""

from dataclasses import dataclass

import numpy as np

from huilong.rooms.tracking.rules.shapes import DAY_US, HOUR_US, Array, Stays
from huilong.rooms.tracking.terms import PlaceKind

NIGHT_HOUR = 3
WORK_FROM, WORK_TO = 9, 18
HOME_NIGHTS, HOME_SHARE = 3, 0.3
WORK_HOURS_LEAST, WORK_DAYS_LEAST = 12, 3
SATURDAY = 5
FIRST_WEEKDAY = 3
"""1970-01-01 was a Thursday; Monday is 0."""


@dataclass(frozen=True)
class Described:
    """One place and its evidence (地点依据); times as in `shapes`, `nights_known` of the vehicle altogether."""

    number: int
    kind: PlaceKind
    lat: int
    lon: int
    visits: int
    nights: int
    nights_known: int
    work_us: int
    work_days: int
    stood_us: int
    first: int
    last: int


def nights_of(stays: Stays, label: Array, zone_us: int) -> tuple[Array, Array]:
    """The nights known (已知夜晚), as day numbers of the evening, and the place of each.

    A night is known where a stay covers three in the morning.
    """
    first = (stays.since + zone_us - NIGHT_HOUR * HOUR_US + DAY_US - 1) // DAY_US
    after = (stays.until + zone_us - NIGHT_HOUR * HOUR_US) // DAY_US + 1
    counts = np.maximum(after - first, 0)
    which = np.repeat(np.arange(len(stays)), counts)
    offset = np.arange(len(which)) - np.repeat(np.cumsum(counts) - counts, counts)
    night = first[which] + offset - 1
    night, keep = np.unique(night, return_index=True)
    return night.astype(np.int64), np.asarray(label)[which[keep]].astype(np.int64)


def where_at(stays: Stays, label: Array, moments: Array) -> Array:
    """The place the vehicle stood at, or last stood at, at each moment; -1 before the first stay."""
    index = np.searchsorted(stays.since, moments, side="right") - 1
    return np.where(index >= 0, np.asarray(label)[np.maximum(index, 0)], -1).astype(np.int64)


def working_time(since: int, until: int, zone_us: int) -> tuple[int, int]:
    """How long a stay overlaps with the working hours of working days, and on how many of these days.

    >>> hour = 3_600_000_000
    >>> working_time(4 * 24 * hour + 8 * hour, 4 * 24 * hour + 10 * hour, 0) == (hour, 1)  # Monday 1970-01-05
    True
    """
    begin, end = since + zone_us, until + zone_us
    total = days = 0
    for day in range(begin // DAY_US, end // DAY_US + 1):
        if (day + FIRST_WEEKDAY) % 7 >= SATURDAY:
            continue
        both = min(end, day * DAY_US + WORK_TO * HOUR_US) - max(begin, day * DAY_US + WORK_FROM * HOUR_US)
        if both > 0:
            total, days = total + both, days + 1
    return total, days


def describe(stays: Stays, label: Array, zone_us: int) -> list[Described]:
    """Every place with its evidence (地点画像), by number; `label` is what `places.cluster` gave each stay."""
    label = np.asarray(label)
    _, slept = nights_of(stays, label, zone_us)
    count = int(label.max()) + 1 if len(label) else 0
    nights = np.bincount(slept[slept >= 0], minlength=count)
    work_us, work_days = [0] * count, [0] * count
    for i, place in enumerate(label.tolist()):
        if place >= 0:
            spent, days = working_time(int(stays.since[i]), int(stays.until[i]), zone_us)
            work_us[place] += spent
            work_days[place] += days
    home = int(nights.argmax()) if count else -1
    if count and (nights[home] < HOME_NIGHTS or nights[home] < HOME_SHARE * len(slept)):
        home = -1
    best = max((place for place in range(count) if place != home), key=work_us.__getitem__, default=-1)
    if best >= 0 and (work_us[best] < WORK_HOURS_LEAST * HOUR_US or work_days[best] < WORK_DAYS_LEAST):
        best = -1
    found = []
    for place in range(count):
        own = np.flatnonzero(label == place)
        kind = PlaceKind.HOME if place == home else PlaceKind.WORK if place == best else PlaceKind.OTHER
        anchor = int(own[0])
        middle = [int(one[anchor] + (one[own] - one[anchor]).mean()) for one in (stays.lat, stays.lon)]
        found.append(Described(
            place, kind, middle[0], middle[1], len(own), int(nights[place]), len(slept), work_us[place],
            work_days[place], int((stays.until[own] - stays.since[own]).sum()), int(stays.since[own].min()),
            int(stays.until[own].max()),
        ))  # fmt: skip
    return found
