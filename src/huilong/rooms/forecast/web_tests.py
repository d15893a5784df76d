"""The page of the back-test (回测页): how forecasts did, from every kept month, and how the night's own did."""

import math
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from huilong.rooms.forecast import queries
from huilong.rooms.forecast.queries.backtesting import LEAST_MONTHS, backtest_book
from huilong.rooms.forecast.rules.backtest import Score, score
from huilong.shell.permission import require


@require_GET
def backtest(request: HttpRequest) -> HttpResponse:
    """How forecasts did on our own book (回测): intervals that held, errors beside naive and Markov rivals."""
    require(request, "forecast.view")
    on = queries.last_kept()
    points = backtest_book(on) if on else []
    return render(request, "forecast/backtest.html", {
        "on": on, "scores": [_shown(one) for one in score(points)], "least": LEAST_MONTHS,
        "coverage": queries.coverage(), "origins": len({one.origin for one in points}),
    })  # fmt: skip


def _shown(one: Score) -> dict[str, Any]:
    """A score as the page shows it; an error that could not be divided is None."""
    errors = {"mape": one.mape, "mape_naive": one.mape_naive, "mape_markov": one.mape_markov}
    told = {name: None if math.isnan(value) else value for name, value in errors.items()}
    return {"measure": one.measure, "count": one.count, "held": one.held, **told}
