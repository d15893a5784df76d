"""Words of tenders (招标): strata, rules, sealed bids, scores, how an award is split, and what is told of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from huilong.kernel.glossary import Worded
from huilong.kernel.money import Fen
from huilong.rooms.agencies.terms import FeeForm, FeeTerms

PPM = 1_000_000
FULL = 100_000
"""Full marks: points are counted in thousandths of one point, so 100 points are 100 000."""


class TenderStage(Worded):
    """Where a tender stands (招标阶段): judged from its facts and the clock, never stored."""

    DRAFT = "draft"
    OPEN = "open"
    REVEALING = "revealing"
    EVALUATING = "evaluating"
    PROPOSED = "proposed"
    AWARDED = "awarded"
    CANCELLED = "cancelled"


class Criterion(Worded):
    """What a bid is scored by (评标项)."""

    PRICE = "price"
    PERFORMANCE = "performance"
    CAPACITY = "capacity"
    LOCALITY = "locality"
    COMPLIANCE = "compliance"
    JUDGEMENT = "judgement"


class BidFault(Worded):
    """Why a bid does not count (废标原因)."""

    NOT_REVEALED = "not_revealed"
    UNREADABLE = "unreadable"
    FEE_FORM = "fee_form"
    ABOVE_CEILING = "above_ceiling"
    UNKNOWN_STRATUM = "unknown_stratum"
    NOTHING_ASKED = "nothing_asked"
    CAPACITY = "capacity"
    LOW_PRICE = "low_price"
    NOT_APPROVED = "not_approved"
    NO_BOND = "no_bond"


class Bound(Worded):
    """What kept a bidder from more cases (未多得原因)."""

    FAULT = "fault"
    PASS_MARK = "pass_mark"  # noqa: S105 - a mark of points
    CAPACITY = "capacity"
    CONCENTRATION = "concentration"
    CONCENTRATION_FEN = "concentration_fen"
    QUOTED = "quoted"
    REGION = "region"
    WINNERS = "winners"
    PRICE = "price"


class Basis(Worded):
    """On what an expected recovery rests (预期依据)."""

    BOOK = "book"
    ESTIMATE = "estimate"


class BondMove(Worded):
    """What happens to a bid bond (投标保证金)."""

    TAKEN = "taken"
    RETURNED = "returned"
    FORFEITED = "forfeited"


class TenderNews(Worded):
    """What a firm is told of a tender (招标消息)."""

    INVITED = "invited"
    PAPER = "paper"
    ANSWERED = "answered"
    OPEN_YOURS = "open_yours"
    CANCELLED = "cancelled"
    WON = "won"
    LOST = "lost"


@dataclass(frozen=True)
class NewsRow:
    """One thing a firm is told (招标消息): of which tender, since when; `what` says more, `cases` for who won."""

    kind: TenderNews
    tender: str
    title: str
    at: datetime
    what: str = ""
    cases: int = 0


@dataclass(frozen=True)
class CaseFacts:
    """What a case brings to its stratum (案件特征): nothing personal."""

    number: str
    bucket: int
    fen: Fen
    days: int
    region: str


@dataclass(frozen=True)
class Stratum:
    """A group of like cases as bidders see it (标的分层). Amounts in fen, `days` the mean days past due.

    `bands`: the amount bands it spans, as (least, most) fen, most None for the open one. `joined`: how many groups too
    small to be shown alone were put together in it; 0: none.
    """

    code: str
    buckets: tuple[int, ...]
    bands: tuple[tuple[Fen, Fen | None], ...]
    regions: tuple[str, ...]
    cases: int
    fen: Fen
    days: int
    joined: int = 0
    expected_ppm: int = 0
    basis: Basis = Basis.ESTIMATE
    history: tuple[int, ...] = ()
    """Share collected month by month by like loans of the book, ppm, where the book knows it."""


@dataclass(frozen=True)
class TenderRules:
    """What is published before anybody bids (招标规则). Shares and rates in ppm, points in thousandths.

    `weights` of the criteria; `pass_points` to qualify; a winner has at most `concentration_ppm` of the cases and of
    their amount, and at least `least_cases`; at most `winners_most` win (0: any number). Each qualified firm that asked
    for a stratum gets `sample` of its cases, but all samples together at most `sample_share_ppm` of it. Full marks are
    worth `worth_ppm` of the expected recovery. No rate above `most_rate_ppm`; a mean rate below `low_price_ppm` of the
    median must be explained.
    """

    weights: Mapping[Criterion, int]
    pass_points: int = 40_000
    concentration_ppm: int = 400_000
    least_cases: int = 0
    winners_most: int = 0
    sample: int = 20
    sample_share_ppm: int = 300_000
    worth_ppm: int = 50_000
    most_rate_ppm: int = 400_000
    low_price_ppm: int = 600_000
    bond_fen: Fen = 0
    forms: tuple[FeeForm, ...] = (FeeForm.RATE, FeeForm.BY_AGE)


@dataclass(frozen=True)
class BidLine:
    """How many cases of a stratum a firm would take (投标行)."""

    stratum: str
    most: int


@dataclass(frozen=True)
class Bid:
    """What a firm offers (投标): its fee, how many cases of each stratum, and how many in all."""

    tender: str
    firm: int
    fee: FeeTerms
    lines: tuple[BidLine, ...]
    capacity: int
    explanation: str = ""


@dataclass(frozen=True)
class Standing:
    """What the house knows of a firm before its bid is read (投标人情况). None: not known, the neutral mark is taken.

    `index_ppm`: what it collected against like cases of others, 1 000 000 the same as they did. `regions`: where it may
    work; empty: everywhere. `offices`: where it has people. `free_cases`: how many more it can take; None: not known.
    """

    firm: int
    index_ppm: int | None = None
    timely_ppm: int | None = None
    complaint_ppm: int | None = None
    breaches: int | None = None
    regions: tuple[str, ...] = ()
    offices: tuple[str, ...] | None = None
    free_cases: int | None = None
    approved: bool = True


@dataclass(frozen=True)
class Checked:
    """A bid with what is wrong with it (投标审查); no faults: it counts. `mean_rate_ppm` over the cases it asks for."""

    firm: int
    bid: Bid | None
    faults: tuple[BidFault, ...] = ()
    mean_rate_ppm: int = 0


@dataclass(frozen=True)
class Points:
    """One line of a score (得分项): what was counted (`given`), and the points; `neutral`: nothing was known."""

    criterion: Criterion
    weight: int
    points: int
    given: Mapping[str, int] = field(default_factory=dict)
    neutral: bool = False


@dataclass(frozen=True)
class Score:
    """What a bid came to (评标得分). `total` in thousandths of a point; `rank` from 1, ties by the published rule."""

    firm: int
    lines: tuple[Points, ...]
    total: int
    rank: int
    qualified: bool

    def of(self, criterion: Criterion) -> Points | None:
        """The line of one criterion."""
        return next((one for one in self.lines if one.criterion is criterion), None)


@dataclass(frozen=True)
class Plan:
    """An award split (分标方案): cases by (stratum, firm), what it is worth, the best bound known, and the gap.

    `value_fen` is expected recovery less fees, plus what scores are worth. `gap_ppm` of the bound.
    """

    cases: Mapping[tuple[str, int], int]
    value_fen: Fen
    bound_fen: Fen
    gap_ppm: int
    proven: bool
    shadow: Mapping[str, int] = field(default_factory=dict)
    """What one more case of a stratum would be worth to the plan, fen."""
    pressure: Mapping[int, int] = field(default_factory=dict)
    """What one more case allowed to a firm would be worth, fen."""

    def of(self, firm: int) -> int:
        """How many cases a firm gets."""
        return sum(n for (_stratum, who), n in self.cases.items() if who == firm)


@dataclass(frozen=True)
class Reason:
    """One sentence to a bidder (落选或限额理由), as a code and its figures; `rules/reasons.py` words it."""

    bound: Bound
    figures: Mapping[str, int | str] = field(default_factory=dict)


@dataclass(frozen=True)
class Awarded:
    """An event (事件): a tender is awarded to a firm, `cases` placed under `contract` in `batch`."""

    tender: str
    organisation: int
    contract: int
    batch: str
    cases: int
    at: datetime
