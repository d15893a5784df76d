"""How a case stands and who holds it (案件状态与持有): states, reasons, duties, the policy of the desk."""

from dataclasses import dataclass
from datetime import datetime

from huilong.kernel.glossary import Worded
from huilong.kernel.money import Fen


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
    PROMISE_MADE = "promise_made"
    PROMISE_KEPT = "promise_kept"
    PROMISE_PART_KEPT = "promise_part_kept"
    PROMISE_BROKEN = "promise_broken"
    PROMISE_REOPENED = "promise_reopened"
    PROMISE_WITHDRAWN = "promise_withdrawn"
    RECEIPT_POSTED = "receipt_posted"
    RECEIPT_REVERSED = "receipt_reversed"


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
    LAPSED = "lapsed"


@dataclass(frozen=True)
class Holder:
    """Who holds cases (持有人): an organisation, one of its teams, one of its users; keys of the room people."""

    organisation: int
    team: int | None = None
    user: int | None = None


@dataclass(frozen=True)
class DutyEnded:
    """An event (事件): a case changed hands for a kind of work; whoever held it does not from `at` on."""

    number: str
    kind: DutyKind
    at: datetime


@dataclass(frozen=True)
class DutyNow:
    """Who holds a case for a kind of work at a moment (当前职责), and until when, if that is known."""

    organisation: int
    team: int | None
    user: int | None
    until: datetime | None


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
