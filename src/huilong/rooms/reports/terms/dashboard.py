"""Nouns of the manager's dashboard (经理看板名词): slices, the funnel, recoveries, costs, ranking, why it changed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from huilong.kernel.glossary import Worded
from huilong.kernel.money import Fen


class FunnelStage(Worded):
    """How far a loan in collections came within a span (漏斗环节); each holds those that passed all before it."""

    ENTERED = "entered"
    CONTACTED = "contacted"
    RIGHT_PARTY = "right_party"
    PROMISED = "promised"
    KEPT = "kept"
    CURED = "cured"


class SplitBy(Worded):
    """By what a figure of the dashboard is split (分析维度)."""

    BUCKET = "bucket"
    PRODUCT = "product"
    REGION = "region"
    TEAM = "team"
    AGENCY = "agency"
    PERSON = "person"
    PLACED = "placed"


class Cause(Worded):
    """Why a figure changed (变动因素)."""

    VOLUME = "volume"
    MIX = "mix"
    RATE = "rate"
    OTHER = "other"


class Explained(Worded):
    """Which figure is taken apart (归因指标)."""

    CASH = "cash"
    ROLL = "roll"
    OVERDUE = "overdue"


class CostOf(Worded):
    """What collecting cost (成本类别)."""

    CONTACT = "contact"
    FIELD = "field"
    COMMISSION = "commission"
    RECOVERY = "recovery"


@dataclass(frozen=True)
class Slice:
    """Which rows of a span (切片): every number of the dashboard opens to the rows of its slice.

    Empty fields narrow nothing. `from_on` to `on` is the span, `bucket` and `to_bucket` where a loan stood at its two
    ends; `paid`: only loans on which something came in; `worse`: only those past due that stand in a worse bucket now;
    `nobody`: a field of which nothing is known, as `team`.
    """

    from_on: date
    on: date
    bucket: int | None = None
    to_bucket: int | None = None
    product: str = ""
    region: str = ""
    team: int | None = None
    agency: int | None = None
    person: int | None = None
    placed: bool | None = None
    nobody: str = ""
    stage: FunnelStage | None = None
    paid: bool = False
    worse: bool = False


@dataclass(frozen=True)
class Span:
    """Two days between which rows are kept (区间); `by_day`: what came in is the sum of its days."""

    from_on: date
    on: date
    rows: int
    by_day: bool

    @property
    def first(self) -> date:
        """The first day within it: `from_on` is the day before, against which it is compared. Of a week a Monday."""
        return date.fromordinal(self.from_on.toordinal() + 1)


@dataclass(frozen=True)
class SpanLoan:
    """One loan in collections within a span (区间明细). Amounts in fen; `bucket` where it stood at the start."""

    loan_id: str
    case_number: str
    product: str
    region: str
    team: int | None
    organisation: int | None
    person: int | None
    placed: bool
    bucket: int
    to_bucket: int
    past_due_days: int
    balance_fen: Fen
    base_fen: Fen
    overdue_fen: Fen
    collected_fen: Fen
    contacted: bool
    right_party: bool
    promised: bool
    kept: bool


@dataclass(frozen=True)
class Recovered:
    """What came in on a loan on a day, net of reversals (催回明细); `bucket`: where it stood the day before."""

    on: date
    loan_id: str
    case_number: str
    bucket: int
    product: str
    region: str
    team: int | None
    organisation: int | None
    person: int | None
    fen: Fen


@dataclass(frozen=True)
class FunnelStep:
    """One stage of the funnel (漏斗): loans that came so far, the fen they owed, and the part of those that entered."""

    stage: FunnelStage
    loans: int
    base_fen: Fen
    of_entered_ppm: int
    of_before_ppm: int


@dataclass(frozen=True)
class FunnelRow:
    """The funnel of one value of a dimension (分组漏斗)."""

    value: str
    word: str
    steps: tuple[FunnelStep, ...]


@dataclass(frozen=True)
class DayCash:
    """One day of a month (日回收): what came in, the sum so far, and the target so far (None: no target)."""

    on: date
    fen: Fen
    so_far_fen: Fen
    target_so_far_fen: Fen | None


@dataclass(frozen=True)
class CashMonth:
    """Recoveries of a month against target and forecast (回收与目标).

    `kept_since`: the first day of which recoveries are kept; before it a day says nothing, not nought.
    """

    month: date
    days: tuple[DayCash, ...]
    fen: Fen
    target_fen: Fen | None
    expected_fen: Fen | None
    low_fen: Fen | None
    high_fen: Fen | None
    kept_since: date | None = None


@dataclass(frozen=True)
class CostLine:
    """One kind of cost in a span (成本): fen, how many things it counts, where its rows are."""

    kind: CostOf
    fen: Fen
    count: int
    known: bool = True


@dataclass(frozen=True)
class Costs:
    """What it cost to recover (单位回收成本): `per_fen_ppm` is cost ÷ recovered in ppm, None where nothing came in."""

    lines: tuple[CostLine, ...]
    fen: Fen
    recovered_fen: Fen
    per_fen_ppm: int | None


@dataclass(frozen=True)
class Ranked:
    """One person, team or firm beside others with like cases (同类可比排名). Rates in ppm of what was owed.

    Not `compared`: too few like cases, only `loans`, `base_fen`, `collected_fen` are told. `small`: shrinking took more
    than half of the difference.
    """

    key: int
    name: str
    loans: int
    base_fen: Fen
    collected_fen: Fen
    raw_ppm: int
    compared: bool
    rank: int | None = None
    own_ppm: int | None = None
    matched_ppm: int | None = None
    difference_ppm: int | None = None
    low_ppm: int | None = None
    high_ppm: int | None = None
    shrunk_ppm: int | None = None
    kept_ppm: int | None = None
    small: bool = False


@dataclass(frozen=True)
class Effect:
    """One reason of a change (变动贡献): `dimension` of a mix effect, "" for volume and rate; amount in the unit."""

    cause: Cause
    dimension: str
    amount: int


@dataclass(frozen=True)
class Decomposition:
    """What changed and why (变动归因): effects add up to `change` to the last unit.

    `where`: the rate effect again, split by each dimension's values; each split adds up to the rate effect.
    """

    before: int
    after: int
    change: int
    effects: tuple[Effect, ...]
    where: Mapping[str, tuple[tuple[str, int], ...]]
