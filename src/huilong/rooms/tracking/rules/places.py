"""Places (常去地点): stays that lie close together, by density, with metres that are metres at any latitude.

Density clustering after Ester et al. 1996 (DBSCAN): a stay with at least `least` stays within `radius_m`, itself
included, is a core; cores within reach of each other are one place, with what they reach. Stays are scanned in order of
latitude, so each is compared only with those in its own band.
"""

import math

from huilong.rooms.tracking.rules.geo import METRES, RADIANS, Ints, is_beyond

ALONE = -1
UNSEEN = -2


def cluster(lat: Ints, lon: Ints, order: Ints, radius_m: float, least: int, label: Ints) -> int:
    """Give each stay the number of its place in `label` (ALONE for none); how many places.

    `order` lists the stays from south to north. Places are numbered in the order of their first core.
    """
    count = len(lat)
    rank, near, waiting = [0] * count, [0] * count, [0] * count
    for j in range(count):
        rank[order[j]] = j
        label[j] = UNSEEN
    place = 0
    for k in range(count):
        if label[k] != UNSEEN:
            continue
        if reach(lat, lon, order, rank[k], radius_m, near) < least:
            label[k] = ALONE
            continue
        label[k] = place
        waiting[0] = k
        done, end = 0, 1
        while done < end:
            found = reach(lat, lon, order, rank[waiting[done]], radius_m, near)
            done += 1
            if found < least:
                continue
            for j in range(found):
                if label[near[j]] < 0:
                    if label[near[j]] == UNSEEN:
                        waiting[end] = near[j]
                        end += 1
                    label[near[j]] = place
        place += 1
    return place


def reach(lat: Ints, lon: Ints, order: Ints, at: int, radius_m: float, near: Ints) -> int:
    """Write the stays nearer than `radius_m` to the one at rank `at` into `near`, itself among them; how many."""
    one = order[at]
    shrink = math.cos(lat[one] * RADIANS)
    band = radius_m / METRES
    near[0] = one
    found = 1
    j = at - 1
    while j >= 0 and lat[one] - lat[order[j]] <= band:
        if not is_beyond(lat[one], lon[one], shrink, lat[order[j]], lon[order[j]], radius_m):
            near[found] = order[j]
            found += 1
        j -= 1
    j = at + 1
    while j < len(order) and lat[order[j]] - lat[one] <= band:
        if not is_beyond(lat[one], lon[one], shrink, lat[order[j]], lon[order[j]], radius_m):
            near[found] = order[j]
            found += 1
        j += 1
    return found
