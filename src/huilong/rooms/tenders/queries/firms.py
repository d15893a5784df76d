"""What the house knows of firms (机构情况): who may be invited, and how each stands when bids are read."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from huilong.rooms.people.queries import organisations_of_kind
from huilong.rooms.people.terms import OrganisationKind
from huilong.rooms.tenders.terms import Standing


@dataclass(frozen=True)
class Invitable:
    """A firm that may be invited (可邀请机构)."""

    organisation: int
    name: str


def invitable(on: date, trade: OrganisationKind) -> list[Invitable]:
    """The approved firms of a trade on a day (合格机构), by name."""
    return [Invitable(one.id, one.name) for one in organisations_of_kind(trade)]


def standings(firms: Collection[int], on: date) -> dict[int, Standing]:
    """How each firm stands (机构现状): its rating, breaches and complaints, and whether its papers hold."""
    return {firm: Standing(firm) for firm in firms}
