"""Figures for other systems (报表接口): the six figures of a day, the dashboard of a span, weekly packs."""

from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema

from huilong.kernel.refusal import Refusal
from huilong.rooms.reports import queries
from huilong.rooms.reports.queries import dashboard, packs, rows
from huilong.rooms.reports.terms import Explained, Slice
from huilong.rooms.reports.terms.packs import PackRow
from huilong.shell.api import Asked, Day, Paged, known_only, needs

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


class DashboardAsked(Asked):
    """Of which span; the newest month so far unless both ends are given."""

    from_on: Day | None = None
    on: Day | None = None


class StepOut(Schema):
    """One stage of the funnel; shares in ppm of those that entered, and of the stage before."""

    stage: str
    loans: int
    base_fen: int
    of_entered_ppm: int
    of_before_ppm: int


class DayOut(Schema):
    """Recoveries of a day, so far, and the target so far (null: none is set)."""

    on: date
    fen: int
    so_far_fen: int
    target_so_far_fen: int | None


class EffectOut(Schema):
    """One reason of a change; `dimension` of a mix."""

    cause: str
    dimension: str
    amount: int


class ChangeOut(Schema):
    """A figure of two spans, and why it changed: the effects add up to the change. Fen, or ppm for `roll`."""

    what: str
    before: int
    after: int
    change: int
    effects: list[EffectOut]


class DashboardOut(Schema):
    """The dashboard of a span."""

    from_on: date
    on: date
    recovered_fen: int
    funnel: list[StepOut]
    days: list[DayOut]
    changes: list[ChangeOut]


@router.get("/dashboard", response=DashboardOut, summary="经理看板 · The manager's dashboard")
@needs("report.view")
@known_only(DashboardAsked)
def dashboard_figures(request: HttpRequest, asked: Query[DashboardAsked]) -> dict[str, Any]:
    """Funnel, recoveries by day, and why figures changed, of a span whose rows are kept."""
    kept = rows.spans()
    span = (
        next((one for one in kept if (one.from_on, one.on) == (asked.from_on, asked.on)), None)
        if asked.from_on and asked.on else rows.month_span(kept[0].on) if kept else None
    )  # fmt: skip
    if span is None:
        raise Refusal(
            "no-rows", status=404, zh="该区间没有看板明细。", en="There are no rows of this span.",
            remedy_zh="请选择已有的区间,或先运行跑批。", remedy_en="Choose a span there is, or run the night first.",
        )  # fmt: skip
    narrowed = Slice(span.from_on, span.on)
    then = dashboard.previous(span, kept)
    told = [(what, dashboard.explained(what, then, span)) for what in Explained] if then else []
    return {
        "from_on": span.from_on, "on": span.on, "recovered_fen": dashboard.collected(narrowed),
        "funnel": [{**asdict(step), "stage": step.stage.value} for step in dashboard.funnel(narrowed)],
        "days": [asdict(day) for day in dashboard.cash_month(span.on).days],
        "changes": [
            {"what": what.value, "before": one.before, "after": one.after, "change": one.change,
             "effects": [{**asdict(each), "cause": each.cause.value} for each in one.effects]}
            for what, one in told
        ],
    }  # fmt: skip


class FileOut(Schema):
    """A file of a pack."""

    form: str
    language: str
    sha256: str


class PackOut(Schema):
    """A weekly pack; `team` null is the house's."""

    id: int
    from_on: date
    on: date
    team: int | None
    fingerprint: str
    made_at: datetime
    files: list[FileOut]


class PacksOut(Schema):
    """Packs, newest week first."""

    total: int
    packs: list[PackOut]


@router.get("/packs", response=PacksOut, summary="周会材料 · Weekly packs")
@needs("report.view")
@known_only(Paged)
def weekly_packs(request: HttpRequest, asked: Query[Paged]) -> dict[str, Any]:
    """The weekly packs one may read."""
    found, total = packs.packs_page(page=asked.page, size=asked.size)
    return {"total": total, "packs": [_pack(one) for one in found]}


@router.get("/packs/{weekly_id}", response=dict[str, Any], summary="周会材料正文 · A weekly pack")
@needs("report.view")
def weekly_pack(request: HttpRequest, weekly_id: int) -> dict[str, Any]:
    """A weekly pack with its whole document in both languages, as it was kept."""
    row = packs.pack_row(weekly_id)
    return {**PackOut(**_pack(row)).dict(), "content": {
        language: packs.pack_content(weekly_id, language) for language in packs.LANGUAGES}}  # fmt: skip


def _pack(one: PackRow) -> dict[str, Any]:
    told = {name: getattr(one, name) for name in ("id", "from_on", "on", "team", "fingerprint", "made_at")}
    files = [{"form": form.value, "language": language, "sha256": sha256} for form, language, sha256 in one.files]
    return {**told, "files": files}
