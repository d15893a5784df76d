"""Lists behind the dashboard (看板明细页): loans of a slice, what came in by day, what costs were spent on."""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from huilong.kernel.glossary import Worded
from huilong.kernel.refusal import Refusal
from huilong.rooms.book import queries as book
from huilong.rooms.cases.actions.exporting import refuse_unapproved_export
from huilong.rooms.journal.actions import record_export
from huilong.rooms.people.queries import may
from huilong.rooms.people.rules.permissions import REACH
from huilong.rooms.people.terms import Reach, Role
from huilong.rooms.reports.queries import costs, on_time, rows
from huilong.rooms.reports.terms import (
    CURRENT,
    NEW,
    PAID_OFF,
    WRITTEN_OFF,
    CostOf,
    FunnelStage,
    Recovered,
    Slice,
    SpanLoan,
)
from huilong.shell.filters import Choice, Filter, Flag, Hidden
from huilong.shell.lists import list_page
from huilong.shell.permission import require
from huilong.shell.table import Column, Found, Table
from huilong.shell.templatetags.huilong import words


def bucket_word(bucket: int) -> str:
    """What a bucket number is called on screen, with the two ends of a loan's life."""
    others = {
        CURRENT: gettext("Current"), NEW: gettext("New"), PAID_OFF: gettext("Paid off"),
        WRITTEN_OFF: gettext("Written off"),
    }  # fmt: skip
    names = book.contract().bucket_names
    return others.get(bucket) or (names[bucket - 1] if 0 < bucket <= len(names) else str(bucket))


def _case_url(row: Any) -> str:
    return reverse("cases:case", args=[row.case_number]) if row.case_number else ""


WHATS: Mapping[str, Any] = {
    "call": _("call"), "sms": _("text message"), "email": _("e-mail"), "letter": _("letter"), "visit": _("visit"),
    "statement": _("statement"), "posting": _("posting"),
}  # fmt: skip


def _offered(of: type[Worded]) -> list[tuple[str, str]]:
    """The words of a list in the reader's language, for a filter to offer."""
    return [(one.value, words(one)) for one in of]


SPAN_FILTERS: tuple[Filter, ...] = (
    Hidden("from_on", _("From"), reads="date"), Hidden("on", _("Until"), reads="date"),
    Hidden("bucket", _("Bucket at the start"), reads="number"), Hidden("to_bucket", _("Bucket now"), reads="number"),
    Hidden("product", _("Product"), reads="text"), Hidden("region", _("Region"), reads="text"),
    Hidden("team", _("Team"), reads="number"), Hidden("agency", _("Firm"), reads="number"),
    Hidden("person", _("Colleague"), reads="number"), Hidden("nobody", _("Without"), reads="text"),
    Choice("placed", _("Held by"), choices=[("yes", _("Placed with a firm")), ("no", _("In the house"))],
           everything=_("Everybody")),
    Choice("stage", _("Came as far as"), choices=partial(_offered, FunnelStage), everything=_("Everything")),
    Flag("paid", _("Something came in")), Flag("worse", _("Got worse")),
)  # fmt: skip
SPAN_ROWS = Table(
    key="report_rows", title=_("Loans behind the figure"),
    columns=(
        Column("loan_id", _("Loan"), sort="loan_id"),
        Column("case_number", _("Case"), href=_case_url, sort="case_number"),
        Column("bucket", _("Bucket at the start"), value=lambda row: bucket_word(row.bucket)),
        Column("to_bucket", _("Bucket now"), value=lambda row: bucket_word(row.to_bucket)),
        Column("past_due_days", _("Days past due"), kind="number", sort="past_due_days"),
        Column("product", _("Product")), Column("region", _("Region")),
        Column("balance_fen", _("Principal"), kind="money", sort="balance_fen"),
        Column("base_fen", _("Past due"), kind="money", sort="base_fen"),
        Column("collected_fen", _("Came in"), kind="money", sort="collected_fen"),
        Column("overdue_fen", _("Past due now"), kind="money"),
        Column("came", _("Came as far as"), kind="tag", value=lambda row: _furthest(row)),
    ),
    filters=SPAN_FILTERS, order="-base_fen", empty=_("No loan is behind this figure."),
    way_out=(_("Back to the dashboard"), "reports:dashboard"), export_permission="case.export",
)  # fmt: skip
DAY_FILTERS: tuple[Filter, ...] = (
    Hidden("since", _("From"), reads="date"), Hidden("until", _("Until"), reads="date"),
    Hidden("bucket", _("Bucket the day before"), reads="number"), Hidden("product", _("Product"), reads="text"),
    Hidden("region", _("Region"), reads="text"), Hidden("team", _("Team"), reads="number"),
    Hidden("organisation", _("Firm"), reads="number"), Hidden("person", _("Colleague"), reads="number"),
)  # fmt: skip
DAY_ROWS = Table(
    key="report_recoveries", title=_("What came in"),
    columns=(
        Column("on", _("Day"), kind="date", sort="on"), Column("loan_id", _("Loan"), sort="loan_id"),
        Column("case_number", _("Case"), href=_case_url),
        Column("bucket", _("Bucket the day before"), value=lambda row: bucket_word(row.bucket)),
        Column("product", _("Product")), Column("region", _("Region")),
        Column("fen", _("Came in"), kind="money", sort="fen"),
    ),
    filters=DAY_FILTERS, order="-fen", empty=_("Nothing came in on these days."),
    way_out=(_("Back to the dashboard"), "reports:dashboard"), export_permission="case.export",
)  # fmt: skip
COST_ROWS = Table(
    key="report_costs", title=_("What it was spent on"),
    columns=(
        Column("at", _("When"), kind="moment"),
        Column("what", _("What"), value=lambda row: WHATS.get(row.what, row.what)),
        Column("subject", _("About")), Column("units", _("Units"), kind="number"),
        Column("fen", _("Amount"), kind="money"),
    ),
    filters=(
        Hidden("from_on", _("From"), reads="date"), Hidden("on", _("Until"), reads="date"),
        Choice("kind", _("Cost"), choices=partial(_offered, CostOf), default=CostOf.CONTACT.value),
    ),
    empty=_("Nothing was spent."), way_out=(_("Back to the dashboard"), "reports:dashboard"), exports=False,
)  # fmt: skip


ON_TIME = Table(
    key="report_on_time", title=_("Loans on time"),
    columns=(
        Column("loan_id", _("Loan")), Column("product", _("Product")),
        Column("balance_fen", _("Principal"), kind="money"),
    ),
    filters=(
        Hidden("from_on", _("From"), reads="date"), Hidden("on", _("Until"), reads="date"),
        Hidden("bucket", _("Bucket at the start"), reads="number"),
        Hidden("to_bucket", _("Bucket now"), reads="number"),
    ),
    empty=_("No loan is behind this figure."), way_out=(_("Back to the dashboard"), "reports:dashboard"), exports=False,
)  # fmt: skip


def _furthest(row: SpanLoan) -> FunnelStage:
    """The last stage a loan reached without leaving one out."""
    reached = FunnelStage.ENTERED
    for stage, came in (
        (FunnelStage.CONTACTED, row.contacted), (FunnelStage.RIGHT_PARTY, row.right_party),
        (FunnelStage.PROMISED, row.promised), (FunnelStage.KEPT, row.kept),
        (FunnelStage.CURED, row.to_bucket in rows.CURED),
    ):  # fmt: skip
        if not came:
            return reached
        reached = stage
    return reached


class SpanSource:
    """The loans of a slice as a table reads them."""

    def page(self, asked: Mapping[str, Any], sort: str, number: int, size: int) -> Found:
        """One page of loans."""
        found, total = rows.rows_page(_slice(asked), sort=sort, page=number, size=size)
        return Found(found, total, number)

    def each(self, asked: Mapping[str, Any], sort: str) -> Iterator[SpanLoan]:
        """Every loan, for an export."""
        return rows.each_row(_slice(asked), sort=sort)


class DaySource:
    """What came in as a table reads it."""

    def page(self, asked: Mapping[str, Any], sort: str, number: int, size: int) -> Found:
        """One page of it."""
        found, total = rows.recoveries_page(*_days(asked), _narrowed(asked), sort=sort, page=number, size=size)
        return Found(found, total, number)

    def each(self, asked: Mapping[str, Any], sort: str) -> Iterator[Recovered]:
        """Everything, for an export."""
        return rows.each_recovery(*_days(asked), _narrowed(asked), sort=sort)


class CostSource:
    """What a kind of cost was spent on as a table reads it."""

    def page(self, asked: Mapping[str, Any], sort: str, number: int, size: int) -> Found:
        """One page of it."""
        kind = CostOf(asked.get("kind") or CostOf.CONTACT)
        found, total = costs.spent_page(kind, *_ends(asked), page=number, size=size)
        return Found(found, total, number)

    def each(self, asked: Mapping[str, Any], sort: str) -> Iterator[Any]:
        """Nothing: the list is not exported."""
        return iter(())


class OnTimeSource:
    """The loans of a cell that are past due on neither day, as a table reads them."""

    def page(self, asked: Mapping[str, Any], sort: str, number: int, size: int) -> Found:
        """One page of them."""
        start, end = asked.get("bucket", CURRENT), asked.get("to_bucket", CURRENT)
        found, total = on_time.on_time_page(*_ends(asked), start, end, page=number, size=size)
        return Found(found, total, number)

    def each(self, asked: Mapping[str, Any], sort: str) -> Iterator[Any]:
        """Nothing: the list is not exported."""
        return iter(())


def _slice(asked: Mapping[str, Any]) -> Slice:
    from_on, on = _ends(asked)
    placed, stage = asked.get("placed"), asked.get("stage")
    told = {name: asked[name] for name in ("bucket", "to_bucket", "product", "region", "team", "agency", "person")
            if name in asked}  # fmt: skip
    return Slice(
        from_on, on, **told, placed=None if not placed else placed == "yes", nobody=asked.get("nobody", ""),
        stage=FunnelStage(stage) if stage else None,
        paid=bool(asked.get("paid")), worse=bool(asked.get("worse")),
    )  # fmt: skip


def _ends(asked: Mapping[str, Any]) -> tuple[date, date]:
    """The span a list is asked for; the newest one unless the address says. Raises Refusal `no-rows`."""
    if "from_on" in asked and "on" in asked:
        return asked["from_on"], asked["on"]
    kept = rows.spans(1)
    if not kept:
        raise no_rows()
    return kept[0].from_on, kept[0].on


def _days(asked: Mapping[str, Any]) -> tuple[date, date]:
    if "since" in asked and "until" in asked:
        return asked["since"], asked["until"]
    from_on, on = _ends(asked)
    return date.fromordinal(from_on.toordinal() + 1), on


def _narrowed(asked: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in asked.items() if name not in ("since", "until")}


def no_rows() -> Refusal:
    """There is nothing to show yet, and what to do."""
    return Refusal(
        "no-rows", status=404, zh="还没有看板明细。", en="There are no rows yet.",
        remedy_zh="明细在跑批后生成,请先运行一次跑批。", remedy_en="Rows come with a night; run one first.",
    )  # fmt: skip


def _no_export(request: HttpRequest, detail: dict[str, Any]) -> None:
    raise PermissionDenied


def _logged(request: HttpRequest, detail: dict[str, Any]) -> None:
    refuse_unapproved_export(detail, user=int(request.user.pk or 0), at=timezone.now())
    record_export(detail)


@require_http_methods(["GET", "HEAD", "POST"])
def span_rows(request: HttpRequest) -> HttpResponseBase:
    """The loans behind a number of the dashboard (区间明细)."""
    require(request, "report.view")
    return list_page(request, SPAN_ROWS, SpanSource(), may=partial(may, request.user), log=_logged)


@require_http_methods(["GET", "HEAD", "POST"])
def recoveries(request: HttpRequest) -> HttpResponseBase:
    """What came in, loan by loan and day by day (催回明细)."""
    require(request, "report.view")
    return list_page(request, DAY_ROWS, DaySource(), may=partial(may, request.user), log=_logged)


@require_GET
def spent(request: HttpRequest) -> HttpResponseBase:
    """What a kind of cost was spent on (成本明细)."""
    require(request, "report.view")
    return list_page(request, COST_ROWS, CostSource(), may=partial(may, request.user), log=_no_export)


@require_GET
def loans_on_time(request: HttpRequest) -> HttpResponseBase:
    """The loans of a cell of the roll matrix that are past due on neither day (按时借据): keys and amounts only."""
    require(request, "portfolio.view")
    if REACH[Role(request.user.role)] is not Reach.HOUSE:  # type: ignore[union-attr]
        raise PermissionDenied
    return list_page(request, ON_TIME, OnTimeSource(), may=partial(may, request.user), log=_no_export)


doors = [
    path("rows/", span_rows, name="rows"), path("recoveries/", recoveries, name="recoveries"),
    path("costs/", spent, name="costs"), path("on-time/", loans_on_time, name="on_time"),
]  # fmt: skip
