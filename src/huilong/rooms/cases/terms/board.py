"""The words of a team lead's board (组长看板): a figure of a day, the entries behind it, a broken promise."""

from dataclasses import dataclass
from datetime import date, datetime

from huilong.kernel.money import Fen


@dataclass(frozen=True)
class DeskFigure:
    """One figure of one person on a day (看板指标): how many, and their fen. `user` None: nobody's yet."""

    user: int | None
    what: str
    number: int
    fen: Fen


@dataclass(frozen=True)
class Entry:
    """One entry behind a figure (看板明细): the case as it stands, when, what was said of it, and its amount."""

    case_id: int
    number: str
    name_masked: str
    bucket: int
    delinquent_fen: Fen
    past_due_days: int
    user: int | None
    at: datetime | None
    said: str
    fen: Fen | None


@dataclass(frozen=True)
class EntryPage:
    """One page of entries, and how many there are."""

    rows: tuple[Entry, ...]
    total: int
    page: int


@dataclass(frozen=True)
class BrokenPromise:
    """A promise whose day passed without the money (跳票): what was promised, what came, to whom, since when idle."""

    id: int
    number: str
    name_masked: str
    bucket: int
    amount_fen: Fen
    kept_fen: Fen
    due_on: date
    judged_on: date
    state: str
    made_by: str
    made_at: datetime
    worked_on: date | None
    holder: int | None


@dataclass(frozen=True)
class BrokenPage:
    """One page of broken promises, and how many there are."""

    rows: tuple[BrokenPromise, ...]
    total: int
    page: int
