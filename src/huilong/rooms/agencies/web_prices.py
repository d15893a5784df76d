"""Pages of open price lists (公开价目页): what a trade charges, compared; one firm's list with its history."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import include, path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from huilong.kernel.refusal import Refusal
from huilong.rooms.agencies import actions, queries
from huilong.rooms.agencies.rules.rating_policy import TRADES, Service
from huilong.rooms.agencies.rules.trades_prices import in_force, market
from huilong.rooms.agencies.terms.rating import MarketPrice, PriceTold
from huilong.rooms.people.queries import (
    OrganisationRow,
    lender_organisation,
    may,
    organisation_named,
    organisations_of_kind,
)
from huilong.rooms.people.terms import OrganisationKind
from huilong.shell.permission import require
from huilong.shell.typed import typed_amount, typed_day

PPM = 1_000_000


@require_GET
def compared(request: HttpRequest) -> HttpResponse:
    """What the firms of a trade charge (价目比较), beside the market's lowest, median and highest.

    To a firm only its own prices have a name: the market is open, whose a price is is not.
    """
    require(request, "pricelist.view")
    house, on = _in_house(request), _day(request)
    trade = _trade(request, house)
    firms = {one.id: one for one in organisations_of_kind(trade)}
    lines, region = queries.price_lines(trade, on), request.GET.get("region", "").strip()[:64]
    prices = {(one.service, one.region): one for one in market(lines, on)}
    shown = [one for one in lines if (not region or one.region in (region, "")) and one.firm in firms]
    return render(request, "agencies/prices.html", {
        "house": house, "trades": [one for one in TRADES if one in queries.rating_policy().services] if house else (),
        "trade": trade, "on": on, "region": region, "firms": list(firms.values()), "own": _own(request),
        "rows": [_compared(one, prices[(one.service, one.region)], firms, trade) for one in shown],
        "agreed": [{"of": one, "service": _service(trade, one.service)} for one in queries.agreed_prices(trade, on)]
        if house else (),
        "market": [{"of": one, "service": _service(trade, one.service)} for one in prices.values()],
    })  # fmt: skip


@require_GET
def firm(request: HttpRequest, firm_id: int) -> HttpResponse:
    """One firm's price list (机构价目): what counts on a day, everything it ever was, and the form to publish."""
    require(request, "pricelist.view")
    one, on, today = _firm(request, firm_id), _day(request), timezone.localdate()
    history = queries.price_history(firm_id)
    counts = {line.id for line in in_force(history, on)}
    return render(request, "agencies/price_list.html", {
        "firm": one, "on": on, "today": today, "house": _in_house(request),
        "rows": [_line(line, one.kind) for line in sorted(history, key=_place) if line.id in counts],
        "history": [_line(line, one.kind) | {"counts": line.id in counts} for line in history],
        "services": list(queries.rating_policy().services.get(one.kind, {}).values()),
        "may_publish": may(request.user, "pricelist.publish"),
    })  # fmt: skip


@require_POST
def publish(request: HttpRequest, firm_id: int) -> HttpResponse:
    """Publish a price (公布价目), or that a service is not offered any more."""
    require(request, "pricelist.publish")
    _firm(request, firm_id)
    over = request.POST.get("over") == "yes"
    actions.publish_price(
        firm_id, request.POST.get("service", ""), request.POST.get("region", "").strip()[:64],
        typed_day(request.POST, "since"), None if over else typed_amount(request.POST, "amount"), timezone.now(),
    )  # fmt: skip
    messages.success(request, gettext("Published. Everybody who works here or for us sees it."))
    return redirect(reverse("pricelists:firm", args=[firm_id]))


def _compared(
    one: PriceTold, there: MarketPrice, firms: dict[int, OrganisationRow], trade: OrganisationKind
) -> dict[str, Any]:
    against = (one.fen or 0) * PPM // there.median_fen if there.firms > 1 else None
    return {"of": one, "firm": firms[one.firm], "service": _service(trade, one.service), "market": there,
            "against": against}  # fmt: skip


def _line(one: PriceTold, trade: OrganisationKind) -> dict[str, Any]:
    return {"of": one, "service": _service(trade, one.service)}


def _place(one: PriceTold) -> tuple[str, str]:
    return one.service, one.region


def _service(trade: OrganisationKind, code: str) -> Service | None:
    return queries.rating_policy().service(trade, code)


def _trade(request: HttpRequest, house: bool) -> OrganisationKind:
    if not house:
        own = _own(request)
        return own.kind if own else OrganisationKind.AGENCY
    asked = request.GET.get("trade", "")
    return OrganisationKind(asked) if asked in list(TRADES) else OrganisationKind.TOW_COMPANY


def _own(request: HttpRequest) -> OrganisationRow | None:
    own: OrganisationRow | None = organisation_named(request.user.organisation_id)  # type: ignore[union-attr]
    return own if own and own.kind in TRADES else None


def _in_house(request: HttpRequest) -> bool:
    lender = lender_organisation()
    return lender is not None and request.user.organisation_id == lender.id  # type: ignore[union-attr]


def _firm(request: HttpRequest, firm_id: int) -> OrganisationRow:
    one = organisation_named(firm_id)
    own = request.user.organisation_id == firm_id  # type: ignore[union-attr]
    if one is None or one.kind not in TRADES or not (own or _in_house(request)):
        raise Refusal("no-such-firm", status=404, where="firm", zh="没有这家机构。", en="There is no such firm.")
    return one


def _day(request: HttpRequest) -> date:
    return typed_day(request.GET, "on") if request.GET.get("on") else timezone.localdate()


_doors = [
    path("price-lists/", compared, name="list"),
    path("price-lists/<int:firm_id>/", firm, name="firm"),
    path("price-lists/<int:firm_id>/publish", publish, name="publish"),
]
urlpatterns = [path("", include((_doors, "pricelists")))]
