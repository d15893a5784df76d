"""Pages of second-pledge lots (二押点页): what speaks for each, and confirming or refusing it.

A lot is a place of nobody's. Which vehicles stood there is told to nobody here: that would say where each one is.
"""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from huilong.rooms.journal.actions import record_export
from huilong.rooms.people.queries import may, names_of
from huilong.rooms.tracking import actions, queries
from huilong.rooms.tracking.actions.judging import LONGEST_NOTE
from huilong.rooms.tracking.terms import CONFIRMING, LotReason, LotRow, LotState, Rows
from huilong.rooms.tracking.web_table import member_words
from huilong.shell.filters import Choice
from huilong.shell.lists import list_page
from huilong.shell.permission import require
from huilong.shell.table import Column, Table
from huilong.shell.typed import typed_member

REFUSING = tuple(one for one in LotReason if one not in CONFIRMING)


def _evidence(name: str) -> Any:
    return lambda row: row.told.get(name)


def _where(row: LotRow) -> str:
    """Its middle as maps outside China write it: WGS-84 degrees, to about a metre."""
    return f"{row.lat:.5f}, {row.lon:.5f}"


LOTS = Table(
    key="lots", title=_("Risk lots"), order="-last_found_on", export_permission="lot.view",
    empty=_("No lot is known. The night proposes one where several cars stand as if put away."),
    columns=(
        Column("id", _("Lot no."), sort="id", href=lambda row: reverse("tracking:lot", args=[row.id])),
        Column("state", _("State"), "tag", value=lambda row: row.state, sort="state",
               red=lambda row: row.state is LotState.CONFIRMED),
        Column("place", _("Middle, WGS-84"), value=_where),
        Column("radius_m", _("Radius, m"), "number"),
        Column("vehicles", _("Vehicles put away there"), "number", value=_evidence("vehicles"), sort="vehicles"),
        Column("not_returned", _("of which never came home"), "number", value=_evidence("not_returned"),
               sort="not_returned"),
        Column("others", _("Others that stopped there"), "number", value=_evidence("others")),
        Column("median_hours", _("Stood, h (median)"), "number", value=_evidence("median_hours")),
        Column("found_on", _("Found first"), "date", sort="found_on"),
        Column("last_found_on", _("Found last"), "date", sort="last_found_on"),
        Column("reason", _("Reason"), value=lambda row: row.reason),
        Column("decided_at", _("Decided"), "moment"),
    ),
    filters=(Choice("state", _("State"), choices=partial(member_words, LotState), everything=_("Any state")),),
)  # fmt: skip


class LotSource:
    """The lots that the reader sees, as a table reads them (二押点列表来源)."""

    def page(self, asked: Mapping[str, Any], sort: str, number: int, size: int) -> Rows:
        """One page of lots."""
        return queries.lots_page(asked, sort=sort, page=number, size=size)

    def each(self, asked: Mapping[str, Any], sort: str) -> Iterator[LotRow]:
        """Every lot."""
        return queries.each_lot(asked, sort)


def _log(request: HttpRequest, detail: dict[str, Any]) -> None:
    record_export(detail)


@require_http_methods(["GET", "POST"])
def lots(request: HttpRequest) -> HttpResponseBase:
    """The lots (二押点列表), proposed, confirmed and refused; a posted `export` takes the list away."""
    require(request, "lot.view")
    return list_page(request, LOTS, LotSource(), may=partial(may, request.user), log=_log)


@require_GET
def lot(request: HttpRequest, lot_id: int) -> HttpResponse:
    """One lot (二押点详情): what speaks for it, who decided what and why, and the form to decide."""
    require(request, "lot.view")
    row = queries.lot_row(lot_id)
    evidence = [(one.label, one.cell(row)) for one in LOTS.columns if one.kind == "number"]
    return render(request, "tracking/lot.html", {
        "lot": row, "place": _where(row), "evidence": evidence, "longest": LONGEST_NOTE,
        "names": names_of([row.decided_by] if row.decided_by else []), "may_decide": may(request.user, "lot.decide"),
        "confirming": CONFIRMING, "refusing": REFUSING,
    })  # fmt: skip


@require_POST
def decide(request: HttpRequest, lot_id: int) -> HttpResponse:
    """Confirm or refuse a lot, as the reason says (认定二押点)."""
    require(request, "lot.decide")
    queries.lot_row(lot_id)
    reason = typed_member(LotReason, request.POST, "reason")
    state = actions.decide_lot(lot_id, reason, at=timezone.now(), note=request.POST.get("note", ""))
    said = {
        LotState.CONFIRMED: gettext("The lot is confirmed; stops there raise alarms from the next night on."),
        LotState.REFUSED: gettext("The lot is refused; it raises no alarm and is not proposed again."),
    }  # fmt: skip
    messages.success(request, said[state])
    return redirect("tracking:lot", lot_id)


doors = [
    path("tracking/lots/", lots, name="lots"),
    path("tracking/lots/<int:lot_id>/", lot, name="lot"),
    path("tracking/lots/<int:lot_id>/decide", decide, name="decide_lot"),
]
