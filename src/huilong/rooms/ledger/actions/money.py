"""Receipts of the desk as entries (回款凭证): posted when they come, taken back with them."""

from datetime import datetime

from django.utils import timezone

from huilong.rooms.ledger.actions.entries import put_entry, taking_back
from huilong.rooms.ledger.models import DeskReceipt, Entry
from huilong.rooms.ledger.queries.chart import closed_through
from huilong.rooms.ledger.queries.owed import owed_of
from huilong.rooms.ledger.rules.entry import first_open
from huilong.rooms.ledger.rules.receipts import key_of, payer_of, received
from huilong.rooms.ledger.terms import EntryKind, NewEntry


def enter_receipt(one: DeskReceipt, at: datetime) -> int:
    """Post the entry of a desk receipt: bank against the debt, suspense where nobody knows the loan; its number.

    Dated the day it came, or the first day that is open. The same receipt again changes nothing.
    """
    key = key_of(one.pk)
    if known := Entry.objects.filter(key=key).values_list("pk", flat=True).first():
        return int(known)
    owed = owed_of(one.loan_id, timezone.localdate(at), without=one.pk)
    lines = received(one.loan_id, one.amount_fen, owed, payer_of(one.pk))
    memo = one.lender_reference or f"DESK-{one.pk}"
    return put_entry(NewEntry(EntryKind.RECEIPT, first_open(one.on, closed_through()), lines, key, memo), at)


def take_back_receipt(receipt: int, why: str, at: datetime) -> int:
    """Take back what stands in the accounts of a desk receipt (冲回回款凭证), last first; how many entries."""
    key = key_of(receipt)
    found = Entry.objects.filter(key=key) | Entry.objects.filter(key__startswith=f"{key}:")
    standing = found.filter(reversed_by=None, reverses=None).order_by("-id")
    closed = closed_through()
    for one in standing:
        put_entry(taking_back(one.pk, first_open(timezone.localdate(at), closed), why, f"back:{one.key}"), at)
    return len(standing)
