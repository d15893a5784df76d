"""Pages of proceeds (变价款页): a distribution with its way, and the statement that anybody can recompute."""

import json
from collections.abc import Callable
from datetime import datetime

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from huilong.kernel.refusal import Refusal
from huilong.rooms.compliance.queries import lender
from huilong.rooms.disposal import actions, queries
from huilong.rooms.disposal.queries.proceeds import as_distribution
from huilong.rooms.disposal.rules.explaining import explanation
from huilong.rooms.disposal.rules.letters import WORDS
from huilong.rooms.disposal.rules.statement import statement_of
from huilong.rooms.disposal.terms import OURS, DistributionState
from huilong.rooms.journal.actions import record
from huilong.rooms.people.queries import may, names_of
from huilong.shell.permission import require
from huilong.shell.typed import typed_day

Doing = Callable[[HttpRequest, int, datetime], None]


@require_GET
def distribution(request: HttpRequest, distribution_id: int) -> HttpResponse:
    """One distribution (分配): every line with its source and voucher, who agreed, entries, letter, surplus."""
    require(request, "stock.view")
    row = queries.distribution_row(distribution_id)
    sale = queries.sale_row(row.sale)
    with transaction.atomic():
        record(verb="case.viewed", subject=("case", sale.number), actor=f"user:{request.user.pk}",
               detail={"tab": "proceeds"})  # fmt: skip
    stock = queries.stock_row(sale.stock, timezone.localdate())
    six = None
    if lender().jurisdiction == "US":
        six = explanation(as_distribution(row), as_of=row.on, taken_on=stock.taken_on)
    return render(request, "disposal/distribution.html", {
        "one": row, "sale": sale, "stock": stock, "six": six, "wrong": queries.differs(row), "ours": OURS,
        "words_of": WORDS, "paid_fen": sum(line.paid_fen for line in row.lines),
        "names": names_of({row.made_by, row.decided_by or 0} - {0}), "today": timezone.localdate(),
        "may_distribute": may(request.user, "proceeds.distribute"),
        "may_explain": may(request.user, "proceeds.explain"),
        "posted": row.state is DistributionState.POSTED, "approved": row.state is DistributionState.APPROVED,
        "open": row.state in (DistributionState.PROPOSED, DistributionState.APPROVED),
        "owes_surplus": row.state is DistributionState.POSTED and row.surplus_fen and not row.paid_on
        and row.surplus_to != "lender",
    })  # fmt: skip


@require_GET
def statement(request: HttpRequest, distribution_id: int) -> HttpResponse:
    """The statement as a file (对账单): all a distribution was worked out from, and what came out.

    `huilong proceeds recount` works it out again without this installation's database.
    """
    require(request, "stock.view")
    row = queries.distribution_row(distribution_id)
    told = statement_of(row.inputs, row.lines, row.surplus_fen, row.deficiency_fen)
    response = HttpResponse(json.dumps(told, ensure_ascii=False, indent=2), content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="proceeds-{distribution_id}.json"'
    return response


@require_POST
def act(request: HttpRequest, distribution_id: int) -> HttpResponse:
    """One verb on a distribution (分配办理); `verb` says which."""
    require(request, "stock.view")
    queries.distribution_row(distribution_id)
    permission, doing = VERBS.get(request.POST.get("verb", ""), ("", None))
    if doing is None:
        raise Refusal("no-choice", status=422, where="verb", zh="请从列表中选择。", en="Choose one of the list.")
    require(request, permission)
    doing(request, distribution_id, timezone.now())
    messages.success(request, gettext("Done."))
    return redirect(reverse("stock:distribution", args=[distribution_id]))


def _post(request: HttpRequest, key: int, now: datetime) -> None:
    actions.post(key, now)


def _drop(request: HttpRequest, key: int, now: datetime) -> None:
    actions.drop(key, now)


def _reverse(request: HttpRequest, key: int, now: datetime) -> None:
    actions.reverse(key, now)


def _explain(request: HttpRequest, key: int, now: datetime) -> None:
    actions.explain(key, now)


def _request(request: HttpRequest, key: int, now: datetime) -> None:
    actions.ask_to_explain(key, typed_day(request.POST, "on"), now)


def _refund(request: HttpRequest, key: int, now: datetime) -> None:
    actions.pay_surplus(
        key, request.POST.get("account", "")[:40], request.POST.get("reference", ""), now,
        in_own_name=request.POST.get("own") == "yes",
    )  # fmt: skip


VERBS: dict[str, tuple[str, Doing]] = {
    "post": ("proceeds.distribute", _post), "drop": ("proceeds.distribute", _drop),
    "reverse": ("proceeds.distribute", _reverse), "explain": ("proceeds.explain", _explain),
    "request": ("proceeds.explain", _request), "refund": ("proceeds.distribute", _refund),
}  # fmt: skip
"""What the page does, and the permission each needs."""

doors = [
    path("stock/distributions/<int:distribution_id>/", distribution, name="distribution"),
    path("stock/distributions/<int:distribution_id>/act", act, name="distribution_act"),
    path("stock/distributions/<int:distribution_id>/statement", statement, name="statement"),
]
