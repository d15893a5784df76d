"""Verbs of the ledger (账务): receipts of the desk and their differences; entries posted, taken back, closed over."""

from huilong.rooms.ledger.actions.closing import close_period
from huilong.rooms.ledger.actions.entries import (
    post_entries,
    post_entry,
    put_entry,
    reverse_entry,
    taking_back,
    teach_chart,
)
from huilong.rooms.ledger.actions.receipts import (
    WAYS,
    mark_reversals_taken,
    mark_taken,
    post_receipt,
    reverse_receipt,
    settle_difference,
)
from huilong.rooms.ledger.actions.suspense import apply_suspense, pay_refund, return_suspense

__all__ = [
    "WAYS", "apply_suspense", "close_period", "mark_reversals_taken", "mark_taken", "pay_refund", "post_entries",
    "post_entry", "post_receipt", "put_entry", "return_suspense", "reverse_entry", "reverse_receipt",
    "settle_difference", "taking_back", "teach_chart",
]  # fmt: skip
