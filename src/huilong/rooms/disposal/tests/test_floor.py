"""Our own auction and the room that sells: bids decide the price, the deposit counts, a redemption stops bidding."""

from datetime import timedelta

import pytest

from huilong.rooms.auctions import actions as auctions
from huilong.rooms.auctions.models import Auction, Entry
from huilong.rooms.auctions.terms import AuctionClosed, AuctionOutcome, BidderKind, BidderWhy
from huilong.rooms.auctions.tests.conftest import _clock, clock_at
from huilong.rooms.disposal import actions
from huilong.rooms.disposal.models import Sale, Stock
from huilong.rooms.disposal.queries import sale_row
from huilong.rooms.disposal.terms import SaleEnd, SaleState
from huilong.rooms.ledger.queries import balance
from huilong.rooms.people.models import User
from huilong.rooms.people.terms import OrganisationKind, Role
from tests.meeting import meeting_as

from .acting import ON, at_work, on_sale, priced, refused
from .test_stock import redeemed

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def clock():
    """The house's clock in the database may be put; afterwards it tells the time again."""
    yield clock_at
    _clock("now()", "clock_timestamp()")


@pytest.fixture
def floor(people, stock, clock):
    """The vehicle in our own auction, where a dealer entered and paid the deposit; bidding has begun."""
    from huilong.rooms.people.actions import ensure_organisation, ensure_user

    place = ensure_organisation("甲车行", OrganisationKind.DEALER)
    ensure_user("b1", display_name="b1", role=Role.BIDDER, organisation=place, password="a-long-enough-one")
    buyer = User.objects.get(username="b1")
    clock(ON)
    sale = on_sale(people, stock, "own")
    row = Auction.objects.get(pk=Sale.objects.get(pk=sale).auction)
    with at_work(buyer):
        bidder = auctions.register_bidder(BidderKind.DEALER, "91370100MA3B1X", ON, independent=True)
    with at_work(people["sun"]):
        auctions.decide_bidder(bidder, BidderWhy.IN_ORDER, ON)
    with at_work(buyer):
        auctions.enter(row.pk, ON)
    with at_work(people["money"]):
        entry = Entry.objects.get(auction=row)
        auctions.take_deposit(entry.pk, row.terms["deposit_fen"], "D1", ON.date(), ON)
    clock(row.opens_at + timedelta(minutes=1))
    return {"sale": sale, "auction": row, "buyer": buyer}


def bid(floor, fen):
    with at_work(floor["buyer"]):
        return auctions.bid(floor["auction"].pk, fen, f"b1-{fen:012d}")


def over(floor, clock):
    """Bidding ends; the night's role closes."""
    ends = Auction.objects.get(pk=floor["auction"].pk).ends_at + timedelta(seconds=5)
    clock(ends)
    with meeting_as("night"):
        assert auctions.close_due(ends)["failed"] == 0
    return ends


def test_the_highest_bid_is_the_price_and_the_deposit_counts_to_it(people, stock, floor, clock):
    terms, reserve = floor["auction"].terms, sale_row(floor["sale"]).reserve_fen
    price = terms["start_fen"] + -(-(reserve - terms["start_fen"]) // terms["step_fen"]) * terms["step_fen"]
    bid(floor, price)
    ends = over(floor, clock)

    row = sale_row(floor["sale"])
    assert (row.state, row.price_fen) == (SaleState.AGREED, price)
    rest = price - terms["deposit_fen"]
    with at_work(people["money"]):
        assert refused(lambda: actions.take_price(row.id, price, "B1", ends)) == "price-amount"
        actions.take_price(row.id, rest, "B1", ends)
    assert balance("2245", ends.date() + timedelta(days=1)) == -price
    assert balance("2203", ends.date() + timedelta(days=1)) == 0


def test_nobody_reaches_the_reserve_and_it_is_offered_again_for_less(people, stock, floor, clock):
    bid(floor, floor["auction"].terms["start_fen"])
    over(floor, clock)

    row = sale_row(floor["sale"])
    assert (row.state, row.why) == (SaleState.FAILED, SaleEnd.BELOW_RESERVE)
    again = priced(people, stock, "own")
    assert (again.round, again.reserve_fen < row.reserve_fen) == (2, True)


def test_redeemed_while_somebody_bids_the_auction_is_cancelled(people, stock, floor):
    bid(floor, floor["auction"].terms["start_fen"])
    redeemed(people, stock)

    assert Auction.objects.get(pk=floor["auction"].pk).state == "cancelled"
    assert Stock.objects.get(pk=stock).state == "withdrawn"


def test_an_auction_of_something_else_says_nothing_to_this_room(people, stock, floor):
    news = AuctionClosed(floor["auction"].pk, "thing:1", AuctionOutcome.SOLD, 1, 1, ON)
    actions.hear_of_closing(news)

    assert sale_row(floor["sale"]).state is SaleState.OPEN
