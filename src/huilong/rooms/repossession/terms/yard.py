"""Words of what comes after a taking (入库与赎车): yards, stays, charges, what redeems, evidence packs."""

from dataclasses import dataclass
from datetime import date, datetime

from huilong.kernel.glossary import Worded
from huilong.kernel.money import Fen


class ClockUnit(Worded):
    """What the storage clock counts (计费单位): calendar days, or hours, each once begun."""

    DAY = "day"
    HOUR = "hour"


class ChargeKind(Worded):
    """What a recovery cost (收车费用)."""

    TOW = "tow"
    STORAGE = "storage"
    TRANSFER = "transfer"
    KEYS = "keys"
    OTHER = "other"


class RedeemBy(Worded):
    """What has to be paid beside the costs (赎车口径), per contract."""

    OVERDUE = "overdue"
    WHOLE = "whole"


class UndoReason(Worded):
    """Why a vehicle is given back as if never taken (撤销收车原因)."""

    PAID_BEFORE = "paid_before"
    NOT_LAWFUL = "not_lawful"
    WRONG_VEHICLE = "wrong_vehicle"
    COURT = "court"


@dataclass(frozen=True)
class StorageRow:
    """A row of a yard's price list (停放价目): from which unit on, what one costs (fen)."""

    from_unit: int
    fen: Fen


@dataclass(frozen=True)
class ChargeFact:
    """A charge of an order, or what takes one back (收车费用记录): kept once, never edited."""

    key: int
    kind: ChargeKind
    amount_fen: Fen
    paid_fen: Fen = 0
    reverses: int | None = None


@dataclass(frozen=True)
class StandingCharge:
    """A charge that counts (有效费用), and what was paid of it."""

    key: int
    kind: ChargeKind
    amount_fen: Fen
    paid_fen: Fen = 0

    @property
    def left_fen(self) -> Fen:
        """What is not paid yet."""
        return self.amount_fen - self.paid_fen


@dataclass(frozen=True)
class Claim:
    """A charge, and what of it the borrower may be asked for (可主张金额): `most_fen` None where it is not listed.

    `voucher`: what its vouchers are kept under.
    """

    charge: StandingCharge
    voucher: str
    vouched_fen: Fen
    most_fen: Fen | None
    may_fen: Fen


@dataclass(frozen=True)
class CostLine:
    """What one kind of cost comes to (费用行)."""

    kind: ChargeKind
    fen: Fen


@dataclass(frozen=True)
class RedemptionAmount:
    """What redeems a vehicle (赎车金额): of a day, until a moment, the debt and each cost by name."""

    by: RedeemBy
    on: date
    valid_until: datetime
    due_fen: Fen
    costs: tuple[CostLine, ...]

    @property
    def costs_fen(self) -> Fen:
        """All costs together."""
        return sum(one.fen for one in self.costs)

    @property
    def total_fen(self) -> Fen:
        """What has to be paid."""
        return self.due_fen + self.costs_fen


@dataclass(frozen=True)
class StayRow:
    """A stay in a yard (停放): where, since when, until when; `cost_fen` as of the moment asked."""

    id: int
    yard: int
    yard_name: str
    place: str
    gate_in_at: datetime
    gate_out_at: datetime | None
    mileage_km: int | None
    keys: int
    unit: ClockUnit
    units: int
    cost_fen: Fen
    photos_held: bool


@dataclass(frozen=True)
class YardRow:
    """A yard (停车场) and its price list."""

    id: int
    name: str
    address: str
    unit: ClockUnit
    rows: tuple[StorageRow, ...]


@dataclass(frozen=True)
class RedemptionRow:
    """An amount told to the borrower (赎车报价)."""

    id: int
    by: RedeemBy
    on: date
    valid_until: datetime
    due_fen: Fen
    costs: tuple[tuple[ChargeKind, Fen], ...]
    total_fen: Fen
    paid_at: datetime | None


@dataclass(frozen=True)
class PackRow:
    """An evidence pack that was put together (证据包)."""

    id: int
    order: int
    made_by: int
    made_at: datetime
    sha256: str
    holds: int
