"""A look at a house after a night (查看): who is there, what day it was, and ways to ask the database."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from huilong.kernel.acting import Acting

Ask = Callable[..., list[tuple[Any, ...]]]
"""SQL, and the values it names, asked as the owner."""
Seen = Callable[[Acting, str], list[tuple[Any, ...]]]
"""What one of the cast is shown by a query, asked as the pages' role."""
MOST = 5
"""Findings of one kind that are told of one night."""


@dataclass(frozen=True)
class Look:
    """One look (一次查看): the day whose night is over, the moment, the cast by name."""

    on: date
    at: datetime
    cast: Mapping[str, Acting]
    ask: Ask
    seen: Seen

    def each(self, says: str, sql: str, *told: Any) -> list[str]:
        """A finding for each row of a query: `says` with the row's values put in."""
        return [says.format(*row) for row in self.ask(sql, list(told))[:MOST]]

    def has(self, table: str) -> bool:
        """Whether the house has this table: a room may not be there."""
        return self.ask("select to_regclass(%s)", [f"public.{table}"])[0][0] is not None


Invariant = Callable[[Look], Sequence[str]]
