"""Pages of settlement (结算页): paying firms: what waits, the files made, where firms are paid; and all its doors."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import include, path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from huilong.kernel.acting import acting
from huilong.rooms.agencies.queries.paying import firms_paid
from huilong.rooms.people.queries import names_of
from huilong.rooms.settlement import actions, queries, web_prices, web_statements
from huilong.rooms.settlement.terms import PaymentFormat
from huilong.shell.permission import require
from huilong.shell.typed import typed_day, typed_member

SHOWN = 50
MEDIA = {"xml": "application/xml", "csv": "text/csv; charset=utf-8"}


@require_GET
def payments(request: HttpRequest) -> HttpResponse:
    """Paying firms (付款): statements that wait, files made, accounts and who confirmed them."""
    require(request, "statement.run")
    rows, total = queries.payments(size=SHOWN)
    payees = queries.payees()
    return render(request, "settlement/payments.html", {
        "waits": queries.waits_to_be_paid(), "rows": rows, "more": max(0, total - SHOWN), "payees": payees,
        "firms": firms_paid(), "formats": list(PaymentFormat), "today": timezone.localdate(), "me": _user(),
        "names": names_of({one.kept_by for one in payees} | {one.made_by for one in rows}),
    })  # fmt: skip


@require_POST
def make(request: HttpRequest) -> HttpResponse:
    """Make one file for the bank of the statements ticked (生成付款文件)."""
    require(request, "statement.run")
    keys = [int(one) for one in request.POST.getlist("statement") if one.isdecimal() and len(one) <= 18]
    actions.make_payment(
        keys, typed_day(request.POST, "execute_on"), typed_member(PaymentFormat, request.POST, "format"), user=_user(),
        at=timezone.now(),
    )  # fmt: skip
    messages.success(request, gettext("The payment file is made. Taking it away is written into the trace."))
    return redirect(reverse("settlement:payments"))


@require_POST
def take(request: HttpRequest, payment_id: int) -> HttpResponse:
    """Take a payment file away (下载付款文件): always the same bytes."""
    require(request, "statement.run")
    name, body = actions.take_payment(payment_id, at=timezone.now())
    response = HttpResponse(body, content_type=MEDIA[name.rpartition(".")[2]])
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_POST
def book(request: HttpRequest, payment_id: int) -> HttpResponse:
    """Note that the bank paid (登记付款完成)."""
    require(request, "statement.run")
    count = actions.book_payment(payment_id, typed_day(request.POST, "on"), user=_user(), at=timezone.now())
    messages.success(request, gettext("%(count)s statements are paid.") % {"count": count})
    return redirect(reverse("settlement:payments"))


@require_POST
def keep_payee(request: HttpRequest) -> HttpResponse:
    """Note where a firm is paid (登记收款账户)."""
    require(request, "statement.run")
    text = request.POST.get("organisation", "")
    wanted = int(text) if text.isdecimal() and len(text) <= 18 else 0
    actions.keep_payee(
        wanted if wanted in {one for one, _name in firms_paid()} else 0, name=request.POST.get("name", ""),
        account=request.POST.get("account", ""), bank=request.POST.get("bank", ""),
        bank_code=request.POST.get("bank_code", ""), user=_user(), at=timezone.now(),
    )  # fmt: skip
    messages.success(request, gettext("The account is noted. It counts once a colleague has confirmed it."))
    return redirect(reverse("settlement:payments"))


@require_POST
def confirm(request: HttpRequest, payee_id: int) -> HttpResponse:
    """Confirm where a firm is paid, as the second person (复核收款账户)."""
    require(request, "statement.run")
    actions.confirm_payee(payee_id, user=_user(), at=timezone.now())
    messages.success(request, gettext("The account is confirmed."))
    return redirect(reverse("settlement:payments"))


def _user() -> int:
    who = acting()
    return who.user if who else 0


_doors = [
    *web_statements.doors,
    path("settlement/payments/", payments, name="payments"),
    path("settlement/payments/make", make, name="make_payment"),
    path("settlement/payments/<int:payment_id>/take", take, name="take_payment"),
    path("settlement/payments/<int:payment_id>/book", book, name="book_payment"),
    path("settlement/payees/keep", keep_payee, name="keep_payee"),
    path("settlement/payees/<int:payee_id>/confirm", confirm, name="confirm_payee"),
    *web_prices.doors,
]
urlpatterns = [path("", include((_doors, "settlement")))]
