"""Nouns of decision tables (决策表): typed columns, cells, rules; exact, for all values are integers or words.

A number of any kind is an integer (fen, parts per million, days since 1970), so an open end is a closed one a unit
further on, and a cell is a handful of closed spans. Unknown is a value of its own: only `-` and `?` take it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from huilong.kernel.glossary import Worded
from huilong.kernel.refusal import Says

LOW, HIGH = -(2**62), 2**62
"""Ends of a span that has none; beyond every number a case may hold."""

Value = int | str | bool | None
"""What a case holds in a column, and what a rule gives; None is unknown."""


class ColumnType(Worded):
    """What a column holds (列类型)."""

    INT = "int"
    FEN = "fen"
    PPM = "ppm"
    DAY = "day"
    BOOL = "bool"
    ENUM = "enum"
    TEXT = "text"


NUMBERS = (ColumnType.INT, ColumnType.FEN, ColumnType.PPM, ColumnType.DAY)


class HitPolicy(Worded):
    """Which rules of a table speak (命中方式)."""

    FIRST = "first"
    COLLECT = "collect"


class ProblemKind(Worded):
    """What may be wrong with a table (决策表问题)."""

    BAD_CELL = "bad_cell"
    BAD_TABLE = "bad_table"
    GAP = "gap"
    OVERLAP = "overlap"
    UNREACHABLE = "unreachable"
    UNSETTLED = "unsettled"


UNITS = {"天": "days", "月": "months", "元": "yuan"}
"""Units that are words, as tables name them, in English."""


@dataclass(frozen=True)
class Column:
    """A column (列): its name in code, what it holds, its words on screen; `members` of an enum.

    `low` and `high` bound what can occur, `unknown` says whether nothing may be known: the checker looks no further.
    """

    name: str
    type: ColumnType
    zh: str = ""
    en: str = ""
    unit: str = ""
    members: tuple[str, ...] = ()
    low: int = LOW
    high: int = HIGH
    unknown: bool = True

    @property
    def says(self) -> Says:
        """Its words; the name where it has none."""
        return Says(self.zh or self.name, self.en or self.name)

    @property
    def unit_says(self) -> Says:
        """The unit in words; one that is no word stands as it is."""
        return Says(self.unit, UNITS.get(self.unit, self.unit))


@dataclass(frozen=True, order=True)
class Span:
    """All integers from `low` to `high`, both of them too (区间)."""

    low: int = LOW
    high: int = HIGH


@dataclass(frozen=True)
class Cell:
    """What a rule asks of one column (条件格): numbers within spans, or words; negated, all other known values.

    `unknown`: takes a case of which nothing is known, too.
    """

    spans: tuple[Span, ...] = ()
    words: frozenset[str] = frozenset()
    negated: bool = False
    unknown: bool = False


ANY = Cell(negated=True, unknown=True)
"""`-`: whatever it is, known or not."""
KNOWN = Cell(negated=True)
UNKNOWN = Cell(unknown=True)


@dataclass(frozen=True)
class Rule:
    """One row (规则): a cell for each column, a value for each outcome, and what somebody noted beside it."""

    when: tuple[Cell, ...]
    then: tuple[Value, ...]
    note: str = ""


@dataclass(frozen=True)
class DecisionTable:
    """A decision table (决策表). Rules are in their order: of several that hit, the first speaks, or all (`hit`)."""

    name: str
    columns: tuple[Column, ...]
    outcomes: tuple[Column, ...]
    rules: tuple[Rule, ...]
    hit: HitPolicy = HitPolicy.FIRST


@dataclass(frozen=True)
class Problem:
    """Something wrong or worth a look (问题): where, in words, and a case that shows it.

    `row` counts from 0; None is the whole table. `stops`: a table with it cannot be handed in.
    """

    kind: ProblemKind
    says: Says
    row: int | None = None
    column: str = ""
    other_row: int | None = None
    example: Mapping[str, Value] = field(default_factory=dict)
    stops: bool = False


class BadCell(ValueError):
    """What is written in a cell cannot be read (写法有误); it says so in both languages."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.says = Says(zh, en)
