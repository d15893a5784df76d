"""Pages of the ledger (账务页): receipts posted on the desk, posting and taking back, differences with the lender's."""

from datetime import date
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import include, path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from huilong.kernel.acting import acting
from huilong.kernel.money import BadAmount, Fen, fen
from huilong.kernel.refusal import Refusal
from huilong.rooms.journal.actions import record_export
from huilong.rooms.ledger import actions, queries
from huilong.rooms.ledger.terms import ReverseReason, Settlement
from huilong.rooms.ledger.web_table import DIFFERENCES, DifferenceSource, ReceiptSource, names, receipts_table
from huilong.rooms.people.queries import may
from huilong.shell.lists import list_page
from huilong.shell.permission import require


def _journal_export(request: HttpRequest, detail: dict[str, Any]) -> None:
    record_export(detail)


@require_http_methods(["GET", "POST"])
def receipt_list(request: HttpRequest) -> HttpResponseBase:
    """The receipts posted on the desk (柜台入账), and the form to post one."""
    require(request, "receipt.view")
    source = ReceiptSource()
    return list_page(
        request, receipts_table(source.names), source, may=partial(may, request.user), log=_journal_export,
        template="ledger/receipts.html", may_post=may(request.user, "receipt.post"), today=timezone.localdate(),
        differences=queries.count_differences(),
    )  # fmt: skip


@require_POST
def post(request: HttpRequest) -> HttpResponse:
    """Post money received for a loan (柜台入账)."""
    require(request, "receipt.post")
    who = acting()
    key = actions.post_receipt(
        loan_id=request.POST.get("loan_id", ""), on=_day(request), amount_fen=_amount(request),
        lender_reference=request.POST.get("lender_reference", ""), actor=who.actor if who else "system",
        today=timezone.localdate(), at=timezone.now(),
    )  # fmt: skip
    messages.success(request, gettext("Receipt %(key)s is posted.") % {"key": key})
    return redirect(reverse("receipts:list"))


@require_GET
def one_receipt(request: HttpRequest, receipt_id: int) -> HttpResponse:
    """One receipt of the desk (柜台入账详情), with the way to take it back."""
    require(request, "receipt.view")
    row = queries.desk_receipt(receipt_id)
    takes_back = may(request.user, "receipt.post") and row.reversed_at is None
    return render(request, "ledger/receipt.html", {
        "receipt": row, "by": names({row.posted_by}).get(row.posted_by, row.posted_by),
        "reasons": list(ReverseReason) if takes_back else [],
    })  # fmt: skip


@require_POST
def take_back(request: HttpRequest, receipt_id: int) -> HttpResponse:
    """Take back a receipt that was posted wrongly (撤销入账)."""
    require(request, "receipt.post")
    queries.desk_receipt(receipt_id)
    actions.reverse_receipt(receipt_id, _choice(ReverseReason, request, "why"), at=timezone.now())
    messages.success(request, gettext("The receipt was taken back."))
    return redirect(reverse("receipts:list"))


@require_http_methods(["GET", "POST"])
def difference_list(request: HttpRequest) -> HttpResponseBase:
    """The differences between the desk's receipts and the lender's (对账差异)."""
    require(request, "receipt.view")
    may_see = partial(may, request.user)
    return list_page(request, DIFFERENCES, DifferenceSource(), may=may_see, log=_journal_export)


@require_GET
def one_difference(request: HttpRequest, difference_id: int) -> HttpResponse:
    """One difference (差异详情), with the ways to settle it."""
    require(request, "receipt.view")
    row = queries.difference(difference_id)
    settles = may(request.user, "receipt.post") and row.settled_at is None
    return render(request, "ledger/difference.html", {
        "one": row, "ways": actions.WAYS[row.kind] if settles else (),
        "by": names({row.settled_by}).get(row.settled_by, row.settled_by),
    })  # fmt: skip


@require_POST
def settle(request: HttpRequest, difference_id: int) -> HttpResponse:
    """Settle a difference (处理差异)."""
    require(request, "receipt.post")
    queries.difference(difference_id)
    actions.settle_difference(difference_id, _choice(Settlement, request, "how"), at=timezone.now())
    messages.success(request, gettext("The difference is settled."))
    return redirect(reverse("receipts:differences"))


def _day(request: HttpRequest) -> date:
    text = request.POST.get("on", "").strip()
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refusal(
            "bad-date", status=422, where="on", zh=f"无法识别的日期:{text}。", en=f"This is not a date: {text}.",
            remedy_zh="请使用 2026-01-31 这样的格式。", remedy_en="Write it like 2026-01-31.",
        ) from None  # fmt: skip


def _amount(request: HttpRequest) -> Fen:
    text = request.POST.get("amount", "").strip()
    try:
        return fen(text)
    except BadAmount:
        raise Refusal(
            "bad-amount", status=422, where="amount",
            zh=f"无法识别的金额:{text}。", en=f"This is not an amount: {text}.",
            remedy_zh="请使用 1234.56 这样的格式。", remedy_en="Write it like 1234.56.",
        ) from None  # fmt: skip


def _choice(among: Any, request: HttpRequest, field: str) -> Any:
    """A posted member of an enum; anything else is refused."""
    asked = request.POST.get(field, "")
    if asked not in list(among):
        raise Refusal(
            "no-choice", status=422, where=field, zh="请从列表中选择。", en="Choose one of the list.",
            remedy_zh="请刷新页面后重新选择。", remedy_en="Reload the page and choose again.",
        )  # fmt: skip
    return among(asked)


_doors = [
    path("", receipt_list, name="list"),
    path("post", post, name="post"),
    path("differences/", difference_list, name="differences"),
    path("differences/<int:difference_id>/", one_difference, name="difference"),
    path("differences/<int:difference_id>/settle", settle, name="settle"),
    path("<int:receipt_id>/", one_receipt, name="receipt"),
    path("<int:receipt_id>/take-back", take_back, name="take_back"),
]
urlpatterns = [path("receipts/", include((_doors, "receipts")))]
