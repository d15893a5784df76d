"""Tables of repossession (收车)."""

from huilong.rooms.repossession.models.after import Charge, ChargePayment, Redemption, Stay, Yard
from huilong.rooms.repossession.models.orders import Order
from huilong.rooms.repossession.models.spot import Belonging, Evidence, Pack, SpotStep

__all__ = [
    "Belonging", "Charge", "ChargePayment", "Evidence", "Order", "Pack", "Redemption", "Stay", "SpotStep", "Yard",
]  # fmt: skip
