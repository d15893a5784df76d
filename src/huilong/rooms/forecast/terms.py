"""The nouns of forecast (预测名词): runs, what they said, what came true, and what other rooms may ask."""

from dataclasses import dataclass
from datetime import date, datetime

from huilong.kernel.glossary import Worded
from huilong.kernel.money import Fen

ALL = ""
"""The segment that is the whole book."""
EVERY = -1
"""The bucket of a measure that has none."""


class RunKind(Worded):
    """Who asked for a run (预测来源)."""

    NIGHT = "night"
    ASKED = "asked"


class Foreseen(Worded):
    """What is forecast (预测指标); money in fen, loans as a number."""

    CASH = "cash"
    LATE_CASH = "late_cash"
    RECOVERED = "recovered"
    CHARGED_OFF = "charged_off"
    NET_LOSS = "net_loss"
    BALANCE = "balance"
    LOANS = "loans"
    CASH_SO_FAR = "cash_so_far"
    LOSS_SO_FAR = "loss_so_far"
    VALUE = "value"


class VintageKind(Worded):
    """What a vintage curve counts (账期曲线口径)."""

    EVER_30 = "ever_30"
    EVER_60 = "ever_60"
    LOST = "lost"


@dataclass(frozen=True)
class Asked:
    """A forecast that is asked for (预测参数). `discount_ppm`: a year's rate for the present value."""

    scenario: str = "base"
    horizon: int = 12
    paths: int = 10_000
    seed: int = 0
    discount_ppm: int = 80_000


@dataclass(frozen=True)
class RunRow:
    """A run as a page shows it (预测运行)."""

    id: int
    on: date
    kind: RunKind
    asked: Asked
    by: int | None
    made_at: datetime
    seconds: float
    months: int
    code_mark: str
    data_mark: str
    told: dict[str, object]


@dataclass(frozen=True)
class ResultRow:
    """One forecast number (预测结果): the mean and the edges of the intervals of 50, 80 and 95 per cent; and what came
    true, None while nobody knows."""

    month: date
    segment: str
    measure: Foreseen
    bucket: int
    mean: int
    low95: int
    low80: int
    low50: int
    middle: int
    high50: int
    high80: int
    high95: int
    actual: int | None = None

    def held(self, per_cent: int) -> bool | None:
        """Whether the interval of so many per cent held; None while nobody knows."""
        if self.actual is None:
            return None
        low: int = getattr(self, f"low{per_cent}")
        high: int = getattr(self, f"high{per_cent}")
        return low <= self.actual <= high


@dataclass(frozen=True)
class Coverage:
    """How often intervals held so far (区间覆盖): `held` of `count` by level."""

    measure: Foreseen
    count: int
    held50: int
    held80: int
    held95: int


@dataclass(frozen=True)
class ExpectedMonth:
    """Cash expected in a month (月度预计回款) of what was past due at its beginning and of what was charged off, by the
    newest run of the night that reaches it; low and high hold eighty in a hundred."""

    month: date
    run: int
    on: date
    cash_fen: Fen
    low_fen: Fen
    high_fen: Fen


@dataclass(frozen=True)
class VintageRow:
    """One vintage at one age (账期数据): shares in parts per million."""

    vintage: int
    months_on_book: int
    loans: int
    principal_fen: Fen
    late: tuple[int, int, int]
    late_principal: tuple[Fen, Fen, Fen]
