"""Tables of the ledger (账务): receipts of the desk, and the accounts, entries and postings of double entry."""

from huilong.rooms.ledger.models.accounts import Account, Closing, Entry, Posting
from huilong.rooms.ledger.models.receipts import DeskReceipt, Difference

__all__ = ["Account", "Closing", "DeskReceipt", "Difference", "Entry", "Posting"]
