"""Doors of bidders (竞买人操作): enter, bid, hand a sealed bid in, open it. Plain forms: no script needed."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_POST

from huilong.kernel.money import grouped
from huilong.kernel.refusal import Refusal
from huilong.rooms.auctions import actions, queries
from huilong.rooms.auctions.rules.bid_chain import moment
from huilong.rooms.auctions.terms import BidReceipt
from huilong.shell.permission import require
from huilong.shell.problem import wants_json
from huilong.shell.typed import typed_amount


@require_POST
def enter(request: HttpRequest, auction_id: int) -> HttpResponse:
    """Enter an auction, agreeing to its terms (报名参拍)."""
    require(request, "auction.bid")
    if request.POST.get("agree") != "yes":
        raise Refusal("not-agreed", status=422, where="agree", zh="请先阅读并同意竞价规则。",
                      en="Read the terms and agree to them first.")  # fmt: skip
    name = actions.enter(auction_id, queries.clock())
    messages.success(request, gettext("You are %(name)s here. Pay the deposit to bid.") % {"name": name})
    return redirect("auctions:auction", auction_id)


@require_POST
def bid(request: HttpRequest, auction_id: int) -> HttpResponse:
    """Bid (出价)."""
    require(request, "auction.bid")
    key = request.POST.get("key", "")
    return _answered(
        request, auction_id, lambda: actions.bid(auction_id, typed_amount(request.POST, "amount"), key)
    )


@require_POST
def seal(request: HttpRequest, auction_id: int) -> HttpResponse:
    """Hand in a sealed bid (提交密封报价)."""
    require(request, "auction.bid")
    key, commitment = request.POST.get("key", ""), request.POST.get("commitment", "").strip().lower()
    return _answered(request, auction_id, lambda: actions.seal(auction_id, commitment, key))


@require_POST
def unseal(request: HttpRequest, auction_id: int) -> HttpResponse:
    """Open the own sealed bid after the end (开标)."""
    require(request, "auction.bid")
    fen = typed_amount(request.POST, "amount")
    actions.unseal(auction_id, fen, request.POST.get("secret", "").strip()[:80], queries.clock())
    messages.success(request, gettext("Your bid is open: %(amount)s.") % {"amount": grouped(fen)})
    return redirect("auctions:auction", auction_id)


def _answered(request: HttpRequest, auction: int, ask: Callable[[], BidReceipt]) -> HttpResponse:
    """The answer to a bid: JSON for a program; a page again for a person, with the no said on it."""
    if wants_json(request):
        one = ask()
        return JsonResponse({
            "auction": auction, "seq": one.seq, "fen": one.fen, "at": moment(one.at), "hash": one.hash,
            "ends_at": moment(one.ends_at),
        })  # fmt: skip
    try:
        one = ask()
    except Refusal as refusal:
        if not refusal.code.startswith("bid"):
            raise
        language = get_language() or "en"
        messages.error(request, f"{refusal.says.in_language(language)} {refusal.remedy.in_language(language)}".strip())
        return redirect("auctions:auction", auction)
    said = gettext("Your bid is number %(seq)s; check digits %(hash)s.") % {"seq": one.seq, "hash": one.hash[:8]}
    messages.success(request, said)
    return redirect("auctions:auction", auction)
