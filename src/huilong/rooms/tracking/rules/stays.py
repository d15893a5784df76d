"""Stay points (常驻点): where a vehicle stood, for how long, from its fixes alone.

A stay begins at a fix, the anchor, and lasts to the first fix at least `radius_m` away from it, if that took at least
`least`. With `every_anchor` off the next anchor is that first fix outside, whether or not a stay was found, as
trackintel and scikit-mobility do; on, it is the fix after the anchor where none was found, as Li et al. have it
("Mining user similarity based on location history", ACM GIS 2008). Fixes are sorted by vehicle and time; times are
whole numbers of any one unit, `least` and `gap` of the same.
"""

import math
from typing import NamedTuple

from huilong.rooms.tracking.rules.geo import RADIANS, Ints, is_beyond

MINUTE_US = 60_000_000


class StayRule(NamedTuple):
    """What counts as a stay (常驻判定). Where `gap` is above zero, a longer silence ends what was begun.

    `keep_last`: the stay that goes on when the fixes end counts. `keep_before_gap`: so does one that a gap cut short,
    up to the last fix before it; otherwise it is lost, as in trackintel.
    """

    radius_m: float = 200.0
    least: int = 20 * MINUTE_US
    gap: int = 0
    every_anchor: int = 0
    keep_last: int = 1
    keep_before_gap: int = 1


class StaySpans(NamedTuple):
    """Stays found (常驻段), one element a stay: its fixes are `first` up to, without, `after`; it ended at `until`.

    `closed` is 1 where a fix outside ended it, 0 where the fixes or a gap did. Make the sequences as long as the fixes.
    """

    first: Ints
    after: Ints
    until: Ints
    closed: Ints


def find_stays(rule: StayRule, vehicle: Ints, at: Ints, lat: Ints, lon: Ints, out: StaySpans) -> int:
    """Write the stays of all vehicles to `out`, in order; how many."""
    found = 0
    begin = 0
    count = len(at)
    while begin < count:
        end = begin + 1
        while end < count and vehicle[end] == vehicle[begin]:
            end += 1
        if rule.every_anchor:
            found = stays_from_every_anchor(rule, at, lat, lon, begin, end, out, found)
        else:
            found = stays_from_outside(rule, at, lat, lon, begin, end, out, found)
        begin = end
    return found


def stays_from_outside(
    rule: StayRule, at: Ints, lat: Ints, lon: Ints, begin: int, end: int, out: StaySpans, found: int
) -> int:
    """Stays of one vehicle, each anchor being the first fix outside the last; how many there are now."""
    anchor = begin
    shrink = math.cos(lat[begin] * RADIANS)
    for i in range(begin + 1, end):
        if rule.gap > 0 and at[i] - at[i - 1] > rule.gap:
            if rule.keep_before_gap:
                found = note(rule, at, anchor, i, i - 1, 0, out, found)
        elif is_beyond(lat[anchor], lon[anchor], shrink, lat[i], lon[i], rule.radius_m):
            found = note(rule, at, anchor, i, i, 1, out, found)
        else:
            continue
        anchor = i
        shrink = math.cos(lat[i] * RADIANS)
    if rule.keep_last:
        found = note(rule, at, anchor, end, end - 1, 0, out, found)
    return found


def stays_from_every_anchor(
    rule: StayRule, at: Ints, lat: Ints, lon: Ints, begin: int, end: int, out: StaySpans, found: int
) -> int:
    """Stays of one vehicle, every fix being tried as the anchor until one holds; how many there are now."""
    anchor = begin
    while anchor < end:
        shrink = math.cos(lat[anchor] * RADIANS)
        i = anchor + 1
        while i < end:
            if rule.gap > 0 and at[i] - at[i - 1] > rule.gap:
                break
            if is_beyond(lat[anchor], lon[anchor], shrink, lat[i], lon[i], rule.radius_m):
                break
            i += 1
        before = found
        if i == end:
            if rule.keep_last:
                found = note(rule, at, anchor, end, end - 1, 0, out, found)
        elif rule.gap > 0 and at[i] - at[i - 1] > rule.gap:
            if rule.keep_before_gap:
                found = note(rule, at, anchor, i, i - 1, 0, out, found)
        else:
            found = note(rule, at, anchor, i, i, 1, out, found)
        anchor = i if found > before else anchor + 1
    return found


def note(rule: StayRule, at: Ints, anchor: int, after: int, last: int, closed: int, out: StaySpans, found: int) -> int:
    """Write a stay down if it lasted long enough; how many there are now."""
    if at[last] - at[anchor] < rule.least:
        return found
    out.first[found] = anchor
    out.after[found] = after
    out.until[found] = at[last]
    out.closed[found] = closed
    return found + 1


def middles(first: Ints, after: Ints, count: int, lat: Ints, lon: Ints, out_lat: Ints, out_lon: Ints) -> None:
    """The middle (中心) of the fixes of each stay: the mean, reckoned from its anchor so that it holds anywhere."""
    for k in range(count):
        anchor = first[k]
        north, east, fixes = 0, 0, after[k] - anchor
        for i in range(anchor, after[k]):
            north += lat[i] - lat[anchor]
            turn = lon[i] - lon[anchor]
            if turn > 1_800_000_000:
                turn -= 3_600_000_000
            elif turn < -1_800_000_000:
                turn += 3_600_000_000
            east += turn
        out_lat[k] = lat[anchor] + north // fixes
        middle = lon[anchor] + east // fixes
        if middle >= 1_800_000_000:
            middle -= 3_600_000_000
        elif middle < -1_800_000_000:
            middle += 3_600_000_000
        out_lon[k] = middle
