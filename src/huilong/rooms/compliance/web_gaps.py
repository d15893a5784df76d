"""Pages of gaps (合规缺口页): what is missing between verdicts, acts and outside records, closed by hand."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from huilong.kernel.refusal import Refusal
from huilong.rooms.compliance import actions
from huilong.rooms.compliance.models import Gap
from huilong.rooms.compliance.queries.gaps import gaps, one_gap
from huilong.rooms.compliance.terms import GapEnd, GapKind
from huilong.rooms.compliance.web_table import choices, log_export, who_is
from huilong.rooms.people.queries import may
from huilong.shell.filters import Choice, Filter, Flag, Span
from huilong.shell.lists import list_page
from huilong.shell.permission import require
from huilong.shell.sources import QuerySetSource
from huilong.shell.table import Column, Table


def _end(row: Gap) -> Any:
    return GapEnd(row.ended_how) if row.ended_how else gettext("not closed")


GAPS = Table(
    key="gaps", title=_("Gaps"), order="-on", export_permission="law.view", empty=_("Nothing is missing."),
    columns=(
        Column("id", _("Gap no."), "number", sort="id", href=lambda row: reverse("law:gap", args=[row.pk])),
        Column("on", _("Day"), "date", sort="on"),
        Column("kind", _("What is missing"), value=lambda row: GapKind(row.kind), sort="kind"),
        Column("reference", _("Reference"), sort="reference"),
        Column("found_at", _("Found"), "moment", sort="found_at"),
        Column("state", _("State"), "tag", value=_end, red=lambda row: not row.ended_how),
        Column("ended_at", _("Closed"), "moment", sort="ended_at"),
        Column("ended_by", _("Closed by"), value=lambda row: who_is(row.ended_by)),
    ),
    filters=(
        Choice("kind", _("What is missing"), choices=partial(choices, GapKind), everything=_("Anything")),
        Filter("reference", _("Reference")),
        Span("day", _("Day"), kind="date", low="since", high="until"),
        Flag("closed", _("Closed ones too")),
    ),
)  # fmt: skip


def _narrow(rows: QuerySet, asked: Mapping[str, Any]) -> QuerySet:
    if not asked.get("closed"):
        rows = rows.filter(ended_at=None)
    columns = {"kind": "kind", "reference": "reference", "since": "on__gte", "until": "on__lte"}
    return rows.filter(**{columns[name]: value for name, value in asked.items() if name in columns})


@require_http_methods(["GET", "POST"])
def gap_list(request: HttpRequest) -> HttpResponseBase:
    """What is missing (缺口列表)."""
    require(request, "law.view")
    return list_page(request, GAPS, QuerySetSource(gaps, _narrow), may=partial(may, request.user), log=log_export)


@require_GET
def gap_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One gap (缺口详情), and the ways to close it."""
    require(request, "law.view")
    gap = one_gap(pk)
    kind = GapKind(gap.kind)
    verdict = int(gap.reference) if kind is GapKind.VERDICT_WITHOUT_OUTCOME and gap.reference.isdecimal() else None
    return render(request, "compliance/gap.html", {
        "gap": gap, "kind": kind, "verdict": verdict, "end": _end(gap), "by": who_is(gap.ended_by),
        "ends": [GapEnd.EXPLAINED, GapEnd.NO_GAP] if may(request.user, "law.settle") and not gap.ended_at else [],
    })  # fmt: skip


@require_POST
def end_gap(request: HttpRequest, pk: int) -> HttpResponse:
    """Close it (处理缺口)."""
    require(request, "law.settle")
    how = request.POST.get("how", "")
    if how not in (GapEnd.EXPLAINED, GapEnd.NO_GAP):
        one_gap(pk)
        raise Refusal("no-choice", status=422, where="how", zh="请从列表中选择。", en="Choose one of the list.")
    actions.end_gap(pk, GapEnd(how), timezone.now())
    messages.success(request, gettext("The gap was closed."))
    return redirect("law:gaps")


doors = [
    path("gaps/", gap_list, name="gaps"),
    path("gaps/<int:pk>/", gap_page, name="gap"),
    path("gaps/<int:pk>/end", end_gap, name="end_gap"),
]
