"""What the night posts (夜间过账): receipts without an entry, suspense whose loan came, the lender's receipts."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.db import transaction
from django.db.models import CharField, Count, Exists, OuterRef, Q, Sum, Value
from django.db.models.functions import Concat

from huilong.kernel.money import Fen
from huilong.rooms.book import queries as book
from huilong.rooms.journal.actions import record
from huilong.rooms.ledger.actions.entries import post_entries, post_entry, reverse_entry
from huilong.rooms.ledger.actions.money import enter_receipt, take_back_receipt
from huilong.rooms.ledger.models import DeskReceipt, Difference, Entry, Posting
from huilong.rooms.ledger.queries.chart import closed_through
from huilong.rooms.ledger.queries.checking import check
from huilong.rooms.ledger.queries.lines import open_suspense
from huilong.rooms.ledger.queries.owed import owed_of
from huilong.rooms.ledger.rules.chart import AFTER_WRITE_OFF, SUSPENSE
from huilong.rooms.ledger.rules.entry import first_open
from huilong.rooms.ledger.rules.receipts import Owed, credit, key_of, payer_of, received
from huilong.rooms.ledger.terms import EntryKind, Line, NewEntry, Settlement

LOOK_BACK_DAYS = 60
AT_ONCE = 1_000
MOST_TRIES = 8
"""How often a lender's receipt may come and go before its entry needs a person."""


class Stood(NamedTuple):
    """An entry of a lender's receipt (贷方回款凭证): how much, and whether as a recovery after a write-off."""

    entry: int
    fen: Fen
    recovers: bool


def enter_waiting(end: datetime) -> int:
    """Enter the desk receipts posted before `end` that have no entry (补记柜台入账): those older than the accounts."""
    entered = 0
    with transaction.atomic():
        keys = Entry.objects.filter(key=Concat(Value("receipt:"), OuterRef("pk"), output_field=CharField()))
        waiting = DeskReceipt.objects.filter(~Exists(keys), reversed_at=None, posted_at__lt=end)
        for one in waiting.order_by("id"):
            enter_receipt(one, end)
            entered += 1
    return entered


def place_suspense(on: date, end: datetime) -> int:
    """Move money out of suspense whose loan the book has learned of since (暂收自动转入); how many receipts."""
    waiting = [one for one in open_suspense() if one.receipt]
    known = book.loans_known({one.claimed for one in waiting}) if waiting else set()
    live = set(DeskReceipt.objects.filter(pk__in=[one.receipt for one in waiting], reversed_at=None)
               .values_list("pk", flat=True))  # fmt: skip
    placed = 0
    for one in waiting:
        if one.claimed in known and one.receipt in live:
            payer = payer_of(one.receipt)
            owed = owed_of(one.claimed, on, without=one.receipt)
            lines = (Line(SUSPENSE, one.fen, one.claimed, payer), *credit(one.claimed, one.fen, owed, payer))
            day = first_open(on, closed_through())
            post_entry(EntryKind.SUSPENSE_APPLIED, day, lines, f"{key_of(one.receipt)}:known", one.claimed, end)
            placed += 1
    return placed


def post_lender_receipts(loans: Mapping[str, date], on: date, end: datetime) -> dict[str, int]:
    """Post the lender's receipts of loans in collections, made since they came (贷方回款记账), as known by `on`.

    One that a desk receipt stands for is not posted again, unless the lender was right about it. One that the lender
    took back or changed is taken back and posted anew. The same call again changes nothing.
    """
    since = on - timedelta(days=LOOK_BACK_DAYS)
    told = {
        (one.loan_id, one.id): (one.on, one.net_fen)
        for one in book.receipts_of(list(loans), known_by=on, since=since)
        if not one.from_desk and one.on >= loans[one.loan_id]
    }
    off = book.written_off_on({loan for loan, _id in told}, on)
    with transaction.atomic():
        covered = _covered({loan for loan, _id in told}, end)
        standing = _standing(since)
        back, new = 0, []
        closed = closed_through()
        for key, entries in standing.items():
            if key in told and key not in covered and _as_told(key[0], *told[key], entries, off):
                continue
            if key in told or key[0] in loans:
                for one in entries:
                    reverse_entry(one.entry, first_open(on, closed), "lender", f"back:entry:{one.entry}", end)
                    back += 1
        for (loan, receipt), (day, fen) in sorted(told.items()):
            stood = _as_told(loan, day, fen, standing.get((loan, receipt), []), off)
            if fen > 0 and (loan, receipt) not in covered and not stood:
                owed = Owed(None, _recovers(loan, day, off))
                new.append(_entry(loan, receipt, first_open(day, closed), fen, owed))
        post_again(new, end)
    return {"lender_receipts": len(new), "lender_taken_back": back}


def check_ledger(on: date) -> dict[str, int]:
    """Check the ledger by night, the day's entries read again (夜间总账检查); findings by kind, in the journal."""
    found = check(since=on)
    counts = {"findings": len(found)}
    for one in found:
        counts[one.kind.value] = counts.get(one.kind.value, 0) + 1
    with transaction.atomic():
        record(verb="ledger.checked", subject=("night", on.isoformat()), actor="night", detail=counts, on=on)
    return counts


def post_again(entries: list[NewEntry], end: datetime) -> None:
    """Post entries of which one of the same key may have been taken back before: each as another of that key."""
    for begin in range(0, len(entries), AT_ONCE):
        post_entries(_numbered(entries[begin : begin + AT_ONCE]), end)


def _recovers(loan: str, day: date, off: Mapping[str, date]) -> bool:
    """Whether money of that day recovers what was written off, instead of paying the debt."""
    return loan in off and off[loan] <= day


def _as_told(loan: str, day: date, fen: Fen, entries: list[Stood], off: Mapping[str, date]) -> bool:
    """Whether the entries of a receipt say what the lender says of it now, its account included."""
    recovers = _recovers(loan, day, off)
    return sum(one.fen for one in entries) == fen and all(one.recovers == recovers for one in entries)


def _covered(loans: Iterable[str], end: datetime) -> set[tuple[str, str]]:
    """Receipts that stand in the accounts as the desk's own; where the lender was right theirs is taken back here."""
    found = set()
    right = set(Difference.objects.filter(settled=Settlement.LENDER_RIGHT).values_list("receipt_id", flat=True))
    mine = DeskReceipt.objects.filter(loan_id__in=list(loans), reversed_at=None).exclude(lender_reference="")
    for one in mine:
        if one.pk in right:
            take_back_receipt(one.pk, Settlement.LENDER_RIGHT.value, end)
        else:
            found.add((one.loan_id, one.lender_reference))
    return found


def _standing(since: date) -> dict[tuple[str, str], list[Stood]]:
    """The lender's receipts as they stand in the accounts, by loan and id."""
    found: dict[tuple[str, str], list[Stood]] = {}
    entries = Entry.objects.filter(kind=EntryKind.RECEIPT_LENDER, on__gte=since, reversed_by=None)
    lines = Posting.objects.filter(entry__in=entries).values_list("entry_id").annotate(
        fen=Sum("fen", filter=Q(fen__gt=0)), off=Count("pk", filter=Q(account=AFTER_WRITE_OFF))
    )  # fmt: skip
    sums = {pk: (fen, off > 0) for pk, fen, off in lines}
    for pk, memo in entries.values_list("pk", "memo"):
        loan, receipt = memo.split(" ", 1)
        found.setdefault((loan, receipt), []).append(Stood(pk, *sums[pk]))
    return found


def _entry(loan: str, receipt: str, on: date, fen: Fen, owed: Owed) -> NewEntry:
    lines = received(loan, fen, owed, f"book:{receipt}"[:64])
    return NewEntry(EntryKind.RECEIPT_LENDER, on, lines, f"book:{loan}:{receipt}"[:110], f"{loan} {receipt}")


def _numbered(entries: list[NewEntry]) -> list[NewEntry]:
    """Entries with keys of their own: what was taken back and came again is another entry."""
    tries = dict.fromkeys((one.key for one in entries), 0)
    asked = [f"{key}#{number}" for key in tries for number in range(MOST_TRIES)]
    for key in Entry.objects.filter(key__in=asked).values_list("key", flat=True):
        tries[key.rpartition("#")[0]] += 1
    return [replace(one, key=f"{one.key}#{tries[one.key]}") for one in entries]
