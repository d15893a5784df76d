"""Pages of ratings (评级页): the ranking of a trade, one firm's rating with its reasons, the rows behind a figure."""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import include, path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from huilong.kernel.refusal import Refusal
from huilong.rooms.agencies import actions, queries
from huilong.rooms.agencies.queries.rating import RatingLineRow
from huilong.rooms.agencies.rules.rating_policy import TRADES
from huilong.rooms.agencies.terms.rating import (
    BreachKind,
    ClockKind,
    ClockState,
    Measure,
    Measured,
    RatingRow,
    StratumShare,
)
from huilong.rooms.people.queries import OrganisationRow, lender_organisation, may, organisation_named
from huilong.rooms.people.terms import OrganisationKind
from huilong.shell.filters import Choice, Filter
from huilong.shell.lists import list_page
from huilong.shell.permission import require
from huilong.shell.table import Column, Found, Table
from huilong.shell.templatetags.huilong import money, words
from huilong.shell.typed import typed_day, typed_member

WIDE = 400_000
"""How far the picture of an interval reaches to either side at least, in ppm."""
HALF = 100
PPM = 1_000_000


@require_GET
def ranking(request: HttpRequest) -> HttpResponse:
    """The firms of a trade by their place (评级榜), with intervals; a firm is led to its own page."""
    require(request, "rating.view")
    own = organisation_named(request.user.organisation_id)  # type: ignore[union-attr]
    if own is not None and own.kind in TRADES:
        return redirect(reverse("ratings:firm", args=[own.id]))
    today = timezone.localdate()
    trade = OrganisationKind(request.GET["trade"]) if request.GET.get("trade") in list(TRADES) else TRADES[0]
    rows = queries.ratings(today, trade)
    return render(request, "agencies/ratings.html", {
        "trades": TRADES, "trade": trade, "on": queries.last_rated(today), "liquidation": trade in _by_liquidation(),
        "rows": [{"row": row, "picture": picture(row)} for row in rows], "policy": queries.rating_policy(),
    })  # fmt: skip


@require_GET
def firm(request: HttpRequest, firm_id: int) -> HttpResponse:
    """One firm's rating (机构评级): its figures and their reasons, what would move it up, its strata, its history."""
    require(request, "rating.view")
    one, house = _firm(request, firm_id), _in_house(request)
    on = _asked_day(request)
    row = queries.rating_of(firm_id, on)
    return render(request, "agencies/rating.html", {
        "firm": one, "row": row, "house": house, "through": queries.ratings_through(firm_id),
        "measures": [_told(each, row) for each in row.reasons] if row else (),
        "moves": [_move(each) for each in row.moves] if row else (), "picture": picture(row) if row else None,
        "strata": [_stratum(share) for share in row.strata] if row else (), "breaches": queries.breaches_of(firm_id),
        "kinds": list(BreachKind), "may_breach": house and may(request.user, "rating.breach"),
        "policy": queries.rating_policy(), "today": timezone.localdate(),
    })  # fmt: skip


@require_GET
def lines(request: HttpRequest, firm_id: int) -> HttpResponseBase:
    """The rows behind a figure of a rating (评级明细)."""
    require(request, "rating.view")
    one, on = _firm(request, firm_id), _asked_day(request)
    row = queries.rating_of(firm_id, on)
    if row is None:
        raise _no_rating()
    source = LineSource(firm_id, row.on)
    return list_page(request, LINES, source, may=partial(may, request.user), log=_never_exported,
                     template="agencies/lines.html", firm=one, row=row)  # fmt: skip


@require_POST
def breach(request: HttpRequest, firm_id: int) -> HttpResponse:
    """Note a breach of a firm (登记违约)."""
    require(request, "rating.breach")
    _firm(request, firm_id)
    actions.note_breach(
        firm_id, typed_member(BreachKind, request.POST, "kind"), typed_day(request.POST, "on"),
        evidence=request.POST.get("evidence", ""), why=request.POST.get("why", ""), at=timezone.now(),
    )  # fmt: skip
    return redirect(reverse("ratings:firm", args=[firm_id]) + "#breaches")


@require_POST
def withdraw(request: HttpRequest, firm_id: int, breach_id: int) -> HttpResponse:
    """Undo a breach that was none (撤销违约)."""
    require(request, "rating.breach")
    _firm(request, firm_id)
    if breach_id not in [one.id for one in queries.breaches_of(firm_id)]:
        raise Refusal("no-such-breach", status=404, zh="没有这条违约记录。", en="There is no such breach.")
    actions.withdraw_breach(breach_id, request.POST.get("why", ""), timezone.now())
    return redirect(reverse("ratings:firm", args=[firm_id]) + "#breaches")


class LineSource:
    """The rows behind the figures of one rating, as a table reads them."""

    def __init__(self, firm_id: int, on: date) -> None:
        self.firm_id, self.on = firm_id, on

    def page(self, asked: Mapping[str, Any], sort: str, number: int, size: int) -> Found:
        """One page of rows."""
        measure = Measure(asked.get("measure") or Measure.LIQUIDATION)
        return queries.rating_lines(
            self.firm_id, self.on, measure, label=asked.get("label", ""), state=asked.get("state", ""), page=number,
            size=size,
        )  # fmt: skip

    def each(self, asked: Mapping[str, Any], sort: str) -> Iterator[RatingLineRow]:
        """Nothing: the list is not exported."""
        return iter(())


def _state(row: RatingLineRow) -> Any:
    if row.state in list(ClockState):
        return ClockState(row.state)
    return STATES.get(row.state, row.state)


def _label(row: RatingLineRow) -> Any:
    if row.measure is Measure.TIMELINESS and row.label in list(ClockKind):
        return words(ClockKind(row.label))
    if row.measure is Measure.BREACHES and row.label in list(BreachKind):
        return words(BreachKind(row.label))
    return row.label.replace("|", " · ")


STATES = {
    "compared": _("compared"), "alone": _("nobody to compare with"), "counted": _("counted"), "in_force": _("in force"),
}  # fmt: skip
LINES = Table(
    key="rating_lines", title=_("The rows behind a figure"), order="", exports=False,
    empty=_("Nothing of this kind was counted."),
    columns=(
        Column("subject", _("Of"), value=lambda row: row.number or row.subject),
        Column("on", _("Day"), "date"),
        Column("label", _("Held against"), value=_label),
        Column("placed_fen", _("Placed, or price"), "money"),
        Column("collected_fen", _("Collected"), "money"),
        Column("state", _("State"), "tag", value=_state, red=lambda row: row.state == "late"),
    ),
    filters=(
        Choice("measure", _("Measure"), choices=lambda: [(one.value, words(one)) for one in Measure],
               default=Measure.LIQUIDATION.value),
        Filter("label", _("Held against")),
        Filter("on", _("Rated on"), "date"),
        Choice("state", _("State"), everything=_("Any state"),
               choices=lambda: [*((one.value, words(one)) for one in ClockState), *STATES.items()]),
    ),
)  # fmt: skip


def picture(row: RatingRow) -> dict[str, int] | None:
    """Where an interval is drawn, of 200 across, its middle at nought (区间图); None where nothing was compared."""
    if row.low_ppm is None or row.high_ppm is None or row.difference_ppm is None:
        return None
    wide = max(WIDE, abs(row.low_ppm), abs(row.high_ppm))
    low, middle, high = (HALF + one * HALF // wide for one in (row.low_ppm, row.difference_ppm, row.high_ppm))
    return {"low": low, "middle": middle, "width": max(1, high - low)}


def _told(one: Measured, row: RatingRow) -> dict[str, Any]:
    """A measure as the page shows it: its value in words of its own."""
    seen = {
        Measure.LIQUIDATION: _points(row.difference_ppm), Measure.COMPLAINTS: f"{row.complaints} / {row.cases}",
        Measure.BREACHES: str(row.breaches), Measure.TIMELINESS: f"{row.on_time} / {row.on_time + row.late}",
        Measure.PRICE: "—" if row.price_ppm is None else f"{row.price_ppm / PPM:.0%}",
    }  # fmt: skip
    return {"of": one, "seen": seen[one.measure]}


def _move(one: Measured) -> dict[str, Any]:
    """What of a measure would have given ten points more, as a sentence."""
    if one.need is None:
        return {"of": one, "says": gettext("More has to be seen of you before this can be told.")}
    says = {
        Measure.LIQUIDATION: gettext("¥%(n)s more collected on the cases compared"),
        Measure.COMPLAINTS: gettext("%(n)s complaints fewer"), Measure.BREACHES: gettext("%(n)s breaches fewer"),
        Measure.TIMELINESS: gettext("%(n)s late answers in time"),
        Measure.PRICE: gettext("prices lower by %(n)s of the median"),
    }[one.measure]  # fmt: skip
    number = money(one.need) if one.measure is Measure.LIQUIDATION else one.need
    return {"of": one, "says": says % {"n": f"{one.need / PPM:.1%}" if one.measure is Measure.PRICE else number}}


def _stratum(share: StratumShare) -> dict[str, Any]:
    return {"of": share, "says": share.stratum.replace("|", " · "), "own": share.own_ppm / PPM,
            "others": share.others_ppm / PPM, "weight": share.weight_ppm / PPM}  # fmt: skip


def _points(ppm: int | None) -> str:
    return "—" if ppm is None else f"{ppm / 10_000:+.2f} pp"


def _by_liquidation() -> set[OrganisationKind]:
    return {trade for trade, weights in queries.rating_policy().weights.items() if Measure.LIQUIDATION in weights}


def _in_house(request: HttpRequest) -> bool:
    lender = lender_organisation()
    return lender is not None and request.user.organisation_id == lender.id  # type: ignore[union-attr]


def _firm(request: HttpRequest, firm_id: int) -> OrganisationRow:
    """A firm of a rated trade that the reader may ask about: any for the house, itself for a firm."""
    one = organisation_named(firm_id)
    own = request.user.organisation_id == firm_id  # type: ignore[union-attr]
    if one is None or one.kind not in TRADES or not (own or _in_house(request)):
        raise Refusal("no-such-firm", status=404, where="firm", zh="没有这家机构。", en="There is no such firm.")
    return one


def _asked_day(request: HttpRequest) -> date:
    return typed_day(request.GET, "on") if request.GET.get("on") else timezone.localdate()


def _no_rating() -> Refusal:
    return Refusal(
        "no-rating", status=404, zh="还没有评级。", en="There is no rating yet.",
        remedy_zh="评级在每月第一个跑批时生成。", remedy_en="Firms are rated in the first night of a month.",
    )  # fmt: skip


def _never_exported(request: HttpRequest, detail: dict[str, Any]) -> None:
    raise PermissionDenied


_doors = [
    path("ratings/", ranking, name="list"),
    path("ratings/<int:firm_id>/", firm, name="firm"),
    path("ratings/<int:firm_id>/lines/", lines, name="lines"),
    path("ratings/<int:firm_id>/breach", breach, name="breach"),
    path("ratings/<int:firm_id>/breach/<int:breach_id>/withdraw", withdraw, name="withdraw"),
]
urlpatterns = [path("", include((_doors, "ratings")))]
