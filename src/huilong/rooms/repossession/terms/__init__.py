"""Words of repossession (收车): where an order stands, what makes a taking lawful, the live authority at the car."""

from huilong.rooms.repossession.terms.authority import (
    Claim,
    Dealt,
    Held,
    HeldRow,
    Standing,
    StopCause,
)
from huilong.rooms.repossession.terms.orders import (
    BEFORE_TAKING,
    LIVE,
    TAKEN_ALREADY,
    ApprovalReason,
    BasisKind,
    NoticeKind,
    OrderState,
    OrderVerb,
    SecurityKind,
    VehicleHolder,
)
from huilong.rooms.repossession.terms.rows import (
    ApprovalRow,
    CrewRow,
    GroundRow,
    NoticeRow,
    OrderPage,
    OrderRow,
    QuoteRow,
    StepRow,
)

__all__ = [
    "BEFORE_TAKING",
    "LIVE",
    "TAKEN_ALREADY",
    "ApprovalReason",
    "ApprovalRow",
    "BasisKind",
    "Claim",
    "CrewRow",
    "Dealt",
    "GroundRow",
    "Held",
    "HeldRow",
    "NoticeKind",
    "NoticeRow",
    "OrderPage",
    "OrderRow",
    "OrderState",
    "OrderVerb",
    "QuoteRow",
    "SecurityKind",
    "Standing",
    "StepRow",
    "StopCause",
    "VehicleHolder",
]
