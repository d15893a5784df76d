"""Bidding (出价规则): what a bid may be at a moment, when the end moves, and what an auction comes to.

A bid is judged by when it arrived; its place and time are given under the auction's lock, in the order of commits.
Both clocks are the database's. What arrived in time waits up to `SETTLE` after the end for its turn.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from huilong.kernel.money import Fen
from huilong.rooms.auctions.terms import (
    SETTLE,
    AuctionForm,
    AuctionOutcome,
    AuctionPhase,
    AuctionState,
    AuctionTerms,
    BidRefusal,
    Floor,
    Offered,
    Result,
)


def least(floor: Floor) -> Fen:
    """The least that may be bid now (最低出价): the start, or one increment above the price."""
    return floor.terms.start_fen if floor.price_fen is None else floor.price_fen + floor.terms.step_fen


def refused(floor: Floor, number: int, fen: Fen | None, arrived: datetime, at: datetime, *, paid: bool,
            sealed_before: bool = False) -> BidRefusal | None:  # fmt: skip
    """Why a bid of `fen` by this pseudonym is not taken; None where it is.

    `fen` None is a sealed bid. `paid`: the deposit is in, or none is asked for.
    """
    terms = floor.terms
    if floor.state is AuctionState.CANCELLED:
        return BidRefusal.CANCELLED
    if floor.state is AuctionState.ASKED or arrived < terms.opens_at:
        return BidRefusal.NOT_YET
    if floor.state is AuctionState.CLOSED or arrived >= floor.end or at >= floor.end + SETTLE:
        return BidRefusal.ENDED
    if not paid:
        return BidRefusal.NO_DEPOSIT
    if (terms.form is AuctionForm.SEALED) is not (fen is None):
        return BidRefusal.WRONG_FORM
    if fen is None:
        return BidRefusal.SEALED_ALREADY if sealed_before else None
    if floor.leader == number:
        return BidRefusal.HIGHEST_ALREADY
    if fen < least(floor):
        return BidRefusal.TOO_LOW
    return BidRefusal.OFF_STEP if (fen - terms.start_fen) % terms.step_fen else None


def end_after(floor: Floor, at: datetime) -> datetime:
    """When bidding ends once a bid was taken at `at` (自动延时): in the last minutes it moves, and never back."""
    terms = floor.terms
    if terms.form is AuctionForm.SEALED or at < floor.end - timedelta(minutes=terms.last_minutes):
        return floor.end
    return max(floor.end, at + timedelta(minutes=terms.extend_minutes))


def closes_from(floor: Floor) -> datetime:
    """From when on an auction may be closed: nothing that arrived in time can still come (and sealed bids are open)."""
    more = timedelta(minutes=floor.terms.reveal_minutes) if floor.terms.form is AuctionForm.SEALED else timedelta()
    return floor.end + SETTLE + more


def phase(floor: Floor, outcome: AuctionOutcome | None, at: datetime) -> AuctionPhase:
    """What goes on at `at` (竞价阶段)."""
    if floor.state is AuctionState.CANCELLED:
        return AuctionPhase.CANCELLED
    if floor.state is AuctionState.ASKED:
        return AuctionPhase.ASKED
    if floor.state is AuctionState.CLOSED:
        return AuctionPhase.SOLD if outcome is AuctionOutcome.SOLD else AuctionPhase.UNSOLD
    if at < floor.terms.opens_at:
        return AuctionPhase.COMING
    if at < floor.end:
        return AuctionPhase.BIDDING
    if floor.terms.form is AuctionForm.SEALED and at < closes_from(floor):
        return AuctionPhase.REVEALING
    return AuctionPhase.SETTLING


def close(bids: Sequence[Offered], terms: AuctionTerms) -> Result:
    """What the bids come to (成交规则): the highest wins if it reaches the reserve; of equals the earliest.

    `second` is the best bid of another bidder that reaches the reserve too. Sealed bids below the start are none.
    """
    ranked = sorted((one for one in bids if one.fen >= terms.start_fen), key=lambda one: (-one.fen, one.seq))
    if not ranked:
        return Result(AuctionOutcome.NO_BID)
    best = ranked[0]
    if best.fen < terms.reserve_fen:
        return Result(AuctionOutcome.BELOW_RESERVE)
    others = (one for one in ranked if one.number != best.number and one.fen >= terms.reserve_fen)
    return Result(AuctionOutcome.SOLD, best, next(others, None))
