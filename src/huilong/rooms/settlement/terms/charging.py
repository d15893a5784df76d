"""What a borrower may be charged (借款人收费): the published price list, vouchers, and what of a cost may be asked."""

from dataclasses import dataclass
from datetime import date, datetime

from huilong.kernel.glossary import Worded
from huilong.kernel.money import Fen


class PriceKind(Worded):
    """What a borrower may be charged for (可收费项目)."""

    TOW = "tow"
    TRANSFER = "transfer"
    STORAGE_DAY = "storage_day"
    VALUATION = "valuation"
    REPAIR = "repair"
    KEYS = "keys"
    SALE = "sale"
    COURT = "court"
    OTHER = "other"


@dataclass(frozen=True)
class PriceRow:
    """A line of the price list a borrower may be charged from (收费价目)."""

    id: int
    kind: PriceKind
    region: str
    from_on: date
    most_fen: Fen
    source: str
    published_on: date


@dataclass(frozen=True)
class VoucherRow:
    """A voucher of a cost (费用凭证): a file of a case that shows it."""

    id: int
    subject: str
    kind: PriceKind
    fen: Fen
    on: date
    file: int
    case: str
    kept_by: int
    kept_at: datetime


@dataclass(frozen=True)
class Cost:
    """A cost that somebody would ask of the borrower (拟主张费用).

    `kept_under`: what its vouchers are kept under, where that is not the subject itself; `units`: of storage the days
    begun.
    """

    subject: str
    kind: PriceKind
    fen: Fen
    units: int = 1
    kept_under: str = ""

    @property
    def voucher(self) -> str:
        """What its vouchers are kept under."""
        return self.kept_under or self.subject


@dataclass(frozen=True)
class Claimable:
    """What of a cost may be asked of the borrower (可主张金额): `fen` of `cost_fen`, and why not all."""

    subject: str
    kind: PriceKind
    cost_fen: Fen
    vouched_fen: Fen
    most_fen: Fen | None

    @property
    def fen(self) -> Fen:
        """No more than it cost, than vouchers show, and than the price list allows; off the list nothing."""
        return max(0, min(self.cost_fen, self.vouched_fen, self.most_fen or 0))
