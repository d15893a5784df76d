"""The night's step of the ledger (柜台入账进账簿): receipts posted on the desk, as rows of the book."""

from collections.abc import Sequence
from datetime import date
from hashlib import sha256

import pyarrow as pa
from django.utils import timezone

from huilong.kernel.days import day_number
from huilong.rooms.ledger.terms import DeskReceiptRow

CHANNEL = "desk"


def book_rows(receipts: Sequence[DeskReceiptRow]) -> pa.Table:
    """The receipts as rows of the book's receipts table, known from the day they were posted.

    The receipt's id in the book is the lender's reference, else one of our own that no lender uses: so the same
    receipt taken twice, or sent by the lender later, is one row that supersedes itself, never two payments.
    """
    return pa.table(
        {
            "loan_id": pa.array([one.loan_id for one in receipts], pa.string()),
            "receipt_id": pa.array([receipt_id(one) for one in receipts], pa.string()),
            "on": pa.array([day_number(one.on) for one in receipts], pa.int32()),
            "amount": pa.array([one.amount_fen for one in receipts], pa.int64()),
            "channel": pa.array([CHANNEL] * len(receipts), pa.string()),
            "known_on": pa.array([day_number(_posted_on(one)) for one in receipts], pa.int32()),
        }
    )


def receipt_id(receipt: DeskReceiptRow) -> str:
    """What the receipt is called in the book."""
    return receipt.lender_reference or f"DESK-{receipt.id}"


def source_mark(receipts: Sequence[DeskReceiptRow]) -> str:
    """A fingerprint of these receipts, by which the book knows that it already has them."""
    return sha256(",".join(f"desk-receipt-{one.id}" for one in receipts).encode()).hexdigest()


def _posted_on(receipt: DeskReceiptRow) -> date:
    return timezone.localdate(receipt.posted_at)
