"""Figures for other systems (报表接口): the six figures of a day."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema

from huilong.kernel.refusal import Refusal
from huilong.rooms.reports import queries
from huilong.shell.api import Asked, Day, known_only, needs

router = Router(tags=["reports"])


class FiguresAsked(Asked):
    """Of which day; the latest there is unless asked."""

    on: Day | None = None


class FigureOut(Schema):
    """One figure; `value` and `change` in `unit`: fen, count or ppm. `change` is against `since`."""

    code: str
    value: int
    unit: str
    change: int | None
    since: date | None
    good_when: str


class FiguresOut(Schema):
    """The figures of a day."""

    on: date
    figures: list[FigureOut]


@router.get("/figures", response=FiguresOut, summary="指标 · Figures of the portfolio")
@needs("portfolio.view")
@known_only(FiguresAsked)
def figures(request: HttpRequest, asked: Query[FiguresAsked]) -> dict[str, Any]:
    """The six figures of a day a night has counted."""
    on = asked.on or queries.latest_day()
    if on is None or on not in queries.days():
        raise Refusal(
            "no-figures", status=404, zh="这一天没有指标。", en="There are no figures of this day.",
            remedy_zh="请先运行当日的跑批。", remedy_en="Run the night of this day first.",
        )  # fmt: skip
    return {"on": on, "figures": queries.six_figures(on)}
