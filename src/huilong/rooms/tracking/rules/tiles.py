"""Tiles (地图瓦片): what lies under the vehicles, and in which datum it is drawn; "" is a blank base with lines."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from huilong.kernel.refusal import Refusal
from huilong.rooms.tracking.terms import Datum

MOST_ZOOM = 18
_ORIGIN = re.compile(r"https?://[A-Za-z0-9.{}:\[\]-]+(?=/)")
_UNSAFE = frozenset(" ;,'\"\\\n")
"""What would end a directive of the content security policy."""


@dataclass(frozen=True)
class Tiles:
    """The tiles of the map: an address with {z}, {x} and {y}; `datum` of the places drawn on them."""

    url: str = ""
    datum: Datum = Datum.WGS84
    attribution: str = ""
    most_zoom: int = MOST_ZOOM

    @property
    def origin(self) -> str:
        """Where the pictures come from, as a content security policy names it; "" for our own."""
        found = _ORIGIN.match(self.url)
        return found[0].replace("{s}", "*") if found else ""


def tiles_of(told: Mapping[str, Any]) -> Tiles:
    """The tiles that the setting MAP_TILES tells. Raises Refusal `bad-tiles`.

    >>> tiles_of({"url": "https://tiles.example/{z}/{x}/{y}.png", "datum": "gcj02"}).origin
    'https://tiles.example'
    """
    url, datum = str(told.get("url", "")), str(told.get("datum", Datum.WGS84))
    plain = not set(url) & _UNSAFE and (_ORIGIN.match(url) is not None or re.match(r"/(?!/)", url) is not None)
    named = all(part in url for part in ("{z}", "{x}", "{y}"))
    if (url and not (plain and named)) or datum not in list(Datum):
        raise Refusal(
            "bad-tiles", status=500, where="MAP_TILES", zh="设置 MAP_TILES 无法识别。", en="MAP_TILES cannot be read.",
            remedy_zh="url 须含 {z}、{x}、{y};datum 为 wgs84、gcj02 或 bd09。",
            remedy_en="Its url has {z}, {x} and {y}; its datum is wgs84, gcj02 or bd09.",
        )  # fmt: skip
    return Tiles(url, Datum(datum), str(told.get("attribution", "")), int(told.get("most_zoom", MOST_ZOOM)))
