"""Reads of repossession (收车查询): orders, what they rest on, authorities, the policy of this installation."""

from huilong.rooms.repossession.queries.orders import (
    approvals_of,
    grounds_of,
    live_order_of_case,
    notices_of,
    order_page,
    order_row,
    orders_of,
    steps_of,
)
from huilong.rooms.repossession.queries.policy import policy

__all__ = [
    "approvals_of", "grounds_of", "live_order_of_case", "notices_of", "order_page", "order_row", "orders_of", "policy",
    "steps_of",
]  # fmt: skip
