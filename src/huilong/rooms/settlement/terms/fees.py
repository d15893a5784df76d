"""What fees are reckoned from (计费事实): placements, money, successes, visits; and what each earns in all."""

from dataclasses import dataclass
from datetime import date

from huilong.kernel.glossary import Worded
from huilong.kernel.money import Fen


class LineOf(Worded):
    """What a line pays for (计费对象)."""

    RECEIPT = "receipt"
    SUCCESS = "success"
    VISIT = "visit"
    MINIMUM = "minimum"
    CAP = "cap"


@dataclass(frozen=True)
class Placed:
    """A placement as fees read it (委外区间): both days included; `past_due_days` as at entry."""

    id: int
    case: str
    contract: int
    entry_on: date
    last_on: date
    past_due_days: int


@dataclass(frozen=True)
class Reversed:
    """A receipt taken back (冲正): when, and how much of it; 0 is the whole."""

    on: date
    fen: Fen = 0


@dataclass(frozen=True)
class Received:
    """Money that came in for a loan of a case (回款). `id` is unique within the loan."""

    id: str
    loan: str
    case: str
    on: date
    fen: Fen
    reversals: tuple[Reversed, ...] = ()

    @property
    def key(self) -> str:
        """What lines call it."""
        return f"{LineOf.RECEIPT}:{self.loan}:{self.id}"


@dataclass(frozen=True)
class Succeeded:
    """A case brought current or closed (成功结案); `undone_on`: money that brought it was taken back that day."""

    case: str
    on: date
    undone_on: date | None = None


@dataclass(frozen=True)
class Visited:
    """A visit of a firm with evidence (外访)."""

    id: str
    case: str
    on: date


@dataclass(frozen=True)
class Promised:
    """A promise to pay (承诺还款), as it was made."""

    case: str
    made_on: date
    due_on: date
    fen: Fen


@dataclass(frozen=True)
class FeeFacts:
    """All that fees of a contract are reckoned from (计费事实), in any order.

    `placed` holds every placement of these cases, of whichever firm: money belongs to one of them only.
    """

    placed: tuple[Placed, ...] = ()
    received: tuple[Received, ...] = ()
    succeeded: tuple[Succeeded, ...] = ()
    visited: tuple[Visited, ...] = ()
    promised: tuple[Promised, ...] = ()


@dataclass(frozen=True)
class Entitled:
    """What one thing earns in all, by what is known (应得): `base_fen` of `full_fen` counts; `rate_ppm` 0 where slabs
    or prices apply. `on` is its own day; of a minimum or a cap the last day of its month."""

    key: str
    of: LineOf
    on: date
    fen: Fen
    base_fen: Fen = 0
    full_fen: Fen = 0
    rate_ppm: int = 0
    case: str = ""
    loan: str = ""
    placement: int = 0
    taken_back_on: date | None = None
