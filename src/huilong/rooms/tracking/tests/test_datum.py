"""Datums are met at the edges and lose nothing: there and back is the same place within a millimetre."""

from math import cos, hypot, radians

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huilong.rooms.tracking.rules.datum import converted, in_box
from huilong.rooms.tracking.terms import Datum

METRES_A_DEGREE = 111_320
inside = st.tuples(st.floats(1.0, 55.6), st.floats(72.2, 137.6))
anywhere = st.tuples(st.floats(-85, 85), st.floats(-180, 180))
datums = st.sampled_from(list(Datum))


def apart(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Metres between two near places."""
    return METRES_A_DEGREE * hypot(one[0] - other[0], (one[1] - other[1]) * cos(radians(one[0])))


@given(place=inside, of=datums, to=datums)
def test_there_and_back_is_within_a_millimetre(place, of, to):
    there = converted(place, Datum.WGS84, of)

    assert apart(converted(converted(there, of, to), to, of), there) < 0.001
    assert apart(converted(there, of, Datum.WGS84), place) < 0.001


@given(place=anywhere.filter(lambda one: not in_box((one[0] + 0.02 * (1 if one[0] < 0.8293 else -1), one[1]))
                             and not in_box((one[0], one[1] + 0.02 * (1 if one[1] < 72.004 else -1)))
                             and not in_box(one)), to=datums)  # fmt: skip
def test_outside_china_nothing_moves(place, to):
    assert converted(place, Datum.WGS84, to) == place
    assert converted(place, to, Datum.WGS84) == place


@given(place=inside)
def test_the_shift_is_some_hundred_metres(place):
    assert 1 < apart(converted(place, Datum.WGS84, Datum.GCJ02), place) < 1500


@pytest.mark.parametrize(("wgs", "gcj"), [
    ((31.1774276, 121.5272106), (31.17530398364597, 121.531541859215)),
    ((22.543847, 113.912316), (22.540796131694766, 113.9171764808363)),
    ((39.911954, 116.377817), (39.91334545536069, 116.38404722455657)),
])  # fmt: skip
def test_it_agrees_with_the_published_vectors(wgs, gcj):
    """Vectors of eviltransform (MIT), whose radius differs by a hair: within 2 cm."""
    assert apart(converted(wgs, Datum.WGS84, Datum.GCJ02), gcj) < 0.02


def test_baidu_is_where_its_formula_says():
    """A published example: GCJ-02 39.915, 116.404 is BD-09 39.92133699, 116.41036949."""
    found = converted((39.915, 116.404), Datum.GCJ02, Datum.BD09)
    assert apart(found, (39.92133699351022, 116.41036949371029)) < 0.01
