"""What a statement says (结算单): its lines and why each is there, where it stands, objections to it."""

from dataclasses import dataclass
from datetime import date, datetime

from huilong.kernel.glossary import Worded
from huilong.kernel.money import Fen
from huilong.rooms.settlement.terms.fees import Entitled, LineOf


class StatementState(Worded):
    """Where a statement stands (结算单状态)."""

    DRAFTED = "drafted"
    ISSUED = "issued"
    DISPUTED = "disputed"
    AGREED = "agreed"
    APPROVED = "approved"
    INVOICED = "invoiced"
    PAID = "paid"


class LineReason(Worded):
    """Why a line is on this statement (列入原因)."""

    EARNED = "earned"
    LATE = "late"
    CLAWBACK = "clawback"
    CORRECTED = "corrected"


class DisputeReason(Worded):
    """Why a firm objects to a line (异议原因)."""

    MISSING_MONEY = "missing_money"
    WRONG_AMOUNT = "wrong_amount"
    WRONG_RATE = "wrong_rate"
    WRONG_CLAWBACK = "wrong_clawback"
    WRONG_PERIOD = "wrong_period"
    OTHER = "other"


class DisputeAnswer(Worded):
    """What the house answers (异议答复): the line stands, or its facts are put right and the difference follows."""

    STANDS = "stands"
    FACTS_CORRECTED = "facts_corrected"


@dataclass(frozen=True)
class Line:
    """One line of a statement (结算明细): what a thing earns in all, less what earlier statements said of it."""

    entitled: Entitled
    stated_fen: Fen
    fen: Fen
    reason: LineReason


@dataclass(frozen=True)
class Period:
    """Days a statement is about (结算周期), both included."""

    from_on: date
    to_on: date


@dataclass(frozen=True)
class SettlementPolicy:
    """How statements go (结算规则): setting SETTLEMENT, a mapping of these fields.

    `object_days`: a firm may object for so long after issue, then it has agreed. `answer_days`: the house answers an
    objection within so many. Above `large_fen` a manager approves, else finance may too; never who issued it.
    """

    object_days: int = 10
    answer_days: int = 7
    large_fen: Fen = 20_000_000


@dataclass(frozen=True)
class LineRow:
    """A line as it is kept (结算明细)."""

    id: int
    statement: int
    no: int
    key: str
    of: LineOf
    reason: LineReason
    on: date
    case: str
    loan: str
    placement: int
    full_fen: Fen
    base_fen: Fen
    rate_ppm: int
    entitled_fen: Fen
    stated_fen: Fen
    fen: Fen


@dataclass(frozen=True)
class DisputeRow:
    """An objection to a line (异议)."""

    id: int
    line: int
    reason: DisputeReason
    note: str
    evidence: str
    raised_by: int
    raised_at: datetime
    answer_by: date
    answer: DisputeAnswer | None
    answer_note: str
    answered_by: int | None
    answered_at: datetime | None
    proof: bool = False


@dataclass(frozen=True)
class StatementRow:
    """A statement (结算单). `due_fen`: its lines and what earlier ones left to be taken off; paid where above zero."""

    id: int
    number: str
    organisation: int
    organisation_name: str
    contract: int
    contract_number: str
    from_on: date
    to_on: date
    known_by: date
    state: StatementState
    lines: int
    fen: Fen
    brought_fen: Fen
    digest: str
    object_by: date | None
    issued_by: int | None
    issued_at: datetime | None
    agreed_at: datetime | None
    agreed_by: int | None
    approved_by: int | None
    approved_at: datetime | None
    invoice_number: str
    invoiced_on: date | None
    payment: int | None
    paid_on: date | None

    @property
    def due_fen(self) -> Fen:
        """What is to be paid; below zero it is carried to the next."""
        return self.fen + self.brought_fen


@dataclass(frozen=True)
class StatementPage:
    """One page of statements, and how many there are."""

    rows: tuple[StatementRow, ...]
    total: int
    page: int
    pages: int
