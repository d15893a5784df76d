"""Tables (列表): a list declared once: columns, filters, order, export; paged and sorted by the server.

A room's web.py declares a `Table` and gives it a `Source`, two reads of its queries. Paging, sorting, filters
kept in the URL, saved filters and exports come with it.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.http import QueryDict

from huilong.shell.filters import Filter, Text, read_all

PAGE_SIZES = (50, 100, 200)
Row = Any
"""A frozen row of the room's terms, or a mapping."""
May = Callable[[str], bool]


class Slice(Protocol):
    """One page of rows and how many there are in all."""

    @property
    def rows(self) -> Sequence[Row]:
        """The rows."""

    @property
    def total(self) -> int:
        """How many in all."""

    @property
    def page(self) -> int:
        """Which page, from 1."""


class Source(Protocol):
    """Where a table's rows come from; `asked` holds the filters' values by name."""

    def page(self, asked: Mapping[str, Any], sort: str, number: int, size: int) -> Slice:
        """Page `number` (from 1) of `size` rows, ordered by `sort` (`-name` descends)."""

    def each(self, asked: Mapping[str, Any], sort: str) -> Iterator[Row]:
        """Every row, streamed."""


@dataclass(frozen=True)
class Found:
    """A page of rows for sources that have no such term of their own."""

    rows: Sequence[Row]
    total: int
    page: int = 1


def take(row: Row, name: str) -> Any:
    """One value of a row."""
    return row.get(name) if isinstance(row, Mapping) else getattr(row, name, None)


@dataclass(frozen=True)
class Column:
    """One column: `name` in exports, `label` on screen, `kind` how a cell is drawn and exported.

    Kinds: text, money (fen), number, date, moment, tag, tags. `value` derives a cell from the row; without it
    the row's own `name` is taken. `sort` is the name asked of the source; empty means it cannot be sorted.
    `red` says whether a cell is money at risk.
    """

    name: str
    label: Text
    kind: str = "text"
    value: Callable[[Row], Any] | None = None
    href: Callable[[Row], str] | None = None
    sort: str = ""
    red: Callable[[Row], bool] | None = None
    permission: str = ""

    def cell(self, row: Row) -> Any:
        """The cell's plain value."""
        return self.value(row) if self.value else take(row, self.name)

    @property
    def right(self) -> bool:
        """Whether the column is set flush right."""
        return self.kind in ("money", "number")


@dataclass(frozen=True)
class Cell:
    """One cell as the template draws it."""

    value: Any
    kind: str
    href: str = ""
    red: bool = False


@dataclass(frozen=True)
class Head:
    """One column head: its words, the order a click asks for, and the order shown now."""

    label: Text
    right: bool
    sort: str = ""
    order: str = ""


@dataclass(frozen=True)
class Table:
    """A declared list. `key` names it in saved filters and files.

    `empty` is the sentence and `way_out` the (words, URL name) shown when nothing is there.
    """

    key: str
    title: Text
    columns: tuple[Column, ...]
    filters: tuple[Filter, ...] = ()
    order: str = ""
    empty: Text = ""
    way_out: tuple[Text, str] | None = None
    export_permission: str = ""
    exports: bool = True

    def shown(self, may: May) -> tuple[Column, ...]:
        """The columns this reader may see."""
        return tuple(c for c in self.columns if not c.permission or may(c.permission))

    def sorted_by(self, query: QueryDict) -> str:
        """The order the URL asks for, or the table's own."""
        asked = query.get("sort", "")
        known = {column.sort for column in self.columns if column.sort}
        return asked if asked.removeprefix("-") in known else self.order


@dataclass(frozen=True)
class Page:
    """One page of a table, ready for the template."""

    table: Table
    columns: tuple[Column, ...]
    rows: Sequence[Row]
    number: int
    size: int
    total: int
    sort: str
    query: QueryDict
    asked: Mapping[str, Any]
    mistakes: dict[str, str] = field(default_factory=dict)

    @property
    def first(self) -> int:
        """Number of the first row shown, from 1."""
        return (self.number - 1) * self.size + 1

    @property
    def last(self) -> int:
        """Number of the last row shown."""
        return (self.number - 1) * self.size + len(self.rows)

    @property
    def has_next(self) -> bool:
        """Whether rows follow."""
        return self.last < self.total

    @property
    def narrowed(self) -> bool:
        """Whether any filter is active."""
        return bool(self.asked or self.mistakes)

    def cells(self) -> Iterator[list[Cell]]:
        """The cells, row by row."""
        for row in self.rows:
            yield [
                Cell(c.cell(row), c.kind, c.href(row) if c.href else "", bool(c.red and c.red(row)))
                for c in self.columns
            ]

    def heads(self) -> Iterator[Head]:
        """The column heads with their orders; amounts begin with the largest."""
        for column in self.columns:
            here = bool(column.sort) and self.sort.removeprefix("-") == column.sort
            down = here and self.sort.startswith("-")
            falling = not down if here else column.right
            following = (f"-{column.sort}" if falling else column.sort) if column.sort else ""
            order = ("descending" if down else "ascending") if here else ""
            yield Head(column.label, column.right, following, order)

    def fields(self) -> list[dict[str, Any]]:
        """The filter bar's fields, each with its mistake if it has one."""
        return [{**f.drawn(self.query), "mistake": self.mistakes.get(f.name, "")} for f in self.table.filters]

    def link(self, **changes: Any) -> str:
        """The query string of this list with some keys changed; None or "" removes one."""
        query = self.query.copy()
        for key, value in changes.items():
            query.pop(key, None)
            if value not in (None, ""):
                query[key] = value
        return query.urlencode()


def _whole(text: str, otherwise: int) -> int:
    return int(text) if text.isdecimal() and len(text) < 8 else otherwise


def read_page(table: Table, source: Source, query: QueryDict, may: May) -> Page:
    """Read the page the URL asks for."""
    asked, mistakes = read_all(table.filters, query)
    sort = table.sorted_by(query)
    size = _whole(query.get("size", ""), PAGE_SIZES[0])
    size = size if size in PAGE_SIZES else PAGE_SIZES[0]
    found = source.page(asked, sort, max(1, _whole(query.get("page", ""), 1)), size)
    return Page(
        table, table.shown(may), found.rows, found.page, size, found.total, sort, query, asked, mistakes
    )
