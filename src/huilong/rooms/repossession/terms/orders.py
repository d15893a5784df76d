"""Words of repossession (收车): where an order stands, and what makes a taking lawful."""

from huilong.kernel.glossary import Worded


class OrderState(Worded):
    """Where a recovery order stands (收车单状态)."""

    REQUESTED = "requested"
    APPROVED = "approved"
    QUOTED = "quoted"
    DISPATCHED = "dispatched"
    ACCEPTED = "accepted"
    LOCATED = "located"
    TAKEN = "taken"
    IN_TOW = "in_tow"
    STORED = "stored"
    RELEASED = "released"
    AT_SALE = "at_sale"
    STOPPED = "stopped"
    REFUSED = "refused"
    UNDONE = "undone"


LIVE = (
    OrderState.REQUESTED, OrderState.APPROVED, OrderState.QUOTED, OrderState.DISPATCHED, OrderState.ACCEPTED,
    OrderState.LOCATED, OrderState.TAKEN, OrderState.IN_TOW, OrderState.STORED,
)  # fmt: skip
"""States in which no second order on the same vehicle may exist, whoever holds it."""


class BasisKind(Worded):
    """What makes a taking lawful (收车依据): a signed handover or a court, never stealth."""

    HANDOVER = "handover"
    COURT = "court"
