"""Pages of the ledger (账务页): receipts posted on the desk, posting and taking back, differences with the lender's."""

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
from huilong.rooms.book import queries as book
from huilong.rooms.journal.actions import record_export
from huilong.rooms.ledger import actions, queries, web_accounts, web_entries
from huilong.rooms.ledger.terms import ReverseReason, Settlement
from huilong.rooms.ledger.web_table import DIFFERENCES, DifferenceSource, ReceiptSource, names, receipts_table
from huilong.rooms.people.queries import may
from huilong.shell.lists import list_page
from huilong.shell.permission import require
from huilong.shell.typed import typed_amount, typed_day, typed_member


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
    loan = request.POST.get("loan_id", "")
    key = actions.post_receipt(
        loan_id=loan, on=typed_day(request.POST, "on"),
        amount_fen=typed_amount(request.POST, "amount"),
        lender_reference=request.POST.get("lender_reference", ""), actor=who.actor if who else "system",
        today=timezone.localdate(), at=timezone.now(),
    )  # fmt: skip
    messages.success(request, gettext("Receipt %(key)s is posted.") % {"key": key})
    if not book.loans_known([loan.strip()]):
        said = gettext("Nobody knows the loan %(loan)s yet: the money waits in suspense.") % {"loan": loan}
        messages.warning(request, said)
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
    actions.reverse_receipt(receipt_id, typed_member(ReverseReason, request.POST, "why"), at=timezone.now())
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
    actions.settle_difference(difference_id, typed_member(Settlement, request.POST, "how"), at=timezone.now())
    messages.success(request, gettext("The difference is settled."))
    return redirect(reverse("receipts:differences"))


_doors = [
    path("", receipt_list, name="list"),
    path("post", post, name="post"),
    path("differences/", difference_list, name="differences"),
    path("differences/<int:difference_id>/", one_difference, name="difference"),
    path("differences/<int:difference_id>/settle", settle, name="settle"),
    path("<int:receipt_id>/", one_receipt, name="receipt"),
    path("<int:receipt_id>/take-back", take_back, name="take_back"),
]
urlpatterns = [
    path("receipts/", include((_doors, "receipts"))),
    path("ledger/", include(([*web_accounts.doors, *web_entries.doors], "ledger"))),
]
