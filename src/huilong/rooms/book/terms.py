"""Nouns of the book (借据与账龄): the facts of one loan, what its contract says, and what it owes."""

from dataclasses import dataclass, field
from datetime import date

from huilong.kernel.days import BEFORE_ALL
from huilong.kernel.glossary import Worded
from huilong.kernel.money import Fen
from huilong.kernel.refusal import Says


class FileStatus(Worded):
    """What became of a file (来件状态)."""

    TAKEN = "taken"
    REFUSED = "refused"
    SUPERSEDED = "superseded"
    UNCHANGED = "unchanged"
    LEFT = "left"

    @classmethod
    def kept(cls) -> list[str]:
        """The states that are recorded; the others change nothing."""
        return [cls.TAKEN.value, cls.REFUSED.value, cls.SUPERSEDED.value, cls.LEFT.value]


class RowStatus(Worded):
    """What became of a row set aside (隔离行状态)."""

    OPEN = "open"
    RESUBMITTED = "resubmitted"
    DISMISSED = "dismissed"

    @classmethod
    def values(cls) -> list[str]:
        """All of them."""
        return [member.value for member in cls]


@dataclass(frozen=True)
class Instalment:
    """One due row (期次). A down payment (首付) bears no charges."""

    no: int
    due: date
    principal: Fen
    interest: Fen
    fee: Fen = 0
    down_payment: bool = False


@dataclass(frozen=True)
class Charge:
    """An amount charged beside the schedule (费用): `kind` is fee, penalty, interest or principal."""

    id: str
    kind: str
    due: date
    amount: Fen
    known: int = BEFORE_ALL


@dataclass(frozen=True)
class Receipt:
    """Money received from or for the borrower (回款)."""

    id: str
    on: date
    amount: Fen
    known: int = BEFORE_ALL


DESK_SOURCE = "desk receipts"
"""How the book names the source of what was posted on the desk; every other source is the lender's."""


@dataclass(frozen=True)
class BookReceipt:
    """A receipt as the book holds it (账簿回款): what was sent, and what is left of it after reversals (`net_fen`).

    `reversals`: the day of each and its fen, 0 for the whole.
    """

    loan_id: str
    id: str
    on: date
    amount_fen: Fen
    net_fen: Fen
    from_desk: bool
    reversals: tuple[tuple[date, Fen], ...] = ()


@dataclass(frozen=True)
class Reversal:
    """A receipt taken back (冲正): wholly (`amount` None) or in part, as if that money had never come."""

    receipt: str
    on: date
    amount: Fen | None = None
    known: int = BEFORE_ALL


@dataclass(frozen=True)
class Waiver:
    """An amount the lender gave up (减免) of one component, oldest instalment first."""

    on: date
    kind: str
    amount: Fen
    id: str = ""
    known: int = BEFORE_ALL


@dataclass(frozen=True)
class Pause:
    """Days on which lateness does not count (暂停): those after `start`, up to and including `end`."""

    start: date
    end: date
    known: int = BEFORE_ALL


@dataclass(frozen=True)
class Schedule:
    """A later version of the schedule (还款计划变更), in force from `start`."""

    start: date
    instalments: tuple[Instalment, ...]
    known: int = BEFORE_ALL


@dataclass(frozen=True)
class LoanFacts:
    """All we were ever told about one loan (借据事实), each row with the day number it was `known`."""

    loan: str
    instalments: tuple[Instalment, ...]
    currency: str = "CNY"
    charges: tuple[Charge, ...] = ()
    receipts: tuple[Receipt, ...] = ()
    reversals: tuple[Reversal, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    pauses: tuple[Pause, ...] = ()
    schedules: tuple[Schedule, ...] = ()
    write_off_on: date | None = None


@dataclass(frozen=True)
class Components:
    """An amount in fen by component (本金 利息 费用 罚息)."""

    principal: Fen = 0
    interest: Fen = 0
    fee: Fen = 0
    penalty: Fen = 0

    @property
    def total(self) -> Fen:
        """The sum of the four."""
        return self.principal + self.interest + self.fee + self.penalty


@dataclass(frozen=True)
class InstalmentState:
    """What became of one instalment: `late` was paid after its due date, `in_advance` before it."""

    no: int
    due: date
    owed: Components
    paid: Components
    waived: Components
    late: Fen
    in_advance: Fen
    paid_on: date | None


@dataclass(frozen=True)
class ReceiptState:
    """Where a receipt went; `amount` is net of reversals."""

    id: str
    on: date
    amount: Fen
    applied: Components
    unapplied: Fen


@dataclass(frozen=True)
class Reason:
    """One step of the explanation: its kind, the day, and a sentence in each language."""

    kind: str
    on: date | None
    amount: Fen
    zh: str
    en: str


@dataclass(frozen=True)
class Position:
    """What a loan owes on a day (账龄), as the house knew it by `known_by`."""

    loan: str
    on: date
    past_due_days: int
    delinquent_days: int
    delinquent_amount: Fen
    delinquent_since: date | None
    bucket: str | None
    buckets: dict[str, Fen]
    overdue: Components
    outstanding: Components
    unapplied: Fen
    instalments: tuple[InstalmentState, ...]
    receipts: tuple[ReceiptState, ...]
    why: tuple[Reason, ...] = field(default=())


NOTHING_SAID = Says("", "")


@dataclass(frozen=True)
class ImportedFile:
    """What became of one file (来件结果). `reason` is empty unless it was refused."""

    name: str
    slot: str
    table: str
    status: FileStatus
    known_on: date | None
    rows: int = 0
    taken_rows: int = 0
    quarantined: int = 0
    amount_fen: Fen = 0
    code: str = ""
    reason: Says = NOTHING_SAID
    remedy: Says = NOTHING_SAID
    id: int = 0


@dataclass(frozen=True)
class ImportReport:
    """What became of all files of one import (导入结果)."""

    files: tuple[ImportedFile, ...]
    seconds: float = 0.0

    def count(self, status: FileStatus) -> int:
        """How many files ended in this state."""
        return sum(f.status is status for f in self.files)

    @property
    def rows(self) -> int:
        """Rows that went into the book."""
        return sum(f.taken_rows for f in self.files if f.status is FileStatus.TAKEN)

    @property
    def quarantined(self) -> int:
        """Rows set aside."""
        return sum(f.quarantined for f in self.files if f.status is FileStatus.TAKEN)

    @property
    def summary(self) -> dict[str, int]:
        """The counts, for a step's record."""
        states = {s.value: n for s in FileStatus if (n := self.count(s))}
        return states | {"rows": self.rows, "quarantined": self.quarantined}
