"""Pages of placements (委外分案页): batches and how they stand, placing with a preview, recalling, extending."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import include, path
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from huilong.kernel.refusal import Refusal
from huilong.rooms.agencies import actions, queries
from huilong.rooms.agencies.terms import ContractRow, EndReason, Preview
from huilong.rooms.agencies.terms.work import BatchRow
from huilong.rooms.cases.queries import numbers_found
from huilong.rooms.cases.terms import CaseFilter
from huilong.rooms.people.queries import may
from huilong.shell.permission import require
from huilong.shell.typed import typed_amount, typed_day, typed_member, typed_or_none

MOST_AT_ONCE = 5000
SHOWN = 200


@require_GET
def board(request: HttpRequest) -> HttpResponse:
    """The batches with firms (委外批次), live: placed, worked, given back, collected; deletions that are overdue."""
    require(request, "placement.view")
    on = timezone.localdate()
    part = "agencies/_batches.html" if getattr(request, "htmx", None) else "agencies/batches.html"
    return render(request, part, {
        "batches": queries.batches(), "on": on, "manages": may(request.user, "placement.manage"),
        "overdue": [one for one in queries.deletions() if one.overdue(on)],
    })  # fmt: skip


@require_GET
def batch(request: HttpRequest, firm_id: int, batch: str) -> HttpResponse:
    """One batch (委外批次): how it stands, its cases, recall and extension, what was given out, its deletion."""
    require(request, "placement.view")
    row = _batch(firm_id, batch)
    placed = queries.placements(firm_id, batch=batch)
    standing = [one for one in placed if one.ended_on is None]
    return render(request, "agencies/batch.html", {
        "row": row, "cases": placed[:SHOWN], "total": len(placed), "standing": standing, "reasons": list(EndReason),
        "contract": queries.contract(row.contract), "given": queries.files_given(firm_id, batch),
        "deletion": next((one for one in queries.deletions(firm_id) if one.batch == batch), None),
        "manages": may(request.user, "placement.manage"), "on": timezone.localdate(),
    })  # fmt: skip


@require_GET
def new(request: HttpRequest) -> HttpResponse:
    """Place cases (委外分案): choose firm, contract, days and cases; the preview says what would go and why not."""
    require(request, "placement.manage")
    on, told = timezone.localdate(), request.GET
    contracts = [
        (one, contract)
        for one in queries.approved_firms(on)
        for contract in queries.contracts_of(one.organisation)
        if contract.to_on >= on
    ]
    values: dict[str, Any] = {"contracts": contracts, "on": on, "told": told, "standing": None, "preview": None}
    if told.get("contract"):
        terms = _contract(told)
        values |= {
            "terms": terms, "standing": queries.may_receive(terms.organisation, on), "preview": _preview(told),
            "fields": terms.fields,
        }  # fmt: skip
    return render(request, "agencies/place.html", values)


@require_POST
def place(request: HttpRequest) -> HttpResponse:
    """Do what the preview showed (确认委外); refused when the cases have changed since."""
    require(request, "placement.manage")
    form = request.POST
    terms, found = _contract(form), _preview(form)
    if form.get("counted", "") != str(len(found.placeable)):
        raise Refusal(
            "list-changed", zh="预览之后案件已变化,未委外任何案件。", en="The cases have changed since the preview.",
            remedy_zh="请重新预览后再确认。", remedy_en="Look at the new preview and confirm that.",
        )  # fmt: skip
    batch_name = form.get("batch", "").strip()
    count = actions.place(
        found.placeable, terms.organisation, terms.id, batch=batch_name, tier=_tier(form),
        entry_on=typed_day(form, "entry_on"), exit_on=typed_day(form, "exit_on"), strata={}, at=timezone.now(),
    )  # fmt: skip
    messages.success(request, gettext("Placed: %(n)s cases.") % {"n": count})
    return redirect("placements:batch", terms.organisation, batch_name)


@require_POST
def end(request: HttpRequest, firm_id: int, batch: str) -> HttpResponse:
    """Recall what was ticked of a batch, or all of it; or let it last longer (撤案、延期)."""
    require(request, "placement.manage")
    _batch(firm_id, batch)
    form, now = request.POST, timezone.now()
    standing = [one.case for one in queries.placements(firm_id, batch=batch) if one.ended_on is None]
    chosen = standing if form.get("all") == "yes" else [one for one in form.getlist("case") if one in standing]
    if form.get("all") == "yes" and form.get("counted", "") != str(len(standing)):
        raise Refusal("list-changed", zh="批次已变化,未作改动。", en="The batch has changed; nothing was done.")
    if form.get("verb") == "extend":
        count = actions.extend(chosen, typed_day(form, "exit_on"), now)
        messages.success(request, gettext("Extended: %(n)s cases.") % {"n": count})
    else:
        count = actions.recall(chosen, typed_member(EndReason, form, "why"), now)
        messages.success(request, gettext("Recalled: %(n)s cases. The firm does not see them any more.") % {"n": count})
    return redirect("placements:batch", firm_id, batch)


@require_GET
def certificate(request: HttpRequest, deletion_id: int) -> HttpResponse:
    """A certificate of deletion, as its PDF (删除证明)."""
    require(request, "placement.view")
    return HttpResponse(queries.deletion_body(deletion_id), content_type="application/pdf", headers={
        "Content-Disposition": f'attachment; filename="deletion-{deletion_id}.pdf"',
        "X-Content-Type-Options": "nosniff",
    })  # fmt: skip


def _preview(told: QueryDict) -> Preview:
    """What of the cases a form names can go: those listed, or those a filter finds."""
    on, listed = timezone.localdate(), told.get("cases", "").replace(",", " ").split()
    if not listed:
        asked = CaseFilter(
            least_days=_whole(told, "least_days"), most_days=_whole(told, "most_days"),
            regions=tuple(one for one in told.getlist("region") if one),
            least_fen=typed_or_none(typed_amount, told, "least_amount"),
        )  # fmt: skip
        listed = numbers_found(asked, most=_whole(told, "most") or MOST_AT_ONCE)
    return queries.placeable(listed[:MOST_AT_ONCE], on)


def _contract(told: QueryDict) -> ContractRow:
    text = told.get("contract", "")
    return queries.contract(int(text) if text.isdecimal() and len(text) < 10 else 0)


def _tier(told: QueryDict) -> int:
    text = told.get("tier", "")
    return int(text) if text in ("1", "2", "3") else 0


def _whole(told: QueryDict, name: str) -> int | None:
    text = told.get(name, "").strip()
    return int(text) if text.isdecimal() and len(text) < 6 else None


def _batch(firm_id: int, batch: str) -> BatchRow:
    found = queries.batches(firm_id, batch)
    if not found:
        raise Refusal(
            "no-such-batch", status=404, zh="没有这个批次。", en="There is no such batch.",
            remedy_zh="请从批次列表打开。", remedy_en="Open it from the list of batches.",
        )  # fmt: skip
    return found[0]


_doors = [
    path("", board, name="list"),
    path("new/", new, name="new"),
    path("place", place, name="place"),
    path("<int:firm_id>/<str:batch>/", batch, name="batch"),
    path("<int:firm_id>/<str:batch>/end", end, name="end"),
    path("deletions/<int:deletion_id>/", certificate, name="certificate"),
]
urlpatterns = [path("placements/", include((_doors, "placements")))]
