"""Words of stock (库存): a recovered vehicle for sale, what holds its sale up, its clocks, what it is worth."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from huilong.kernel.glossary import Worded
from huilong.kernel.money import Fen


class StockState(Worded):
    """Where a vehicle in stock stands (库存状态)."""

    STOCKED = "stocked"
    ON_SALE = "on_sale"
    SOLD = "sold"
    SETTLED = "settled"
    WITHDRAWN = "withdrawn"


IN_STOCK = (StockState.STOCKED, StockState.ON_SALE, StockState.SOLD)
"""States in which the vehicle, or its price, is still the lender's to look after."""


class StockVerb(Worded):
    """What was done to a vehicle in stock (处置动作)."""

    ENTERED = "entered"
    ANSWERED = "answered"
    HELD = "held"
    FREED = "freed"
    INSPECTED = "inspected"
    VALUED = "valued"
    SPENT = "spent"
    PRICED = "priced"
    OPENED = "opened"
    OFFERED = "offered"
    AGREED = "agreed"
    PAID = "paid"
    PAPERED = "papered"
    DELIVERED = "delivered"
    FAILED = "failed"
    STOPPED = "stopped"
    WITHDRAWN = "withdrawn"
    CLAIMED = "claimed"
    PROPOSED = "proposed"
    POSTED = "posted"
    REVERSED = "reversed"
    REFUNDED = "refunded"
    EXPLAINED = "explained"
    REQUESTED = "requested"


class HoldKind(Worded):
    """What holds a sale up (暂缓处置事由)."""

    DISPUTE = "dispute"
    COMPLAINT = "complaint"
    COURT = "court"
    BANKRUPTCY = "bankruptcy"
    REDEMPTION = "redemption"
    REDEEMED = "redeemed"
    TITLE = "title"
    OTHER = "other"


class SaleClock(Worded):
    """What has to be done in time (处置时限)."""

    CONDITION_REPORT = "condition_report"
    VALUATION = "valuation"
    LISTING = "listing"
    PAYMENT = "payment"
    TRANSFER = "transfer"
    DISTRIBUTION = "distribution"
    SURPLUS = "surplus"
    EXPLANATION = "explanation"
    DISPOSAL = "disposal"


class ValuationSource(Worded):
    """Who or what says what the vehicle is worth (估值依据)."""

    APPRAISER = "appraiser"
    COMPARABLES = "comparables"
    MODEL = "model"
    SERVICE = "service"
    LENDER = "lender"


class ValuationMethod(Worded):
    """How the value was found (估值方法)."""

    REPLACEMENT_COST = "replacement_cost"
    MEDIAN = "median"
    CURVE = "curve"
    INSPECTION = "inspection"


class CarGrade(Worded):
    """How the vehicle is (车况等级)."""

    A = "a"
    B = "b"
    C = "c"
    D = "d"
    SCRAP = "scrap"


class Defect(Worded):
    """Where something is wrong with the vehicle (瑕疵)."""

    FRONT = "front"
    REAR = "rear"
    LEFT = "left"
    RIGHT = "right"
    ROOF = "roof"
    GLASS = "glass"
    TYRES = "tyres"
    ENGINE = "engine"
    GEARBOX = "gearbox"
    BATTERY = "battery"
    ELECTRICS = "electrics"
    INTERIOR = "interior"
    STRUCTURE = "structure"
    FLOOD = "flood"
    FIRE = "fire"


@dataclass(frozen=True)
class Clock:
    """Something that has to be done by a day (时限): `done_on` None while it is not."""

    kind: SaleClock
    due_on: date
    done_on: date | None = None

    def late_days(self, on: date) -> int:
        """Days beyond the day it was due, as of the day it was done or else of `on`; 0 if in time."""
        return max(0, ((self.done_on or on) - self.due_on).days)


@dataclass(frozen=True)
class HoldRow:
    """A hold on a sale (暂缓): `key` of one that somebody set; None for what facts of the case say."""

    kind: HoldKind
    since: date
    key: int | None = None
    until: date | None = None
    why: str = ""


@dataclass(frozen=True)
class Valuation:
    """One valuation (估值): fen with its range, of a day, by whom, shown by which file of the case."""

    key: str
    source: ValuationSource
    method: ValuationMethod
    amount_fen: Fen
    low_fen: Fen
    high_fen: Fen
    on: date
    independent: bool
    by: str = ""
    file: int | None = None
    count: int = 0


@dataclass(frozen=True)
class Inspection:
    """A condition report (车况报告)."""

    id: int
    at: datetime
    by: int
    grade: CarGrade
    runs: bool
    mileage_km: int
    keys: int
    certificate: bool
    defects: tuple[str, ...]
    files: tuple[int, ...]


@dataclass(frozen=True)
class Expense:
    """A cost and its voucher (处置费用): `counts` says whether it may be deducted."""

    key: str
    kind: str
    fen: Fen
    on: date | None
    file: int | None
    voucher: str = ""

    @property
    def counts(self) -> bool:
        """Whether there is a voucher for it."""
        return bool(self.voucher)


@dataclass(frozen=True)
class StepRow:
    """One line of a vehicle's history in stock (处置历史)."""

    id: int
    verb: StockVerb
    at: datetime
    who: str
    detail: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class StockRow:
    """A vehicle in stock (库存行). `held`, `late`, `cost_a_day_fen`: as of its last change, or the last night."""

    id: int
    order: int
    number: str
    case_id: int
    loan_id: str
    vehicle: int
    model: str
    vin_masked: str
    city: str
    product: str
    state: StockState
    entered_at: datetime
    entered_on: date
    taken_on: date
    days: int
    cost_a_day_fen: Fen
    reserve_fen: Fen | None
    value_fen: Fen | None
    held: tuple[HoldKind, ...]
    late: tuple[SaleClock, ...]
    told: Mapping[str, Any]
    ended_at: datetime | None


@dataclass(frozen=True)
class StockPage:
    """One page of the stock (库存列表)."""

    rows: tuple[StockRow, ...]
    total: int
    page: int
    pages: int
