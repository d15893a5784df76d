"""Our own auction (自有竞价): opened with the permission to sell, cancelled when the sale stops, heard of."""

from datetime import datetime, timedelta

from huilong.kernel.refusal import Refusal
from huilong.rooms.auctions import actions as auctions
from huilong.rooms.auctions.terms import AuctionClosed, AuctionOutcome, AuctionTerms, CancelReason, WinnerDefaulted
from huilong.rooms.disposal.rules.reserve import rounded
from huilong.rooms.disposal.terms import SaleEnd

HOUR = timedelta(hours=1)
START_PERCENT, STEP_FEN, DEPOSIT_PERCENT = 80, 20_000, 10
WHY = {SaleEnd.REDEEMED: CancelReason.REDEEMED, SaleEnd.HELD: CancelReason.HOLD}
SUBJECT = "sale"


def open_for(
    sale: int, title: str, reserve_fen: int, *, days: int, notice_days: int, round_to: int, verdict: int,
    shown: dict[str, str], at: datetime,
) -> int:  # fmt: skip
    """Open the auction of a sale (开设竞价); its key. It opens once the days of notice are over and runs `days`."""
    opens = at + max(HOUR, timedelta(days=notice_days))
    terms = AuctionTerms(
        opens, opens + timedelta(days=days), max(STEP_FEN, rounded(reserve_fen * START_PERCENT // 100, round_to)),
        STEP_FEN, reserve_fen, rounded(reserve_fen * DEPOSIT_PERCENT // 100, round_to), shown=shown,
    )  # fmt: skip
    return auctions.open_auction(f"{SUBJECT}:{sale}", title, terms, at, verdict=verdict)


def cancel_auction(auction: int, why: SaleEnd, at: datetime) -> None:
    """Cancel the auction of a sale that stops (撤销竞价). One that is over already is left as it is."""
    try:
        auctions.cancel_auction(auction, WHY.get(why, CancelReason.MISTAKE), at)
    except Refusal as refusal:
        if refusal.code != "auction-state":
            raise


def hear_of_closing(news: AuctionClosed) -> None:
    """An auction of ours is over: sold at its price, or the sale came to nothing."""
    from huilong.rooms.disposal.actions.selling import agree, fail

    kind, _, key = news.subject.partition(":")
    if kind != SUBJECT or not key.isdecimal():
        return
    if news.outcome is AuctionOutcome.SOLD and news.price_fen is not None:
        agree(int(key), news.price_fen, buyer_key=f"bidder:{news.winner}", buyer="", at=news.at, by_auction=True)
    else:
        why = SaleEnd.NO_BID if news.outcome is AuctionOutcome.NO_BID else SaleEnd.BELOW_RESERVE
        fail(int(key), why, news.at)


def hear_of_default(news: WinnerDefaulted) -> None:
    """The winner did not pay: without a second the sale came to nothing; with one it waits for the award."""
    from huilong.rooms.disposal.actions.selling import fail

    kind, _, key = news.subject.partition(":")
    if kind == SUBJECT and key.isdecimal() and news.second_fen is None:
        fail(int(key), SaleEnd.NOT_PAID, news.at)
