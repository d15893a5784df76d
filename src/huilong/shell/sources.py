"""Sources (列表来源) over a queryset, for rooms whose rows are shown as they are kept."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from huilong.shell.table import Found, Row

Narrow = Callable[[QuerySet, Mapping[str, Any]], QuerySet]


@dataclass(frozen=True)
class QuerySetSource:
    """Rows of a queryset, narrowed by `narrow`; the key breaks ties, so that pages never overlap."""

    rows: Callable[[], QuerySet]
    narrow: Narrow

    def page(self, asked: Mapping[str, Any], sort: str, number: int, size: int) -> Found:
        """One page: a count and the rows."""
        found = self.narrow(self.rows(), asked)
        total = found.order_by().count()
        number = min(number, max(1, -(-total // size)))
        return Found(list(self.ordered(found, sort)[(number - 1) * size : number * size]), total, number)

    def each(self, asked: Mapping[str, Any], sort: str) -> Iterator[Row]:
        """Every row, streamed."""
        yield from self.ordered(self.narrow(self.rows(), asked), sort).iterator(chunk_size=2000)

    def ordered(self, rows: QuerySet, sort: str) -> QuerySet:
        """`rows` in the order asked."""
        minus = "-" if sort.startswith("-") else ""
        return rows.order_by(sort, f"{minus}pk") if sort else rows.order_by("-pk")
