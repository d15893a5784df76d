"""Closing (结束竞价): what the bids came to, once nothing in time can still come; paying, default, who comes next."""

import logging
from datetime import datetime

from django.db import transaction

from huilong.kernel.events import tell
from huilong.kernel.refusal import Refusal
from huilong.rooms.auctions.actions.deposits import count_deposit, forfeit_deposit
from huilong.rooms.auctions.actions.opening import live_name
from huilong.rooms.auctions.models import Auction, Bidder, Mandate
from huilong.rooms.auctions.queries.chains import links_of
from huilong.rooms.auctions.queries.floors import floor_of, stored
from huilong.rooms.auctions.queries.results import result_of
from huilong.rooms.auctions.rules.bid_chain import broken, genesis
from huilong.rooms.auctions.rules.bidding import closes_from
from huilong.rooms.auctions.terms import (
    SETTLE,
    AuctionClosed,
    AuctionOutcome,
    AuctionState,
    Offered,
    WinnerDefaulted,
    pseudonym,
)
from huilong.rooms.journal.actions import record
from huilong.shell.live import announce

log = logging.getLogger(__name__)


def close_due(at: datetime) -> dict[str, int]:
    """Close every auction whose time has come (到时结束): how many sold, did not sell, or could not be closed.

    One that fails is told and left; the others go on. The same call again changes nothing.
    """
    counts = {"sold": 0, "unsold": 0, "failed": 0}
    due = Auction.objects.filter(state=AuctionState.LIVE.value, ends_at__lte=at - SETTLE).order_by("ends_at", "id")
    for row in due:
        if closes_from(floor_of(row)) > at:
            continue
        try:
            outcome = close_one(row.pk, at)
        except Exception:  # a broken chain, a listener that refuses: whatever it is, the next auction is closed
            log.exception("auction %s could not be closed", row.pk)
            counts["failed"] += 1
            continue
        if outcome is not None:
            counts["sold" if outcome is AuctionOutcome.SOLD else "unsold"] += 1
    return counts


def close_one(key: int, at: datetime) -> AuctionOutcome | None:
    """Close one auction under its lock; None where it was not due or is closed already."""
    with transaction.atomic():
        row = Auction.objects.select_for_update().get(pk=key)
        if row.state != AuctionState.LIVE.value or closes_from(floor_of(row)) > at:
            return None
        wrong = broken(genesis(row.pk, row.title, row.terms), links_of(key))
        if wrong:
            raise Refusal("chain-broken", zh=f"出价链损坏:第 {wrong} 笔。", en=f"The chain is broken: {wrong}.")
        mandate = Mandate.objects.get(pk=key)
        result = result_of(row, mandate.reserve_fen)
        best = result.winner
        Auction.objects.filter(pk=key).update(
            state=AuctionState.CLOSED.value, closed_at=at, outcome=result.outcome.value,
            winner=best.number if best else None, sold_fen=best.fen if best else None,
        )  # fmt: skip
        Mandate.objects.filter(pk=key).update(over=True)
        told = {
            "outcome": result.outcome.value, "bids": row.bids, "head": row.head,
            "winner": pseudonym(best.number) if best else "", "fen": best.fen if best else None,
        }  # fmt: skip
        record(verb="auction.closed", subject=("auction", key), at=at, detail=told)
        tell(AuctionClosed(
            key, mandate.subject, result.outcome, _bidder(key, best), best.fen if best else None, at,
        ))  # fmt: skip
        announce("auction", live_name(key), state=AuctionState.CLOSED.value)
    return result.outcome


def settle(key: int, at: datetime) -> int:
    """Note that the winner paid the rest (买受人付清): the deposit counts to the price; how much it was.

    Raises Refusal `nothing-sold`, `settled-already`.
    """
    with transaction.atomic():
        row = _sold(key)
        counted = count_deposit(key, row.winner or 0, at)
        Auction.objects.filter(pk=key).update(settled_at=at)
        detail = {"winner": pseudonym(row.winner or 0), "fen": row.sold_fen, "deposit_fen": counted}
        record(verb="auction.settled", subject=("auction", key), at=at, detail=detail)
    return counted


def default_winner(key: int, at: datetime) -> int | None:
    """Note that the winner did not pay (悔拍): the deposit is forfeited; what the second would pay, if any."""
    with transaction.atomic():
        row, mandate = _sold(key), Mandate.objects.get(pk=key)
        if row.defaulted_at:
            raise Refusal("defaulted-already", zh="悔拍已登记。", en="The default is noted already.")
        lost = forfeit_deposit(key, row.winner or 0, at)
        Auction.objects.filter(pk=key).update(defaulted_at=at)
        second = None if row.to_second else result_of(row, mandate.reserve_fen).second
        detail = {"winner": pseudonym(row.winner or 0), "forfeited_fen": lost}
        record(verb="auction.defaulted", subject=("auction", key), at=at, detail=detail)
        tell(WinnerDefaulted(key, mandate.subject, second.fen if second else None, at))
    return second.fen if second else None


def award_second(key: int, at: datetime) -> AuctionClosed:
    """Sell to who came second, at that one's price, after a default (次高价成交). Raises Refusal `no-second`."""
    with transaction.atomic():
        row, mandate = _sold(key), Mandate.objects.get(pk=key)
        second = result_of(row, mandate.reserve_fen).second
        if not row.defaulted_at or second is None or row.to_second:
            raise Refusal("no-second", zh="没有可递补的次高价。", en="Nobody comes second.",
                          remedy_zh="请重新组织竞价。", remedy_en="Offer it anew.")  # fmt: skip
        Auction.objects.filter(pk=key).update(
            winner=second.number, sold_fen=second.fen, defaulted_at=None, to_second=True
        )
        detail = {"winner": pseudonym(second.number), "fen": second.fen}
        record(verb="auction.second_awarded", subject=("auction", key), at=at, detail=detail)
        news = AuctionClosed(key, mandate.subject, AuctionOutcome.SOLD, _bidder(key, second), second.fen, at)
        tell(news)
        announce("auction", live_name(key), state=AuctionState.CLOSED.value)
    return news


def _sold(key: int) -> Auction:
    """The row of a sold auction that is not settled, locked."""
    stored(key)
    row = Auction.objects.select_for_update().get(pk=key)
    if row.outcome != AuctionOutcome.SOLD.value:
        raise Refusal("nothing-sold", zh="该竞价没有成交。", en="This auction sold nothing.")
    if row.settled_at:
        raise Refusal("settled-already", zh="买受人已付清。", en="The winner has paid already.")
    return row


def _bidder(key: int, one: Offered | None) -> int | None:
    """The bidder behind a pseudonym."""
    if one is None:
        return None
    found = Bidder.objects.filter(entries__auction_id=key, entries__number=one.number).values_list("pk", flat=True)
    return found.first()
