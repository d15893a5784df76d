"""Who should be sent (派单排序): licensed, insured, in its region, with room; near and good first. With reasons."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from math import asin, cos, radians, sin, sqrt

from huilong.kernel.glossary import Worded
from huilong.rooms.repossession.terms.rows import CrewRow

EARTH_KM = 6371.0088
DETOUR_PERMILLE = 1300
"""Roads are longer than the great circle; the quote says kilometres on the road."""
KM_A_POINT = 10
RATING_WEIGHT = 100
OWN_POINTS = 5


class CannotBeSent(Worded):
    """Why a team cannot be sent (不可派原因)."""

    CLOSED = "closed"
    LICENCE = "licence"
    INSURANCE = "insurance"
    REGION = "region"
    FULL = "full"


@dataclass(frozen=True)
class Ranked:
    """A team as a choice (候选车队): kilometres on the road (None: unknown), points, why not."""

    crew: CrewRow
    km: int | None
    points: int
    why_not: tuple[CannotBeSent, ...]

    @property
    def can(self) -> bool:
        """Whether it may be sent."""
        return not self.why_not


def road_km(lat: float, lon: float, to_lat: float, to_lon: float) -> int:
    """Kilometres on the road between two places (WGS-84), estimated: great circle and detour, rounded up.

    >>> road_km(31.2304, 121.4737, 31.2304, 121.4737), road_km(31.2304, 121.4737, 32.0603, 118.7969)
    (0, 351)
    """
    a = sin(radians(to_lat - lat) / 2) ** 2
    a += cos(radians(lat)) * cos(radians(to_lat)) * sin(radians(to_lon - lon) / 2) ** 2
    metres = 2 * EARTH_KM * 1000 * asin(sqrt(min(1.0, a)))
    return -(-int(metres * DETOUR_PERMILLE / 1000) // 1000)


def rank(crews: Iterable[CrewRow], city: str, place: tuple[float, float] | None, on: date) -> tuple[Ranked, ...]:
    """The teams in the order in which to send them (候选排序): those that can be sent first, the best first.

    Points: rating weighs a hundred, each ten kilometres takes one, each order at hand five, an own team gets five.
    """
    found = [_ranked(one, city, place, on) for one in crews]
    return tuple(sorted(found, key=lambda one: (not one.can, -one.points, one.crew.id)))


def _ranked(crew: CrewRow, city: str, place: tuple[float, float] | None, on: date) -> Ranked:
    km = None
    if place is not None and crew.lat is not None and crew.lon is not None:
        km = road_km(crew.lat, crew.lon, *place)
    said = (
        (CannotBeSent.CLOSED, not crew.is_active), (CannotBeSent.LICENCE, crew.licensed_until < on),
        (CannotBeSent.INSURANCE, crew.insured_until < on),
        (CannotBeSent.REGION, bool(crew.regions) and city not in crew.regions),
        (CannotBeSent.FULL, crew.busy >= crew.capacity),
    )  # fmt: skip
    points = crew.rating_permille * RATING_WEIGHT // 1000 - crew.busy * OWN_POINTS + (OWN_POINTS if crew.own else 0)
    points -= 0 if km is None else km // KM_A_POINT
    return Ranked(crew, km, points, tuple(why for why, it_is in said if it_is))
