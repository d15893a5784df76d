"""The lists of the ledger (账务列表): receipts posted on the desk, and how they differ from the lender's."""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from huilong.rooms.ledger import queries
from huilong.rooms.ledger.terms import DeskReceiptRow, DeskReceiptState, DifferenceRow
from huilong.rooms.people.queries import names_of
from huilong.shell.filters import Choice, Filter
from huilong.shell.table import Column, Found, Table
from huilong.shell.templatetags.huilong import words

AT_ONCE = 500


def names(actors: set[str]) -> dict[str, str]:
    """The names of those who acted, by how the journal names them."""
    keys = {int(one[5:]) for one in actors if one.startswith("user:")}
    return {f"user:{key}": name for key, name in names_of(keys).items()}


class ReceiptSource:
    """The desk's receipts as a table reads them (柜台入账来源)."""

    def __init__(self) -> None:
        self.names: dict[str, str] = {}

    def page(self, asked: Mapping[str, Any], sort: str, number: int, size: int) -> Found:
        """One page of receipts, newest first."""
        rows, total = queries.receipts_page(asked.get("state", ""), asked.get("text", ""), page=number, size=size)
        self.names |= names({one.posted_by for one in rows})
        return Found(rows, total, number)

    def each(self, asked: Mapping[str, Any], sort: str) -> Iterator[DeskReceiptRow]:
        """Every receipt, page by page."""
        number = 1
        while rows := self.page(asked, sort, number, AT_ONCE).rows:
            yield from rows
            number += 1


class DifferenceSource:
    """The differences as a table reads them (对账差异来源)."""

    def page(self, asked: Mapping[str, Any], sort: str, number: int, size: int) -> Found:
        """One page of differences, newest first."""
        rows, total = queries.differences(settled=asked.get("settled") == "1", page=number, size=size)
        return Found(rows, total, number)

    def each(self, asked: Mapping[str, Any], sort: str) -> Iterator[DifferenceRow]:
        """Every difference, page by page."""
        number = 1
        while rows := self.page(asked, sort, number, AT_ONCE).rows:
            yield from rows
            number += 1


def _states() -> list[tuple[str, str]]:
    return [(one.value, words(one)) for one in DeskReceiptState]


def _receipt(row: DeskReceiptRow) -> str:
    return reverse("receipts:receipt", args=[row.id])


def _difference(row: DifferenceRow) -> str:
    return reverse("receipts:difference", args=[row.id])


def _who(known: Mapping[str, str], row: DeskReceiptRow) -> str:
    return known.get(row.posted_by, row.posted_by)


def receipts_table(known: Mapping[str, str]) -> Table:
    """The list of receipts; `known` names those who posted."""
    return Table(
        key="receipts", title=_("Receipts"), export_permission="receipt.view",
        empty=_("No receipt was posted on the desk."),
        columns=(
            Column("id", _("No."), "number", href=_receipt),
            Column("loan_id", _("Loan")),
            Column("on", _("Day received"), "date"),
            Column("amount_fen", _("Amount"), "money"),
            Column("lender_reference", _("Lender's reference")),
            Column("state", _("State"), "tag", value=lambda row: words(row.state),
                   red=lambda row: row.state is DeskReceiptState.DIFFERENT),
            Column("posted_at", _("Posted"), "moment"),
            Column("posted_by", _("By"), value=partial(_who, known)),
        ),
        filters=(
            Choice("state", _("State"), choices=_states, everything=_("Any state")),
            Filter("text", _("Loan or reference")),
        ),
    )  # fmt: skip


DIFFERENCES = Table(
    key="differences", title=_("Differences"), export_permission="receipt.view",
    empty=_("The desk's receipts and the lender's files agree."),
    way_out=(_("Receipts"), "receipts:list"),
    columns=(
        Column("id", _("No."), "number", href=_difference),
        Column("kind", _("Difference"), value=lambda row: words(row.kind)),
        Column("loan_id", _("Loan"), value=lambda row: row.receipt.loan_id),
        Column("on", _("Day received"), "date", value=lambda row: row.receipt.on),
        Column("amount_fen", _("Amount"), "money", value=lambda row: row.receipt.amount_fen),
        Column("lender_id", _("Lender's receipt")),
        Column("lender_on", _("Lender's day"), "date"),
        Column("lender_fen", _("Lender's amount"), "money"),
        Column("found_on", _("Found"), "date"),
        Column("settled", _("Settled"), value=lambda row: words(row.settled) if row.settled else ""),
    ),
    filters=(Choice("settled", _("Settled"), choices=(("0", _("Open")), ("1", _("Settled"))), default="0"),),
)  # fmt: skip
