"""Pages of disposal (处置页): the stock, one vehicle with its six steps, and what is done to it."""

from functools import partial
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import include, path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from huilong.kernel.refusal import Refusal
from huilong.rooms.disposal import actions, queries, web_proceeds, web_sales, web_stock
from huilong.rooms.disposal.actions.stocking import HOLDS_OF_PEOPLE
from huilong.rooms.disposal.queries.stock import stored
from huilong.rooms.disposal.queries.valuing import reserve_for, venues_for
from huilong.rooms.disposal.rules.letters import WORDS
from huilong.rooms.disposal.rules.venues import reasons
from huilong.rooms.disposal.terms import (
    OURS,
    CarGrade,
    CostKind,
    Defect,
    RightKind,
    SaleState,
    StockState,
    ValuationMethod,
    ValuationSource,
    VenueKind,
)
from huilong.rooms.disposal.web_table import QUESTIONS, STOCK, StockSource
from huilong.rooms.files.queries import files_of
from huilong.rooms.journal.actions import record, record_export
from huilong.rooms.people.queries import colleagues, may, names_of, organisations_of_kind
from huilong.rooms.people.terms import OrganisationKind, Role
from huilong.shell.lists import list_page
from huilong.shell.permission import require

STAGES = {
    "in stock": _("In the yard"), "valued": _("Valued"), "redeem": _("Time to redeem over"), "on sale": _("On sale"),
    "sold": _("Sold and transferred"), "settled": _("Proceeds distributed"),
}  # fmt: skip
NOTED_BY_CLERK = (ValuationSource.APPRAISER, ValuationSource.COMPARABLES)


@require_http_methods(["GET", "POST"])
def stock(request: HttpRequest) -> HttpResponseBase:
    """The vehicles for sale that the reader sees (库存列表): age, cost a day, holds, clocks; exports are logged."""
    require(request, "stock.view")
    return list_page(request, STOCK, StockSource(timezone.localdate()), may=partial(may, request.user), log=_log)


def _log(request: HttpRequest, detail: dict[str, Any]) -> None:
    record_export(detail)


@require_GET
def one(request: HttpRequest, stock_id: int) -> HttpResponse:
    """One vehicle for sale (库存车辆): six steps, photos, values, price, sale, and what its price comes to."""
    require(request, "stock.view")
    now = timezone.now()
    file = queries.stock_file(stock_id, now)
    with transaction.atomic():
        record(verb="case.viewed", subject=("case", file.row.number), actor=f"user:{request.user.pk}",
               detail={"tab": "stock"})  # fmt: skip
    people = {int(step.who[5:]) for step in file.steps if step.who.startswith("user:")}
    may_manage = may(request.user, "stock.manage")
    names = names_of(people)
    told: dict[str, Any] = {
        "file": file, "row": file.row, "now": now, "today": timezone.localdate(now),
        "stages": [(stage, STAGES[stage.name]) for stage in file.stages],
        "history": [(step, _who(step.who, names)) for step in file.steps],
        "questions": [(name, label, file.row.told.get(name)) for name, label in QUESTIONS.items()],
        "hold_kinds": HOLDS_OF_PEOPLE, "grades": list(CarGrade), "defects": list(Defect), "cost_kinds": list(CostKind),
        "right_kinds": list(RightKind), "sources": NOTED_BY_CLERK, "methods": list(ValuationMethod),
        "valuers": organisations_of_kind(OrganisationKind.VALUER) if may_manage else (), "valuer_steps": actions.NOTED,
        "papers": files_of(file.row.number, size=100).rows if may_manage else (), "may_manage": may_manage,
        "may_decide": may(request.user, "sale.decide"), "may_distribute": may(request.user, "proceeds.distribute"),
        "may_post": may(request.user, "receipt.post"), "live": file.row.ended_at is None,
        "clerks": colleagues((Role.DISPOSAL_CLERK,)) if may(request.user, "sale.decide") else (),
        "open_sale": file.sale is not None and file.sale.state is SaleState.OPEN,
        "by_hand": file.sale is not None and file.sale.kind in (VenueKind.CONSIGNMENT, VenueKind.JUDICIAL),
        "stocked": file.row.state is StockState.STOCKED, "words_of": WORDS, "ours": OURS,
    }  # fmt: skip
    return render(request, "disposal/stock.html", told)


def _who(actor: str, names: dict[int, str]) -> str:
    return names.get(int(actor[5:]), actor) if actor.startswith("user:") else actor


@require_GET
def venues(request: HttpRequest, stock_id: int) -> HttpResponse:
    """Where to sell it (渠道选择): each venue's expected net, why the first is before the others, and its reserve."""
    require(request, "stock.view")
    now = timezone.now()
    row = stored(stock_id)
    told: dict[str, Any] = {
        "row": queries.stock_row(stock_id, timezone.localdate(now)), "may_manage": may(request.user, "stock.manage")
    }
    try:
        found = venues_for(row, now)
        told["venues"] = [
            {"one": one, "why": reasons(found[0], one) if one is not found[0] else None, **_reserve(row, one, now)}
            for one in found
        ]
    except Refusal as refusal:
        told["refusal"] = refusal
    return render(request, "disposal/venues.html", told)


def _reserve(row: Any, one: Any, now: Any) -> dict[str, Any]:
    try:
        made, found, before = reserve_for(row, one.venue, now)
    except Refusal as refusal:
        return {"refusal": refusal}
    return {"reserve": made, "reference": found, "before_fen": before}


_doors = [
    path("stock/", stock, name="list"),
    path("stock/venues/", web_sales.all_venues, name="all_venues"),
    path("stock/venues/<slug:venue>/lots", web_sales.lots, name="lots"),
    path("stock/venues/<slug:venue>/results", web_sales.results, name="results"),
    path("stock/<int:stock_id>/", one, name="one"),
    path("stock/<int:stock_id>/venues", venues, name="venues"),
    path("stock/<int:stock_id>/act", web_stock.act, name="act"),
    path("stock/<int:stock_id>/sale", web_sales.act, name="sale_act"),
    *web_proceeds.doors,
]
urlpatterns = [path("", include((_doors, "stock")))]
