"""Reads of the ledger (账务): receipts posted on the desk."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from huilong.rooms.ledger.models import DeskReceipt
from huilong.rooms.ledger.terms import DeskReceiptRow


def desk_receipts(loan_id: str) -> list[DeskReceiptRow]:
    """The receipts posted on the desk for a loan, newest first (柜台入账)."""
    return [_row(one) for one in DeskReceipt.objects.filter(loan_id=loan_id).order_by("-on", "-id")]


def waiting_receipts(known_by: date) -> list[DeskReceiptRow]:
    """Receipts posted by the end of `known_by` (house time) that no night has taken into the book, in order."""
    end = timezone.make_aware(datetime.combine(known_by + timedelta(days=1), time.min))
    waiting = DeskReceipt.objects.filter(taken_into_book_commit=None, posted_at__lt=end)
    return [_row(one) for one in waiting.order_by("id")]


def _row(one: DeskReceipt) -> DeskReceiptRow:
    return DeskReceiptRow(
        id=one.id,
        loan_id=one.loan_id,
        on=one.on,
        amount_fen=one.amount_fen,
        lender_reference=one.lender_reference,
        posted_at=one.posted_at,
        posted_by=one.posted_by,
        in_book=one.taken_into_book_commit is not None,
    )
