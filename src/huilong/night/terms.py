"""The nouns of the night (夜间跑批)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from huilong.kernel.glossary import Worded


class RunState(Worded):
    """How a run stands (跑批状态)."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class StepState(Worded):
    """How a step stands (步骤状态)."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class StepName(Worded):
    """The steps of a night, in their order (跑批步骤)."""

    TAKE_FILES = "take_files"
    TAKE_RELIEF = "take_relief"
    JUDGE_RELIEF = "judge_relief"
    RECHECK_AUTHORITIES = "recheck_authorities"
    AGE = "age"
    COMPARE = "compare"
    OPEN_MOVE_CLOSE = "open_move_close"
    SCORE = "score"
    END_PLACEMENTS = "end_placements"
    LINK_VEHICLES = "link_vehicles"
    RECONCILE_RECEIPTS = "reconcile_receipts"
    POST_DUE = "post_due"
    CHECK_LEDGER = "check_ledger"
    JUDGE_PROMISES = "judge_promises"
    WATCH_VEHICLES = "watch_vehicles"
    CLOSE_AUCTIONS = "close_auctions"
    LOOK_AT_STOCK = "look_at_stock"
    RANK_QUEUE = "rank_queue"
    ROLL_TARGETS = "roll_targets"
    SETTLE_CONTACTS = "settle_contacts"
    LOOK_FOR_GAPS = "look_for_gaps"
    SETTLE_FEES = "settle_fees"
    READ_POSITIONS = "read_positions"
    TAKE_PEOPLE = "take_people"
    RETAIN = "retain"
    WATCH_FIRMS = "watch_firms"
    RATE_FIRMS = "rate_firms"
    DECIDE = "decide"
    FIGURES = "figures"
    FORECAST = "forecast"
    KEEP_ROWS = "keep_rows"
    TRAIN_SCORES = "train_scores"
    NOTICES = "notices"


@dataclass(frozen=True)
class StepRow:
    """One step of a run as a page shows it. `progress` is 0…100; `peak_bytes` the memory peak after it."""

    name: StepName
    state: StepState
    started_at: datetime | None
    seconds: float
    progress: int
    done: int
    total: int
    peak_bytes: int
    counts: dict[str, Any]
    tries: int
    error: str


@dataclass(frozen=True)
class RunRow:
    """One run as a page shows it; `seconds` is what its steps took."""

    id: int
    on: date
    attempt: int
    state: RunState
    asked_by: str
    started_at: datetime
    finished_at: datetime | None
    seconds: float
    peak_bytes: int
    error: str
    steps: tuple[StepRow, ...]


@dataclass(frozen=True)
class SetAsideRow:
    """A loan set aside (搁置借据)."""

    loan_id: str
    on: date
    last_on: date
    reason: str
    solved_on: date | None
