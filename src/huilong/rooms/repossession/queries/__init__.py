"""Reads of repossession (收车查询): orders, what they rest on, authorities, the policy of this installation."""

from huilong.rooms.repossession.queries.authorities import authorities_of
from huilong.rooms.repossession.queries.board import board
from huilong.rooms.repossession.queries.crews import crew_row, crews, quotes_of, ranked_for
from huilong.rooms.repossession.queries.orders import (
    approvals_of,
    grounds_of,
    live_order_of_case,
    notices_of,
    order_page,
    order_row,
    orders_of,
    steps_of,
    verdicts_of,
)
from huilong.rooms.repossession.queries.policy import policy

__all__ = [
    "approvals_of", "authorities_of", "board", "crew_row", "crews", "grounds_of", "live_order_of_case",
    "notices_of",
    "order_page", "order_row", "orders_of", "policy", "quotes_of", "ranked_for", "steps_of",
    "verdicts_of",
]  # fmt: skip
