"""Where the synthetic fleet drives (合成城镇): towns, what stands in them, and square areas around them.

Coordinates are real towns' only so that distances are tried at their latitudes; nothing else here is on any map, and
the areas are squares of our own that follow no border.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

Point = tuple[float, float]
"""Latitude and longitude, degrees."""
Rng = np.random.Generator

CENTRES: dict[str, Point] = {
    "north": (39.90, 116.40), "basin": (30.66, 104.07), "west": (43.82, 87.61), "high": (29.65, 91.11),
    "delta": (23.13, 113.26),
}  # fmt: skip
HALF_AREA_DEGREES = 1.2
M_PER_DEGREE = 111_194.93


@dataclass(frozen=True)
class Town:
    """A town (城镇) and the places that several people share."""

    name: str
    centre: Point
    estates: tuple[Point, ...]
    offices: tuple[Point, ...]
    malls: tuple[Point, ...]
    shops: tuple[Point, ...]
    workshops: tuple[Point, ...]
    hotels: tuple[Point, ...]
    airport: Point
    lots: tuple[Point, ...]

    def underground(self) -> frozenset[Point]:
        """Places whose car parks see no satellite: half of the malls and offices."""
        return frozenset(self.malls[::2] + self.offices[::2] + self.estates[::4])


def away(point: Point, metres: float, bearing: float) -> Point:
    """The place so many metres away in a direction (radians from north)."""
    lat = point[0] + metres * np.cos(bearing) / M_PER_DEGREE
    lon = point[1] + metres * np.sin(bearing) / M_PER_DEGREE / np.cos(np.radians(point[0]))
    return float(lat), float(lon)


def around(rng: Rng, centre: Point, nearest: float, farthest: float) -> Point:
    """A place at random between two distances from a centre, in metres."""
    return away(centre, float(rng.uniform(nearest, farthest)), float(rng.uniform(0, 2 * np.pi)))


def make_towns(rng: Rng, lots: int = 2) -> list[Town]:
    """All towns, with `lots` second-pledge lots in every other one."""

    def some(count: int, nearest: float, farthest: float, centre: Point) -> tuple[Point, ...]:
        return tuple(around(rng, centre, nearest, farthest) for _ in range(count))

    return [
        Town(
            name, at, some(8, 3_000, 15_000, at), some(12, 500, 12_000, at), some(5, 500, 10_000, at),
            some(150, 300, 18_000, at), some(3, 4_000, 16_000, at), some(4, 500, 6_000, at),
            around(rng, at, 22_000, 30_000),
            some(lots if place % 2 == 0 else 0, 18_000, 35_000, at),
        )
        for place, (name, at) in enumerate(CENTRES.items())
    ]  # fmt: skip


def areas() -> dict[str, Any]:
    """The squares around the towns as GeoJSON, for a file that AREAS_FILE may name."""
    features = []
    for name, (lat, lon) in CENTRES.items():
        west, south, east, north = (
            lon - HALF_AREA_DEGREES, lat - HALF_AREA_DEGREES, lon + HALF_AREA_DEGREES, lat + HALF_AREA_DEGREES,
        )  # fmt: skip
        ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
        features.append({
            "type": "Feature", "properties": {"name": name}, "geometry": {"type": "Polygon", "coordinates": [ring]},
        })  # fmt: skip
    return {"type": "FeatureCollection", "features": features}
