"""The floor (竞价页): one auction with its price, time left and bids; the part that follows live; chain, paper."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from huilong.kernel.money import Fen
from huilong.rooms.auctions import actions, queries
from huilong.rooms.auctions.actions.opening import live_name
from huilong.rooms.auctions.terms import (
    ApproveReason,
    AuctionForm,
    AuctionPhase,
    AuctionRow,
    CancelReason,
    DepositState,
    pseudonym,
)
from huilong.rooms.people.queries import may
from huilong.shell.permission import require

OVER = (AuctionPhase.SOLD, AuctionPhase.UNSOLD, AuctionPhase.CANCELLED)


@require_GET
def auction(request: HttpRequest, auction_id: int) -> HttpResponse:
    """One auction (竞价详情): what is sold, the floor, and what the reader may do."""
    require(request, "auction.view")
    at = queries.clock()
    row = queries.auction_row(auction_id, at)
    told = _floor(row, at) | {
        "key": uuid4().hex, "bidder": queries.my_bidder() if may(request.user, "auction.bid") else None,
        "may_bid": may(request.user, "auction.bid"), "may_manage": may(request.user, "auction.manage"),
        "may_approve": may(request.user, "sale.decide"), "may_post": may(request.user, "ledger.post"),
        "bidding": row.phase is AuctionPhase.BIDDING, "over": row.phase in OVER,
    }  # fmt: skip
    if not told["may_bid"]:
        told |= {
            "mandate": queries.mandate_of(auction_id), "entries": queries.entries_of(auction_id),
            "cancel_reasons": list(CancelReason), "approve_reasons": list(ApproveReason),
            "today": timezone.localdate(at), "held": DepositState.HELD,
        }  # fmt: skip
    return render(request, "auctions/auction.html", told)


@require_GET
def floor(request: HttpRequest, auction_id: int) -> HttpResponse:
    """The part of the page that follows the bids (场面)."""
    require(request, "auction.view")
    at = queries.clock()
    return render(request, "auctions/_floor.html", _floor(queries.auction_row(auction_id, at), at))


@require_GET
def chain(request: HttpRequest, auction_id: int) -> HttpResponse:
    """The chain of bids as a file that anybody can check without us (出价链文件)."""
    require(request, "auction.view")
    answer = JsonResponse(queries.chain_file(auction_id), json_dumps_params={"ensure_ascii": False, "indent": 1})
    answer["Content-Disposition"] = f'attachment; filename="auction-{auction_id}.json"'
    return answer


@require_GET
def confirmation(request: HttpRequest, auction_id: int) -> HttpResponse:
    """The confirmation of the sale as a PDF (成交确认书): for the house and the winner."""
    require(request, "auction.view")
    body = actions.confirmation(auction_id, queries.clock())
    answer = HttpResponse(body, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="auction-{auction_id}.pdf"'
    return answer


def _floor(row: AuctionRow, at: datetime) -> dict[str, Any]:
    return {
        "auction": row, "at": at, "live": live_name(row.id), "least": _least(row), "bids": queries.bids_of(row.id),
        "me": pseudonym(row.number) if row.number else "", "leads": row.number is not None and row.leader == row.number,
        "winner": pseudonym(row.winner) if row.winner else "",
        "won": row.winner is not None and row.winner == row.number, "sealed": row.terms.form is AuctionForm.SEALED,
        "seconds_left": max(0, int((row.ends_at - at).total_seconds())),
    }  # fmt: skip


def _least(row: AuctionRow) -> Fen:
    """The least that may be bid now."""
    return row.terms.start_fen if row.price_fen is None else row.price_fen + row.terms.step_fen
