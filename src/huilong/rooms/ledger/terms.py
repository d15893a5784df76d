"""The nouns of the ledger (账务)."""

from dataclasses import dataclass
from datetime import date, datetime

from huilong.kernel.money import Fen


@dataclass(frozen=True)
class DeskReceiptRow:
    """A receipt posted on the desk (柜台入账). `in_book` once a night took it into the book."""

    id: int
    loan_id: str
    on: date
    amount_fen: Fen
    lender_reference: str
    posted_at: datetime
    posted_by: str
    in_book: bool
