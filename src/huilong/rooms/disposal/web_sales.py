"""Pages of sales (变卖办理): what is done to a sale, and venues outside with their files."""

import csv
import io
from collections.abc import Callable
from datetime import datetime

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST
from openpyxl import Workbook

from huilong.kernel.refusal import Refusal
from huilong.rooms.disposal import actions, queries
from huilong.rooms.disposal.terms import SaleEnd, SaleState, TransferPaper, VenueKind
from huilong.rooms.disposal.web_table import paper_needed, whole
from huilong.rooms.journal.actions import digested
from huilong.shell.permission import require
from huilong.shell.typed import typed_amount, typed_member, typed_or_none

BY_FILE = (VenueKind.CONSIGNMENT, VenueKind.JUDICIAL)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_BYTES = 5_000_000
Doing = Callable[[HttpRequest, int, str, datetime], None]


@require_POST
def act(request: HttpRequest, stock_id: int) -> HttpResponse:
    """One verb on the live sale of a vehicle (变卖办理)."""
    require(request, "stock.view")
    now = timezone.now()
    number = queries.stock_row(stock_id, timezone.localdate(now)).number
    permission, doing = VERBS.get(request.POST.get("verb", ""), ("", None))
    if doing is None:
        raise Refusal("no-choice", status=422, where="verb", zh="请从列表中选择。", en="Choose one of the list.")
    require(request, permission)
    sale = queries.live_sale_of(stock_id)
    if sale is None:
        raise Refusal("sale-state", zh="车辆没有进行中的变卖。", en="The vehicle has no live sale.",
                      remedy_zh="请刷新页面。", remedy_en="Reload the page.")  # fmt: skip
    doing(request, sale.id, number, now)
    messages.success(request, gettext("Done, and written into the history of %(number)s.") % {"number": number})
    return redirect(reverse("stock:one", args=[stock_id]))


def _offer(request: HttpRequest, sale: int, number: str, now: datetime) -> None:
    insider = request.POST.get("insider") == "yes"
    actions.offer(sale, request.POST.get("buyer", "")[:80], typed_amount(request.POST, "amount"), now, insider=insider)


def _take(request: HttpRequest, sale: int, number: str, now: datetime) -> None:
    actions.take_offer(sale, whole(request, "offer"), now)


def _agree(request: HttpRequest, sale: int, number: str, now: datetime) -> None:
    """A venue outside tells a sale on paper: typed in by hand."""
    if queries.sale_row(sale).kind not in BY_FILE:
        raise Refusal("sale-state", zh="该渠道的成交不由手工登记。", en="A sale there is not noted by hand.")
    buyer = request.POST.get("buyer", "").strip()[:80]
    actions.agree(
        sale, typed_amount(request.POST, "amount"), buyer_key=digested(buyer), buyer=buyer, at=now,
        fee_fen=typed_or_none(typed_amount, request.POST, "fee") or 0,
    )  # fmt: skip


def _fail(request: HttpRequest, sale: int, number: str, now: datetime) -> None:
    row = queries.sale_row(sale)
    if row.kind is VenueKind.OWN_AUCTION and row.state is SaleState.OPEN:
        raise Refusal("sale-state", zh="竞价结束后自动登记。", en="The auction says so itself when it is over.")
    actions.fail(sale, typed_member(SaleEnd, request.POST, "why"), now)


def _pay(request: HttpRequest, sale: int, number: str, now: datetime) -> None:
    actions.take_price(sale, typed_amount(request.POST, "amount"), request.POST.get("reference", ""), now)


def _paper(request: HttpRequest, sale: int, number: str, now: datetime) -> None:
    kind = typed_member(TransferPaper, request.POST, "paper")
    actions.keep_paper(sale, kind, paper_needed(request, number, now), now)


def _deliver(request: HttpRequest, sale: int, number: str, now: datetime) -> None:
    actions.deliver(sale, now)


def _undo(request: HttpRequest, sale: int, number: str, now: datetime) -> None:
    actions.undo_sale(sale, typed_member(SaleEnd, request.POST, "why"), now)


def _propose(request: HttpRequest, sale: int, number: str, now: datetime) -> None:
    actions.propose(sale, now)


VERBS: dict[str, tuple[str, Doing]] = {
    "offer": ("stock.manage", _offer), "take": ("stock.manage", _take), "agree": ("stock.manage", _agree),
    "fail": ("stock.manage", _fail), "pay": ("receipt.post", _pay), "paper": ("stock.manage", _paper),
    "deliver": ("stock.manage", _deliver), "undo": ("sale.decide", _undo),
    "propose": ("proceeds.distribute", _propose),
}  # fmt: skip
"""What the page does, and the permission each needs."""


@require_GET
def all_venues(request: HttpRequest) -> HttpResponse:
    """The venues (渠道): their terms as data; lists of lots out, results in."""
    require(request, "stock.view")
    told = queries.policy()
    return render(request, "disposal/all_venues.html", {
        "venues": [(one, told.cuts[one.kind], one.kind in BY_FILE) for one in told.venues],
    })  # fmt: skip


@require_POST
def lots(request: HttpRequest, venue: str) -> HttpResponse:
    """The lots at a venue as a file (委托清单), CSV or XLSX."""
    require(request, "stock.manage")
    rows = actions.rows_for(venue, timezone.now())
    if request.POST.get("form") == "xlsx":
        book = Workbook(write_only=True)
        sheet = book.create_sheet("lots")
        for row in rows:
            sheet.append(list(row))
        body = io.BytesIO()
        book.save(body)
        response = HttpResponse(body.getvalue(), content_type=XLSX)
        response["Content-Disposition"] = f'attachment; filename="lots-{venue}.xlsx"'
        return response
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    response = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="lots-{venue}.csv"'
    return response


@require_POST
def results(request: HttpRequest, venue: str) -> HttpResponse:
    """What a venue says came of its lots (导入渠道回单): each row taken, or why not."""
    require(request, "stock.manage")
    file = request.FILES.get("file")
    if not isinstance(file, UploadedFile) or (file.size or 0) > MOST_BYTES:
        raise Refusal("file-missing", status=422, where="file", zh="没有文件,或文件过大。",
                      en="There is no file, or it is too long.")  # fmt: skip
    found = actions.take_results(venue, file.name or "", file.read(), timezone.now())
    return render(request, "disposal/results.html", {
        "rows": found, "venue": queries.policy().venue(venue), "refused": sum(1 for one in found if one.refusal),
    })  # fmt: skip
