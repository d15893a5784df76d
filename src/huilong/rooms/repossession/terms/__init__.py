"""Words of repossession (收车): where an order stands, what makes a taking lawful; the spot, the yard, redemption."""

from huilong.rooms.repossession.terms.orders import LIVE, BasisKind, OrderState

__all__ = ["LIVE", "BasisKind", "OrderState"]
