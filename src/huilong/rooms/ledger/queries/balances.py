"""Balances (余额): of any day, as known by any day, summed from postings; nothing is stored beside them."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from django.db.models import Case, F, Q, QuerySet, Sum, Value, When
from django.utils import timezone

from huilong.kernel.money import Fen
from huilong.rooms.ledger.models import Posting
from huilong.rooms.ledger.queries.chart import chart
from huilong.rooms.ledger.rules.difference import Asked, change, learned_late
from huilong.rooms.ledger.terms import AccountRow, Change, PostingRow
from huilong.rooms.ledger.terms.accounts import HOUSE

KnownBy = date | datetime | None
AT_ONCE = 2_000


def balance(
    account: str, on: date, party: str | None = None, loan: str | None = None, known_by: KnownBy = None,
    owner: str | None = HOUSE,
) -> Fen:  # fmt: skip
    """The balance of an account at the end of `on` (余额), in fen: debits less credits.

    Of a party or a loan where given; of all owners where `owner` is None. `known_by`: as the house knew it by the end
    of a day, or before a moment; None: as it is known now.
    """
    found = _of(postings(on, known_by, owner), account, party, loan)
    return int(found.aggregate(fen=Sum("fen"))["fen"] or 0)


def trial_balance(
    on: date, since: date | None = None, known_by: KnownBy = None, owner: str | None = HOUSE
) -> list[AccountRow]:
    """Every account at the end of `on` (余额表): opening before `since` (None: the month's first), moves, closing.

    Accounts to which nothing was ever posted are there too, with zeros. Closings sum to 0.
    """
    first = since or on.replace(day=1)
    inside, debit = Q(on__gte=first), Q(fen__gt=0)
    sums = postings(on, known_by, owner).values("account").annotate(
        opening=Sum("fen", filter=~inside), debit=Sum("fen", filter=inside & debit),
        credit=Sum("fen", filter=inside & ~debit),
    ).order_by("account")  # fmt: skip
    by_code = {one["account"]: [int(one[name] or 0) for name in ("opening", "debit", "credit")] for one in sums}
    rows = []
    for code, account in sorted(chart().items()):
        opening, debits, credits = by_code.get(code, [0, 0, 0])
        rows.append(AccountRow(account, opening, debits, -credits, opening + debits + credits))
    return rows


def explain_difference(
    account: str, first: Asked, second: Asked, *, party: str | None = None, loan: str | None = None,
    owner: str | None = HOUSE,
) -> "DifferenceOf":  # fmt: skip
    """Why the second balance is not the first (差异说明), line by line; see `rules/difference.py`."""
    counted = [
        Case(When(_counted(asked), then=Value(1)), default=Value(0)) for asked in (first, second)
    ]  # fmt: skip
    found = _of(Posting.objects.all() if owner is None else Posting.objects.filter(owner=owner), account, party, loan)
    lines = found.annotate(first=counted[0], second=counted[1]).exclude(first=F("second"))
    return DifferenceOf(first, second, lines.select_related("entry").order_by("on", "entry_id", "no"))


class DifferenceOf:
    """The lines of a difference (差异明细), read by the page."""

    def __init__(self, first: Asked, second: Asked, lines: "QuerySet[Posting]") -> None:
        self.first, self.second, self.lines = first, second, lines

    def count(self) -> int:
        """How many lines."""
        return self.lines.count()

    def page(self, number: int, size: int) -> list[Change]:
        """One page, oldest first."""
        return [self._change(one) for one in self.lines[(number - 1) * size : number * size]]

    def __iter__(self) -> Iterator[Change]:
        return (self._change(one) for one in self.lines.iterator(chunk_size=AT_ONCE))

    def _change(self, one: Posting) -> Change:
        fen = change(self.first, self.second, one.on, one.recorded_at, one.fen)
        return Change(posting_row(one), fen, learned_late(self.first, one.on))


def postings(on: date, known_by: KnownBy = None, owner: str | None = HOUSE) -> "QuerySet[Posting]":
    """The postings that count at the end of `on`, as known by then."""
    found = Posting.objects.filter(_counted(asked(on, known_by)))
    return found if owner is None else found.filter(owner=owner)


def asked(on: date, known_by: KnownBy = None) -> Asked:
    """A balance asked for, with its moment: a day known by is known at its end in the house's zone."""
    if known_by is None or isinstance(known_by, datetime):
        return Asked(on, known_by)
    return Asked(on, timezone.make_aware(datetime.combine(known_by + timedelta(days=1), time.min)))


def posting_row(one: Posting) -> PostingRow:
    """A line with its entry, which was selected along."""
    return PostingRow(
        entry=one.entry_id, no=one.no, kind=one.entry.kind, on=one.on, recorded_at=one.recorded_at,
        account=one.account, fen=one.fen, loan=one.loan, party=one.party, memo=one.entry.memo, key=one.entry.key,
    )  # fmt: skip


def _counted(asked: Asked) -> Q:
    told = Q(on__lte=asked.on)
    return told if asked.known is None else told & Q(recorded_at__lt=asked.known)


def _of(found: "QuerySet[Posting]", account: str, party: str | None, loan: str | None) -> "QuerySet[Posting]":
    found = found.filter(account=account)
    if party is not None:
        found = found.filter(party=party)
    return found if loan is None else found.filter(loan=loan)
