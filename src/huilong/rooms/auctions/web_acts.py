"""Doors of the house (竞价管理): make, approve, cancel; the winner paid or did not; deposits in and out."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from huilong.rooms.auctions import actions, queries
from huilong.rooms.auctions.terms import ApproveReason, AuctionForm, AuctionPhase, CancelReason
from huilong.rooms.auctions.web_table import AMOUNTS, MINUTES, SAID, said_from, terms_from
from huilong.rooms.people.queries import organisations_of_kind
from huilong.rooms.people.terms import OrganisationKind
from huilong.shell.permission import require
from huilong.shell.typed import typed_amount, typed_day, typed_member

HELPERS = (OrganisationKind.VALUER, OrganisationKind.TOW_COMPANY, OrganisationKind.YARD, OrganisationKind.AGENCY,
           OrganisationKind.AUCTION_HOUSE)  # fmt: skip
"""Kinds of firms that may have had a part in the sale."""


@require_http_methods(["GET", "HEAD", "POST"])
def make(request: HttpRequest) -> HttpResponse:
    """Put a thing up for auction (开设竞价)."""
    require(request, "auction.manage")
    if request.method == "POST":
        at = queries.clock()
        subject = request.POST.get("subject", "").strip()[:60]
        key = actions.open_auction(
            subject, request.POST.get("title", ""), terms_from(request.POST), at, said=said_from(request.POST)
        )
        waits = queries.auction_row(key, at).phase is AuctionPhase.ASKED
        said = gettext("The auction waits for a second person.") if waits else gettext("The auction is announced.")
        messages.success(request, said)
        return redirect("auctions:auction", key)
    firms = [one for kind in HELPERS for one in organisations_of_kind(kind)]
    return render(request, "auctions/make.html", {
        "amounts": AMOUNTS, "minutes": MINUTES, "said": SAID.items(), "forms": list(AuctionForm), "firms": firms,
        "subject": request.GET.get("subject", ""), "title": request.GET.get("title", ""),
    })  # fmt: skip


@require_POST
def approve(request: HttpRequest, auction_id: int) -> HttpResponse:
    """Let an auction open that waits for a second person (批准开拍)."""
    require(request, "sale.decide")
    actions.approve_auction(auction_id, typed_member(ApproveReason, request.POST, "why"), queries.clock())
    messages.success(request, gettext("The auction is announced."))
    return redirect("auctions:auction", auction_id)


@require_POST
def cancel(request: HttpRequest, auction_id: int) -> HttpResponse:
    """Take an auction back before anybody bid (撤销竞价)."""
    require(request, "auction.manage")
    actions.cancel_auction(auction_id, typed_member(CancelReason, request.POST, "why"), queries.clock())
    messages.success(request, gettext("The auction is cancelled."))
    return redirect("auctions:auction", auction_id)


@require_POST
def paid(request: HttpRequest, auction_id: int) -> HttpResponse:
    """Note that the winner paid the rest (买受人付清)."""
    require(request, "ledger.post")
    actions.settle(auction_id, queries.clock())
    messages.success(request, gettext("The winner has paid; the deposit counts to the price."))
    return redirect("auctions:auction", auction_id)


@require_POST
def default(request: HttpRequest, auction_id: int) -> HttpResponse:
    """Note that the winner did not pay (悔拍)."""
    require(request, "sale.decide")
    actions.default_winner(auction_id, queries.clock())
    messages.success(request, gettext("The deposit is forfeited. Sell to the second, or offer it anew."))
    return redirect("auctions:auction", auction_id)


@require_POST
def second(request: HttpRequest, auction_id: int) -> HttpResponse:
    """Sell to who came second (次高价成交)."""
    require(request, "sale.decide")
    actions.award_second(auction_id, queries.clock())
    messages.success(request, gettext("Sold to the second."))
    return redirect("auctions:auction", auction_id)


@require_POST
def take_deposit(request: HttpRequest, entry_id: int) -> HttpResponse:
    """Note that a deposit came in (保证金到账)."""
    require(request, "ledger.post")
    entry = queries.entry_of(entry_id)
    actions.take_deposit(
        entry_id, typed_amount(request.POST, "amount"), request.POST.get("reference", ""),
        typed_day(request.POST, "paid_on"), queries.clock(),
    )  # fmt: skip
    messages.success(request, gettext("The deposit of %(name)s is in.") % {"name": entry.pseudonym})
    return redirect("auctions:auction", entry.auction)


@require_POST
def refund(request: HttpRequest, entry_id: int) -> HttpResponse:
    """Note that a deposit was paid back (退还保证金)."""
    require(request, "ledger.post")
    entry, at = queries.entry_of(entry_id), queries.clock()
    actions.refund_deposit(entry_id, timezone.localdate(at), at)
    messages.success(request, gettext("The deposit of %(name)s is paid back.") % {"name": entry.pseudonym})
    return redirect("auctions:auction", entry.auction)


@require_POST
def refund_all(request: HttpRequest, auction_id: int) -> HttpResponse:
    """Note that all who did not win were paid back (批量退还)."""
    require(request, "ledger.post")
    at = queries.clock()
    count = actions.refund_losers(auction_id, timezone.localdate(at), at)
    messages.success(request, gettext("%(count)s deposits are paid back.") % {"count": count})
    return redirect("auctions:auction", auction_id)
