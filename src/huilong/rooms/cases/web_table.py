"""The case list as a table (案件列表): its columns and filters, read by the page and by who gives cases out."""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from huilong.rooms.book import queries as book
from huilong.rooms.cases import queries
from huilong.rooms.cases.terms import CaseFilter, CasePage, CaseRow, CaseState, CloseReason
from huilong.shell.filters import Choice, Filter, Flag, Hidden, Span
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
        Hidden("assigned_to", _("Holder"), reads="number"),
        Flag("unassigned", _("With nobody")),
        Choice("reason", _("Closed because"), choices=partial(_words, CloseReason), everything=_("Any reason")),
        Hidden("opened_from", _("Opened from")),
        Hidden("opened_to", _("Opened until")),
        Hidden("closed_from", _("Closed from")),
        Hidden("closed_to", _("Closed until")),
        Hidden("paid_from", _("Paid from")),
        Hidden("moved_on", _("Moved on")),
    ),
)  # fmt: skip
