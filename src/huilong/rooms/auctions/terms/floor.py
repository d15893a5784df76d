"""What the laws of bidding speak of (竞价规则用词): terms, a floor at a moment, bids, what they come to."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from huilong.kernel.money import Fen
from huilong.rooms.auctions.terms.kinds import (
    AuctionForm,
    AuctionOutcome,
    AuctionState,
)

SETTLE = timedelta(seconds=3)
"""How long after the end a bid that came in time may still wait for its turn; nothing closes sooner."""

Told = Mapping[str, Any]
"""Terms as they are kept (JSON)."""


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


def pseudonym(number: int) -> str:
    """As the floor calls a bidder (竞买人代号).

    >>> pseudonym(7)
    'B-07'
    """
    return f"B-{number:02d}"
