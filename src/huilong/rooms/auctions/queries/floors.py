"""Floors (场面查询): auctions as the reader may see them, and their bids, newest first."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Q

from huilong.kernel.acting import acting
from huilong.kernel.refusal import Refusal
from huilong.rooms.auctions.models import Auction, Bid, Bidder, Deposit, Entry, Mandate
from huilong.rooms.auctions.rules.bidding import phase
from huilong.rooms.auctions.rules.terms_told import terms_of
from huilong.rooms.auctions.terms import (
    AuctionOutcome,
    AuctionRow,
    AuctionState,
    BidderKind,
    BidderRow,
    BidderState,
    BidderWhy,
    BidRow,
    Floor,
    MandateRow,
)
from huilong.shell.table import Found

SORTS = {"id": "id", "title": "title", "opens_at": "opens_at", "ends_at": "ends_at", "price_fen": "price_fen",
         "bids": "bids", "state": "state"}  # fmt: skip


def clock() -> datetime:
    """The time by which auctions are judged: the database's."""
    with connection.cursor() as cursor:
        cursor.execute("select house_clock()")
        found: datetime = cursor.fetchone()[0]
    return found


def stored(key: int) -> Auction:
    """The row of an auction; refuses (`no-such-auction`) alike whether there is none or the reader may not see it."""
    row = Auction.objects.filter(pk=key).first()
    if row is None:
        raise Refusal(
            "no-such-auction", status=404, zh="没有这场竞价。", en="There is no such auction.",
            remedy_zh="请从竞价列表打开。", remedy_en="Open it from the list of auctions.",
        )  # fmt: skip
    return row


def floor_of(row: Auction) -> Floor:
    """The floor as the row stands."""
    return Floor(
        terms_of(row.terms), AuctionState(row.state), row.ends_at, row.price_fen, row.leader, row.bids, row.last_at
    )


def auction_row(key: int, at: datetime) -> AuctionRow:
    """One auction at a moment (竞价详情)."""
    row = stored(key)
    return _row(row, at, _mine([row.pk]))


def auction_page(asked: Mapping[str, Any], at: datetime, *, sort: str = "-opens_at", page: int = 1,
                 size: int = 50) -> Found:  # fmt: skip
    """One page of auctions (竞价列表). `asked` may hold `state`, `form` and `text` of the title."""
    wanted = Q(**{name: asked[name] for name in ("state", "form") if asked.get(name)})
    if asked.get("text"):
        wanted &= Q(title__icontains=asked["text"])
    found = Auction.objects.filter(wanted)
    total = found.count()
    page = min(max(page, 1), max(1, -(-total // size)))
    order = SORTS.get(sort.removeprefix("-"), "opens_at")
    ordered = found.order_by(f"-{order}" if sort.startswith("-") else order, "-id")
    rows = list(ordered[(page - 1) * size : page * size])
    mine = _mine([one.pk for one in rows])
    return Found(tuple(_row(one, at, mine) for one in rows), total, page)


def bids_of(key: int, most: int = 30) -> tuple[BidRow, ...]:
    """The last bids of an auction, newest first (出价记录); pseudonyms only."""
    mine = _mine([key]).get(key, (None, False))[0]
    return tuple(
        BidRow(one.seq, one.number, one.fen, one.at, one.hash, one.number == mine)
        for one in Bid.objects.filter(auction_id=key).order_by("-seq")[:most]
    )


def mandate_of(key: int) -> MandateRow | None:
    """What the seller told alone (委托); None to whoever may not see it."""
    one = Mandate.objects.filter(pk=key).first()
    return MandateRow(one.pk, one.subject, one.reserve_fen, one.verdict) if one else None


def my_bidder() -> BidderRow | None:
    """The one who acts as a bidder; None before asking to be one."""
    who = acting()
    one = Bidder.objects.filter(user_id=who.user).first() if who else None
    return bidder_row(one) if one else None


def bidder_row(one: Bidder) -> BidderRow:
    """A bidder as others see one."""
    return BidderRow(
        one.pk, one.user_id, one.name, one.firm, BidderKind(one.kind), BidderState(one.state), one.asked_at,
        BidderWhy(one.why) if one.why else None,
    )  # fmt: skip


def visible_auctions(keys: Collection[int]) -> frozenset[int]:
    """Which of these auctions the one who acts may see now; row-level security answers."""
    return frozenset(Auction.objects.filter(pk__in=list(keys)).values_list("pk", flat=True))


def _mine(keys: Collection[int]) -> dict[int, tuple[int | None, bool]]:
    """Of these auctions: the reader's own pseudonym, and whether the deposit is in."""
    who = acting()
    if who is None or not keys:
        return {}
    own = Entry.objects.filter(auction_id__in=list(keys), bidder__user_id=who.user)
    entries = {pk: (auction, number) for pk, auction, number in own.values_list("pk", "auction_id", "number")}
    held = set(Deposit.objects.filter(pk__in=list(entries), state="held").values_list("pk", flat=True))
    return {auction: (number, pk in held) for pk, (auction, number) in entries.items()}


def _row(row: Auction, at: datetime, mine: Mapping[int, tuple[int | None, bool]]) -> AuctionRow:
    floor = floor_of(row)
    outcome = AuctionOutcome(row.outcome) if row.outcome else None
    number, held = mine.get(row.pk, (None, False))
    return AuctionRow(
        id=row.pk, title=row.title, terms=floor.terms, phase=phase(floor, outcome, at), ends_at=row.ends_at,
        price_fen=row.price_fen, leader=row.leader, bids=row.bids, reached=row.reached, has_reserve=row.has_reserve,
        outcome=outcome, winner=row.winner, sold_fen=row.sold_fen, closed_at=row.closed_at, head=row.head,
        number=number, paid=held or not floor.terms.deposit_fen,
    )  # fmt: skip
