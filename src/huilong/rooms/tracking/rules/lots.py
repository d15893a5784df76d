"""Second-pledge lots (二押点), learned from the fleet: where financed cars stand long and do not return.

What speaks for a lot: vehicles of several borrowers stood there once, for days, without having lived there. What speaks
against: cars that come and go by the hour (a mall, an office), that go home again after a few days (an airport, a
workshop), that live there (a housing estate), that came there first of all (a dealer). So turnover decides, and a
person confirms.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from huilong.rooms.tracking.rules.shapes import DAY_US, HOUR_US, Array, Flags, Stays

FIRST_DAYS = 3
KNOWN_VISITS = 4


class LotRule(NamedTuple):
    """When a lot is proposed (二押点阈值): `gone_share` of the cars that stood long never went back to a place they
    were used to, `short_share` at most of all cars seen there did not stand long."""

    radius_m: float = 150.0
    long_hours: int = 96
    vehicles: int = 4
    gone_share: float = 0.6
    short_share: float = 0.5


class LongStays(NamedTuple):
    """Stays of the fleet that may be of a car put away (可疑停留), one element each; `returned` as in `LotRule`."""

    vehicle: Array
    hours: Array
    lat: Array
    lon: Array
    returned: Flags


class LotFound(NamedTuple):
    """A lot proposed (二押点候选): its middle, its radius, and what speaks for it."""

    lat: int
    lon: int
    radius_m: int
    told: dict[str, Any]


def put_away(stays: Stays, label: Array, rule: LotRule) -> list[tuple[int, int, int, bool]]:
    """The stays of one vehicle that may be of a car put away: (hours, lat, lon, returned).

    Long; at a place where it stood fewer times than where it lives; and not where its history begins.
    """
    found = []
    for k in np.flatnonzero(stays.until - stays.since >= rule.long_hours * HOUR_US).tolist():
        here = label[k]
        if stays.since[k] - stays.since[0] < FIRST_DAYS * DAY_US or np.count_nonzero(label == here) >= KNOWN_VISITS:
            continue
        before = np.bincount(label[:k][label[:k] >= 0], minlength=1)
        used_to = np.flatnonzero(before >= KNOWN_VISITS)
        returned = bool(np.isin(label[k + 1 :], used_to).any())
        hours = int(stays.until[k] - stays.since[k]) // HOUR_US
        found.append((hours, int(stays.lat[k]), int(stays.lon[k]), returned))
    return found


def weigh(long: LongStays, label: Array, ever_there: Callable[[int, int], int], rule: LotRule) -> list[LotFound]:
    """The lots to propose (二押点提名) among clusters of long stays; `ever_there` counts the cars that ever stood at a
    place, however shortly. The ones with most cars first."""
    found = []
    for number in range(int(label.max()) + 1 if len(label) else 0):
        own = np.flatnonzero(label == number)
        vehicles = np.unique(long.vehicle[own])
        gone = np.setdiff1d(vehicles, long.vehicle[own[long.returned[own]]])
        if len(vehicles) < rule.vehicles or len(gone) < rule.gone_share * len(vehicles):
            continue
        lat, lon = int(np.median(long.lat[own])), int(np.median(long.lon[own]))
        everybody = max(ever_there(lat, lon), len(vehicles))
        if everybody - len(vehicles) > rule.short_share * everybody:
            continue
        told = {
            "vehicles": len(vehicles), "not_returned": len(gone), "others": everybody - len(vehicles),
            "median_hours": int(np.median(long.hours[own])),
        }  # fmt: skip
        found.append(LotFound(lat, lon, round(rule.radius_m), told))
    return sorted(found, key=lambda one: -int(one.told["vehicles"]))
