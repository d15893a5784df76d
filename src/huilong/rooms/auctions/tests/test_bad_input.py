"""Forms of auctions filled in badly are answered with a notice (竞价乱填)."""

from datetime import timedelta

import pytest

from huilong.rooms.auctions.models import Auction, Entry
from huilong.rooms.auctions.terms import AuctionForm
from tests.badly import asked_badly, breakdowns
from tests.meeting import meeting_as

from .conftest import AT, clock_at, entered, opened
from .test_pages import form, visitors

__all__ = ["visitors"]
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.slow
def test_no_form_of_an_auction_breaks_down(house, visitors):
    clock_at(AT - timedelta(hours=1))
    key = opened(house)
    entered(house, key, "b1", "b2")
    clock_at(AT + timedelta(minutes=1))
    sealed = opened(house, subject="thing:3", form=AuctionForm.SEALED, opens_at=AT - timedelta(minutes=30))
    entered(house, sealed, "b1")
    bidder, entry = Entry.objects.filter(auction_id=key).values_list("bidder_id", "pk").first()
    with meeting_as("web"):
        asked = [
            ("clerk", "/auctions/new", form(barred_firms="1")),
            ("boss", f"/auctions/{key}/approve", {"why": "price_fair"}),
            ("clerk", f"/auctions/{key}/cancel", {"why": "mistake"}),
            ("b1", f"/auctions/{key}/enter", {"agree": "no"}),
            ("b1", f"/auctions/{key}/bid", {"amount": "45000", "key": "k" * 16}),
            ("b1", f"/auctions/{sealed}/seal", {"commitment": "ab" * 32, "key": "k" * 16}),
            ("b1", f"/auctions/{sealed}/unseal", {"amount": "45000", "secret": "s" * 32}),
            ("b3", "/auctions/register", {"kind": "dealer", "identity": "91370100MA3X", "independent": "yes"}),
            ("clerk", f"/auctions/bidders/{bidder}/decide", {"why": "in_order"}),
            ("money", f"/auctions/entries/{entry}/deposit",
             {"amount": "5000", "reference": "B-1", "paid_on": "2026-04-20"}),
        ]  # fmt: skip
        broken = [one for name, path, good in asked for one in breakdowns(visitors[name], path, good)]
        lists = {"text": "x", "state": "live", "form": "open", "page": "1", "sort": "title"}
        broken += [
            f"{name}={bad!r:.30}" for name, bad, status in asked_badly(visitors["clerk"], "/auctions/", lists, "get")
            if status >= 500
        ]  # fmt: skip
    assert broken == []
    assert Auction.objects.count() == 2
