"""What the lender wrote off (核销记账): the loss of what a loan still took on the eve of that day."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.db import transaction

from huilong.kernel.money import Fen
from huilong.rooms.book import queries as book
from huilong.rooms.ledger.actions.entries import reverse_entry
from huilong.rooms.ledger.actions.nightly import post_again
from huilong.rooms.ledger.models import Posting
from huilong.rooms.ledger.queries.chart import closed_through
from huilong.rooms.ledger.queries.owed import owed_of
from huilong.rooms.ledger.rules.chart import RECEIVABLE, WRITTEN_OFF
from huilong.rooms.ledger.rules.entry import first_open
from huilong.rooms.ledger.terms import EntryKind, Line, NewEntry

LOOKED_AT_AGAIN = 60
"""Days in which a receipt of before the write-off may still come and make the loss smaller."""


class Lost(NamedTuple):
    """A write-off as it stands (核销凭证): its entry, the lender's day, the loss."""

    entry: int
    day: date
    fen: Fen


def write_off(loans: Collection[str], on: date, end: datetime) -> dict[str, int]:
    """Post the loss of the loans of these that the lender wrote off by `on` (核销记账); how many were, and taken back.

    What comes afterwards is a recovery, no payment. A write-off that the lender took back or moved, or whose loan took
    less for a receipt heard of later, is taken back and posted anew. The same call again changes nothing.
    """
    off = {loan: day for loan, day in book.written_off_on(loans, on).items() if day <= on}
    with transaction.atomic():
        standing, closed, again = _standing(loans), closed_through(), on - timedelta(days=LOOKED_AT_AGAIN)
        back, new = 0, []
        for loan in sorted(off.keys() | standing.keys()):
            day, held = off.get(loan), standing.get(loan)
            if held is not None and day == held.day and day < again:
                continue
            fen = 0 if day is None else _still_took(loan, day)
            if held is not None and (held.day, held.fen) == (day, fen):
                continue
            if held is not None:
                reverse_entry(held.entry, first_open(on, closed), "lender", f"back:entry:{held.entry}", end)
                back += 1
            if day is not None and fen > 0:
                new.append(_entry(loan, day, fen, first_open(day, closed)))
        post_again(new, end)
    return {"written_off": len(new), "write_offs_taken_back": back}


def _still_took(loan: str, day: date) -> Fen:
    """What the loan still took on the eve of the day; nothing where the law cannot reckon it."""
    owed = owed_of(loan, day - timedelta(days=1))
    return max(owed.fen, 0) if owed is not None and owed.fen is not None else 0


def _standing(loans: Collection[str]) -> dict[str, Lost]:
    """The write-offs that stand in the accounts, by loan."""
    lost = Posting.objects.filter(account=WRITTEN_OFF, entry__kind=EntryKind.WRITE_OFF, entry__reversed_by=None)
    rows = lost.filter(loan__in=list(loans)).values_list("loan", "entry_id", "entry__memo", "fen")
    return {loan: Lost(entry, date.fromisoformat(memo), fen) for loan, entry, memo, fen in rows}


def _entry(loan: str, day: date, fen: Fen, on: date) -> NewEntry:
    lines = (Line(WRITTEN_OFF, fen, loan), Line(RECEIVABLE, -fen, loan))
    return NewEntry(EntryKind.WRITE_OFF, on, lines, f"write_off:{loan}"[:110], day.isoformat())
