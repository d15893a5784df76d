"""Areas (区域): the polygon a place is in. Which polygons is the installation's to say; none come with the house."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from huilong.kernel.refusal import Refusal
from huilong.rooms.tracking.rules.geo import E7, Ints


@dataclass(frozen=True)
class Area:
    """One named area (区域): rings of (longitude, latitude) in ten-millionths; a place in a hole is in two rings."""

    name: str
    rings: tuple[tuple[tuple[int, ...], tuple[int, ...]], ...]
    box: tuple[int, int, int, int]


def is_inside(ring_lon: Ints, ring_lat: Ints, lat: int, lon: int) -> bool:
    """Whether a place is inside a closed ring (射线法): a line to the east meets it an odd number of times."""
    inside = False
    j = len(ring_lat) - 1
    for i in range(len(ring_lat)):
        if (ring_lat[i] > lat) != (ring_lat[j] > lat):
            east = ring_lon[i] + (ring_lon[j] - ring_lon[i]) * (lat - ring_lat[i]) / (ring_lat[j] - ring_lat[i])
            if lon < east:
                inside = not inside
        j = i
    return inside


def area_of(areas: Sequence[Area], lat: int, lon: int) -> str:
    """The name of the first area a place is in, "" where it is in none."""
    for area in areas:
        south, west, north, east = area.box
        if south <= lat <= north and west <= lon <= east:
            crossed = sum(is_inside(lons, lats, lat, lon) for lons, lats in area.rings)
            if crossed % 2:
                return area.name
    return ""


def read_areas(told: Any, name: str) -> tuple[Area, ...]:
    """Areas from a parsed GeoJSON FeatureCollection (RFC 7946) in WGS-84, named by their property `name`.

    Raises Refusal `bad-areas`.
    """
    try:
        return tuple(_area(one) for one in told["features"])
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise Refusal(
            "bad-areas", status=422, where=name, zh=f"区域文件 {name} 不是所需的 GeoJSON:{error}。",
            en=f"The file of areas {name} is not the GeoJSON it should be: {error}.",
            remedy_zh="须为 FeatureCollection,每个要素带 name 与 Polygon 或 MultiPolygon。",
            remedy_en="It is a FeatureCollection of features with a name and a Polygon or MultiPolygon.",
        ) from None  # fmt: skip


def _area(feature: Mapping[str, Any]) -> Area:
    shape = feature["geometry"]
    polygons = {"Polygon": [shape["coordinates"]], "MultiPolygon": shape["coordinates"]}[shape["type"]]
    rings = tuple(
        (tuple(round(one[0] * E7) for one in ring), tuple(round(one[1] * E7) for one in ring))
        for polygon in polygons for ring in polygon
    )  # fmt: skip
    lons = [lon for ring, _ in rings for lon in ring]
    lats = [lat for _, ring in rings for lat in ring]
    return Area(str(feature["properties"]["name"]), rings, (min(lats), min(lons), max(lats), max(lons)))
