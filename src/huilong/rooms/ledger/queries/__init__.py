"""Reads of the ledger (账务): receipts of the desk, the chart, entries, and the balance of any day as known by any."""

from huilong.rooms.ledger.queries.balances import DifferenceOf, asked, balance, explain_difference, trial_balance
from huilong.rooms.ledger.queries.chart import chart, closed_through
from huilong.rooms.ledger.queries.checking import book_disagreements, check, fingerprint, ledger_loans
from huilong.rooms.ledger.queries.entries import entries_of, entry, entry_of_key
from huilong.rooms.ledger.queries.lines import (
    LinesAsked,
    closings,
    each_line,
    lines_page,
    open_suspense,
    refunds_owed,
)
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
    "DifferenceOf", "LinesAsked", "asked", "balance", "book_disagreements", "chart", "check", "closed_through",
    "closings", "count_differences", "desk_receipt", "desk_receipts", "difference", "differences", "each_line",
    "entries_of", "entry", "entry_of_key", "explain_difference", "fingerprint", "ledger_loans", "lines_page",
    "not_in_book", "open_suspense", "receipts_page", "refunds_owed", "trial_balance", "waiting_receipts",
    "waiting_reversals",
]  # fmt: skip
