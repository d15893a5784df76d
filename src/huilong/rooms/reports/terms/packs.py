"""Nouns of the weekly review pack (周会材料名词): document, files, schedules, deliveries, the press's port."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from huilong.kernel.glossary import Worded
from huilong.kernel.money import Fen
from huilong.kernel.refusal import Says
from huilong.rooms.reports.terms.dashboard import (
    CashMonth,
    Costs,
    Decomposition,
    Explained,
    FunnelStep,
    Ranked,
    Span,
    SplitBy,
)
from huilong.rooms.reports.terms.portfolio import Figure, RollMonth


class PackForm(Worded):
    """In which form a pack is kept (材料格式)."""

    PDF = "pdf"
    XLSX = "xlsx"


class Carrier(Worded):
    """How a pack reaches a colleague (投递方式)."""

    MAIL = "mail"
    NOTICE = "notice"


class DeliveryState(Worded):
    """How far a delivery is (投递状态)."""

    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"


class CellKind(Worded):
    """How a cell of a pack is written (材料单元格)."""

    TEXT = "text"
    MONEY = "money"
    COUNT = "count"
    SHARE = "share"
    POINTS = "points"
    DAY = "day"


@dataclass(frozen=True)
class PackCell:
    """One cell (单元格): `value` fen, a count, ppm, text or an ISO day; `opens` the path of the rows behind it."""

    kind: CellKind
    value: int | str | None
    opens: str = ""
    mood: str = ""
    """`good` or `bad`: how a change is coloured; `w1`…`w4`, `b1`…`b4`: shades of the heat map."""


@dataclass(frozen=True)
class PackTable:
    """One table (表): a title, heads, rows of cells."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[PackCell, ...], ...]
    note: str = ""


@dataclass(frozen=True)
class PackSection:
    """One section (章节): sentences, then tables; a sheet of the workbook is a section."""

    key: str
    title: str
    says: tuple[str, ...]
    tables: tuple[PackTable, ...]


@dataclass(frozen=True)
class PackDocument:
    """A pack as it is read (材料正文), in one language. `host` stands before every path that opens rows."""

    title: str
    subtitle: str
    language: str
    on: date
    host: str
    sections: tuple[PackSection, ...]


class PackPress(Protocol):
    """Who prints a pack as PDF (材料排版), a port: letters' typesetter implements it. Equal bytes for equal packs."""

    def pdf(self, document: PackDocument) -> bytes:
        """The document as PDF; raises Refusal where a character has no font."""


@dataclass(frozen=True)
class PackRow:
    """One pack in the list (材料行)."""

    id: int
    from_on: date
    on: date
    team: int | None
    fingerprint: str
    made_by: str
    made_at: datetime
    files: tuple[tuple[PackForm, str, str], ...]
    """form, language, SHA-256"""

    @property
    def first(self) -> date:
        """The Monday of its week; `from_on` is the Sunday before, against which it is compared."""
        return date.fromordinal(self.from_on.toordinal() + 1)


@dataclass(frozen=True)
class ScheduleRow:
    """One schedule (投递计划行)."""

    id: int
    weekday: int
    hour: int
    roles: tuple[str, ...]
    users: tuple[int, ...]
    attach: bool
    active: bool
    made_at: datetime


@dataclass(frozen=True)
class DeliveryRow:
    """One delivery (投递行)."""

    id: int
    pack: int
    user: int
    carrier: Carrier
    state: DeliveryState
    attempts: int
    due_at: datetime
    code: str
    done_at: datetime | None
    seen_at: datetime | None


Content = dict[str, Any]


@dataclass(frozen=True)
class Exceptions:
    """What went out of bounds in a week (异常): acts refused by the law, complaints, gaps open at its end."""

    refused: int
    refused_by_rule: tuple[tuple[str, Says, int], ...]
    complaints: int
    gaps: int


@dataclass(frozen=True)
class PackFacts:
    """What a pack is made of (材料取数): figures of a span and of the one before, of the house or of one team."""

    span: Span
    then: Span | None
    team: int | None
    scope: Says
    figures: tuple[Figure, ...]
    due: int | None
    trend: tuple[RollMonth, ...]
    steps: tuple[FunnelStep, ...]
    by_bucket: tuple[tuple[int, tuple[FunnelStep, ...]], ...]
    recovered_fen: Fen
    month: CashMonth
    costs: Costs | None
    ranking: tuple[tuple[SplitBy, tuple[Ranked, ...]], ...]
    why: tuple[tuple[Explained, Decomposition], ...]
    exceptions: Exceptions | None
