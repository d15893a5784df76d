"""Words of auctions (竞价): terms, floors, bids, what became of them; the event that the rooms above hear."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from huilong.kernel.glossary import Worded
from huilong.kernel.money import Fen

SETTLE = timedelta(seconds=3)
"""How long after the end a bid that came in time may still wait for its turn; nothing closes sooner."""


class AuctionForm(Worded):
    """How is bid (竞价方式)."""

    OPEN = "open"
    SEALED = "sealed"


class AuctionState(Worded):
    """Where an auction stands for good (竞价状态)."""

    ASKED = "asked"
    LIVE = "live"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class AuctionPhase(Worded):
    """What goes on at a moment (竞价阶段), told from the state and the clock."""

    ASKED = "asked"
    COMING = "coming"
    BIDDING = "bidding"
    REVEALING = "revealing"
    SETTLING = "settling"
    SOLD = "sold"
    UNSOLD = "unsold"
    CANCELLED = "cancelled"


class AuctionOutcome(Worded):
    """What came of an auction (竞价结果)."""

    SOLD = "sold"
    BELOW_RESERVE = "below_reserve"
    NO_BID = "no_bid"


class CancelReason(Worded):
    """Why an auction was cancelled before anybody bid (撤销竞价原因)."""

    MISTAKE = "mistake"
    REDEEMED = "redeemed"
    HOLD = "hold"
    NOT_APPROVED = "not_approved"
    SOLD_ELSEWHERE = "sold_elsewhere"


class ApproveReason(Worded):
    """Why a second person lets an auction open (竞价批准理由)."""

    PRICE_FAIR = "price_fair"
    PAPERS_SEEN = "papers_seen"
    COST_RUNS = "cost_runs"


class BidRefusal(Worded):
    """Why a bid was not taken (出价未受理原因)."""

    NOT_YET = "not_yet"
    ENDED = "ended"
    CANCELLED = "cancelled"
    NO_DEPOSIT = "no_deposit"
    HIGHEST_ALREADY = "highest_already"
    TOO_LOW = "too_low"
    OFF_STEP = "off_step"
    WRONG_FORM = "wrong_form"
    SEALED_ALREADY = "sealed_already"


class BidderKind(Worded):
    """Who bids (竞买人类别)."""

    DEALER = "dealer"
    PERSON = "person"


class BidderState(Worded):
    """Whether somebody may enter auctions (竞买人状态)."""

    ASKED = "asked"
    APPROVED = "approved"
    REFUSED = "refused"


class BidderWhy(Worded):
    """Why a bidder was approved or not (竞买人审核理由)."""

    IN_ORDER = "in_order"
    PAPERS_MISSING = "papers_missing"
    CONFLICT = "conflict"
    DEFAULTED = "defaulted"


class DepositState(Worded):
    """What became of a deposit (保证金状态)."""

    HELD = "held"
    REFUNDED = "refunded"
    COUNTED = "counted"
    FORFEITED = "forfeited"


@dataclass(frozen=True)
class AuctionTerms:
    """What everybody agrees to who enters (竞价规则), but `reserve_fen` and who is barred: the seller's own.

    Bids stand on `start_fen` + n × `step_fen`. A bid in the last `last_minutes` moves the end to its own time +
    `extend_minutes`. Sealed bids are opened within `reveal_minutes` of the end. `reserve_fen` 0: none.
    `barred_firms` and `barred_users`: the valuer, who took the car. `shown`: what bidders read of the thing.
    """

    opens_at: datetime
    closes_at: datetime
    start_fen: Fen
    step_fen: Fen
    reserve_fen: Fen = 0
    deposit_fen: Fen = 0
    form: AuctionForm = AuctionForm.OPEN
    last_minutes: int = 5
    extend_minutes: int = 5
    reveal_minutes: int = 60
    pay_days: int = 5
    barred_firms: tuple[int, ...] = ()
    barred_users: tuple[int, ...] = ()
    shown: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Floor:
    """An auction's floor at a moment (场面): the price, who leads (a pseudonym), how many bids, when it ends."""

    terms: AuctionTerms
    state: AuctionState = AuctionState.LIVE
    ends_at: datetime | None = None
    price_fen: Fen | None = None
    leader: int | None = None
    bids: int = 0
    last_at: datetime | None = None

    @property
    def end(self) -> datetime:
        """When bidding ends, as it stands."""
        return self.ends_at or self.terms.closes_at


@dataclass(frozen=True)
class Link:
    """One bid as the chain holds it (出价链): `fen` of an open bid, `commitment` of a sealed one."""

    auction: int
    seq: int
    number: int
    at: str
    fen: Fen | None
    commitment: str
    ends_at: str
    previous: str
    hash: str = ""


@dataclass(frozen=True)
class Offered:
    """A bid that counts at the close (有效出价)."""

    seq: int
    number: int
    fen: Fen


@dataclass(frozen=True)
class Result:
    """What an auction came to (竞价结论): the winner, and who comes next should the winner default."""

    outcome: AuctionOutcome
    winner: Offered | None = None
    second: Offered | None = None


@dataclass(frozen=True)
class BidReceipt:
    """The answer to a bid (出价回执): its place in the order, its time and hash; when the auction ends now."""

    auction: int
    seq: int
    fen: Fen | None
    at: datetime
    hash: str
    ends_at: datetime


@dataclass(frozen=True)
class BidRow:
    """A bid as everybody sees it (出价记录): pseudonym, amount, server time, check digits."""

    seq: int
    number: int
    fen: Fen | None
    at: datetime
    hash: str
    mine: bool = False

    @property
    def pseudonym(self) -> str:
        """As the floor calls the bidder: `B-07`."""
        return pseudonym(self.number)


@dataclass(frozen=True)
class AuctionRow:
    """An auction as bidders see it (竞价): nothing of the reserve but whether it is reached, nothing of the case."""

    id: int
    title: str
    terms: AuctionTerms
    phase: AuctionPhase
    ends_at: datetime
    price_fen: Fen | None
    leader: int | None
    bids: int
    reached: bool
    has_reserve: bool
    outcome: AuctionOutcome | None
    winner: int | None
    sold_fen: Fen | None
    closed_at: datetime | None
    head: str
    number: int | None = None
    """The reader's own pseudonym here, if the reader entered."""
    paid: bool = False


@dataclass(frozen=True)
class MandateRow:
    """What the seller told alone (委托): the subject and the reserve; for the house only."""

    auction: int
    subject: str
    reserve_fen: Fen
    verdict: int | None


@dataclass(frozen=True)
class BidderRow:
    """Somebody who asked to bid (竞买人)."""

    id: int
    user: int
    name: str
    firm: str
    kind: BidderKind
    state: BidderState
    asked_at: datetime
    why: BidderWhy | None


@dataclass(frozen=True)
class EntryRow:
    """Somebody in an auction (参拍登记), as the house sees it: who is behind a pseudonym, and the deposit."""

    id: int
    auction: int
    number: int
    bidder: int
    name: str
    firm: str
    entered_at: datetime
    deposit: DepositState | None
    deposit_fen: Fen
    reference: str

    @property
    def pseudonym(self) -> str:
        """As the floor calls the bidder."""
        return pseudonym(self.number)


@dataclass(frozen=True)
class AuctionClosed:
    """An auction is over (竞价结束): what came of it. `winner` is the bidder's key; told in the closing transaction."""

    auction: int
    subject: str
    outcome: AuctionOutcome
    winner: int | None
    price_fen: Fen | None
    at: datetime


@dataclass(frozen=True)
class WinnerDefaulted:
    """The winner did not pay (悔拍): whether somebody comes next, and at what price; else it is offered anew."""

    auction: int
    subject: str
    second_fen: Fen | None
    at: datetime


def pseudonym(number: int) -> str:
    """As the floor calls a bidder (竞买人代号).

    >>> pseudonym(7)
    'B-07'
    """
    return f"B-{number:02d}"


Told = Mapping[str, Any]
"""Terms as they are kept (JSON)."""
