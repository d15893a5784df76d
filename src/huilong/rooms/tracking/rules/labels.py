"""Which place each stay belongs to (地点编号): clustering with the house's own radius."""

from collections.abc import Callable
from typing import Any

import numpy as np

from huilong.rooms.tracking.rules.geo import metres_between
from huilong.rooms.tracking.rules.places import cluster
from huilong.rooms.tracking.rules.shapes import Array, Stays

PLACE_RADIUS_M = 150.0
LEAST_STAYS = 1
NOWHERE = -1


def label_stays(stays: Stays, law: Callable[..., Any] = cluster) -> Array:
    """The place of every stay, numbered in the order of first visits, each stay being at some place.

    `law` is `places.cluster` or its compiled twin.
    """
    label = np.zeros(len(stays), np.int64)
    if len(stays):
        order = np.argsort(stays.lat, kind="stable")
        law(stays.lat, stays.lon, order, PLACE_RADIUS_M, LEAST_STAYS, label)
    return label


def nearest(stays: Stays, label: Array, lat: int, lon: int) -> int:
    """The place of the stay nearest to where a vehicle is, if within the radius; else NOWHERE."""
    way = [metres_between(int(a), int(b), lat, lon) for a, b in zip(stays.lat, stays.lon, strict=True)]
    k = int(np.argmin(way)) if way else -1
    return int(label[k]) if k >= 0 and way[k] <= PLACE_RADIUS_M else NOWHERE
