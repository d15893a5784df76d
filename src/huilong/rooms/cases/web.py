"""Pages of cases (案件页): the list, and one case with its loans, the why of its position and its timeline."""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from huilong.kernel.refusal import Refusal
from huilong.rooms.book import queries as book
from huilong.rooms.cases import queries
from huilong.rooms.cases.terms import CaseFilter, CasePage, CaseRow, CaseState, CloseReason
from huilong.rooms.journal import actions as journal
from huilong.rooms.journal import queries as traces
from huilong.rooms.people.queries import may
from huilong.rooms.vault import queries as vault
from huilong.shell.filters import Choice, Filter, Flag, Hidden, Span, read_value
from huilong.shell.lists import list_page
from huilong.shell.table import Column, Table
from huilong.shell.templatetags.huilong import words

DEEP = 91
"""Past-due days from which an amount is shown red: money at risk."""


class CaseSource:
    """The case list as a table reads it (列表来源)."""

    def page(self, asked: Mapping[str, Any], sort: str, number: int, size: int) -> CasePage:
        """One page of cases."""
        return queries.cases_page(CaseFilter(**asked), sort=sort, page=number, size=size)

    def each(self, asked: Mapping[str, Any], sort: str) -> Iterator[CaseRow]:
        """Every case, streamed."""
        return queries.each_case(CaseFilter(**asked), sort=sort)


def bucket_choices() -> list[tuple[int, str]]:
    """Buckets by number, as the terms name them."""
    return list(enumerate(book.contract().bucket_names, start=1))


def bucket_of(row: Any) -> str:
    """The name of a row's bucket."""
    names = book.contract().bucket_names
    return names[row.bucket - 1] if 0 < row.bucket <= len(names) else ""


def _cities() -> list[tuple[str, str]]:
    return [(city, city) for city in queries.cities()]


def _words(members: Any) -> Any:
    return [(member.value, words(member)) for member in members]


def _case_url(row: CaseRow) -> str:
    return reverse("cases:case", args=[row.number])


def _at_risk(row: Any) -> bool:
    return row.past_due_days >= DEEP


CASES = Table(
    key="cases",
    title=_("Cases"),
    order="-past_due_days",
    export_permission="case.export",
    empty=_("No borrower is in collections. Cases open by themselves when a night finds something past due."),
    way_out=(_("See the nights"), "night:runs"),
    columns=(
        Column("number", _("Case"), sort="number", href=_case_url),
        Column("name_masked", _("Customer"), sort="name_sort"),
        Column("bucket", _("Bucket"), value=bucket_of, sort="bucket"),
        Column("past_due_days", _("Days past due"), "number", sort="past_due_days"),
        Column("delinquent_fen", _("Overdue"), "money", sort="delinquent_fen", red=_at_risk),
        Column("overdue_penalty_fen", _("of which penalty"), "money", sort="overdue_penalty_fen"),
        Column("outstanding_principal_fen", _("Principal left"), "money", sort="outstanding_principal_fen"),
        Column("loans", _("Loans"), "number", sort="loans"),
        Column("city", _("City"), sort="city"),
        Column("plate_masked", _("Plate"), sort="plate_masked"),
        Column("vehicle", _("Vehicle"), sort="vehicle"),
        Column("last_receipt_on", _("Last receipt"), "date", sort="last_receipt_on"),
        Column("opened_on", _("Opened"), "date", sort="opened_on"),
        Column("tags", _("Tags"), "tags"),
    ),
    filters=(
        Filter("text", _("Case, loan, customer, plate")),
        Choice("buckets", _("Bucket"), choices=bucket_choices, everything=_("All buckets"), number=True, many=True),
        Choice("state", _("State"), choices=partial(_words, CaseState), everything=_("Open and closed"),
               default=CaseState.OPEN.value),
        Choice("cities", _("City"), choices=_cities, everything=_("All cities"), many=True),
        Span("amount", _("Overdue"), "money", low="least_fen", high="most_fen"),
        Span("days", _("Days"), "number", low="least_days", high="most_days"),
        Flag("people_missing", _("People missing")),
        Choice("reason", _("Closed because"), choices=partial(_words, CloseReason), everything=_("Any reason")),
        Hidden("opened_from", _("Opened from")),
        Hidden("opened_to", _("Opened until")),
        Hidden("closed_from", _("Closed from")),
        Hidden("closed_to", _("Closed until")),
        Hidden("paid_from", _("Paid from")),
        Hidden("moved_on", _("Moved on")),
    ),
)  # fmt: skip


def journal_export(request: HttpRequest, detail: dict[str, Any]) -> None:
    """Write an export of cases into the journal (导出留痕)."""
    with transaction.atomic():
        journal.record(verb="export", subject=("list", detail["table"]), actor=f"user:{request.user.pk}", detail=detail)


def _require(request: HttpRequest, permission: str) -> None:
    if not may(request.user, permission):
        raise PermissionDenied


@require_http_methods(["GET", "POST"])
def case_list(request: HttpRequest) -> HttpResponseBase:
    """The case list (案件列表); a posted `export` takes it away as a file."""
    _require(request, "case.view")
    return list_page(request, CASES, CaseSource(), may=partial(may, request.user), log=journal_export)


TABS = {
    "position": _("Position and why"),
    "schedule": _("Schedule"),
    "receipts": _("Receipts"),
    "timeline": _("Timeline"),
    "people": _("People"),
}


def _asked_day(request: HttpRequest, name: str) -> date | None:
    text = request.GET.get(name, "").strip()
    if not text:
        return None
    try:
        return read_value("date", text)
    except ValueError:
        raise Refusal(
            "bad-date",
            status=422,
            where=name,
            zh=f"无法识别的日期:{text}。",
            en=f"This is not a date: {text}.",
            remedy_zh="请使用 2026-01-31 这样的格式。",
            remedy_en="Write it like 2026-01-31.",
        ) from None


@require_GET
def case_page(request: HttpRequest, number: str) -> HttpResponse:
    """One case (案件详情): six figures, its loans, and one tab; `on` and `known_by` ask as of other days."""
    _require(request, "case.view")
    detail = queries.case_detail(number)
    tab = request.GET.get("tab", "position")
    tab = tab if tab in TABS else "position"
    chosen = request.GET.get("loan", "")
    loan = next((one for one in detail.loans if one.loan_id == chosen), detail.loans[0] if detail.loans else None)
    values = {
        "case": detail.case,
        "loans": detail.loans,
        "loan": loan,
        "tab": tab,
        "tabs": TABS,
        "bucket": bucket_of(detail.case),
        "asked_on": _asked_day(request, "on"),
        "asked_known_by": _asked_day(request, "known_by"),
    }
    values |= FILL[tab](detail, loan, values)
    return render(request, "cases/case.html", values)


def _position(detail: Any, loan: Any, values: dict[str, Any]) -> dict[str, Any]:
    if loan is None:
        return {}
    on = values["asked_on"] or detail.case.figures_on
    position = book.explain(loan.loan_id, on, values["asked_known_by"])
    due = [one for one in position.why if one.kind == "left" and one.on and one.on < on]
    return {
        "position": position, "on": on, "owed": due, "steps": [one for one in position.why if one.kind != "left"],
    }  # fmt: skip


def _timeline(detail: Any, loan: Any, values: dict[str, Any]) -> dict[str, Any]:
    subjects = [("case", detail.case.id), ("case", detail.case.number)]
    return {"events": detail.events, "traces": traces.timeline(subjects)}


def _people(detail: Any, loan: Any, values: dict[str, Any]) -> dict[str, Any]:
    return {"people": [] if loan is None else vault.people_of([loan.loan_id]).get(loan.loan_id, [])}


FILL = {
    "position": _position, "schedule": _position, "receipts": _position, "timeline": _timeline, "people": _people,
}  # fmt: skip

_doors = [path("", case_list, name="list"), path("<str:number>/", case_page, name="case")]
urlpatterns = [path("cases/", include((_doors, "cases")))]
