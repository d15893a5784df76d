"""The nouns of cases (案件): states, reasons, events, and the rows that queries hand out."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from huilong.kernel.glossary import Worded
from huilong.kernel.money import Fen
from huilong.kernel.refusal import Says


class CaseState(Worded):
    """Whether a case is being worked (案件状态)."""

    OPEN = "open"
    CLOSED = "closed"


class CloseReason(Worded):
    """Why a case ended (结案原因)."""

    CURED = "cured"
    SETTLED = "settled"
    WRITTEN_OFF = "written_off"
    SOLD = "sold"


class CaseEventKind(Worded):
    """What happened to a case (案件事件)."""

    OPENED = "opened"
    MOVED = "moved"
    CLOSED = "closed"
    REOPENED = "reopened"
    LOAN_JOINED = "loan_joined"
    LOAN_LEFT = "loan_left"
    PEOPLE_MISSING = "people_missing"
    PEOPLE_TAKEN = "people_taken"


class DutyKind(Worded):
    """What somebody holds a case for (职责)."""

    COLLECT = "collect"
    VISIT = "visit"
    RECOVER = "recover"
    DISPOSE = "dispose"


class DutyEnd(Worded):
    """Why a duty ended (职责终止原因)."""

    REASSIGNED = "reassigned"
    RETURNED = "returned"
    RECALLED = "recalled"
    LEFT = "left"
    CLOSED = "closed"


@dataclass(frozen=True)
class Holder:
    """Who holds cases (持有人): an organisation, one of its teams, one of its users; keys of the room people."""

    organisation: int
    team: int | None = None
    user: int | None = None


@dataclass(frozen=True)
class DutyRow:
    """One duty as it is read (职责): who held a case for what, from when to when."""

    kind: DutyKind
    organisation: str
    team: str
    user: str
    since: datetime
    until: datetime | None
    ended: DutyEnd | None


@dataclass(frozen=True)
class DeskPolicy:
    """When a borrower comes to the desk and how far one bad loan spreads (入催口径): setting COLLECTIONS.

    `entry_days`: past-due days of the worst loan from which a case opens. `entry_min_fen`: and the least amount
    past due over all loans. `contagion`: every loan of the case carries the borrower's worst bucket, else its own.
    `keep_written_off`: a written-off loan stays on the desk (账销案存).
    """

    entry_days: int = 1
    entry_min_fen: Fen = 1
    contagion: bool = True
    keep_written_off: bool = True


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
    tags: tuple[str, ...]
    people_missing: bool
    version: int


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
