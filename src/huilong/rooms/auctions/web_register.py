"""Bidders (竞买人页): asking to be let in, and the house letting in."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from huilong.rooms.auctions import actions, queries
from huilong.rooms.auctions.terms import BidderKind, BidderState, BidderWhy
from huilong.shell.permission import require
from huilong.shell.typed import typed_member


@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """Ask to be let into auctions (竞买人登记)."""
    require(request, "auction.bid")
    if request.method == "POST":
        actions.register_bidder(
            typed_member(BidderKind, request.POST, "kind"), request.POST.get("identity", ""), queries.clock(),
            independent=request.POST.get("independent") == "yes",
        )  # fmt: skip
        messages.success(request, gettext("You are registered. You will be let in once your papers are looked at."))
        return redirect("auctions:register")
    return render(request, "auctions/register.html", {"bidder": queries.my_bidder(), "kinds": list(BidderKind)})


@require_GET
def bidders(request: HttpRequest) -> HttpResponse:
    """Who asked to bid (竞买人审核)."""
    require(request, "auction.manage")
    told = {"bidders": queries.bidders(), "reasons": list(BidderWhy), "asked": BidderState.ASKED}
    return render(request, "auctions/bidders.html", told)


@require_POST
def decide(request: HttpRequest, bidder_id: int) -> HttpResponse:
    """Let somebody in, or not (审核)."""
    require(request, "auction.manage")
    state = actions.decide_bidder(bidder_id, typed_member(BidderWhy, request.POST, "why"), queries.clock())
    said = gettext("The bidder is let in.") if state is BidderState.APPROVED else gettext("The bidder is not let in.")
    messages.success(request, said)
    return redirect("auctions:bidders")
