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
    COURT_STAY = "court_stay"


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
    NEEDS_HELP = "needs_help"


class SkipReason(Worded):
    """Why a case was passed over (跳过原因)."""

    LATER = "later"
    NOT_MINE = "not_mine"
    NEEDS_HELP = "needs_help"
    CHECKING = "checking"


@dataclass(frozen=True)
class FlagSet:
    """An event (事件): a flag was set that stops what waits to be sent. `channels` empty: all of them."""

    number: str
    kind: FlagKind
    channels: tuple[str, ...]
    at: datetime


@dataclass(frozen=True)
class FlagNoted:
    """An event (事件): a flag of any kind was set; it is in force from `since`, which may lie ahead."""

    number: str
    kind: FlagKind
    since: date
    at: datetime


@dataclass(frozen=True)
class PromiseMade:
    """An event (事件): a promise to pay was accepted on a case."""

    number: str
    promise: int
    at: datetime


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
    person: int | None = None
    replaces: int | None = None


@dataclass(frozen=True)
class PromisePolicy:
    """How far promises may reach (承诺限制): setting PROMISES, a mapping of these fields.

    `most_days_ahead`: days from today to the day promised. `most_open`: open promises of one case. `most_reschedules`:
    replacements of a promise by another within `reschedule_days` of one case. `least_fen`: the smallest promise.
    `look_back_days`: for how long after its day a promise is judged anew, because receipts may be learned late.
    """

    most_days_ahead: int = 30
    most_open: int = 4
    most_reschedules: int = 2
    reschedule_days: int = 30
    least_fen: Fen = 100
    look_back_days: int = 60


@dataclass(frozen=True)
class LiveLoan:
    """What one loan owes now (借据实时口径): the book's facts and the desk's receipts not yet in it. In fen.

    `due_fen` is what is past due, of which `penalty_fen`; `instalment_fen` is one instalment, of which `missed` are
    past due; `bucket` is the loan's own, 0 for current.
    """

    loan_id: str
    on: date
    due_fen: Fen
    overdue_principal_fen: Fen
    overdue_interest_fen: Fen
    overdue_fee_fen: Fen
    penalty_fen: Fen
    principal_left_fen: Fen
    instalment_fen: Fen
    missed: int
    past_due_days: int
    bucket: int
    oldest_due_on: date | None
    last_receipt_on: date | None
    paid_today_fen: Fen
    written_off: bool = False


@dataclass(frozen=True)
class LivePosition:
    """What a case owes now (案件实时口径): the sums of its loans in collections, each of them, and as of which day."""

    number: str
    on: date
    due_fen: Fen
    penalty_fen: Fen
    principal_left_fen: Fen
    instalment_fen: Fen
    missed: int
    past_due_days: int
    bucket: int
    last_receipt_on: date | None
    paid_today_fen: Fen
    loans: tuple[LiveLoan, ...]
    unknown: tuple[str, ...] = ()
    """Loans of the case that the book does not know: nothing is said of them."""


class CaseTag(Worded):
    """What is to be seen of a case at once (案件标签); put there by the room that knows."""

    DEVICE_ALARM = "device_alarm"


class QueueTab(Worded):
    """A part of the queue (排队分类)."""

    ALL = "all"
    PROMISED = "promised"
    BROKEN = "broken"
    CALL_BACK = "call_back"
    NEW = "new"
    ALARM = "alarm"


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
