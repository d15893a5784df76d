"""What queries of auctions hand out, and the news told upwards (竞价查询结果与事件)."""

from dataclasses import dataclass
from datetime import datetime

from huilong.kernel.money import Fen
from huilong.rooms.auctions.terms.floor import AuctionTerms, pseudonym
from huilong.rooms.auctions.terms.kinds import (
    AuctionOutcome,
    AuctionPhase,
    BidderKind,
    BidderState,
    BidderWhy,
    DepositState,
)


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
