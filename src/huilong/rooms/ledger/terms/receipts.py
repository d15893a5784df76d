"""The nouns of the ledger (账务): desk receipts, what became of them, how they differ from the lender's."""

from dataclasses import dataclass
from datetime import date, datetime

from huilong.kernel.glossary import Worded
from huilong.kernel.money import Fen


class DeskReceiptState(Worded):
    """How a receipt posted on the desk stands (柜台入账状态)."""

    WAITING = "waiting"
    IN_BOOK = "in_book"
    MATCHED = "matched"
    DIFFERENT = "different"
    REVERSED = "reversed"


class ReverseReason(Worded):
    """Why a desk receipt was taken back (撤销入账原因)."""

    MISTYPED = "mistyped"
    WRONG_LOAN = "wrong_loan"
    NOT_RECEIVED = "not_received"
    DOUBLE = "double"


class DifferenceKind(Worded):
    """How a desk receipt differs from what the lender sent (对账差异)."""

    AMOUNT = "amount"
    DAY = "day"
    MISSING = "missing"
    DOUBLE = "double"
    UNKNOWN_LOAN = "unknown_loan"


class Settlement(Worded):
    """How a difference was settled (差异处理)."""

    LENDER_RIGHT = "lender_right"
    LENDER_ASKED = "lender_asked"
    SAME_MONEY = "same_money"
    TWO_PAYMENTS = "two_payments"
    TAKEN_BACK = "taken_back"
    ARRIVED = "arrived"


@dataclass(frozen=True)
class ReconcilePolicy:
    """How the desk's receipts are held against the lender's (对账口径): setting RECONCILING, a mapping of these fields.

    `missing_after_days`: days after posting by which the lender's row of the same id must have come. `look_back_days`:
    how long a receipt is looked for.
    """

    missing_after_days: int = 3
    look_back_days: int = 60


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
    reversed_at: datetime | None = None
    state: DeskReceiptState = DeskReceiptState.WAITING

    @property
    def book_id(self) -> str:
        """What the receipt is called in the book: the lender's id if there is one, so that it supersedes itself."""
        return self.lender_reference or f"DESK-{self.id}"


@dataclass(frozen=True)
class DifferenceRow:
    """A difference between a desk receipt and the lender's row (对账差异); what the lender said is None if nothing."""

    id: int
    kind: DifferenceKind
    receipt: DeskReceiptRow
    lender_id: str
    lender_fen: Fen | None
    lender_on: date | None
    found_on: date
    settled_at: datetime | None
    settled_by: str
    settled: Settlement | None


@dataclass(frozen=True)
class ReceiptPosted:
    """An event (事件): money was posted on the desk for a loan; told within the posting's transaction."""

    loan_id: str
    amount_fen: Fen
    on: date
    at: datetime


@dataclass(frozen=True)
class ReceiptReversed:
    """An event (事件): a desk receipt was taken back."""

    loan_id: str
    amount_fen: Fen
    on: date
    at: datetime
