"""An auction from opening to close (竞价全程): bids in order, an extension, the winner, deposits."""

from datetime import timedelta

import pytest

from huilong.kernel.events import listen
from huilong.kernel.refusal import Refusal
from huilong.rooms.auctions import actions, queries
from huilong.rooms.auctions.models import Auction, Bid
from huilong.rooms.auctions.rules.bid_chain import broken, genesis
from huilong.rooms.auctions.terms import AuctionClosed, AuctionOutcome
from huilong.rooms.journal.models import Entry as Trace
from huilong.rooms.ledger import queries as ledger

from .conftest import AT, ON, at_work, bids, clock_at, entered, let_in, opened

LATER = ON + timedelta(days=9)


def balance(account):
    return ledger.balance(account, LATER)


pytestmark = pytest.mark.django_db(transaction=True)


def test_from_opening_to_the_close(house):
    heard = []
    listen(AuctionClosed, heard.append)
    let_in(house, "b1", "b2", "b3")
    clock_at(AT - timedelta(hours=1))
    key = opened(house)
    names = entered(house, key, "b1", "b2", "b3")
    assert names == {"b1": "B-01", "b2": "B-02", "b3": "B-03"}
    assert balance("1012") == 1_500_000

    clock_at(AT + timedelta(minutes=1))
    assert bids(house, key, "b1", 4_500_000).seq == 1
    clock_at(AT + timedelta(minutes=57))
    second = bids(house, key, "b2", 5_180_000)
    assert AT + timedelta(minutes=62) <= second.ends_at < AT + timedelta(minutes=63)
    clock_at(AT + timedelta(minutes=61))
    third = bids(house, key, "b3", 5_200_000)
    assert Auction.objects.get(pk=key).reached
    with pytest.raises(Refusal, match="bid-too-low"):
        bids(house, key, "b1", 5_210_000)

    assert actions.close_due(third.ends_at) == {"sold": 0, "unsold": 0, "failed": 0}
    clock_at(third.ends_at + timedelta(seconds=4))
    with pytest.raises(Refusal, match="bid-ended"):
        bids(house, key, "b1", 5_400_000)
    assert actions.close_due(third.ends_at + timedelta(seconds=4)) == {"sold": 1, "unsold": 0, "failed": 0}
    row = Auction.objects.get(pk=key)
    assert (row.outcome, row.winner, row.sold_fen) == ("sold", 3, 5_200_000)
    assert broken(genesis(key, row.title, row.terms), queries.links_of(key)) == ""
    assert [one.outcome for one in heard] == [AuctionOutcome.SOLD]
    closed = Trace.objects.get(verb="auction.closed")
    assert closed.detail["head"] == row.head == Bid.objects.get(seq=3).hash

    with at_work(house["money"]):
        assert actions.refund_losers(key, ON, AT + timedelta(days=1)) == 2  # nobody but the winner reached the reserve
        assert actions.settle(key, AT + timedelta(days=2)) == 500_000
    assert (balance("1012"), balance("2203")) == (0, 0)
    assert (balance("1002"), balance("2245")) == (500_000, -500_000)
