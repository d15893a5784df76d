"""Words of the firms' work (委外作业): how results come in, what is refused, how a batch stands, deletion."""

from dataclasses import dataclass
from datetime import date, datetime

from huilong.kernel.glossary import Worded


class Via(Worded):
    """By which door a result came in (回传方式)."""

    PAGE = "page"
    FILE = "file"
    API = "api"


@dataclass(frozen=True)
class RowIn:
    """One result as a firm hands it in (回传行): `key` is the firm's own, so that sending again is once."""

    line: int
    key: str
    number: str
    outcome: str
    reason: str = ""
    amount_fen: int | None = None
    on: date | None = None
    note: str = ""


@dataclass(frozen=True)
class RowRefused:
    """A row that was not taken (未收行), and why, in both languages."""

    line: int
    number: str
    code: str
    zh: str
    en: str


@dataclass(frozen=True)
class Taken:
    """What came of results handed in (回传结果); `again`: known before, by their keys."""

    rows: int
    taken: int
    again: int
    refused: tuple[RowRefused, ...]
    file: int | None = None


@dataclass(frozen=True)
class BatchRow:
    """How a batch stands with a firm (批次进度). Amounts in fen; `collected_fen`: money in while it was there."""

    batch: str
    organisation: int
    firm: str
    contract: int
    tier: int
    entry_on: date
    exit_on: date
    placed: int
    standing: int
    worked: int
    promised: int
    returned: int
    recalled: int
    expired: int
    closed: int
    breach: int
    placed_fen: int
    collected_fen: int
    last_result_at: datetime | None
