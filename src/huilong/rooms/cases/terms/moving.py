"""The words of moving cases from some people to others (改派): what is asked, and what would come of it."""

from collections.abc import Mapping
from dataclasses import dataclass

from huilong.kernel.money import Fen
from huilong.rooms.cases.terms.standing import Holder


@dataclass(frozen=True)
class MoveFilter:
    """Which of the cases of the givers move (改派筛选); what is left empty narrows nothing."""

    buckets: tuple[int, ...] = ()
    least_days: int | None = None
    most_days: int | None = None
    least_fen: Fen | None = None
    most_fen: Fen | None = None
    broken: bool = False
    """Only cases with a broken promise."""
    unworked: bool = False
    """Only cases nobody worked today."""


@dataclass(frozen=True)
class Moving:
    """One case that may move (待改派案件). `opened_by`: who has it open on the desk now; it then stays where it is."""

    case_id: int
    number: str
    version: int
    delinquent_fen: Fen
    promises: int
    promised_fen: Fen
    call_back: bool
    opened_by: int | None
    holder: Holder


@dataclass(frozen=True)
class Load:
    """What a holder has (持案量)."""

    cases: int = 0
    fen: Fen = 0


@dataclass(frozen=True)
class Received:
    """What one receiver would have after a move (改派预览): now, and what comes."""

    to: Holder
    now: Load
    cases: int
    fen: Fen
    promises: int
    promised_fen: Fen
    call_backs: int

    @property
    def after(self) -> Load:
        """What the receiver has once it is done."""
        return Load(self.now.cases + self.cases, self.now.fen + self.fen)


@dataclass(frozen=True)
class Plan:
    """A move worked out and not yet done (改派方案): who gets which cases, what stays, and its fingerprint."""

    given: Mapping[Holder, tuple[str, ...]]
    received: tuple[Received, ...]
    left_out: tuple[Moving, ...]
    cases: int
    fingerprint: str
