"""Checking the ledger (总账检查): it balances, trust money is apart, entries say what was posted, receipts are there.

The database holds these laws at commit; the check proves that it did, from the rows alone.
"""

from collections.abc import Collection, Iterator
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from itertools import islice

from django.db import connection
from django.db.models import QuerySet, Sum

from huilong.rooms.book import queries as book
from huilong.rooms.ledger.models import DeskReceipt, Entry, Posting
from huilong.rooms.ledger.queries.balances import AT_ONCE, asked
from huilong.rooms.ledger.rules.agree import InBook, disagreements
from huilong.rooms.ledger.rules.entry import digest
from huilong.rooms.ledger.rules.receipts import key_of
from huilong.rooms.ledger.terms import Disagreement, EntryKind, Finding, FindingKind, Line, NewEntry

SUMS = """
select owner, coalesce(sum(p.fen), 0), coalesce(sum(p.fen) filter (where a.trust), 0)
  from ledger_posting p join ledger_account a on a.code = p.account
 where p.recorded_at < %s group by owner order by owner
"""
SHORT = """
select p.account || ' ' || coalesce(nullif(p.party, ''), p.loan) || ' ' || p.owner, sum(p.fen)
  from ledger_posting p join ledger_account a on a.code = p.account
 where a.trust and a.kind = 'liability' and p.recorded_at < %s group by 1 having sum(p.fen) > 0 order by 1
"""


def check(known_by: date | None = None, since: date | None = None) -> list[Finding]:
    """What is wrong with the ledger (总账检查), as known by the end of a day (None: as it is); nothing is right.

    Sums are of all entries; each entry recorded from the beginning of `since` on (None: every one) is read anew and
    held against its digest.
    """
    end = asked(known_by, known_by).known if known_by else None
    end = end or datetime.max.replace(tzinfo=UTC)
    found = []
    with connection.cursor() as cursor:
        cursor.execute(SUMS, [end])
        for owner, off, gap in cursor.fetchall():
            found += [Finding(FindingKind.UNBALANCED, owner, int(off))] if off else []
            found += [Finding(FindingKind.TRUST_GAP, owner, int(gap))] if gap else []
        cursor.execute(SHORT, [end])
        found += [Finding(FindingKind.TRUST_SHORT, where, int(fen)) for where, fen in cursor.fetchall()]
    recorded = Entry.objects.filter(recorded_at__lt=end)
    if since is not None:
        recorded = recorded.filter(recorded_at__gte=asked(since, since - timedelta(days=1)).known)
    again = read_again(recorded)
    found += [Finding(FindingKind.CHANGED, one.key, 0) for one, said in again if said != bytes(one.digest)]
    return found + _receipts(end)


def fingerprint(known_by: date | None = None) -> str:
    """What the whole ledger says, as one digest (总账指纹): the same entries in any order give the same bits."""
    found = Entry.objects.order_by("key")
    if known_by is not None:
        found = found.filter(recorded_at__lt=asked(known_by, known_by).known)
    told = sha256()
    for said in found.values_list("digest", flat=True).iterator(chunk_size=AT_ONCE):
        told.update(bytes(said))
    return told.hexdigest()


def read_again(found: "QuerySet[Entry]") -> Iterator[tuple[Entry, bytes]]:
    """Entries with what they say now (重算摘要), from their lines as they stand."""
    entries = found.order_by("id").iterator(chunk_size=AT_ONCE)
    while batch := list(islice(entries, AT_ONCE)):
        lines: dict[int, list[Line]] = {one.pk: [] for one in batch}
        for line in Posting.objects.filter(entry_id__in=list(lines)):
            lines[line.entry_id].append(Line(line.account, line.fen, line.loan, line.party))
        for one in batch:
            told = NewEntry(one.kind, one.on, tuple(lines[one.pk]), one.key, one.memo, one.owner, one.reverses_id)
            yield one, digest(told)


def book_disagreements(loans: Collection[str], since: date, known_by: date) -> list[Disagreement]:
    """Where the accounts and the lender's file disagree on receipts of loans (总账与贷方对账), made since a day."""
    rows = book.receipts_of(loans, known_by=known_by, since=since)
    in_book = {(one.loan_id, one.id): InBook(one.net_fen, one.from_desk) for one in rows}
    desk = list(DeskReceipt.objects.filter(loan_id__in=list(loans), on__gte=since))
    lender = Entry.objects.filter(
        kind=EntryKind.RECEIPT_LENDER, on__gte=since, reversed_by=None,
        pk__in=Posting.objects.filter(loan__in=list(loans)).values("entry_id"),
    )  # fmt: skip
    of_entry = {key_of(one.pk): (one.loan_id, one.lender_reference or f"DESK-{one.pk}") for one in desk}
    of_entry |= {key: _split(memo) for key, memo in lender.values_list("key", "memo")}
    held: dict[tuple[str, str], int] = {}
    for key, fen in _standing(of_entry).items():
        held[of_entry[key]] = held.get(of_entry[key], 0) + fen
    waiting = frozenset(of_entry[key_of(one.pk)] for one in desk if one.taken_into_book_commit is None)
    return disagreements(in_book, held, waiting)


def ledger_loans(since: date) -> list[str]:
    """The loans for which receipts were entered since a day (有回款记账的借据)."""
    kinds = (EntryKind.RECEIPT, EntryKind.RECEIPT_LENDER, EntryKind.SUSPENSE_APPLIED)
    found = Posting.objects.filter(entry__kind__in=kinds, on__gte=since).exclude(loan="")
    return list(found.order_by("loan").values_list("loan", flat=True).distinct())


def _standing(keys: Collection[str]) -> dict[str, int]:
    """What stands in the accounts under these keys, taken back by nothing: what came to the bank, or was moved."""
    mine = Posting.objects.filter(entry__key__in=list(keys), entry__reversed_by=None, fen__gt=0)
    return dict(mine.values_list("entry__key").annotate(fen=Sum("fen")))


def _split(memo: str) -> tuple[str, str]:
    loan, receipt = memo.split(" ", 1)
    return loan, receipt


def _receipts(end: datetime) -> list[Finding]:
    """Desk receipts without an entry, and entries of receipts that were taken back."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select r.id, r.amount_fen, r.reversed_at is not null"
            "  from ledger_desk_receipt r left join ledger_entry e on e.key = 'receipt:' || r.id"
            "  left join ledger_entry b on b.reverses_id = e.id"
            " where r.posted_at < %s and (r.reversed_at is null and e.id is null"
            "    or r.reversed_at is not null and e.id is not null and b.id is null and r.reversed_why <> 'wrong_loan')"
            " order by r.id",
            [end],
        )
        return [
            Finding(FindingKind.RECEIPT_STANDS if back else FindingKind.RECEIPT_NOT_POSTED, key_of(key), fen)
            for key, fen, back in cursor.fetchall()
        ]

