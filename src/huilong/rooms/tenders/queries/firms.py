"""What the house knows of firms (机构情况): who may be invited, and how each stands when bids are read."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date

from huilong.rooms.agencies import queries as agencies
from huilong.rooms.agencies.terms import Lack
from huilong.rooms.people.terms import OrganisationKind
from huilong.rooms.tenders.terms import PPM, Standing

SIGNED_LATER = {Lack.CONTRACT}
"""What an award itself brings."""


@dataclass(frozen=True)
class Invitable:
    """A firm that may be invited (可邀请机构)."""

    organisation: int
    name: str


def invitable(on: date, trade: OrganisationKind) -> list[Invitable]:
    """The approved firms of a trade on a day (合格机构), by name."""
    return [Invitable(one.organisation, one.name) for one in agencies.approved_firms(on, trade)]


def standings(firms: Collection[int], on: date) -> dict[int, Standing]:
    """How each firm stands (机构现状): its newest rating, breaches and complaints, whether its papers hold, what
    the register says it can take: regions, offices, cases free.

    What it collected is taken against what others did with like cases, shrunk as the rating does where cases are few.
    """
    ready, reach = agencies.standings(firms, on), agencies.reach_of(firms)
    found = {}
    rated = {one.organisation: one for one in agencies.ratings(on)}
    for firm in firms:
        approved = set(ready[firm].reasons) <= SIGNED_LATER
        one = rated.get(firm)
        can = reach.get(firm)
        known = Standing(firm, approved=approved)
        if can is not None:
            known = replace(known, regions=can.regions, offices=can.offices or None, free_cases=can.free_cases)
        if one is None:
            found[firm] = known
            continue
        index = None
        if one.matched_ppm and one.shrunk_ppm is not None:
            index = max(0, (one.matched_ppm + one.shrunk_ppm) * PPM // one.matched_ppm)
        found[firm] = replace(
            known, index_ppm=index, timely_ppm=one.timeliness_ppm, complaint_ppm=one.complaint_ppm,
            breaches=one.breaches,
        )
    return found
