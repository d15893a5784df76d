"""Pages of auctions (竞价): the hall, and where each door is."""

from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.urls import include, path
from django.views.decorators.http import require_GET

from huilong.rooms.auctions import queries, web_acts, web_bids, web_floor, web_register
from huilong.rooms.auctions.web_table import AUCTIONS, AuctionSource
from huilong.rooms.people.queries import may
from huilong.shell.lists import list_page
from huilong.shell.permission import require


@require_GET
def hall(request: HttpRequest) -> HttpResponseBase:
    """The auctions the reader sees (竞价大厅)."""
    require(request, "auction.view")
    told: dict[str, Any] = {"may_manage": may(request.user, "auction.manage")}
    if may(request.user, "auction.bid"):
        told |= {"may_bid": True, "bidder": queries.my_bidder()}
    return list_page(
        request, AUCTIONS, AuctionSource(queries.clock()), may=partial(may, request.user), log=_never_exported,
        template="auctions/hall.html", **told,
    )  # fmt: skip


def _never_exported(request: HttpRequest, detail: dict[str, Any]) -> None:
    raise PermissionDenied


_doors = [
    path("auctions/", hall, name="list"),
    path("auctions/new", web_acts.make, name="make"),
    path("auctions/register", web_register.register, name="register"),
    path("auctions/bidders", web_register.bidders, name="bidders"),
    path("auctions/bidders/<int:bidder_id>/decide", web_register.decide, name="decide_bidder"),
    path("auctions/entries/<int:entry_id>/deposit", web_acts.take_deposit, name="take_deposit"),
    path("auctions/entries/<int:entry_id>/refund", web_acts.refund, name="refund"),
    path("auctions/<int:auction_id>/", web_floor.auction, name="auction"),
    path("auctions/<int:auction_id>/floor", web_floor.floor, name="floor"),
    path("auctions/<int:auction_id>/chain", web_floor.chain, name="chain"),
    path("auctions/<int:auction_id>/confirmation", web_floor.confirmation, name="confirmation"),
    path("auctions/<int:auction_id>/enter", web_bids.enter, name="enter"),
    path("auctions/<int:auction_id>/bid", web_bids.bid, name="bid"),
    path("auctions/<int:auction_id>/seal", web_bids.seal, name="seal"),
    path("auctions/<int:auction_id>/unseal", web_bids.unseal, name="unseal"),
    path("auctions/<int:auction_id>/approve", web_acts.approve, name="approve"),
    path("auctions/<int:auction_id>/cancel", web_acts.cancel, name="cancel"),
    path("auctions/<int:auction_id>/paid", web_acts.paid, name="paid"),
    path("auctions/<int:auction_id>/default", web_acts.default, name="default"),
    path("auctions/<int:auction_id>/second", web_acts.second, name="second"),
    path("auctions/<int:auction_id>/refund", web_acts.refund_all, name="refund_all"),
]
urlpatterns = [path("", include((_doors, "auctions")))]
