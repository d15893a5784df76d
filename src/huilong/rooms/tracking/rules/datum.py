"""Datums (坐标系): WGS-84 is kept; GCJ-02 and BD-09 are met at the edges only, where tiles or files speak them.

GCJ-02 by the published formula (as in eviltransform and prcoords, which agree with it within centimetres); its
inverse, and that of BD-09, by fixed point, so that a round trip stays within a millimetre. Outside the box of China
the three are one. On the rim of the box, as wide as the shift (700 m), a GCJ-02 point may stand for two: the inner one
is meant.
"""

from collections.abc import Callable
from math import atan2, cos, hypot, pi, sin, sqrt

from huilong.rooms.tracking.terms import Datum

Place = tuple[float, float]
"""Latitude and longitude, in degrees."""

_AXIS, _FLATNESS = 6_378_245.0, 0.00669342162296594323
"""Krasovsky 1940: semi-major axis in metres, square of the eccentricity."""
_BOX = (0.8293, 55.8271, 72.004, 137.8347)
"""Latitudes and longitudes between which the formula shifts."""
_ENOUGH, _MOST_STEPS = 1e-11, 30
"""Degrees (a micrometre) at which the fixed point is found; each step gains about two digits."""
_BD_TURN, _BD_LAT, _BD_LON = pi * 3000 / 180, 0.006, 0.0065


def in_box(place: Place) -> bool:
    """Whether the formula shifts a place.

    >>> in_box((36.65, 117.12)), in_box((51.5, -0.1))
    (True, False)
    """
    south, north, west, east = _BOX
    return south <= place[0] <= north and west <= place[1] <= east


def converted(place: Place, of: Datum, to: Datum) -> Place:
    """A place of one datum in another (坐标转换).

    >>> converted((39.90734, 116.39089), Datum.WGS84, Datum.WGS84)
    (39.90734, 116.39089)
    >>> [round(x, 5) for x in converted((39.90734, 116.39089), Datum.WGS84, Datum.GCJ02)]
    [39.90874, 116.39713]
    """
    return place if of is to else _FROM_WGS[to](_TO_WGS[of](place))


def _same(place: Place) -> Place:
    return place


def _gcj_from_wgs(place: Place) -> Place:
    return _shifted(place) if in_box(place) else place


def _wgs_from_gcj(place: Place) -> Place:
    found = _fixed_point(_shifted, place)
    return found if in_box(found) else place


def _bd_from_wgs(place: Place) -> Place:
    return _turned(_shifted(place)) if in_box(place) else place


def _wgs_from_bd(place: Place) -> Place:
    found = _fixed_point(lambda one: _turned(_shifted(one)), place)
    return found if in_box(found) else place


def _fixed_point(forward: Callable[[Place], Place], target: Place) -> Place:
    """The place that `forward` takes to `target`: corrected by what it misses, until it misses nothing."""
    lat, lon = target
    for _step in range(_MOST_STEPS):
        there = forward((lat, lon))
        miss = target[0] - there[0], target[1] - there[1]
        lat, lon = lat + miss[0], lon + miss[1]
        if abs(miss[0]) < _ENOUGH and abs(miss[1]) < _ENOUGH:
            break
    return lat, lon


def _shifted(place: Place) -> Place:
    """GCJ-02 of a WGS-84 place, the box not looked at."""
    lat, lon = place
    x, y = lon - 105.0, lat - 35.0
    waves = (20 * sin(6 * pi * x) + 20 * sin(2 * pi * x)) * 2 / 3
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x)) + waves
    north += (20 * sin(pi * y) + 40 * sin(pi * y / 3)) * 2 / 3
    north += (160 * sin(pi * y / 12) + 320 * sin(pi * y / 30)) * 2 / 3
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x)) + waves
    east += (20 * sin(pi * x) + 40 * sin(pi * x / 3)) * 2 / 3
    east += (150 * sin(pi * x / 12) + 300 * sin(pi * x / 30)) * 2 / 3
    bend = 1 - _FLATNESS * sin(lat * pi / 180) ** 2
    meridian = _AXIS * (1 - _FLATNESS) / (bend * sqrt(bend))
    parallel = _AXIS / sqrt(bend) * cos(lat * pi / 180)
    return lat + north * 180 / (meridian * pi), lon + east * 180 / (parallel * pi)


def _turned(place: Place) -> Place:
    """BD-09 of a GCJ-02 place."""
    lat, lon = place
    reach = hypot(lon, lat) + 0.00002 * sin(lat * _BD_TURN)
    angle = atan2(lat, lon) + 0.000003 * cos(lon * _BD_TURN)
    return reach * sin(angle) + _BD_LAT, reach * cos(angle) + _BD_LON


_FROM_WGS: dict[Datum, Callable[[Place], Place]] = {
    Datum.WGS84: _same, Datum.GCJ02: _gcj_from_wgs, Datum.BD09: _bd_from_wgs,
}  # fmt: skip
_TO_WGS: dict[Datum, Callable[[Place], Place]] = {
    Datum.WGS84: _same, Datum.GCJ02: _wgs_from_gcj, Datum.BD09: _wgs_from_bd,
}  # fmt: skip
