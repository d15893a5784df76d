"""Double entry (复式记账): accounts, entries of lines that sum to nothing, and what a day's balance is made of."""

from dataclasses import dataclass
from datetime import date, datetime

from huilong.kernel.glossary import Worded
from huilong.kernel.money import Fen
from huilong.kernel.refusal import Says

HOUSE = "house"


class AccountKind(Worded):
    """What an account counts (科目类别)."""

    ASSET = "asset"
    LIABILITY = "liability"
    EQUITY = "equity"
    INCOME = "income"
    EXPENSE = "expense"


class EntryKind(Worded):
    """What an entry came of (凭证来源). Rooms above may post kinds of their own: a short word in lower case."""

    RECEIPT = "receipt"
    RECEIPT_LENDER = "receipt_lender"
    REVERSAL = "reversal"
    SUSPENSE_APPLIED = "suspense_applied"
    SUSPENSE_RETURNED = "suspense_returned"
    REFUND_PAID = "refund_paid"
    RECOVERY_COST = "recovery_cost"
    RECOVERY_COST_PAID = "recovery_cost_paid"
    RECOVERY_COST_OWED_BACK = "recovery_cost_back"
    WRITE_OFF = "write_off"
    COMMISSION = "commission"
    COMMISSION_PAID = "commission_paid"
    DEPOSIT = "deposit"
    DEPOSIT_RETURNED = "deposit_returned"
    SALE = "sale"
    PROCEEDS = "proceeds"
    SURPLUS_PAID = "surplus_paid"
    SURPLUS_OWED_BACK = "surplus_owed_back"
    AUCTION_DEPOSIT = "auction_deposit"
    AUCTION_REFUND = "auction_refund"
    AUCTION_COUNTED = "auction_counted"
    AUCTION_FORFEITED = "auction_forfeited"
    MANUAL = "manual"


class DisagreementKind(Worded):
    """How the accounts and the lender's file disagree on a receipt (总账差异)."""

    NOT_POSTED = "not_posted"
    AMOUNT = "amount"
    NOT_IN_BOOK = "not_in_book"
    TAKEN_BACK = "taken_back"


class FindingKind(Worded):
    """What a check of the ledger may find (总账检查)."""

    UNBALANCED = "unbalanced"
    TRUST_GAP = "trust_gap"
    TRUST_SHORT = "trust_short"
    CHANGED = "changed"
    RECEIPT_NOT_POSTED = "receipt_not_posted"
    RECEIPT_STANDS = "receipt_stands"


@dataclass(frozen=True)
class Account:
    """An account of the chart (科目). `trust`: what it counts belongs to others and is kept apart."""

    code: str
    name: Says
    kind: AccountKind
    trust: bool = False

    @property
    def normal(self) -> int:
        """On which side it grows: 1 debit, -1 credit."""
        return 1 if self.kind in (AccountKind.ASSET, AccountKind.EXPENSE) else -1


@dataclass(frozen=True)
class Line:
    """A line of an entry (分录): debit above zero, credit below. `loan` and `party` say whose it is."""

    account: str
    fen: Fen
    loan: str = ""
    party: str = ""


@dataclass(frozen=True)
class NewEntry:
    """An entry to be posted (待过账凭证). `key` makes it one: the same key and content again is the same entry."""

    kind: str
    on: date
    lines: tuple[Line, ...]
    key: str
    memo: str = ""
    owner: str = HOUSE
    reverses: int | None = None


@dataclass(frozen=True)
class EntryRow:
    """An entry as it was posted (凭证). `reverses` names the one it takes back, `reversed_by` the one that takes it."""

    id: int
    kind: str
    on: date
    key: str
    memo: str
    owner: str
    recorded_at: datetime
    by: str
    lines: tuple[Line, ...]
    reverses: int | None = None
    reversed_by: int | None = None


@dataclass(frozen=True)
class PostingRow:
    """A line with the entry it stands in (明细), and the account's balance after it where that was asked."""

    entry: int
    no: int
    kind: str
    on: date
    recorded_at: datetime
    account: str
    fen: Fen
    loan: str
    party: str
    memo: str
    key: str


@dataclass(frozen=True)
class AccountRow:
    """A line of the trial balance (余额表): opening, debits, credits, closing, in fen; debit above zero."""

    account: Account
    opening_fen: Fen
    debit_fen: Fen
    credit_fen: Fen
    closing_fen: Fen


@dataclass(frozen=True)
class Change:
    """Why a balance differs between two askings (差异说明): a line, and what it adds to the balance."""

    posting: PostingRow
    fen: Fen
    learned_late: bool


@dataclass(frozen=True)
class Suspended:
    """Money nobody can place yet (暂收款): the desk receipt it came by, and what of it still waits."""

    receipt: int
    claimed: str
    on: date
    fen: Fen
    reference: str
    owed_back: bool = False


@dataclass(frozen=True)
class Disagreement:
    """A receipt on which the accounts and the lender's file disagree (总账差异), and what to do."""

    kind: DisagreementKind
    loan_id: str
    receipt: str
    book_fen: Fen
    ledger_fen: Fen
    remedy: Says


@dataclass(frozen=True)
class Finding:
    """What a check found (检查发现): where, and by how much."""

    kind: FindingKind
    where: str
    fen: Fen


@dataclass(frozen=True)
class Closing:
    """A period that is closed (关账): nothing is dated in it any more."""

    owner: str
    through: date
    closed_at: datetime
    by: str
