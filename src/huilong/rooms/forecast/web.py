"""Pages of forecast (预测页): where cash and loss will be, what a run said, what moved, and asking for a run."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import include, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from huilong.kernel.refusal import Refusal
from huilong.rooms.forecast import actions, queries, web_tests
from huilong.rooms.forecast.queries.past import Rolls
from huilong.rooms.forecast.rules.states import BUCKETS, CURRENT, PAID_OFF, STATES
from huilong.rooms.forecast.rules.vintages import EVER_30, EVER_60, LOST
from huilong.rooms.forecast.terms import ALL, EVERY, Asked, Foreseen, ResultRow, RunRow, VintageKind
from huilong.rooms.forecast.web_table import (
    COHORTS,
    MOVES,
    RUNS,
    VINTAGES,
    ResultSource,
    cohort_source,
    move_source,
    results_table,
    run_source,
    scenario_word,
    state_word,
    vintage_source,
)
from huilong.rooms.journal.actions import record_export
from huilong.rooms.people.queries import may, names_of
from huilong.shell.lists import list_page
from huilong.shell.permission import require
from huilong.shell.templatetags.huilong import words

SHADES = ((0.02, 1), (0.1, 2), (0.3, 3), (1.01, 4))
MONTHS_OF_ROLLS = 12
SHOWN = (Foreseen.CASH, Foreseen.NET_LOSS, Foreseen.CASH_SO_FAR, Foreseen.LOSS_SO_FAR)
VINTAGES_SHOWN = 12
KINDS = {VintageKind.EVER_30: EVER_30, VintageKind.EVER_60: EVER_60, VintageKind.LOST: LOST}


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Where the book will be (预测首页): expected cash and loss against what came true, scenarios beside each other."""
    require(request, "forecast.view")
    scenario = request.GET.get("scenario", "base")
    run = queries.newest_run(scenario) or queries.newest_run()
    if run is None:
        return render(request, "forecast/home.html", {"run": None, "may_run": may(request.user, "forecast.run")})
    made = queries.newest_by_scenario(run.on)
    beside = made.get(request.GET.get("beside", ""))
    by = "count" if request.GET.get("by") == "count" else "balance"
    rolls = queries.rolls(queries.months_kept()[-MONTHS_OF_ROLLS:])
    return render(request, "forecast/home.html", {
        "run": run, "word": scenario_word(run.asked.scenario), "cards": _cards(run),
        "beside": beside, "beside_word": scenario_word(beside.asked.scenario) if beside else "",
        "scenarios": [(one.key, scenario_word(one.key), made.get(one.key)) for one in queries.scenarios().scenarios],
        "compared": _compared(list(made.values())), "by": by, "rolls": rolls, "heat": _heat(rolls, by),
        "ends": [state_word(end) for end in range(STATES)], "coverage": queries.coverage(),
        "may_run": may(request.user, "forecast.run"), "kinds": list(VintageKind),
        "kind": request.GET.get("kind", VintageKind.EVER_30.value),
    })  # fmt: skip


def _cards(run: RunRow) -> list[dict[str, Any]]:
    """The run in four figures: next month's cash and loss, all of it within the horizon, and its present value."""
    rows = queries.results(run.id, {"segment": ALL, "bucket": EVERY})
    found = []
    for measure, last in ((Foreseen.CASH, False), (Foreseen.CASH_SO_FAR, True), (Foreseen.LOSS_SO_FAR, True),
                          (Foreseen.VALUE, True)):  # fmt: skip
        mine = [row for row in rows if row.measure is measure]
        if mine:
            row = mine[-1 if last else 0]
            found.append({"row": row, "url": f"{reverse('forecast:run', args=[run.id])}?measure={measure.value}"})
    return found


def _compared(made: list[RunRow]) -> list[dict[str, Any]]:
    """Scenarios side by side: cash and loss within the horizon, present value."""
    ends = queries.at_the_end([run.id for run in made])
    return [
        {"run": run, "word": scenario_word(run.asked.scenario), "told": [
            ends.get(run.id, {}).get(one) for one in (Foreseen.CASH_SO_FAR, Foreseen.LOSS_SO_FAR, Foreseen.VALUE)
        ]}
        for run in made
    ]  # fmt: skip


def _heat(told: Rolls | None, by: str) -> list[dict[str, Any]]:
    """The roll matrix of some months as rows of shaded cells, each with the address of its rows."""
    if told is None:
        return []
    shares = told.by_count if by == "count" else told.by_balance
    rows = []
    for start in range(BUCKETS):
        cells = []
        for end in range(STATES):
            share = float(shares[start, end])
            shade = next(s for edge, s in SHADES if share < edge)
            cells.append({
                "share": share, "loans": int(told.loans[start, end]), "fen": int(told.balance_fen[start, end]),
                "shade": f"{_way(start, end)}{shade}" if share else "",
                "url": f"{reverse('forecast:moves')}?start={start}&end={end}",
            })  # fmt: skip
        rows.append({"word": state_word(start), "cells": cells})
    return rows


def _way(start: int, end: int) -> str:
    if end in (start, CURRENT) and start == CURRENT:
        return "stay"
    if end == PAID_OFF or end < start:
        return "down"
    return "stay" if end == start else "up"


@require_GET
def series(request: HttpRequest, run_id: int) -> JsonResponse:
    """A run as its fan charts read it (扇形图数据): what was, what is expected, what came true; fen."""
    require(request, "forecast.view")
    run = queries.run_row(run_id)
    past = queries.months_told(run.on)
    rows = queries.results(run.id, {"segment": ALL, "bucket": EVERY})
    charts = []
    for measure in SHOWN[:2]:
        mine = [row for row in rows if row.measure is measure]
        before = [one.cash_fen if measure is Foreseen.CASH else one.net_loss_fen for one in past]
        charts.append({"measure": measure.value, "name": str(words(measure)), "past": before, "told": _fan(mine)})
    return JsonResponse({
        "months": [f"{one.on:%Y-%m}" for one in past] + [f"{row.month:%Y-%m}" for row in rows
                                                         if row.measure is Foreseen.CASH],
        "charts": charts, "unit": _("10k yuan"),
        "words": {"past": _("was"), "mean": _("expected"), "actual": _("came true"), "level": "%"},
        "url": reverse("forecast:run", args=[run.id]),
    })  # fmt: skip


def _fan(rows: list[ResultRow]) -> dict[str, list[int | None]]:
    names = ("mean", "low95", "low80", "low50", "high50", "high80", "high95", "actual")
    return {name: [getattr(row, name) for row in rows] for name in names}


@require_GET
def past(request: HttpRequest) -> JsonResponse:
    """Vintage curves and the recovery curve as their charts read them (历史曲线数据); shares."""
    require(request, "forecast.view")
    on = queries.last_kept()
    kind = KINDS.get(request.GET.get("kind", ""), EVER_30)  # type: ignore[call-overload]
    curves: dict[int, list[list[float]]] = {}
    for row in queries.vintage_rows(on) if on else []:
        if row.loans:
            curves.setdefault(row.vintage, []).append([row.months_on_book, row.late[kind] / row.loans])
    recovery = queries.stored(on).recovery if on else None
    return JsonResponse({
        "vintages": [
            {"name": str(name), "points": curves[name], "url": f"{reverse('forecast:vintages')}?vintage={name}"}
            for name in sorted(curves)[-VINTAGES_SHOWN:]
        ],
        "recovery": [round(float(x), 5) for x in recovery.curve] if recovery else [],
        "words": {"age": _("months on book"), "since": _("months since the charge-off"), "recovery": _("recovered"),
                  "cases": recovery.cases if recovery else 0},
        "recoveries": reverse("forecast:recoveries"),
    })  # fmt: skip


@require_http_methods(["GET", "POST"])
def one_run(request: HttpRequest, run_id: int) -> HttpResponseBase:
    """What a run said, month by month (预测明细), what it was made of, and what came true; exports are logged."""
    require(request, "forecast.view")
    run = queries.run_row(run_id)
    segments: list[str] = [str(one) for one in run.told.get("segments", [])]  # type: ignore[attr-defined]
    values = queries.results(run.id, {"measure": Foreseen.VALUE.value})
    return list_page(
        request, results_table(segments, loans=request.GET.get("measure") == Foreseen.LOANS), ResultSource(run.id),
        may=partial(may, request.user), log=_log,
        template="forecast/run.html", run=run, word=scenario_word(run.asked.scenario), values=values,
        coverage=queries.coverage(run.id), by=names_of({run.by}).get(run.by) if run.by else "",
        elasticities=queries.scenarios().elasticities,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Ask for a run (发起预测): scenario, months, paths, discount; a refusal is said beside the form."""
    require(request, "forecast.run")
    form, refusal = request.POST, None
    if request.method == "POST":
        try:
            key = actions.run_forecast(_asked(form), timezone.now())
        except Refusal as no:
            refusal = no
        else:
            messages.success(request, _("The forecast is made."))
            return redirect(reverse("forecast:run", args=[key]))
    typed = {name: form.get(name, usual) for name, usual in DEFAULTS.items()}
    return render(request, "forecast/new.html", {
        "typed": typed, "refusal": refusal, "on": queries.last_kept(), "most_months": actions.MOST_MONTHS,
        "most_paths": actions.MOST_PATHS, "least_paths": actions.LEAST_PATHS,
        "scenarios": [(one.key, scenario_word(one.key)) for one in queries.scenarios().scenarios],
        "elasticities": queries.scenarios().elasticities,
    }, status=refusal.status if refusal else 200)  # fmt: skip


DEFAULTS = {"scenario": "base", "horizon": "12", "paths": "10000", "seed": "0", "discount": "8"}


def _asked(form: Mapping[str, str]) -> Asked:
    whole = {}
    for name in ("horizon", "paths", "seed"):
        text = form.get(name, "").strip()
        if not text.isdecimal() or len(text) > 18:
            raise _unread(name)
        whole[name] = int(text)
    rate = form.get("discount", "").strip()
    if not rate.replace(".", "", 1).isdecimal() or len(rate) > 6:
        raise _unread("discount")
    return Asked(form.get("scenario", ""), whole["horizon"], whole["paths"], whole["seed"], round(float(rate) * 10_000))


def _unread(name: str) -> Refusal:
    return Refusal("bad-number", status=422, where=name, zh="请填写一个数。", en="Give a number.",
                   remedy_zh="例如 12。", remedy_en="Say 12.")  # fmt: skip


@require_http_methods(["GET", "POST"])
def runs(request: HttpRequest) -> HttpResponseBase:
    """The runs made so far (预测列表)."""
    require(request, "forecast.view")
    return list_page(request, RUNS, run_source(), may=partial(may, request.user), log=_log)


@require_http_methods(["GET", "POST"])
def moves(request: HttpRequest) -> HttpResponseBase:
    """What moved, month by month (迁徙明细)."""
    require(request, "forecast.view")
    return list_page(request, MOVES, move_source(), may=partial(may, request.user), log=_log)


@require_http_methods(["GET", "POST"])
def vintages(request: HttpRequest) -> HttpResponseBase:
    """Vintages by months on book (账期明细)."""
    require(request, "forecast.view")
    return list_page(request, VINTAGES, vintage_source(), may=partial(may, request.user), log=_log)


@require_http_methods(["GET", "POST"])
def recoveries(request: HttpRequest) -> HttpResponseBase:
    """What came back of what was charged off (回收明细)."""
    require(request, "forecast.view")
    return list_page(request, COHORTS, cohort_source(), may=partial(may, request.user), log=_log)


def _log(request: HttpRequest, detail: dict[str, Any]) -> None:
    record_export(detail)


_doors = [
    path("", home, name="home"), path("new/", new, name="new"), path("runs/", runs, name="list"),
    path("runs/<int:run_id>/", one_run, name="run"), path("runs/<int:run_id>/series.json", series, name="series"),
    path("past.json", past, name="past"), path("rolls/", moves, name="moves"),
    path("vintages/", vintages, name="vintages"), path("recoveries/", recoveries, name="recoveries"),
    path("backtest/", web_tests.backtest, name="backtest"),
]  # fmt: skip
urlpatterns = [path("forecast/", include((_doors, "forecast")))]
