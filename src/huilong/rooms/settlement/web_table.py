"""Lists of settlement (结算列表): statements, the lines of one, payment files."""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import partial
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from huilong.rooms.settlement import queries
from huilong.rooms.settlement.terms import LineRow, StatementPage, StatementRow, StatementState
from huilong.shell.filters import Choice, Filter
from huilong.shell.table import Column, Found, Table
from huilong.shell.templatetags.huilong import words


def member_words(members: Any) -> list[tuple[str, Any]]:
    """The members of an enum as choices."""
    return [(str(member), words(member)) for member in members]


class StatementSource:
    """The statements that the reader sees (结算单来源)."""

    def page(self, asked: Mapping[str, Any], sort: str, number: int, size: int) -> StatementPage:
        """One page of statements."""
        return queries.statement_page(asked, sort=sort, page=number, size=size)

    def each(self, asked: Mapping[str, Any], sort: str) -> Iterator[StatementRow]:
        """Every statement a filter finds."""
        return queries.each_statement(asked, sort=sort)


class LineSource:
    """The lines of one statement (明细来源)."""

    def __init__(self, statement: int) -> None:
        self.statement = statement

    def page(self, asked: Mapping[str, Any], sort: str, number: int, size: int) -> Found:
        """One page of lines, in their order."""
        rows, total = queries.lines_page(self.statement, page=number, size=size)
        return Found(rows, total, number)

    def each(self, asked: Mapping[str, Any], sort: str) -> Iterator[LineRow]:
        """Every line."""
        return queries.each_line(self.statement)


def month_of(row: StatementRow) -> str:
    """The days of a statement, a whole month by its name."""
    return f"{row.from_on:%Y-%m}" if row.from_on.day == 1 else f"{row.from_on} – {row.to_on}"


def last_month(today: date) -> str:
    """The month before a day, as forms write it.

    >>> last_month(date(2026, 1, 9))
    '2025-12'
    """
    return f"{date(today.year, today.month, 1).fromordinal(date(today.year, today.month, 1).toordinal() - 1):%Y-%m}"


STATEMENTS = Table(
    key="settlement", title=_("Statements"), order="-id",
    empty=_("No statement yet: finance runs a month that is over, or the night does."),
    columns=(
        Column("number", _("Statement"), href=lambda row: reverse("settlement:statement", args=[row.id])),
        Column("organisation_name", _("Firm"), sort="organisation"),
        Column("contract_number", _("Contract")),
        Column("month", _("Period"), value=month_of, sort="to_on"),
        Column("lines", _("Lines"), "number"),
        Column("fen", _("Amount"), "money", sort="fen", red=lambda row: row.fen < 0),
        Column("due_fen", _("To be paid"), "money"),
        Column("state", _("State"), "tag", sort="state", red=lambda row: row.state is StatementState.DISPUTED),
        Column("object_by", _("Objections until"), "date"),
        Column("paid_on", _("Paid on"), "date"),
    ),
    filters=(
        Choice("state", _("State"), choices=partial(member_words, StatementState), everything=_("Any state")),
        Filter("month", _("Day of the period"), "date"),
        Filter("number", _("Statement")),
    ),
)  # fmt: skip

LINES = Table(
    key="settlement-lines", title=_("Lines"), order="", empty=_("This statement has no lines: it carries an amount."),
    columns=(
        Column("no", _("No."), "number", href=lambda row: reverse("settlement:line", args=[row.id])),
        Column("of", _("For")),
        Column("reason", _("Reason"), "tag", red=lambda row: row.fen < 0),
        Column("on", _("Day"), "date"),
        Column("case", _("Case")),
        Column("loan", _("Loan")),
        Column("full_fen", _("Received"), "money"),
        Column("base_fen", _("Of it counts"), "money"),
        Column("rate", _("Rate, %"), value=lambda row: f"{row.rate_ppm / 10_000:g}" if row.rate_ppm else ""),
        Column("entitled_fen", _("Earned in all"), "money"),
        Column("stated_fen", _("Stated before"), "money"),
        Column("fen", _("Amount"), "money", red=lambda row: row.fen < 0),
    ),
)  # fmt: skip
