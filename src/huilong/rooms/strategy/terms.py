"""Words of strategy (策略): tables by purpose, their versions, treatments, experiments and what they found."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from huilong.kernel.glossary import Worded
from huilong.kernel.money import Fen
from huilong.kernel.refusal import Says
from huilong.kernel.tables import DecisionTable, Problem, Value


class Purpose(Worded):
    """What a decision table is for (决策表用途), in the order in which the night asks them: each feeds the next."""

    WILLINGNESS = "willingness"
    ABILITY = "ability"
    GRADE = "grade"
    SEGMENT = "segment"
    TREATMENT = "treatment"


def table_says(name: str) -> Says:
    """What a table is called (策略表名称): the shipped ones in both languages, those of the house as it named them.

    >>> table_says("客群").en, table_says("老客户").en
    ('Segment', '老客户')
    """
    known = next((one.word for one in Purpose if one.word.zh == name), None)
    return Says(known.zh, known.en.capitalize()) if known else Says(name, name)


class PayLevel(Worded):
    """How willing or able somebody is to pay (意愿与能力高低)."""

    HIGH = "high"
    MIDDLE = "middle"
    LOW = "low"


class BorrowerSegment(Worded):
    """The segment of a borrower (客群): by days, placed with a firm, in disposal; in care: dispute, hardship, hold."""

    EARLY = "early"
    LATE = "late"
    PLACED = "placed"
    DISPOSAL = "disposal"
    CARE = "care"


class VersionState(Worded):
    """Where a version of a table stands (版本状态). Online and superseded follow from the day, they are not kept."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    ONLINE = "online"
    SUPERSEDED = "superseded"
    ROLLED_BACK = "rolled_back"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    RETIRED = "retired"


class TreatmentChannel(Worded):
    """How a borrower is approached (处置渠道)."""

    NONE = "none"
    SMS = "sms"
    CALL = "call"
    LETTER = "letter"
    VISIT = "visit"


class Tone(Worded):
    """How it is said (语气)."""

    NEUTRAL = "neutral"
    REMINDING = "reminding"
    FIRM = "firm"
    HELPING = "helping"


class TreatmentQueue(Worded):
    """Which desk works the case (队列)."""

    SELF_CURE = "self_cure"
    EARLY = "early"
    MIDDLE = "middle"
    LATE = "late"
    CARE = "care"
    PLACED = "placed"
    RECOVERY = "recovery"
    DISPOSAL = "disposal"
    ON_HOLD = "on_hold"


class Arm(Worded):
    """Which side of an experiment a borrower is on (实验组别)."""

    CHAMPION = "champion"
    CHALLENGER = "challenger"
    HOLDOUT = "holdout"


class ExperimentState(Worded):
    """Where an experiment stands (实验状态)."""

    RUNNING = "running"
    ENDED = "ended"
    STOPPED = "stopped"


class ExperimentEnd(Worded):
    """Why an experiment is over (实验结束原因)."""

    DECIDED = "decided"
    GUARDRAIL = "guardrail"
    GIVEN_UP = "given_up"
    ROLLED_BACK = "rolled_back"


class Finding(Worded):
    """What an experiment says of a difference so far (实验结论)."""

    REAL = "real"
    NOT_YET = "not_yet"


def _member_says(of: type[Worded], code: str) -> Says:
    word = of(code).word if code in {one.value for one in of} else None
    return Says(word.zh, word.en) if word else Says(code, code)


@dataclass(frozen=True)
class Treatment:
    """What a borrower is given (处置方案): channel, tone, template, how often, how much may be offered, which desk, and
    after how many days it is looked at again. `offer_limit_ppm` is of the overdue amount."""

    channel: TreatmentChannel
    tone: Tone
    template: str
    every_days: int
    offer_limit_ppm: int
    queue: TreatmentQueue
    next_look_days: int


@dataclass(frozen=True)
class TreatmentRow:
    """A borrower's treatment as a night decided it (处置决定): by which version, row and arm; what the law struck out.

    `struck`: the channel that the table gave and the law does not permit, by `rule`; the treatment's channel is none.
    `probability_ppm` is that of the arm, `treatment_ppm` that of the treatment: arms that give the same add up. None:
    it was not logged. `chances` are all treatments that chance could have given, empty where it had no choice.
    """

    borrower: str
    number: str
    on: date
    version: int
    row: int
    arm: Arm
    probability_ppm: int
    experiment: int | None
    treatment: Treatment
    segment: str
    struck: str = ""
    rule: str = ""
    treatment_ppm: int | None = None
    chances: tuple[tuple[Treatment, int], ...] = ()

    @property
    def segment_says(self) -> Says:
        """The segment in words; as it is, where a table of the house named another."""
        return _member_says(BorrowerSegment, self.segment)

    @property
    def struck_says(self) -> Says:
        """The channel that the law struck out, in words."""
        return _member_says(TreatmentChannel, self.struck)


@dataclass(frozen=True)
class VersionRow:
    """One version of a table (版本), with the table read."""

    id: int
    strategy: int
    purpose: Purpose
    name: str
    number: int
    state: VersionState
    table: DecisionTable
    sha256: str
    plain: Mapping[str, Any]
    effective_from: date | None
    author: int
    written_at: datetime
    approved_by: int | None
    approved_at: datetime | None
    rolled_back_at: datetime | None = None
    impact: Mapping[str, Any] | None = None
    problems: tuple[Problem, ...] = ()

    @property
    def open(self) -> bool:
        """Whether it may still be edited."""
        return self.state is VersionState.DRAFT

    @property
    def says(self) -> Says:
        """What its table is called."""
        return table_says(self.name)


@dataclass(frozen=True)
class StrategyRow:
    """One table of the house with its versions' state (策略): which is online, which drafts are open."""

    id: int
    purpose: Purpose
    name: str
    online: int | None
    online_number: int | None
    drafts: tuple[tuple[int, int], ...] = ()

    @property
    def says(self) -> Says:
        """What it is called."""
        return table_says(self.name)


@dataclass(frozen=True)
class Shares:
    """How borrowers are shared out in an experiment (分流), in parts per million; the rest is the champion's."""

    challenger_ppm: int
    holdout_ppm: int = 0


@dataclass(frozen=True)
class Guardrails:
    """When an experiment stops by itself (护栏): complaints or blocked acts of the challenger above the champion's by
    more than so many parts per million of borrowers, as surely as the finding itself."""

    complaints_ppm: int = 5_000
    blocked_ppm: int = 20_000


@dataclass(frozen=True)
class ExperimentRow:
    """An experiment (实验): two versions of the treatment table, shares, and its state."""

    id: int
    name: str
    champion: int
    challenger: int
    salt: str
    shares: Shares
    state: ExperimentState
    started_on: date
    ended_on: date | None
    why: ExperimentEnd | None
    horizon_days: int
    worth_ppm: int
    worth_fen: Fen
    guardrails: Guardrails = field(default_factory=Guardrails)


@dataclass(frozen=True)
class ArmResult:
    """What became of the borrowers of an arm by a day (组别结果): counts, and money with its sum of squares.

    Only borrowers whose horizon is over count: each once, with what happened within it.
    """

    arm: Arm
    borrowers: int
    cured: int
    paid_fen: int
    paid_squares: float
    complaints: int
    blocked: int


@dataclass(frozen=True)
class Explanation:
    """Why a borrower is treated so (处置理由): each table asked, the row that hit, its cells in words."""

    purpose: Purpose
    version: int
    number: int
    row: int
    cells: tuple[tuple[bool, Says], ...]
    outcome: Mapping[str, Value]
    gives: tuple[tuple[Says, Says], ...] = ()
    """The outcome in words, column by column."""
