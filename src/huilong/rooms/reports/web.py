"""Pages of reports (报表页): the portfolio, and the start page of each reader."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import include, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from huilong.rooms.people.queries import may
from huilong.rooms.reports import queries, web_dashboard, web_pack, web_table
from huilong.rooms.reports.queries import rows
from huilong.rooms.reports.terms import CURRENT, NEW, PAID_OFF, WRITTEN_OFF, RollMatrix, Slice
from huilong.rooms.reports.web_trace import doors as trace_doors
from huilong.rooms.reports.web_words import bucket_word, card, rows_url
from huilong.shell.permission import require
from huilong.shell.typed import typed_day, typed_or_none

SHADES = ((20_000, 1), (100_000, 2), (300_000, 3), (1_000_001, 4))
"""Upper edges (parts per million) of the heat map's shades."""


def _day(request: HttpRequest) -> date | None:
    return typed_or_none(typed_day, request.GET, "on") or queries.latest_day()


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """The reader's first page: whichever of these their role opens, the dashboard before all."""
    for permission, name in (
        ("report.schedule", "reports:dashboard"), ("portfolio.view", "reports:portfolio"),
        ("desk.work", "desk:workbench"), ("case.view", "cases:list"), ("auction.bid", "auctions:list"),
    ):
        if may(request.user, permission):
            return HttpResponseRedirect(reverse(name))
    return HttpResponseRedirect(reverse("night:runs"))


def _heat(matrix: RollMatrix) -> list[dict[str, Any]]:
    """The roll-rate matrix as rows of shaded cells; worse is red, better green, staying blue."""
    lists = rows.span_between(matrix.from_on, matrix.on) is not None
    drawn = []
    for start in matrix.rows:
        cells = []
        for end in matrix.columns:
            cell = matrix.cells.get((start, end))
            shade = next(s for edge, s in SHADES if (cell.balance_ppm if cell else 0) < edge)
            way = _way(start, end)
            cells.append(
                {
                    "cell": cell,
                    "shade": f"{way}{shade}" if cell and cell.balance_ppm else "",
                    "share": cell.balance_ppm / 1e6 if cell else None,
                    "url": _cell_url(matrix, start, end) if lists else _bucket_url(end),
                }
            )
        drawn.append({"word": bucket_word(start), "url": _bucket_url(start), "cells": cells})
    return drawn


def _cell_url(matrix: RollMatrix, start: int, end: int) -> str:
    """The loans of a cell; those past due on neither day from the book, the others from the rows of the span."""
    asked = Slice(matrix.from_on, matrix.on, bucket=start, to_bucket=end)
    late = start > CURRENT or end > CURRENT or WRITTEN_OFF in (start, end)
    return rows_url(asked) if late else rows_url(asked, "reports:on_time")


def _way(start: int, end: int) -> str:
    """Which way a roll goes: `stay`, `up` (worse) or `down` (better)."""
    if start == end or (start, end) == (NEW, CURRENT):
        return "stay"
    worse = queries.bucket_order(end) > queries.bucket_order(start) and end != PAID_OFF
    return "up" if worse else "down"


def _bucket_url(bucket: int) -> str:
    return f"{reverse('cases:list')}?buckets={bucket}" if bucket > CURRENT else ""


@require_GET
def portfolio(request: HttpRequest) -> HttpResponse:
    """The portfolio (资产组合): six figures with change, balances by bucket, roll rates, entries and cures."""
    require(request, "portfolio.view")
    on = _day(request)
    matrix = queries.roll_matrix(on) if on else None
    return render(request, "reports/portfolio.html", {
        "on": on, "cards": [card(one, on) for one in queries.six_figures(on)] if on else [],
        "matrix": matrix, "heat": _heat(matrix) if matrix else [],
        "ends": [bucket_word(end) for end in matrix.columns] if matrix else [],
        "notices": queries.notices(on) if on else [],
    })  # fmt: skip


@require_GET
def series(request: HttpRequest) -> JsonResponse:
    """Balances by bucket, entries and cures over time, for the charts; amounts in fen."""
    require(request, "portfolio.view")
    points = queries.bucket_series(until=_day(request))
    days = sorted({point.on for point in points})
    place = {day: i for i, day in enumerate(days)}
    buckets: dict[int, list[int]] = {}
    for point in points:
        row = buckets.setdefault(point.bucket, [0] * len(days))
        row[place[point.on]] = point.outstanding_fen
    flows = queries.flows(until=_day(request))
    return JsonResponse({
        "days": [day.isoformat() for day in days],
        "buckets": [
            {"name": bucket_word(bucket), "bucket": bucket, "fen": row, "url": _bucket_url(bucket)}
            for bucket, row in sorted(buckets.items()) if bucket > CURRENT
        ],
        "flows": {
            "days": [flow.on.isoformat() for flow in flows],
            "entries": {"name": _("Entries"), "values": [flow.entries for flow in flows]},
            "cures": {"name": _("Cures"), "values": [flow.cures for flow in flows]},
        },
        "unit": {"wan": _("10k yuan"), "loans": _("loans")},
    })  # fmt: skip


_doors = [path("", portfolio, name="portfolio"), path("series.json", series, name="series")]
urlpatterns = [
    path("", home, name="home"),
    path("portfolio/", include(([*_doors, *web_dashboard.doors, *web_pack.doors, *web_table.doors], "reports"))),
    path("trace/", include((trace_doors, "trace"))),
]
