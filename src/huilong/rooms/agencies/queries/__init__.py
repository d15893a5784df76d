"""Reads of agencies (委外机构)."""

from huilong.rooms.agencies.queries.placing import contract, contracts_of, open_placements, placeable, placements
from huilong.rooms.agencies.queries.register import (
    approved_firms,
    firm_row,
    firms,
    may_receive,
    papers_of,
    published,
    reviewed_on,
    standings,
    states_on,
)

__all__ = [
    "approved_firms",
    "contract",
    "contracts_of",
    "firm_row",
    "firms",
    "may_receive",
    "open_placements",
    "papers_of",
    "placeable",
    "placements",
    "published",
    "reviewed_on",
    "standings",
    "states_on",
]
