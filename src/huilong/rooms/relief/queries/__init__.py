"""Reads of relief (减免): offers worked out, offers made, who may grant what, what waits for the book."""

from huilong.rooms.relief.queries.authority import authority
from huilong.rooms.relief.queries.figures import WorkedOut, law_facts, law_says, work_out
from huilong.rooms.relief.queries.offers import (
    SORTS,
    active_offers,
    agreed_facts_of,
    offer_page,
    offer_row,
    offers_of,
    waiting_postings,
)

__all__ = [
    "SORTS",
    "WorkedOut",
    "active_offers",
    "agreed_facts_of",
    "authority",
    "law_facts",
    "law_says",
    "offer_page",
    "offer_row",
    "offers_of",
    "waiting_postings",
    "work_out",
]
