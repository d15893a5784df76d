"""Reads of agencies (委外机构): the register, placements; ratings and the rows behind them, price lists, clocks."""

from huilong.rooms.agencies.queries.placing import contract, contracts_of, open_placements, placeable, placements
from huilong.rooms.agencies.queries.rating import (
    breaches_of,
    last_rated,
    rating_lines,
    rating_of,
    ratings,
    ratings_through,
    scores,
)
from huilong.rooms.agencies.queries.rating_policy import rating_policy
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
from huilong.rooms.agencies.queries.trades import (
    agreed_prices,
    agreed_prices_from,
    market_prices,
    price,
    price_history,
    price_lines,
    responses,
)

__all__ = [
    "agreed_prices",
    "agreed_prices_from",
    "approved_firms",
    "breaches_of",
    "contract",
    "contracts_of",
    "firm_row",
    "firms",
    "last_rated",
    "market_prices",
    "may_receive",
    "open_placements",
    "papers_of",
    "placeable",
    "placements",
    "price",
    "price_history",
    "price_lines",
    "published",
    "rating_lines",
    "rating_of",
    "rating_policy",
    "ratings",
    "ratings_through",
    "responses",
    "reviewed_on",
    "scores",
    "standings",
    "states_on",
]
