"""Tables of repossession (收车): orders and their history, what they rest on, notices, teams, prices, authorities."""

from huilong.rooms.repossession.models.after import Charge, ChargePayment, Redemption, Stay, Yard
from huilong.rooms.repossession.models.authority import Authority
from huilong.rooms.repossession.models.crews import Crew, Quote
from huilong.rooms.repossession.models.orders import Approval, Ground, Notice, Order, OrderStep
from huilong.rooms.repossession.models.spot import Belonging, Evidence, Pack, SpotStep

__all__ = [
    "Approval", "Authority", "Belonging", "Charge", "ChargePayment", "Crew", "Evidence", "Ground", "Notice", "Order",
    "OrderStep", "Pack", "Quote", "Redemption", "SpotStep", "Stay", "Yard",
]  # fmt: skip
