"""Nouns of rating firms (机构评级名词): outcomes and comparisons, clocks, price lines, ratings as others read them."""

from dataclasses import dataclass
from datetime import date, datetime

from huilong.kernel.glossary import Worded
from huilong.kernel.money import Fen


class Measure(Worded):
    """What a firm is rated by (评级指标)."""

    LIQUIDATION = "liquidation"
    COMPLAINTS = "complaints"
    BREACHES = "breaches"
    TIMELINESS = "timeliness"
    PRICE = "price"


class Grade(Worded):
    """What a score comes to (评级等级); the edges are data."""

    A = "a"
    B = "b"
    C = "c"
    D = "d"


class BreachKind(Worded):
    """What a firm did against its contract or the law (违约类型)."""

    CONDUCT = "conduct"
    PERSONAL_DATA = "personal_data"
    SUB_DELEGATION = "sub_delegation"
    FALSE_RESULT = "false_result"
    PAPERS = "papers"
    MONEY = "money"


class ClockKind(Worded):
    """What a firm was asked for (响应事项); the limits of each are data."""

    FIRST_ACT = "first_act"
    RESULT = "result"
    DISPUTE = "dispute"
    RECOVERY = "recovery"
    STORAGE = "storage"
    VALUATION = "valuation"
    LEGAL = "legal"
    SALE = "sale"


class ClockStep(Worded):
    """What happened to an asking (响应步骤)."""

    ASKED = "asked"
    ANSWERED = "answered"
    DECLINED = "declined"
    ARRIVED = "arrived"
    CANCELLED = "cancelled"


class ClockState(Worded):
    """How an asking stands (响应状态)."""

    OPEN = "open"
    ON_TIME = "on_time"
    LATE = "late"
    VOID = "void"


@dataclass(frozen=True)
class Outcome:
    """What became of one placement within its window (委外结果): `placed` and `collected` in fen, `placed` above 0."""

    firm: int
    stratum: str
    placed: Fen
    collected: Fen


@dataclass(frozen=True)
class StratumShare:
    """A firm beside the others in one stratum (分层对比): rates in ppm of what was placed; `weight_ppm` of all."""

    stratum: str
    cases: int
    placed_fen: Fen
    collected_fen: Fen
    own_ppm: int
    others_cases: int
    others_firms: int
    others_ppm: int
    weight_ppm: int


@dataclass(frozen=True)
class Compared:
    """A firm held against the others in matched strata (同层对比), in ppm of what was placed.

    `own_ppm` and `matched_ppm`: the firm and the others on the strata compared, by the same weights; `difference_ppm`
    between them, with its interval; `shrunk_ppm`: the difference after shrinking towards nought; `kept_ppm`: how much
    of it shrinking left. `compared_ppm`: the part of the fen placed that lies in strata with somebody to compare with.
    """

    firm: int
    cases: int
    placed_fen: Fen
    collected_fen: Fen
    compared_ppm: int
    own_ppm: int
    matched_ppm: int
    difference_ppm: int
    low_ppm: int
    high_ppm: int
    shrunk_ppm: int
    kept_ppm: int
    strata: tuple[StratumShare, ...]


@dataclass(frozen=True)
class Limit:
    """How long a firm has (时限), in minutes: to answer, and after the answer is in to be there (None: not asked)."""

    answer_minutes: int
    arrive_minutes: int | None = None


@dataclass(frozen=True)
class StepNoted:
    """One step of an asking, as noted (响应记录)."""

    subject: str
    step: ClockStep
    at: datetime


@dataclass(frozen=True)
class Clock:
    """One asking (响应时钟): whether the firm answered and came in time; `breaches` of its limits are 0, 1 or 2."""

    subject: str
    asked_at: datetime
    answered_at: datetime | None
    arrived_at: datetime | None
    state: ClockState
    breaches: int
    declined: bool = False


@dataclass(frozen=True)
class PriceTold:
    """One line of an open price list (公开价目): from `since` on; `fen` None: not offered any more; region "": any."""

    id: int
    firm: int
    service: str
    region: str
    since: date
    fen: Fen | None
    kept_at: datetime
    by_house: bool = False


@dataclass(frozen=True)
class AgreedPrice:
    """A price the lender reckons with itself (内部计价), told by a room above: base, and each kilometre beyond some."""

    service: str
    region: str
    organisation: str
    since: date
    until: date | None
    base_fen: Fen
    free_km: int
    per_km_fen: Fen


@dataclass(frozen=True)
class MarketPrice:
    """What a service costs in a region on a day (市场价): over the firms that offer it, in fen."""

    service: str
    region: str
    firms: int
    lowest_fen: Fen
    median_fen: Fen
    highest_fen: Fen


@dataclass(frozen=True)
class Facts:
    """What is known of one firm when it is rated (评级事实): counts; `price_ppm` of the median, None: no price."""

    firm: int
    trade: str
    cases: int = 0
    complaints: int = 0
    breaches: int = 0
    on_time: int = 0
    late: int = 0
    price_ppm: int | None = None
    compared: Compared | None = None


@dataclass(frozen=True)
class Measured:
    """One measure of a rating (指标得分): its value in ppm (breaches: a count), points of 1000, its share of the score.

    `effect` is by how much the measure moves the score from the middle, `gain` what more it could give, both in
    thousandths; `need` is what of it would have given ten points more (fen, cases, answers, breaches, or ppm of price),
    None where it cannot. `known` False: too little was seen, the mean of the trade stands in.
    """

    measure: Measure
    value: int
    points: int
    weight_permille: int
    effect: int
    gain: int
    need: int | None
    known: bool


@dataclass(frozen=True)
class Rated:
    """One firm's rating (评级结果) before it is kept: the score in thousandths, its place in its trade."""

    firm: int
    trade: str
    score: int
    grade: Grade
    rank: int
    of: int
    better: int
    worse: int
    measures: tuple[Measured, ...]
    facts: Facts
    timeliness_ppm: int | None
    complaint_ppm: int
    complaint_low_ppm: int
    complaint_high_ppm: int


@dataclass(frozen=True)
class RatingRow:
    """A rating as others read it (评级): of one firm, as known at the end of `on`.

    Rates are in ppm. `liquidation_ppm` is what the firm collected of what was placed with it, in strata where others
    had like cases at the same time; `matched_ppm` what those others did, weighted alike; `difference_ppm` with
    `low_ppm` and `high_ppm`, its interval; `shrunk_ppm` what the score counts. All None where nothing compares.
    `surely_better`, `surely_worse`: firms whose whole interval lies above, or below, this one's.
    """

    organisation: int
    name: str
    trade: str
    on: date
    score_permille: int
    grade: Grade
    rank: int
    of: int
    surely_better: int
    surely_worse: int
    cases: int
    placed_fen: Fen
    collected_fen: Fen
    liquidation_ppm: int | None
    matched_ppm: int | None
    difference_ppm: int | None
    low_ppm: int | None
    high_ppm: int | None
    shrunk_ppm: int | None
    compared_ppm: int
    complaints: int
    complaint_ppm: int
    complaint_low_ppm: int
    complaint_high_ppm: int
    breaches: int
    on_time: int
    late: int
    timeliness_ppm: int | None
    price_ppm: int | None
    measures: tuple[Measured, ...]
    strata: tuple[StratumShare, ...]

    @property
    def reasons(self) -> tuple[Measured, ...]:
        """Why the score is what it is: the measures, those that moved it most first."""
        return tuple(sorted(self.measures, key=lambda one: (-abs(one.effect), one.measure.value)))

    @property
    def moves(self) -> tuple[Measured, ...]:
        """What would move it up: the measures, those with the most to gain first."""
        able = (one for one in self.measures if one.gain > 0)
        return tuple(sorted(able, key=lambda one: (-one.gain, one.measure.value)))
