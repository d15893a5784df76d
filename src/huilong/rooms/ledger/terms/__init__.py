"""The nouns of the ledger (账务): desk receipts and what became of them; accounts, entries and postings."""

from huilong.rooms.ledger.terms.accounts import (
    Account,
    AccountKind,
    AccountRow,
    Change,
    Closing,
    Disagreement,
    DisagreementKind,
    EntryKind,
    EntryRow,
    Finding,
    FindingKind,
    Line,
    NewEntry,
    PostingRow,
    Suspended,
)
from huilong.rooms.ledger.terms.receipts import (
    DeskReceiptRow,
    DeskReceiptState,
    DifferenceKind,
    DifferenceRow,
    ReceiptPosted,
    ReceiptReversed,
    ReconcilePolicy,
    ReverseReason,
    Settlement,
)

__all__ = [
    "Account", "AccountKind", "AccountRow", "Change", "Closing", "DeskReceiptRow", "DeskReceiptState",
    "DifferenceKind", "DifferenceRow", "Disagreement", "DisagreementKind", "EntryKind", "EntryRow", "Finding",
    "FindingKind", "Line", "NewEntry", "PostingRow", "ReceiptPosted", "ReceiptReversed", "ReconcilePolicy",
    "ReverseReason", "Settlement", "Suspended",
]  # fmt: skip
