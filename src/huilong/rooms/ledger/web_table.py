"""The lists of the ledger (账务列表): receipts posted on the desk, and how they differ from the lender's."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from huilong.rooms.ledger import queries
from huilong.rooms.ledger.terms import (
    Account,
    AccountRow,
    Change,
    DeskReceiptRow,
    DeskReceiptState,
    DifferenceRow,
    EntryKind,
    PostingRow,
)
from huilong.rooms.people.queries import names_of
from huilong.shell.filters import Choice, Filter, Flag, Span
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
            Column("id", _("Number"), "number", href=_receipt),
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
        Column("id", _("Number"), "number", href=_difference),
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
    filters=(Choice("settled", _("Settled"), choices=(("0", _("Not settled")), ("1", _("Settled"))), default="0"),),
)  # fmt: skip


class TrialSource:
    """The trial balance of a day as a table reads it (余额表来源): a chart's worth of rows, on one page."""

    def __init__(self, on: date, since: date, known_by: date | None) -> None:
        self.rows = queries.trial_balance(on, since, known_by)

    def page(self, asked: Mapping[str, Any], sort: str, number: int, size: int) -> Found:
        """The accounts of the chart that moved, or all of them."""
        found = list(self.each(asked, sort))
        return Found(found[(number - 1) * size : number * size], len(found), number)

    def each(self, asked: Mapping[str, Any], sort: str) -> Iterator[AccountRow]:
        """Every account, by code; those with nothing are left out unless asked for."""
        everything = asked.get("empty")
        return (one for one in self.rows if everything or one.opening_fen or one.debit_fen or one.credit_fen)

    def sums(self) -> dict[str, int]:
        """Debits, credits and closings over all accounts: the first two are equal, the last is 0."""
        return {
            "debit": sum(one.debit_fen for one in self.rows), "credit": sum(one.credit_fen for one in self.rows),
            "closing": sum(one.closing_fen for one in self.rows),
            "trust": sum(one.closing_fen for one in self.rows if one.account.trust),
        }  # fmt: skip


class LineSource:
    """The lines of an account as a table reads them (科目明细来源)."""

    def __init__(self, account: str) -> None:
        self.account = account

    def page(self, asked: Mapping[str, Any], sort: str, number: int, size: int) -> Found:
        """One page of lines."""
        rows, total = queries.lines_page(self._asked(asked), page=number, size=size, sort=sort)
        return Found(rows, total, number)

    def each(self, asked: Mapping[str, Any], sort: str) -> Iterator[PostingRow]:
        """Every line, streamed."""
        return queries.each_line(self._asked(asked), sort=sort)

    def _asked(self, asked: Mapping[str, Any]) -> queries.LinesAsked:
        return queries.LinesAsked(self.account, **{name: asked[name] for name in LINE_FILTERS if asked.get(name)})


LINE_FILTERS = ("since", "until", "loan", "party", "kind")


class DifferenceOfSource:
    """The lines of a difference as a table reads them (余额差异来源)."""

    def __init__(self, of: "queries.DifferenceOf") -> None:
        self.of = of

    def page(self, asked: Mapping[str, Any], sort: str, number: int, size: int) -> Found:
        """One page, oldest first."""
        return Found(self.of.page(number, size), self.of.count(), number)

    def each(self, asked: Mapping[str, Any], sort: str) -> Iterator[Change]:
        """Every line, streamed."""
        return iter(self.of)


class ListSource:
    """A list that is short by nature (短清单来源): what waits, what disagrees."""

    def __init__(self, rows: Sequence[Any]) -> None:
        self.rows = rows

    def page(self, asked: Mapping[str, Any], sort: str, number: int, size: int) -> Found:
        """One page."""
        return Found(self.rows[(number - 1) * size : number * size], len(self.rows), number)

    def each(self, asked: Mapping[str, Any], sort: str) -> Iterator[Any]:
        """Every row."""
        return iter(self.rows)


def source_of(key: str) -> str:
    """The page of what an entry came of (来源页), by its key; "" where no page of this room shows it."""
    kind, _colon, rest = key.removeprefix("back:").partition(":")
    return reverse("receipts:receipt", args=[int(rest)]) if kind == "receipt" and rest.isdecimal() else ""


def account_name(code: str) -> str:
    """An account as it is called on screen (科目名称)."""
    return f"{code} {queries.chart()[code].name.in_language(get_language() or '')}"


def _entry(row: PostingRow) -> str:
    return reverse("ledger:entry", args=[row.entry])


def _kinds() -> list[tuple[str, str]]:
    return [(one.value, words(one)) for one in EntryKind]


def kind_words(kind: str) -> str:
    """What a kind of entry is called (凭证来源用语); one that a room above made up is shown as it is."""
    return words(EntryKind(kind)) if kind in list(EntryKind) else kind


def trial_table(since: date, on: date) -> Table:
    """The trial balance; an account opens to its lines of these days."""

    def opened(row: AccountRow) -> str:
        days = urlencode({"since": since.isoformat(), "until": on.isoformat()})
        return f"{reverse('ledger:account', args=[row.account.code])}?{days}"

    return Table(
        key="trial-balance", title=_("Trial balance"), export_permission="ledger.view",
        empty=_("Nothing was posted by this day."), way_out=(_("Receipts"), "receipts:list"),
        columns=(
            Column("account", _("Ledger account"), value=lambda row: account_name(row.account.code), href=opened),
            Column("kind", _("Kind"), value=lambda row: words(row.account.kind)),
            Column("trust", _("Held for others"), "tag", value=lambda row: _("trust") if row.account.trust else ""),
            Column("opening_fen", _("Opening"), "money"), Column("debit_fen", _("Debits"), "money"),
            Column("credit_fen", _("Credited"), "money"), Column("closing_fen", _("Closing"), "money"),
        ),
        filters=(Flag("empty", _("Empty accounts too")),),
    )  # fmt: skip


def lines_table(account: Account) -> Table:
    """The lines of an account."""
    return Table(
        key="ledger-lines", title=account_name(account.code), export_permission="ledger.view", order="-on",
        empty=_("No line of this account is so."), way_out=(_("Trial balance"), "ledger:trial"),
        columns=(
            Column("on", _("Day"), "date", href=_entry, sort="on"),
            Column("kind", _("Came of"), value=lambda row: kind_words(row.kind)),
            Column("debit_fen", _("Debit"), "money", value=lambda row: row.fen if row.fen > 0 else None, sort="fen"),
            Column("credit_fen", _("Credit"), "money", value=lambda row: -row.fen if row.fen < 0 else None),
            Column("loan", _("Loan")), Column("party", _("With")), Column("memo", _("Memo")),
            Column("recorded_at", _("Recorded"), "moment"), Column("entry", _("Entry"), "number", href=_entry),
        ),
        filters=(
            Span("days", _("Day"), "date", "since", "until"),
            Choice("kind", _("Came of"), choices=_kinds, everything=_("Anything")),
            Filter("loan", _("Loan")), Filter("party", _("With")),
        ),
    )  # fmt: skip


def difference_table(account: Account) -> Table:
    """Why two balances of an account differ, line by line."""
    return Table(
        key="ledger-difference", title=account_name(account.code), export_permission="ledger.view",
        empty=_("The two balances are of the same lines."), way_out=(_("Trial balance"), "ledger:trial"),
        columns=(
            Column("on", _("Day"), "date", value=lambda row: row.posting.on, href=lambda row: _entry(row.posting)),
            Column("fen", _("Changes it by"), "money"),
            Column("kind", _("Came of"), value=lambda row: kind_words(row.posting.kind)),
            Column("why", _("Why"), value=lambda row: _("learned late") if row.learned_late else _("happened since")),
            Column("loan", _("Loan"), value=lambda row: row.posting.loan),
            Column("party", _("With"), value=lambda row: row.posting.party),
            Column("memo", _("Memo"), value=lambda row: row.posting.memo),
            Column("recorded_at", _("Recorded"), "moment", value=lambda row: row.posting.recorded_at),
        ),
    )  # fmt: skip
