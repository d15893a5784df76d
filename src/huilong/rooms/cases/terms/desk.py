"""The words of the desk (作业): flags, promises, the queue."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from huilong.kernel.glossary import Worded
from huilong.kernel.money import Fen


class FlagKind(Worded):
    """A circumstance of a borrower that the law or the house reads (特殊情形)."""

    HOLD = "hold"
    DISPUTE = "dispute"
    HARDSHIP = "hardship"
    DEATH = "death"
    INCAPACITATED = "incapacitated"
    BANKRUPTCY = "bankruptcy"
    COUNSEL = "counsel"
    MINOR = "minor"
    MILITARY = "military"
    UNREACHABLE = "unreachable"
    AGREED_HOURS = "agreed_hours"
    AGREED_FREQUENCY = "agreed_frequency"
    NUMBER_INVALID = "number_invalid"
    REFUSED_THIRD_PARTY = "refused_third_party"
    COMMON_DEBT = "common_debt"
    COMPLAINT = "complaint"


class FlagEnd(Worded):
    """Why a flag ended (情形终止原因)."""

    OVER = "over"
    MISTAKEN = "mistaken"
    UNDONE = "undone"
    EXPIRED = "expired"


class PromiseState(Worded):
    """What became of a promise to pay (承诺状态), judged by money received."""

    OPEN = "open"
    KEPT = "kept"
    PART_KEPT = "part_kept"
    BROKEN = "broken"
    WITHDRAWN = "withdrawn"


class QueueReason(Worded):
    """Why a case stands where it does in the queue (排序原因)."""

    BROKEN_PROMISE = "broken_promise"
    PROMISE_TODAY = "promise_today"
    CALL_BACK = "call_back"
    NEW_CASE = "new_case"
    AMOUNT_AT_RISK = "amount_at_risk"
    ABOUT_TO_ROLL = "about_to_roll"
    PAID_TODAY = "paid_today"
    WORKED_TODAY = "worked_today"


class SkipReason(Worded):
    """Why a case was passed over (跳过原因)."""

    LATER = "later"
    NOT_MINE = "not_mine"
    NEEDS_HELP = "needs_help"
    CHECKING = "checking"


@dataclass(frozen=True)
class FlagRow:
    """One flag of a case (特殊情形): since when, until when (None: until ended), shown by which evidence."""

    id: int
    kind: FlagKind
    since: date
    until: date | None
    evidence: str
    note: str
    person: int | None
    detail: Mapping[str, Any]
    set_by: str
    set_at: datetime
    ended_at: datetime | None
    ended_why: FlagEnd | None


@dataclass(frozen=True)
class PromiseRow:
    """A promise to pay (承诺还款): an amount by a day; `kept_fen` is what of the receipts since counts for it."""

    id: int
    case_id: int
    loan_id: str
    amount_fen: Fen
    due_on: date
    channel: str
    made_at: datetime
    made_by: str
    state: PromiseState
    kept_fen: Fen
    judged_on: date | None


class QueueTab(Worded):
    """A part of the queue (排队分类)."""

    ALL = "all"
    PROMISED = "promised"
    BROKEN = "broken"
    CALL_BACK = "call_back"
    NEW = "new"


@dataclass(frozen=True)
class QueueRow:
    """One case in a collector's queue (排队行). `open_with`: the colleague who has it open, 0 for nobody."""

    number: str
    name_masked: str
    plate_masked: str
    city: str
    bucket: int
    past_due_days: int
    delinquent_fen: Fen
    rank: int
    why: tuple[QueueReason, ...]
    not_before: datetime | None
    worked_on: date | None
    open_with: int


@dataclass(frozen=True)
class Queue:
    """A collector's queue (排队): its first rows, how many each tab has, how many wait in the team's pool."""

    rows: tuple[QueueRow, ...]
    counts: Mapping[QueueTab, int]
    pool: int
