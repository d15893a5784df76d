"""Pages of entries (凭证页): an entry with its lines and what it came of; suspense and refunds with their acts."""

from datetime import timedelta
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from huilong.rooms.journal.actions import record_export
from huilong.rooms.ledger import actions, queries
from huilong.rooms.ledger.web_table import ListSource, kind_words, names, source_of
from huilong.rooms.people.queries import may
from huilong.shell.lists import list_page
from huilong.shell.permission import require
from huilong.shell.table import Column, Table
from huilong.shell.templatetags.huilong import words
from huilong.shell.typed import typed_amount, typed_day, typed_or_none

AGREES_DAYS = 60
SUSPENSE = Table(
    key="suspense", title=_("Suspense and refunds"), export_permission="ledger.view",
    empty=_("No money waits: each receipt has its loan, and nothing is owed back."),
    way_out=(_("Receipts"), "receipts:list"),
    columns=(
        Column("receipt", _("Receipt"), "number",
               href=lambda row: reverse("ledger:waiting", args=[row.receipt]) if row.receipt else ""),
        Column("state", _("State"), "tag", value=lambda row: _("owed back") if row.owed_back else _("in suspense")),
        Column("claimed", _("Loan it names")), Column("on", _("Day received"), "date"),
        Column("fen", _("Amount"), "money", red=lambda row: True), Column("reference", _("Lender's reference")),
    ),
)  # fmt: skip

AGREEMENT = Table(
    key="ledger-agreement", title=_("Ledger and lender's file"), export_permission="ledger.view",
    empty=_("The accounts and the lender's file agree."), way_out=(_("Trial balance"), "ledger:trial"),
    columns=(
        Column("kind", _("Difference"), value=lambda row: words(row.kind)), Column("loan_id", _("Loan")),
        Column("receipt", _("Receipt")), Column("book_fen", _("Lender's file"), "money"),
        Column("ledger_fen", _("Accounts"), "money"),
        Column("remedy", _("What to do"), value=lambda row: row.remedy.in_language(get_language() or "")),
    ),
)  # fmt: skip


def _journal_export(request: HttpRequest, detail: dict[str, Any]) -> None:
    record_export(detail)


@require_GET
def entry(request: HttpRequest, entry_id: int) -> HttpResponse:
    """An entry with its lines and what it came of (凭证详情)."""
    require(request, "ledger.view")
    row = queries.entry(entry_id)
    chart = queries.chart()
    return render(request, "ledger/entry.html", {
        "entry": row, "by": names({row.by}).get(row.by, row.by), "source": source_of(row.key),
        "kind": kind_words(row.kind), "tab": "trial",
        "lines": [(one, chart[one.account]) for one in row.lines],
        "total": sum(one.fen for one in row.lines if one.fen > 0),
    })  # fmt: skip


@require_http_methods(["GET", "POST"])
def suspense(request: HttpRequest) -> HttpResponseBase:
    """Money that nobody could place, and money owed back (暂收与应退), each with its act."""
    require(request, "ledger.view")
    found = ListSource([*queries.open_suspense(), *queries.refunds_owed()])
    return list_page(
        request, SUSPENSE, found, may=partial(may, request.user), log=_journal_export,
        template="ledger/suspense.html", tab="suspense",
    )  # fmt: skip


@require_GET
def waiting(request: HttpRequest, receipt_id: int) -> HttpResponse:
    """One receipt in suspense or owed back (暂收款详情), with the ways to settle it."""
    require(request, "ledger.view")
    receipt = queries.desk_receipt(receipt_id)
    mine = [one for one in (*queries.open_suspense(), *queries.refunds_owed()) if one.receipt == receipt_id]
    return render(request, "ledger/waiting.html", {
        "receipt": receipt, "waiting": mine, "tab": "suspense", "may_post": may(request.user, "ledger.post"),
        "entries": queries.entries_of(party=f"receipt:{receipt_id}"),
    })  # fmt: skip


@require_POST
def apply(request: HttpRequest, receipt_id: int) -> HttpResponse:
    """Give money in suspense to its loan (暂收转入借据)."""
    require(request, "ledger.post")
    queries.desk_receipt(receipt_id)
    loan = request.POST.get("loan_id", "")
    actions.apply_suspense(receipt_id, loan, at=timezone.now())
    messages.success(request, gettext("The money is with loan %(loan)s.") % {"loan": loan.strip()})
    return redirect(reverse("ledger:suspense"))


@require_POST
def give_back(request: HttpRequest, receipt_id: int) -> HttpResponse:
    """Owe money in suspense back (暂收转应退)."""
    require(request, "ledger.post")
    queries.desk_receipt(receipt_id)
    actions.return_suspense(receipt_id, at=timezone.now())
    messages.success(request, gettext("The money is owed back; note when it goes out."))
    return redirect(reverse("ledger:waiting", args=[receipt_id]))


@require_POST
def refund(request: HttpRequest, receipt_id: int) -> HttpResponse:
    """Note that money owed back went out (登记退款)."""
    require(request, "ledger.post")
    queries.desk_receipt(receipt_id)
    reference = request.POST.get("reference", "").strip()[:64]
    party = f"receipt:{receipt_id}"
    actions.pay_refund(
        party, typed_amount(request.POST, "amount"), key=f"refund:{receipt_id}:{reference}", memo=reference,
        at=timezone.now(),
    )  # fmt: skip
    messages.success(request, gettext("The refund is noted."))
    return redirect(reverse("ledger:suspense"))


@require_http_methods(["GET", "POST"])
def agreement(request: HttpRequest) -> HttpResponseBase:
    """Where the accounts and the lender's file disagree, with what to do (总账与贷方对账)."""
    require(request, "ledger.view")
    today = timezone.localdate()
    since = typed_or_none(typed_day, request.GET, "since") or today - timedelta(days=AGREES_DAYS)
    found = queries.book_disagreements(queries.ledger_loans(since), since, today)
    return list_page(
        request, AGREEMENT, ListSource(found), may=partial(may, request.user), log=_journal_export,
        template="ledger/agreement.html", tab="agreement", since=since,
    )  # fmt: skip


doors = [
    path("entries/<int:entry_id>/", entry, name="entry"),
    path("suspense/", suspense, name="suspense"),
    path("suspense/<int:receipt_id>/", waiting, name="waiting"),
    path("suspense/<int:receipt_id>/apply", apply, name="apply"),
    path("suspense/<int:receipt_id>/return", give_back, name="return"),
    path("suspense/<int:receipt_id>/refund", refund, name="refund"),
    path("agreement/", agreement, name="agreement"),
]
