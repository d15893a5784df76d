"""Reads of the ledger (账务): receipts of the desk, the chart, entries, and the balance of any day as known by any."""

from huilong.rooms.ledger.queries.balances import balance
from huilong.rooms.ledger.queries.chart import chart, closed_through
from huilong.rooms.ledger.queries.entries import entries_of, entry, entry_of_key
from huilong.rooms.ledger.queries.receipts import (
    count_differences,
    desk_receipt,
    desk_receipts,
    difference,
    differences,
    not_in_book,
    receipts_page,
    waiting_receipts,
    waiting_reversals,
)

__all__ = [
    "balance", "chart", "closed_through", "count_differences", "desk_receipt", "desk_receipts", "difference",
    "differences", "entries_of", "entry", "entry_of_key", "not_in_book", "receipts_page", "waiting_receipts",
    "waiting_reversals",
]  # fmt: skip
