"""Pages of prices for borrowers (收费价目页): the list and its keeping, and the page of a year for anybody."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from huilong.kernel.acting import acting
from huilong.kernel.refusal import Refusal
from huilong.rooms.people.queries import may
from huilong.rooms.settlement import actions, queries
from huilong.rooms.settlement.terms import PriceKind
from huilong.shell.permission import require
from huilong.shell.typed import typed_amount, typed_day, typed_member

YEARS = range(2020, 2100)


@require_http_methods(["GET", "POST"])
def prices(request: HttpRequest) -> HttpResponse:
    """What borrowers may be charged (收费价目), and publishing a price."""
    require(request, "price.view")
    now = timezone.now()
    today = timezone.localdate(now)
    if request.method == "POST":
        require(request, "price.manage")
        who = acting()
        actions.keep_price(
            typed_member(PriceKind, request.POST, "kind"), request.POST.get("region", ""),
            typed_day(request.POST, "from_on"), typed_amount(request.POST, "most"), request.POST.get("source", ""),
            user=who.user if who else 0, at=now,
        )  # fmt: skip
        messages.success(request, gettext("The price is published."))
        return redirect(reverse("settlement:prices"))
    return render(request, "settlement/prices.html", {
        "rows": queries.prices_of_year(today.year), "kinds": list(PriceKind), "today": today,
        "may_manage": may(request.user, "price.manage"),
    })  # fmt: skip


@login_not_required
@require_GET
def published(request: HttpRequest, year: int) -> HttpResponse:
    """The price list of a year (年度收费公示), for anybody: nothing in it is of anybody in particular."""
    if year not in YEARS:
        raise Refusal("no-such-year", status=404, zh="没有该年度的公示。", en="There is no list of that year.")
    return render(request, "settlement/published.html", {"year": year, "rows": queries.prices_of_year(year)})


doors = [
    path("borrower-prices/", prices, name="prices"),
    path("borrower-prices/<int:year>/", published, name="published"),
]
