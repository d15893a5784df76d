"""Reads of agencies (委外机构): ratings and the rows behind them, open price lists, response clocks."""

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
    "agreed_prices", "agreed_prices_from", "breaches_of", "last_rated", "market_prices", "price", "price_history",
    "price_lines", "rating_lines", "rating_of", "rating_policy", "ratings", "ratings_through", "responses", "scores",
]  # fmt: skip
