"""Words of selling (变卖): where, at which price at least, to whom; its papers; what a sale comes to."""

from dataclasses import dataclass
from datetime import date, datetime

from huilong.kernel.glossary import Worded
from huilong.kernel.money import Fen
from huilong.kernel.refusal import Says


class VenueKind(Worded):
    """Where a vehicle is sold (处置渠道)."""

    OWN_AUCTION = "own_auction"
    CONSIGNMENT = "consignment"
    DEALER = "dealer"
    JUDICIAL = "judicial"


class SaleState(Worded):
    """Where a sale stands (变卖状态)."""

    OPEN = "open"
    AGREED = "agreed"
    PAID = "paid"
    DELIVERED = "delivered"
    FAILED = "failed"
    STOPPED = "stopped"
    UNDONE = "undone"


LIVE_SALE = (SaleState.OPEN, SaleState.AGREED, SaleState.PAID, SaleState.DELIVERED)
"""A vehicle has one live sale at most."""


class SaleEnd(Worded):
    """Why a sale came to nothing (流拍或解除原因)."""

    NO_BID = "no_bid"
    BELOW_RESERVE = "below_reserve"
    NOT_PAID = "not_paid"
    REDEEMED = "redeemed"
    HELD = "held"
    CANCELLED = "cancelled"
    PAPERS = "papers"
    RESCINDED = "rescinded"


class TransferPaper(Worded):
    """The papers that bring a vehicle to its buyer (过户资料)."""

    SALE_CONTRACT = "sale_contract"
    INVOICE = "invoice"
    REGISTRATION_CERTIFICATE = "registration_certificate"
    DRIVING_LICENCE = "driving_licence"
    MORTGAGE_RELEASE = "mortgage_release"
    OWNER_SIGNATURE = "owner_signature"
    HANDOVER = "handover"


class PlanState(Worded):
    """Where a price and venue stand (定价状态)."""

    ASKED = "asked"
    APPROVED = "approved"
    REFUSED = "refused"
    REPLACED = "replaced"


@dataclass(frozen=True)
class Cuts:
    """How far a reserve may fall at a venue (降价规则): percents of the reference, of the reserve before, and rounds.

    `notice_days`: of the first sale and of those after it; `law`: the rule behind it, "" for the house's own.
    """

    kind: VenueKind
    first_percent: int
    cut_percent: int
    floor_percent: int
    rounds: int
    notice_days: tuple[int, int]
    offers_at_least: int = 0
    law: str = ""


@dataclass(frozen=True)
class Venue:
    """A place to sell at (处置渠道): its fee, what the way costs, how long a sale takes, what it brings.

    `price_ppm` of the reference value; `chance_ppm`: how often a round ends in a sale; `firm` names the
    organisation behind it, whose answers are rated.
    """

    key: str
    kind: VenueKind
    name: Says
    fee_ppm: int
    least_fee_fen: Fen
    transport_fen: Fen
    days: int
    price_ppm: int
    chance_ppm: int
    file_form: str = ""
    firm: str = ""


@dataclass(frozen=True)
class Expected:
    """What a venue is expected to bring (预期净额), in fen; `days` until it is sold, failed rounds counted in."""

    venue: Venue
    price_fen: Fen
    fee_fen: Fen
    transport_fen: Fen
    holding_fen: Fen
    fall_fen: Fen
    days: int

    @property
    def net_fen(self) -> Fen:
        """What is left of the price."""
        return self.price_fen - self.fee_fen - self.transport_fen - self.holding_fen - self.fall_fen


@dataclass(frozen=True)
class Reference:
    """What valuations together say (参考价): the middle one, carried to the day of sale, within the range of all."""

    amount_fen: Fen
    low_fen: Fen
    high_fen: Fen
    used: tuple[str, ...]
    independent_fen: Fen
    independent_on: date


@dataclass(frozen=True)
class Reserve:
    """A reserve price (保留价) with its interval, and how it came about.

    `waiting_fen`: what a failed round costs, in storage and fall of value, before the next one ends.
    """

    round: int
    amount_fen: Fen
    low_fen: Fen
    high_fen: Fen
    reference_fen: Fen
    waiting_fen: Fen
    needs_manager: bool


@dataclass(frozen=True)
class PlanRow:
    """A price and venue decided on (定价方案)."""

    id: int
    stock: int
    round: int
    venue: str
    kind: VenueKind
    reserve_fen: Fen
    low_fen: Fen
    high_fen: Fen
    reference_fen: Fen
    valuation_fen: Fen
    valuation_on: date
    expected_net_fen: Fen
    state: PlanState
    needs_manager: bool
    made_by: int
    made_at: datetime
    decided_by: int | None


@dataclass(frozen=True)
class OfferRow:
    """An offer to buy (报价)."""

    id: int
    buyer: str
    fen: Fen
    on: date
    insider: bool


@dataclass(frozen=True)
class SaleRow:
    """One try to sell a vehicle (变卖)."""

    id: int
    stock: int
    number: str
    round: int
    venue: str
    kind: VenueKind
    reserve_fen: Fen
    state: SaleState
    opened_at: datetime
    auction: int | None
    price_fen: Fen | None
    agreed_at: datetime | None
    pay_by: date | None
    paid_at: datetime | None
    delivered_at: datetime | None
    ended_at: datetime | None
    why: SaleEnd | None
    plan: int
    papers: tuple[tuple[TransferPaper, int], ...] = ()


@dataclass(frozen=True)
class ResultRow:
    """One row of a venue's answer (渠道回单行): taken, or why it was not."""

    line: int
    lot: str
    outcome: str
    price_fen: Fen | None
    refusal: Says | None = None
