"""The rows and filters of case lists (案件列表): what queries hand out."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from huilong.kernel.money import Fen
from huilong.kernel.refusal import Says
from huilong.rooms.cases.terms.desk import CaseTag
from huilong.rooms.cases.terms.standing import CaseEventKind, CaseState


@dataclass(frozen=True)
class CaseFilter:
    """What a case list shows (案件筛选). Every field left empty filters nothing; days are inclusive."""

    state: str = CaseState.OPEN
    text: str = ""
    """Case number, loan id, borrower key, or the start of a name or its pinyin."""
    buckets: tuple[int, ...] = ()
    products: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    cities: tuple[str, ...] = ()
    tag: str = ""
    reason: str = ""
    assigned_to: int | None = None
    unassigned: bool = False
    people_missing: bool = False
    least_days: int | None = None
    most_days: int | None = None
    least_fen: Fen | None = None
    most_fen: Fen | None = None
    opened_from: date | None = None
    opened_to: date | None = None
    closed_from: date | None = None
    closed_to: date | None = None
    paid_from: date | None = None
    """Cases whose last receipt came on or after this day."""
    moved_on: date | None = None


@dataclass(frozen=True)
class CaseRow:
    """One case in a list (案件行). Amounts in fen."""

    id: int
    number: str
    borrower: str
    state: CaseState
    reason: str
    opened_on: date
    closed_on: date | None
    entered_bucket: int
    name_masked: str
    plate_masked: str
    vehicle: str
    product: str
    region: str
    city: str
    past_due_days: int
    bucket: int
    delinquent_fen: Fen
    overdue_principal_fen: Fen
    overdue_interest_fen: Fen
    overdue_fee_fen: Fen
    overdue_penalty_fen: Fen
    outstanding_principal_fen: Fen
    loans: int
    last_receipt_on: date | None
    figures_on: date
    assigned_to: int | None
    tags: tuple[CaseTag, ...]
    people_missing: bool
    version: int
    oldest_due_on: date | None


@dataclass(frozen=True)
class CaseBrief:
    """A case as acts on it need it (案件要素): its loans in collections, worst first, and what is past due, in fen."""

    id: int
    number: str
    borrower: str
    state: CaseState
    delinquent_fen: Fen
    past_due_days: int
    loan_ids: tuple[str, ...]

    @property
    def loan_id(self) -> str:
        """The loan that stands worst; "" when none is in collections."""
        return self.loan_ids[0] if self.loan_ids else ""


@dataclass(frozen=True)
class CaseLoanRow:
    """One loan inside a case (案内借据). `left_on` is None while it is in collections."""

    loan_id: str
    loan: int
    product: str
    vehicle: str
    joined_on: date
    left_on: date | None
    past_due_days: int
    bucket: int
    delinquent_fen: Fen
    overdue_principal_fen: Fen
    overdue_interest_fen: Fen
    overdue_fee_fen: Fen
    overdue_penalty_fen: Fen
    outstanding_principal_fen: Fen
    last_receipt_on: date | None
    written_off: bool
    figures_on: date


@dataclass(frozen=True)
class CaseEventRow:
    """One line of a case's history, with the sentence that says why."""

    on: date
    kind: CaseEventKind
    from_bucket: int | None
    to_bucket: int | None
    why: str
    says: Says
    params: dict[str, Any] = field(default_factory=dict)
    recorded_at: datetime | None = None


@dataclass(frozen=True)
class CaseDetail:
    """A case opened (案件详情)."""

    case: CaseRow
    loans: tuple[CaseLoanRow, ...]
    events: tuple[CaseEventRow, ...]


@dataclass(frozen=True)
class CasePage:
    """One page of a case list. `page` counts from 1; `pages` is at least 1."""

    rows: tuple[CaseRow, ...]
    total: int
    page: int
    pages: int
    size: int
