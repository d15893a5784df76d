"""The manager's dashboard (经理看板): figures, roll rates, funnel, recoveries against target, cost, ranking, why."""

from datetime import date
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from huilong.rooms.people.queries import may
from huilong.rooms.people.rules.permissions import REACH
from huilong.rooms.people.terms import Reach, Role
from huilong.rooms.reports import queries
from huilong.rooms.reports.queries import costs, dashboard, rows
from huilong.rooms.reports.queries.words import saying
from huilong.rooms.reports.rules.sentences import amount, effect_name, headline, reasons
from huilong.rooms.reports.terms import (
    CashMonth,
    Decomposition,
    Explained,
    FunnelStage,
    Ranked,
    RollMatrix,
    RollMonth,
    Slice,
    Span,
    SplitBy,
)
from huilong.rooms.reports.web_words import bucket_word, card, recoveries_url, rows_url, split_word
from huilong.shell.permission import require

PPM = 1_000_000
SPLITS = (SplitBy.BUCKET, SplitBy.TEAM, SplitBy.AGENCY, SplitBy.PLACED, SplitBy.PRODUCT, SplitBy.REGION)
RANKS = (SplitBy.PERSON, SplitBy.TEAM, SplitBy.AGENCY)
WIDE_PPM, HALF = 100_000, 100
FIELD = {SplitBy.AGENCY: "agency"}
"""The field of a slice a split narrows, where it is not called as the split is."""


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """The dashboard of a span: this month so far unless the address says another."""
    require(request, "report.view")
    kept = rows.spans()
    span = _asked_span(request, kept)
    if span is None:
        return render(request, "reports/dashboard.html", {"span": None})
    split, rank = _member(request, "split", SPLITS), _member(request, "rank", RANKS)
    asked = Slice(span.from_on, span.on)
    whole = _sees_all(request)
    month = dashboard.cash_month(span.on)
    matrix = queries.roll_matrix(span.on, from_on=span.from_on) if whole else None
    then = dashboard.previous(span, kept)
    steps = dashboard.funnel(asked)
    recovered = sum_of(span)
    return render(request, "reports/dashboard.html", {
        "span": span, "spans": kept, "split": split, "rank": rank, "splits": SPLITS, "ranks": RANKS, "whole": whole,
        "cards": [card(one, span.on) for one in queries.six_figures(span.on)] if whole else [], "due": due(matrix),
        "trend": _trend(queries.roll_trend(span.on)) if whole else None,
        "steps": [{"step": step, "url": rows_url(_at(asked, step.stage))} for step in steps],
        "groups": _groups(asked, split), "month": month, "cash": _cash(month), "recovered": recovered,
        "recovered_url": recoveries_url(date.fromordinal(span.from_on.toordinal() + 1), span.on),
        "costs": _costs(span, recovered) if whole else None,
        "ranking": [_ranked(one, asked, rank) for one in dashboard.ranking(asked, rank)],
        "why": [_why(what, dashboard.explained(what, then, span)) for what in Explained] if then else [],
        "then": then,
        "targets_url": _targets_url() if may(request.user, "target.set") else "",
    })  # fmt: skip


@require_GET
def cash_series(request: HttpRequest) -> JsonResponse:
    """Recoveries of the month by day, so far, and against target, for the chart; amounts in fen."""
    require(request, "report.view")
    span = _asked_span(request, rows.spans())
    month = dashboard.cash_month(span.on) if span else None
    days = month.days if month else ()
    return JsonResponse({
        "days": [day.on.isoformat() for day in days],
        "fen": {"name": _("Came in on the day"), "values": [day.fen for day in days]},
        "so_far": {"name": _("Came in so far"), "values": [day.so_far_fen for day in days]},
        "target": {"name": _("Target so far"), "values": [day.target_so_far_fen for day in days]},
        "urls": [recoveries_url(day.on, day.on) for day in days], "unit": {"wan": _("10k yuan")},
    })  # fmt: skip


def sum_of(span: Span) -> int:
    """What came in within a span, by its rows."""
    return dashboard.collected(Slice(span.from_on, span.on))


def due(matrix: RollMatrix | None) -> int | None:
    """The loans that could have been in collections within a span (应还借据): all that were or came."""
    return sum(cell.loans for cell in matrix.cells.values()) if matrix else None


def _asked_span(request: HttpRequest, kept: list[Span]) -> Span | None:
    asked = request.GET.get("span", "")
    found = next((one for one in kept if f"{one.from_on}..{one.on}" == asked), None)
    return found or (rows.month_span(kept[0].on) or kept[0] if kept else None)


def _member(request: HttpRequest, name: str, among: tuple[SplitBy, ...]) -> SplitBy:
    return next((one for one in among if one.value == request.GET.get(name)), among[0])


def _sees_all(request: HttpRequest) -> bool:
    """Whether the reader sees the whole house: figures of the house mean nothing beside rows of a team."""
    return REACH[Role(request.user.role)] is Reach.HOUSE  # type: ignore[union-attr]


def _targets_url() -> str:
    """Where a target is set, if the room that sets them has its page."""
    try:
        return reverse("performance:targets")
    except NoReverseMatch:
        return ""


def _at(asked: Slice, stage: FunnelStage) -> Slice:
    return Slice(asked.from_on, asked.on, stage=stage)


def _groups(asked: Slice, split: SplitBy) -> list[dict[str, Any]]:
    """The funnel of each value of the split, every number with its rows."""
    found = []
    for row in dashboard.funnel_by(asked, split, split_word(split)):
        value: Any = row.value
        if split is SplitBy.PLACED:
            value = row.value == "True"
        elif value and split in (SplitBy.BUCKET, SplitBy.TEAM, SplitBy.AGENCY):
            value = int(value)
        name = FIELD.get(split, split.value)
        narrowed: dict[str, Any] = {name: value} if row.value else {"nobody": name}
        cells = [
            {"step": step, "url": rows_url(Slice(asked.from_on, asked.on, **narrowed, stage=step.stage))}
            for step in row.steps
        ]
        found.append({"word": row.word, "cells": cells})
    return found


def _trend(months: list[RollMonth]) -> dict[str, Any]:
    """Roll rates month by month, side by side: a row a bucket, by balance and by count."""
    buckets = sorted({bucket for month in months for bucket in month.worse})
    lines = []
    for bucket in buckets:
        cells = []
        for month in months:
            count, balance = month.worse.get(bucket, (None, None))
            cells.append({
                "count": count, "balance": balance, "shade": _shade(balance),
                "url": rows_url(Slice(month.from_on, month.on, bucket=bucket, worse=True)) if count is not None else "",
            })  # fmt: skip
        lines.append({"word": bucket_word(bucket), "cells": cells})
    return {"months": months, "rows": lines}


def _shade(ppm: int | None) -> str:
    if not ppm:
        return ""
    return f"up{next(shade for edge, shade in ((100_000, 1), (300_000, 2), (600_000, 3), (PPM + 1, 4)) if ppm < edge)}"


def _cash(month: CashMonth) -> dict[str, Any]:
    """The month's recoveries with their lists, and how far the target is reached."""
    days = [{"day": day, "url": recoveries_url(day.on, day.on)} for day in month.days]
    last = month.days[-1]
    done = month.fen * PPM // month.target_fen if month.target_fen else None
    behind = None if last.target_so_far_fen is None else month.fen - last.target_so_far_fen
    return {"days": days, "done": done, "ahead": behind, "url": recoveries_url(month.month, last.on)}


def _costs(span: Span, recovered: int) -> dict[str, Any]:
    found = costs.costs_of(span.from_on, span.on, recovered)
    base = {"from_on": span.from_on.isoformat(), "on": span.on.isoformat()}
    lines = [
        {"line": line, "url": f"{reverse('reports:costs')}?{urlencode({**base, 'kind': line.kind.value})}"}
        for line in found.lines
    ]
    return {"costs": found, "lines": lines}


def _ranked(one: Ranked, asked: Slice, by: SplitBy) -> dict[str, Any]:
    """A place with the picture of its interval: 200 wide, nought in the middle."""
    narrowed: dict[str, Any] = {FIELD.get(by, by.value): one.key}
    told: dict[str, Any] = {"of": one, "url": rows_url(Slice(asked.from_on, asked.on, **narrowed))}
    if one.compared and one.low_ppm is not None and one.high_ppm is not None and one.difference_ppm is not None:
        wide = max(WIDE_PPM, abs(one.low_ppm), abs(one.high_ppm))
        place = partial(_place, wide)
        low, high = place(one.low_ppm), place(one.high_ppm)
        told["picture"] = {"low": low, "width": max(1, high - low), "middle": place(one.difference_ppm)}
    return told


def _place(wide: int, ppm: int) -> int:
    return HALF + ppm * (HALF - 4) // wide


def _why(what: Explained, found: Decomposition) -> dict[str, Any]:
    """A change in sentences and as a table."""
    word = saying()
    effects = [
        {"name": effect_name(what, one.cause, one.dimension), "amount": amount(what, one.amount, signed=True),
         "cause": one.cause}
        for one in found.effects
    ]  # fmt: skip
    where = [
        {"name": word(dimension, value), "dimension": SplitBy(dimension), "amount": amount(what, effect, signed=True)}
        for dimension, values in found.where.items() for value, effect in values[:5] if effect
    ]  # fmt: skip
    return {
        "what": what, "headline": headline(what, found), "reasons": reasons(what, found, word), "effects": effects,
        "where": where, "change": amount(what, found.change, signed=True), "mood": _mood(what, found.change),
    }  # fmt: skip


def _mood(what: Explained, change: int) -> str:
    if not change:
        return ""
    return "good" if (change > 0) == (what is Explained.CASH) else "bad"


doors = [path("dashboard/", page, name="dashboard"), path("dashboard/cash.json", cash_series, name="cash_series")]
