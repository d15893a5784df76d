"""When the winner does not pay (悔拍), and when bids are sealed (密封报价): by the verbs alone, to the last fen."""

from datetime import timedelta

import pytest

from huilong.kernel.events import listen
from huilong.kernel.refusal import Refusal
from huilong.rooms.auctions import actions
from huilong.rooms.auctions.models import Auction, Bid
from huilong.rooms.auctions.queries import chain_file
from huilong.rooms.auctions.rules.bid_chain import commitment
from huilong.rooms.auctions.rules.verifying import fault
from huilong.rooms.auctions.terms import AuctionClosed, AuctionForm, AuctionOutcome, WinnerDefaulted
from huilong.rooms.ledger import queries as ledger

from .conftest import AT, ON, at_work, bids, clock_at, entered, let_in, opened

pytestmark = pytest.mark.django_db(transaction=True)
CLOSED = AT + timedelta(hours=2)
LATER = ON + timedelta(days=9)


def balance(account):
    return ledger.balance(account, LATER)


def sold(house, first=5_300_000, second=5_200_000):
    """Closed: b1 wins at `first`, b2 came second at `second`."""
    let_in(house, "b1", "b2")
    clock_at(AT - timedelta(hours=1))
    key = opened(house)
    entered(house, key, "b1", "b2")
    clock_at(AT + timedelta(minutes=1))
    bids(house, key, "b2", second)
    bids(house, key, "b1", first)
    clock_at(CLOSED)
    assert actions.close_due(CLOSED)["sold"] == 1
    return key


def test_after_a_default_the_second_buys_at_its_own_price_and_the_deposit_stays(house):
    heard, lost = [], []
    listen(AuctionClosed, heard.append)
    listen(WinnerDefaulted, lost.append)
    key = sold(house)
    with at_work(house["boss"]):
        with pytest.raises(Refusal, match="no-second"):
            actions.award_second(key, CLOSED)
        assert actions.default_winner(key, CLOSED) == 5_200_000
        with pytest.raises(Refusal, match="defaulted-already"):
            actions.default_winner(key, CLOSED)
        assert actions.award_second(key, CLOSED).price_fen == 5_200_000
    assert [one.second_fen for one in lost] == [5_200_000]
    assert [one.price_fen for one in heard] == [5_300_000, 5_200_000]
    row = Auction.objects.get(pk=key)
    assert (row.winner, row.sold_fen, row.to_second, row.defaulted_at) == (2, 5_200_000, True, None)
    with at_work(house["money"]):
        assert actions.settle(key, CLOSED) == 500_000
    assert (balance("1012"), balance("2203"), balance("2245")) == (0, 0, -1_000_000)


def test_who_comes_second_below_the_reserve_buys_nothing(house):
    key = sold(house, second=4_500_000)
    with at_work(house["boss"]):
        assert actions.default_winner(key, CLOSED) is None
        with pytest.raises(Refusal, match="no-second"):
            actions.award_second(key, CLOSED)
    with at_work(house["money"]):
        assert actions.refund_losers(key, ON, CLOSED) == 1
    assert (balance("1012"), balance("2245")) == (0, -500_000)


def test_a_second_who_does_not_pay_either_leaves_nobody(house):
    key = sold(house)
    with at_work(house["boss"]):
        actions.default_winner(key, CLOSED)
        actions.award_second(key, CLOSED)
        assert actions.default_winner(key, CLOSED) is None
        with pytest.raises(Refusal, match="no-second"):
            actions.award_second(key, CLOSED)
    assert balance("2245") == -1_000_000


def test_sealed_bids_are_opened_by_their_bidders_after_the_end_and_the_highest_opened_wins(house):
    let_in(house, "b1", "b2", "b3")
    clock_at(AT - timedelta(hours=1))
    key = opened(house, form=AuctionForm.SEALED, reveal_minutes=30)
    entered(house, key, "b1", "b2", "b3")
    clock_at(AT + timedelta(minutes=1))
    offers = {"b1": (1, 5_500_000), "b2": (2, 5_300_000), "b3": (3, 6_000_000)}
    for name, (number, fen) in offers.items():
        with at_work(house[name]):
            actions.seal(key, commitment(key, number, fen, f"secret-{name}"), f"{name}-sealed-once")
            with pytest.raises(Refusal, match="bid-sealed-already"):
                actions.seal(key, "cd" * 32, f"{name}-sealed-again")
    assert set(Bid.objects.values_list("fen", flat=True)) == {None}
    with at_work(house["b1"]), pytest.raises(Refusal, match="not-opened-now"):
        actions.unseal(key, 5_500_000, "secret-b1", AT + timedelta(minutes=2))
    ended = AT + timedelta(hours=1, minutes=1)
    clock_at(ended)
    assert actions.close_due(ended) == {"sold": 0, "unsold": 0, "failed": 0}
    for name in ("b1", "b2"):
        with at_work(house[name]):
            with pytest.raises(Refusal):
                actions.unseal(key, offers[name][1] + 1, f"secret-{name}", ended)
            actions.unseal(key, offers[name][1], f"secret-{name}", ended)
    clock_at(CLOSED)
    assert actions.close_due(CLOSED)["sold"] == 1
    row = Auction.objects.get(pk=key)
    assert (row.outcome, row.winner, row.sold_fen) == (AuctionOutcome.SOLD.value, 1, 5_500_000)  # b3 stayed sealed
    assert fault(chain_file(key)) == ""
