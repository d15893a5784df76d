"""Distance on the earth (球面距离): metres between two places in WGS-84, on the sphere of mean radius.

Laws take degrees as whole ten-millionths (`…_e7`, about a centimetre), as they are stored.
"""

import math
from typing import Any

EARTH_M = 6_371_000.0
E7 = 10_000_000
WHOLE_TURN_E7 = 360 * E7
RADIANS = math.pi / 180.0 / E7
METRES = EARTH_M * RADIANS
"""Metres in one ten-millionth of a degree of latitude."""
STEEP_E7 = 85 * E7
"""Beyond this latitude a degree of longitude shrinks too fast for the flat estimate."""

Ints = Any
"""A list of int or a one-dimensional integer array: laws only index it."""


def metres_between(lat: int, lon: int, other_lat: int, other_lon: int) -> float:
    """The way over the sphere (大圆距离) in metres; haversine, Sinnott 1984.

    >>> round(metres_between(39_9000000, 116_4000000, 39_9000000, 116_4100000))
    853
    """
    half_lat = math.sin((other_lat - lat) * RADIANS * 0.5)
    half_lon = math.sin((other_lon - lon) * RADIANS * 0.5)
    chord = half_lat * half_lat + math.cos(lat * RADIANS) * math.cos(other_lat * RADIANS) * half_lon * half_lon
    return 2.0 * EARTH_M * math.asin(math.sqrt(min(chord, 1.0)))


def turn_between(lon: int, other_lon: int) -> int:
    """How far apart two longitudes are, the short way round the earth.

    >>> turn_between(179_9000000, -179_9000000)
    2000000
    """
    apart = abs(other_lon - lon)
    return min(apart, WHOLE_TURN_E7 - apart)


def is_beyond(lat: int, lon: int, shrink: float, other_lat: int, other_lon: int, radius_m: float) -> bool:
    """Whether another place is at least `radius_m` away; `shrink` is the cosine of `lat`.

    A flat estimate decides nearly always; within one per cent of the radius, and near the poles, the sphere does.
    """
    dy = (other_lat - lat) * METRES
    dx = turn_between(lon, other_lon) * METRES * shrink
    square = dx * dx + dy * dy
    if abs(lat) < STEEP_E7:
        if square < 0.9801 * radius_m * radius_m:
            return False
        if square > 1.0201 * radius_m * radius_m:
            return True
    return metres_between(lat, lon, other_lat, other_lon) >= radius_m
