"""Stays: the published definition, in two versions; the same answer interpreted and compiled."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huilong.engine.compile import compiled
from huilong.rooms.tracking.rules.geo import is_beyond, metres_between
from huilong.rooms.tracking.rules.shapes import MINUTE_US
from huilong.rooms.tracking.rules.stays import StayRule, StaySpans, find_stays, middles

NORTH_M = 90
"""Ten-millionths of a degree of latitude that are about a metre."""
RULE = StayRule()
Points = list[tuple[int, int, int, int]]


def spans(count: int) -> StaySpans:
    return StaySpans(*([0] * count for _ in StaySpans._fields))


def stays(points: Points, rule: StayRule = RULE) -> list[tuple[int, int, int, int]]:
    """(vehicle, minute it began, minute it ended, whether a fix ended it) of points (vehicle, minute, metres north)."""
    vehicle, at, lat, lon = ([one[k] for one in points] for k in range(4))
    out = spans(len(points))
    count = find_stays(rule, vehicle, [minute * MINUTE_US for minute in at], lat, lon, out)
    return [
        (vehicle[out.first[k]], at[out.first[k]], out.until[k] // MINUTE_US, out.closed[k]) for k in range(count)
    ]  # fmt: skip


def at(minutes_and_metres: list[tuple[int, int]], vehicle: int = 1) -> Points:
    return [(vehicle, minute, 300_000_000 + metres * NORTH_M, 1_040_000_000) for minute, metres in minutes_and_metres]


def test_a_stay_lasts_from_its_first_fix_to_the_first_one_outside():
    assert stays(at([(0, 0), (10, 50), (25, 120), (30, 900), (32, 2_000)])) == [(1, 0, 30, 1)]


def test_too_short_a_stop_is_none():
    assert stays(at([(0, 0), (10, 50), (19, 900), (21, 2_000)])) == []


def test_what_goes_on_when_the_fixes_end_counts_and_is_open():
    assert stays(at([(0, 900), (5, 0), (40, 20)])) == [(1, 5, 40, 0)]
    assert stays(at([(0, 900), (5, 0), (40, 20)]), StayRule(keep_last=0)) == []


def test_vehicles_do_not_mix():
    assert stays(at([(0, 0), (30, 10)], 1) + at([(40, 0), (70, 10)], 2)) == [(1, 0, 30, 0), (2, 40, 70, 0)]


def test_a_silence_ends_a_stay_at_the_last_fix_before_it_or_loses_it():
    points = at([(0, 0), (25, 10), (300, 20), (330, 20)])

    assert stays(points, StayRule(gap=60 * MINUTE_US)) == [(1, 0, 25, 0), (1, 300, 330, 0)]
    assert stays(points, StayRule(gap=60 * MINUTE_US, keep_before_gap=0)) == [(1, 300, 330, 0)]
    assert stays(points) == [(1, 0, 330, 0)]


def test_li_tries_every_fix_as_the_anchor():
    """A walk of 150 m a fix: from the first fix the next but one is outside after 16 minutes, from the second never."""
    points = at([(0, 0), (8, 150), (16, 300), (24, 310), (30, 1_000), (31, 3_000)])

    assert stays(points) == []
    assert stays(points, StayRule(every_anchor=1)) == [(1, 8, 30, 1)]


def test_a_stay_is_found_across_the_date_line():
    points = [(1, 0, 0, 1_799_999_000), (1, 30, 0, -1_799_999_500), (1, 31, 0, -1_790_000_000)]

    assert stays(points) == [(1, 0, 31, 1)]
    out_lat, out_lon = [0], [0]
    middles([0], [2], 1, [0, 0], [1_799_999_000, -1_799_999_500], out_lat, out_lon)
    assert out_lon == [1_799_999_750]


@pytest.mark.parametrize("lat", [0, 29_6500000, 43_8200000, 69_0000000, -54_8000000, 86_0000000])
def test_two_hundred_metres_are_two_hundred_metres_at_any_latitude(lat):
    shrink = float(np.cos(np.radians(lat / 1e7)))
    for metres, beyond in ((198, False), (199.9, False), (200.1, True), (202, True)):
        north = round(metres / 0.01111949266)
        assert is_beyond(lat, 0, shrink, lat + north, 0, 200.0) is beyond
        east = round(metres / 0.01111949266 / shrink)
        assert is_beyond(lat, 0, shrink, lat, east, 200.0) is (metres_between(lat, 0, lat, east) >= 200.0)
        assert (metres_between(lat, 0, lat, east) >= 200.0) is beyond


walks = st.lists(
    st.tuples(st.integers(1, 3), st.integers(1, 40), st.integers(-300, 300), st.integers(-300, 300)), max_size=60
)


@settings(deadline=None, max_examples=60)
@given(walks, st.integers(0, 1), st.sampled_from([0, 35 * MINUTE_US]), st.integers(-60, 60))
def test_compiled_and_as_it_stands_the_law_says_the_same(steps, every, gap, lat0):
    steps = sorted(steps, key=lambda one: one[0])
    vehicle = [one[0] for one in steps]
    when = np.cumsum([one[1] for one in steps]).astype(np.int64) * MINUTE_US if steps else np.zeros(0, np.int64)
    lat = [lat0 * 10_000_000 + one[2] * NORTH_M for one in steps]
    lon = [one[3] * NORTH_M for one in steps]
    rule = StayRule(every_anchor=every, gap=gap)
    plain, fast = spans(len(steps)), StaySpans(*(np.zeros(len(steps), np.int64) for _ in StaySpans._fields))

    count = find_stays(rule, vehicle, when.tolist(), lat, lon, plain)
    again = compiled(find_stays)(rule, *(np.array(one, np.int64) for one in (vehicle, when, lat, lon)), fast)

    assert count == again
    assert all(a[:count] == b[:count].tolist() for a, b in zip(plain, fast, strict=True))
    for k in range(count):
        assert plain.until[k] - when[plain.first[k]] >= rule.least
        assert k == 0 or plain.first[k] >= plain.after[k - 1]
