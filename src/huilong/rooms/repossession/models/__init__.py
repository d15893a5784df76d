"""Tables of repossession (收车): orders and their history, what they rest on, notices, teams, prices, authorities."""

from huilong.rooms.repossession.models.authority import Authority
from huilong.rooms.repossession.models.crews import Crew, Quote
from huilong.rooms.repossession.models.orders import Approval, Ground, Notice, Order, OrderStep

__all__ = ["Approval", "Authority", "Crew", "Ground", "Notice", "Order", "OrderStep", "Quote"]
