"""Words of replay (回放): a draft, its treatments, what each night came to, and what history says of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from huilong.kernel.glossary import Worded
from huilong.kernel.money import Fen
from huilong.kernel.refusal import Says
from huilong.rooms.strategy.terms import table_says

PPM = 1_000_000
UNTREATED = -1
"""The treatment of a borrower whom the draft leaves alone."""

Columns = Mapping[str, NDArray[Any]]
"""Features of many borrowers, one column each, element for element."""
Policy = Callable[[Columns], NDArray[np.int32]]
"""The treatment of each borrower: its place among the draft's treatments, or UNTREATED."""


class ReplayState(Worded):
    """Where a replay stands (回放状态)."""

    WAITING = "waiting"
    WALKING = "walking"
    DECIDING = "deciding"
    ESTIMATING = "estimating"
    STOPPED = "stopped"
    FAILED = "failed"
    DONE = "done"


AT_WORK = (ReplayState.WAITING, ReplayState.WALKING, ReplayState.DECIDING, ReplayState.ESTIMATING)


class StruckBy(Worded):
    """What kept a treatment from being done (未执行原因)."""

    HOLD = "hold"
    CALENDAR = "calendar"
    LAW = "law"
    CAPACITY = "capacity"
    BUDGET = "budget"


class Method(Worded):
    """How an effect was estimated (估算方法)."""

    DOUBLY_ROBUST = "doubly_robust"
    WEIGHTED = "weighted"
    MATCHED = "matched"
    COUNTED = "counted"
    REFUSED = "refused"


class Unsupported(Worded):
    """Why history does not support an estimate (无法估算原因)."""

    NO_PROBABILITIES = "no_probabilities"
    DETERMINISTIC = "deterministic"
    TOO_FEW = "too_few"
    NO_COUNTERPART = "no_counterpart"
    WEIGHTS = "weights"
    NOT_OVER = "not_over"
    NOT_KNOWN = "not_known"


class Outcome(Worded):
    """What a decision is judged by (结果指标)."""

    CASH_30 = "cash_30"
    CASH_60 = "cash_60"
    CASH_90 = "cash_90"
    CURE_30 = "cure_30"
    ROLL_30 = "roll_30"
    COMPLAINT_30 = "complaint_30"
    COST = "cost"


DAYS_OF = {
    Outcome.CASH_30: 30, Outcome.CASH_60: 60, Outcome.CASH_90: 90, Outcome.CURE_30: 30, Outcome.ROLL_30: 30,
    Outcome.COMPLAINT_30: 30, Outcome.COST: 0,
}  # fmt: skip
"""The days after a decision in which each outcome shows."""

FEATURES: Mapping[str, str] = {
    "past_due_days": "number", "bucket": "number", "overdue_fen": "money", "principal_fen": "money", "loans": "number",
    "product": "word", "region": "word", "city": "word", "months_on_book": "number", "vintage": "number",
    "paid_days_ago": "number", "past_due_instalments": "number", "hold": "flag", "dispute": "flag", "hardship": "flag",
}  # fmt: skip
"""What the book knows of a borrower on a past night, with its kind."""
OF_DESK = (
    "promises_kept", "promises_broken", "contactable", "placed", "in_disposal", "device_silent", "value_fen",
    "shortfall_fen",
)  # fmt: skip
"""What the desk knew of a borrower on a past night, by its dated facts."""
OF_TABLES = ("willingness", "ability", "grade", "segment")
"""What the house's own tables made of a borrower's features of that night."""
NEVER_PAID = 36_500
"""Days since the last receipt of who never paid."""


@dataclass(frozen=True)
class Treatment:
    """What a draft does to a borrower (处置动作). `channel` is contact's, or "" for an act nobody makes.

    `minutes` a person's time, `cost_fen` what it costs beside it; not again to the same borrower before `every_days`.
    """

    name: str
    channel: str = ""
    minutes: int = 0
    cost_fen: Fen = 0
    every_days: int = 1


@dataclass(frozen=True)
class Draft:
    """A strategy to replay (策略草案). `told` is what it was made of.

    `reads` are the features that its rules read, `needs` those and what the tables it leans on read.
    """

    title: str
    treatments: tuple[Treatment, ...]
    reads: frozenset[str]
    policy: Policy
    told: Any = None
    needs: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Means:
    """What a day has (每日资源): working or not, minutes of people, fen of budget (None: no limit)."""

    working: bool
    minutes: int | None = None
    fen: Fen | None = None


@dataclass(frozen=True)
class Struck:
    """How many treatments of a night one reason struck out (未执行统计); `rule` names the rule of the law."""

    by: StruckBy
    rule: str
    treatment: str
    count: int


@dataclass(frozen=True)
class NightResult:
    """What one night came to (一夜结果). `left_*` None: that day had no limit."""

    on: date
    borrowers: int
    wanted: int
    treated: int
    by_treatment: Mapping[str, int]
    struck: tuple[Struck, ...]
    minutes: int
    cost_fen: Fen
    left_minutes: int | None
    left_fen: Fen | None


@dataclass(frozen=True)
class Support:
    """How far history supports an estimate (历史支持度).

    `decisions` logged, of which the draft would have made `agreeing` alike; `effective` is the number of equally
    weighted ones that these are worth; `unseen_ppm` of the draft's decisions have no logged counterpart; `weights_ppm`
    is the mean weight, 1,000,000 when the logged probabilities are right.
    """

    decisions: int = 0
    borrowers: int = 0
    agreeing: int = 0
    effective: int = 0
    unseen_ppm: int = 0
    weights_ppm: int = 0


@dataclass(frozen=True)
class Estimate:
    """What would have happened (估算结果), a decision on average: under the draft, as it was, the difference.

    `low` and `high` bound the difference with 95 %; fen for cash and cost, a share of 1 for the others. Refused:
    `why`, and no numbers.
    """

    outcome: Outcome
    method: Method
    support: Support
    draft: float | None = None
    actual: float | None = None
    difference: float | None = None
    low: float | None = None
    high: float | None = None
    why: Unsupported | None = None
    says: Says | None = None


@dataclass(frozen=True)
class RunRow:
    """One replay as a page shows it (回放)."""

    id: int
    title: str
    first: date
    last: date
    state: ReplayState
    done: int
    total: int
    fingerprint: str
    asked_by: int | None
    asked_at: datetime
    finished_at: datetime | None
    seconds: float
    loans: int
    treated: int
    cost_fen: Fen
    stop_asked: bool
    error: str = ""
    told: Mapping[str, Any] = field(default_factory=dict)

    @property
    def says(self) -> Says:
        """What its draft is called."""
        return table_says(self.title)

    @property
    def progress(self) -> int:
        """How far it is, 0…100."""
        return 100 * self.done // self.total if self.total else 0

    @property
    def at_work(self) -> bool:
        """Whether it is expected to go on by itself."""
        return self.state in AT_WORK
