"""Words of performance (目标与分派): targets and their parts, what people are able to, allocations, plans of a day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from huilong.kernel.glossary import Worded
from huilong.kernel.money import Fen
from huilong.kernel.refusal import Says
from huilong.rooms.strategy.terms import TreatmentChannel


class TargetScope(Worded):
    """Whose target it is (目标范围)."""

    ORGANISATION = "organisation"
    TEAM = "team"
    PERSON = "person"


class TargetState(Worded):
    """Where a target stands (目标状态)."""

    ASKED = "asked"
    IN_FORCE = "in_force"
    REFUSED = "refused"
    REPLACED = "replaced"


class TargetSource(Worded):
    """What a target was taken from (目标来源)."""

    FORECAST = "forecast"
    RECEIPTS = "receipts"
    TYPED = "typed"


class Seniority(Worded):
    """How seasoned somebody is in this work (资历): lifts of expected recovery go by it."""

    NEWCOMER = "newcomer"
    REGULAR = "regular"
    SENIOR = "senior"
    EXPERT = "expert"


GRADES = tuple(Seniority)
"""Their places in the table of lifts."""


class LeaveKind(Worded):
    """Why somebody is away (请假类别)."""

    HOLIDAY = "holiday"
    SICK = "sick"
    TRAINING_DAY = "training_day"
    OTHER_WORK = "other_work"


class AllocationState(Worded):
    """Where an allocation stands (分派方案状态)."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    UNDONE = "undone"
    DROPPED = "dropped"


class AllocationReason(Worded):
    """Why a case goes to somebody (分派原因)."""

    STAYS = "stays"
    HOLDER = "holder"
    BRINGS_MOST = "brings_most"
    ONLY_ABLE = "only_able"
    EVENS_OUT = "evens_out"
    NO_ROOM = "no_room"


class ActReason(Worded):
    """Why an act stands on the plan of a day (日计划原因)."""

    PROMISE_DUE = "promise_due"
    PROMISE_BROKEN = "promise_broken"
    CALL_BACK_DUE = "call_back_due"
    TREATMENT_DUE = "treatment_due"
    LOOK_DUE = "look_due"
    NEW_TO_ONE = "new_to_one"
    NEAR_TO_ROLL = "near_to_roll"
    BY_RANK = "by_rank"


class PlanStanding(Worded):
    """What became of a line of a day's plan (日计划状态)."""

    PLANNED = "planned"
    NO_TIME = "no_time"
    NOT_LAWFUL = "not_lawful"
    WAITS = "waits"


class HoldingVerb(Worded):
    """The four verbs of holding (持案动作)."""

    RETAIN_CASES = "retain_cases"
    TRANSFER = "transfer"
    GIVE_BACK = "give_back"
    TAKE_BACK = "take_back"


@dataclass(frozen=True)
class Capacity:
    """What somebody can do on a day (产能): minutes, skills, most cases at once. `licensed`: gates passed."""

    person: int
    name: str
    organisation: int
    team: int | None
    team_name: str
    minutes: int
    skills: frozenset[str]
    languages: frozenset[str]
    regions: frozenset[str]
    most_cases: int
    seniority: Seniority = Seniority.REGULAR
    licensed: bool = True
    on_leave: bool = False


@dataclass(frozen=True)
class Need:
    """What of a case asks for a skill (技能要求): from a bucket on, of a product, or under a flag; all that is said."""

    skill: str
    from_bucket: int = 0
    product: str = ""
    flag: str = ""


@dataclass(frozen=True)
class AllocationPolicy:
    """How the house allocates and plans (分派规则): from the room's file, or the one PERFORMANCE_FILE names.

    `lift_ppm` by bucket (the last one for those beyond) and `GRADES`; `minutes` a case of each bucket asks in a month,
    of which one touch takes `touch_minutes`.
    """

    skills: Mapping[str, Says]
    languages: Mapping[str, Says]
    needs: tuple[Need, ...]
    region_language: Mapping[str, str]
    recovery_ppm: tuple[int, ...]
    lift_ppm: tuple[tuple[int, ...], ...]
    touches: tuple[int, ...]
    touch_minutes: tuple[int, ...]
    most_touches: int
    continuity_ppm: int
    recovery_tolerance_ppm: int
    bucket_tolerance_ppm: int
    unfair_price_ppm: int
    minutes_a_day: int
    most_cases: int


@dataclass(frozen=True)
class TargetRow:
    """A target of a month (月目标)."""

    id: int
    month: date
    scope: TargetScope
    organisation: int
    team: int | None
    person: int | None
    fen: Fen
    source: TargetSource
    state: TargetState
    set_by: int
    set_at: datetime


@dataclass(frozen=True)
class Part:
    """What of a target falls to somebody on a day (目标分解); `person` None: nobody of the team is at work yet."""

    on: date
    person: int | None
    fen: Fen
    cases: int = 0


@dataclass(frozen=True)
class GridRow:
    """A line of the month's grid (目标表): somebody, a team or all; fen by column, done so far and what is left."""

    key: str
    name: str
    planned: tuple[Fen, ...]
    done: tuple[Fen, ...]
    target: Fen
    reached: Fen

    @property
    def left(self) -> Fen:
        """What is still to come in; never below nothing."""
        return max(0, self.target - self.reached)


@dataclass(frozen=True)
class LineRow:
    """A case of an allocation (分派明细): from whom to whom, what it brings there, and why."""

    number: str
    case_id: int
    before: int | None
    after: int | None
    value_fen: Fen
    reason: AllocationReason
    told: Mapping[str, Any]


@dataclass(frozen=True)
class RunRow:
    """An allocation and what came of it (分派方案). `figures`: of the ways compared, by their name."""

    id: int
    made_at: datetime
    made_by: int
    state: AllocationState
    fingerprint: str
    cases: int
    people: int
    left_out: int
    incumbent_fen: Fen
    bound_fen: Fen
    gap_ppm: int
    seconds: float
    exact: bool
    figures: Mapping[str, Any]
    accepted_at: datetime | None


@dataclass(frozen=True)
class Act:
    """One act that could be done today (可排动作): on which case, why, how long, what it is worth, whether lawful.

    `touches_left`: how many more touches the law leaves the case today. Where the strategy decided about the case, the
    act is by its channel, `offer_limit_ppm` of what is overdue may be offered, and it asks from `look_on` on.
    """

    case_id: int
    number: str
    reasons: tuple[ActReason, ...]
    minutes: int
    worth_fen: Fen
    rank: int = 0
    touches_left: int = 1
    not_before_minute: int | None = None
    stopped: bool = False
    channel: TreatmentChannel = TreatmentChannel.CALL
    offer_limit_ppm: int | None = None
    look_on: date | None = None
    waits: bool = False


@dataclass(frozen=True)
class PlannedAct:
    """An act with its place on the plan (日计划项), or why it has none."""

    act: Act
    state: PlanStanding
    place: int
    until_minute: int
