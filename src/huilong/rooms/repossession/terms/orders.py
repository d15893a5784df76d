"""Words of an order (收车单): its states and verbs, its basis, what secures the loan, notices, approvals."""

from dataclasses import dataclass
from datetime import datetime

from huilong.kernel.glossary import Worded


class OrderState(Worded):
    """Where a recovery order stands (收车单状态)."""

    REQUESTED = "requested"
    APPROVED = "approved"
    QUOTED = "quoted"
    DISPATCHED = "dispatched"
    ACCEPTED = "accepted"
    LOCATED = "located"
    CLAIMED = "claimed"
    TAKEN = "taken"
    IN_TOW = "in_tow"
    STORED = "stored"
    RELEASED = "released"
    AT_SALE = "at_sale"
    STOPPED = "stopped"
    REFUSED = "refused"
    UNDONE = "undone"


BEFORE_TAKING = (
    OrderState.REQUESTED, OrderState.APPROVED, OrderState.QUOTED, OrderState.DISPATCHED, OrderState.ACCEPTED,
    OrderState.LOCATED,
)  # fmt: skip
"""States in which the car is still with the borrower."""

TAKEN_ALREADY = (OrderState.CLAIMED, OrderState.TAKEN, OrderState.IN_TOW, OrderState.STORED)
"""States in which the car is with us, or somebody says so."""

LIVE = (*BEFORE_TAKING, *TAKEN_ALREADY)
"""States in which no second order on the same vehicle may exist, whoever holds it."""


class OrderVerb(Worded):
    """What is done to an order (收车动作); which state follows which is data in `rules/states.py`."""

    REQUEST = "request"
    APPROVE = "approve"
    REFUSE = "refuse"
    QUOTE = "quote"
    DISPATCH = "dispatch"
    ACCEPT = "accept"
    DECLINE = "decline"
    LOCATE = "locate"
    TAKE = "take"
    CLAIM = "claim"
    UPHOLD = "uphold"
    REJECT = "reject"
    TOW = "tow"
    STORE = "store"
    RELEASE = "release"
    UNDO = "undo"
    SELL = "sell"
    BACK = "back"
    RECALL = "recall"
    STOP = "stop"
    WARN = "warn"
    """Something happened that stops a taking; it came after the car was taken, or before an authority was asked for."""


class BasisKind(Worded):
    """What makes a taking lawful (收车依据): a signed handover or a court, never stealth."""

    HANDOVER = "handover"
    COURT = "court"


class SecurityKind(Worded):
    """What secures the loan (担保方式), by the names the rulebooks have: each has rules of its own."""

    MORTGAGE = "auto_loan"
    LEASE = "auto_lease"
    RETENTION = "retention_of_title"


class VehicleHolder(Worded):
    """In whose hands the car is (占有人), by the names the rulebooks have."""

    DEBTOR = "debtor"
    TRANSFEREE = "third_party_transferee"
    BUYER = "ordinary_course_buyer"
    ACQUIRER = "good_faith_acquirer"


class NoticeKind(Worded):
    """A notice the law or the contract asks for (法定通知)."""

    DEMAND = "demand"
    TERMINATION = "termination"
    COMING = "coming"
    TAKEN = "taken"


class ApprovalReason(Worded):
    """Why it was decided so (收车审批理由)."""

    GROUNDS_SHOWN = "grounds_shown"
    LAST_RESORT = "last_resort"
    GROUNDS_MISSING = "grounds_missing"
    BETTER_WAY = "better_way"
    UNLAWFUL = "unlawful"


@dataclass(frozen=True)
class HandedToSale:
    """An event (事件): a vehicle was handed to disposal. Told in the transaction of the handing over."""

    order: int
    number: str
    at: datetime


@dataclass(frozen=True)
class Redeemed:
    """An event (事件): the amount that redeems a vehicle came in, wherever the vehicle stands."""

    order: int
    number: str
    at: datetime
