"""The nouns of reports (报表)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from huilong.kernel.glossary import Worded
from huilong.kernel.refusal import Says

NEW, PAID_OFF, WRITTEN_OFF, CURRENT = -3, -1, -2, 0
"""Where a loan stands besides buckets 1…: not in the book yet, paid off, written off, current."""


class Level(Worded):
    """How much a notice asks of its reader (提示级别)."""

    NOTE = "note"
    WARNING = "warning"
    PROBLEM = "problem"


class FigureCode(Worded):
    """The six figures of the portfolio page (六项指标)."""

    RATIO_30 = "ratio_30"
    OVERDUE = "overdue"
    CASES_OPEN = "cases_open"
    ENTRIES = "entries"
    CURES = "cures"
    CASH = "cash"


@dataclass(frozen=True)
class Figure:
    """One of the six figures. `value` and `change` are in `unit`: "fen", "count" or "ppm" (parts per million).

    `change` is against `since` (the day before, or the month end before), None with nothing to compare with.
    `good_when` says which way is good news: "down" or "up". `opens` names fields of CaseFilter: the list of cases
    behind the figure.
    """

    code: FigureCode
    value: int
    unit: str
    change: int | None
    since: date | None
    good_when: str
    opens: Mapping[str, str]


@dataclass(frozen=True)
class BucketPoint:
    """A bucket on one day of the series (账龄余额). Bucket 0 is current, 1… are the terms' buckets."""

    on: date
    bucket: int
    loans: int
    outstanding_fen: int
    overdue_fen: int


@dataclass(frozen=True)
class Roll:
    """One cell of a roll-rate matrix (迁徙). Rates in parts per million of the row's total."""

    from_bucket: int
    to_bucket: int
    loans: int
    balance_fen: int
    loans_ppm: int
    balance_ppm: int


@dataclass(frozen=True)
class RollMatrix:
    """Roll rates from one day to another; cells keyed (from, to); axes in order of severity."""

    from_on: date
    on: date
    rows: tuple[int, ...]
    columns: tuple[int, ...]
    cells: Mapping[tuple[int, int], Roll]


@dataclass(frozen=True)
class RollMonth:
    """What part of each bucket got worse within a month (月迁徙率): bucket → ppm by count, ppm by balance."""

    from_on: date
    on: date
    worse: Mapping[int, tuple[int, int]]


@dataclass(frozen=True)
class Flow:
    """Entries, cures and cash between two days of the series (入催与回正)."""

    from_on: date
    on: date
    entries: int
    entered_fen: int
    cures: int
    cured_fen: int
    cash_fen: int


@dataclass(frozen=True)
class NoticeRow:
    """Something the night wants somebody to see (夜间提示)."""

    id: int
    on: date
    level: Level
    code: str
    says: Says
    count: int
    roles: tuple[str, ...]
    params: Mapping[str, Any]
    written_at: datetime
