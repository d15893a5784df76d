"""The lines of an account (科目明细), what waits in suspense, what is owed back, and what is closed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet, Sum

from huilong.rooms.ledger.models import Closing, DeskReceipt, Posting
from huilong.rooms.ledger.queries.balances import AT_ONCE, posting_row
from huilong.rooms.ledger.rules.chart import REFUND_OWED, SUSPENSE
from huilong.rooms.ledger.rules.receipts import payer_of
from huilong.rooms.ledger.terms import Closing as ClosingRow
from huilong.rooms.ledger.terms import PostingRow, Suspended
from huilong.rooms.ledger.terms.accounts import HOUSE


@dataclass(frozen=True)
class LinesAsked:
    """Which lines of an account (明细筛选)."""

    account: str
    since: date | None = None
    until: date | None = None
    loan: str = ""
    party: str = ""
    kind: str = ""
    owner: str = HOUSE


def lines_page(asked: LinesAsked, *, page: int, size: int, sort: str = "-on") -> tuple[list[PostingRow], int]:
    """One page of an account's lines and how many there are in all."""
    found = _found(asked, sort)
    return [posting_row(one) for one in found[(page - 1) * size : page * size]], found.count()


def each_line(asked: LinesAsked, *, sort: str = "-on") -> Iterator[PostingRow]:
    """Every line, streamed."""
    return (posting_row(one) for one in _found(asked, sort).iterator(chunk_size=AT_ONCE))


def open_suspense() -> list[Suspended]:
    """Money that nobody could place so far (暂收款清单), oldest first."""
    return _waiting(SUSPENSE)


def refunds_owed() -> list[Suspended]:
    """Money owed back to whoever paid it (应退清单), by the receipt it came by, oldest first."""
    return _waiting(REFUND_OWED)


def closings(owner: str = HOUSE) -> list[ClosingRow]:
    """The periods that were closed (已关账期间), newest first."""
    found = Closing.objects.filter(owner=owner).order_by("-through")
    return [ClosingRow(one.owner, one.through, one.closed_at, one.by) for one in found]


def _waiting(account: str) -> list[Suspended]:
    sums = Posting.objects.filter(account=account, owner=HOUSE).values("party").annotate(held=Sum("fen"))
    held = {one["party"]: -one["held"] for one in sums if one["held"] < 0}
    keys = [int(party[8:]) for party in held if party.startswith("receipt:") and party[8:].isdecimal()]
    found = [
        Suspended(one.pk, one.loan_id, one.on, held.pop(payer_of(one.pk)), one.lender_reference,
                  account == REFUND_OWED)
        for one in DeskReceipt.objects.filter(pk__in=keys).order_by("on", "id")
    ]  # fmt: skip
    return found + [Suspended(0, party, date.min, fen, "", account == REFUND_OWED) for party, fen in held.items()]


def _found(asked: LinesAsked, sort: str) -> "QuerySet[Posting]":
    found = Posting.objects.filter(account=asked.account, owner=asked.owner).select_related("entry")
    if asked.since:
        found = found.filter(on__gte=asked.since)
    if asked.until:
        found = found.filter(on__lte=asked.until)
    if asked.loan:
        found = found.filter(loan=asked.loan)
    if asked.party:
        found = found.filter(party=asked.party)
    if asked.kind:
        found = found.filter(entry__kind=asked.kind)
    down = "-" if sort.startswith("-") else ""
    return found.order_by(f"{down}{'fen' if sort.endswith('fen') else 'on'}", f"{down}entry_id", f"{down}no")
