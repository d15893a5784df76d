"""Paying firms (付款): where, how much, and the file a bank takes."""

from dataclasses import dataclass
from datetime import date, datetime

from huilong.kernel.glossary import Worded
from huilong.kernel.money import Fen


class PaymentFormat(Worded):
    """In which form a bank takes a payment file (付款文件格式)."""

    PAIN_001 = "pain_001"
    CSV = "csv"


@dataclass(frozen=True)
class PayeeRow:
    """Where a firm is paid (收款账户); `confirmed_by` None: nobody but who wrote it down has looked at it."""

    id: int
    organisation: int
    organisation_name: str
    name: str
    account: str
    bank: str
    bank_code: str
    kept_by: int
    kept_at: datetime
    confirmed_by: int | None


@dataclass(frozen=True)
class Payer:
    """Whose account pays (付款账户): setting PAYER, a mapping of these fields; `bank_code` has 12 digits (联行号)."""

    name: str = ""
    account: str = ""
    bank: str = ""
    bank_code: str = ""


@dataclass(frozen=True)
class Transfer:
    """One payment of a file (付款明细): what the bank tells the payee is `memo`; `id` is unique for good."""

    id: str
    payee: str
    account: str
    bank: str
    bank_code: str
    fen: Fen
    memo: str


@dataclass(frozen=True)
class Order:
    """What a payment file asks a bank for (付款指令)."""

    number: str
    made_at: datetime
    execute_on: date
    payer: Payer
    transfers: tuple[Transfer, ...]

    @property
    def total_fen(self) -> Fen:
        """The control sum (控制总额)."""
        return sum(one.fen for one in self.transfers)


@dataclass(frozen=True)
class PaymentRow:
    """A payment file that was made (付款文件)."""

    id: int
    number: str
    execute_on: date
    count: int
    total_fen: Fen
    format: PaymentFormat
    sha256: str
    made_by: int
    made_at: datetime
    booked_on: date | None
