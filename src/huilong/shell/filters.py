"""Filters (筛选): each reads its own keys of the URL into plain values and draws its own field.

What the values narrow is the room's business: it gets them by name. A value that cannot be read narrows nothing
and is said beside the field, so that a mistyped URL still opens.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from django.http import QueryDict
from django.utils.translation import gettext as _

from huilong.kernel.money import BadAmount, fen

Text = Any
"""A string, or one that is translated when read."""


FIRST_YEAR, LAST_YEAR = 1900, 2199
Day = TypeVar("Day", bound=date)


def read_value(kind: str, text: str) -> Any:
    """A typed bound as a plain value: `money` yuan into fen, `date`, `number`; ValueError says what is wanted."""
    try:
        if kind == "money":
            return fen(text)
        if kind == "date":
            return in_our_times(date.fromisoformat(text))
        return int(text)
    except (BadAmount, ValueError):
        wanted = {"money": _("an amount like 5000.00"), "date": _("a date like 2026-01-31")}
        raise ValueError(wanted.get(kind, _("a whole number"))) from None


def in_our_times(day: Day) -> Day:
    """A day or moment that a book of loans can be about, as it is; ValueError for one at the end of all days.

    Reckoning with a day beside 0001-01-01 or 9999-12-31 would leave the calendar.
    """
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError(day)
    return day


@dataclass(frozen=True)
class Filter:
    """One filter: `name` is its key in the URL and of its value, `label` its words on screen."""

    name: str
    label: Text
    kind: str = "text"

    def keys(self) -> tuple[str, ...]:
        """The URL keys this filter reads."""
        return (self.name,)

    def read(self, query: QueryDict) -> dict[str, Any]:
        """The values the URL asks for, by name; ValueError with a sentence when one cannot be read."""
        text = query.get(self.name, "").strip()[:80]
        return {self.name: text} if text else {}

    def drawn(self, query: QueryDict) -> dict[str, Any]:
        """What the field's template needs."""
        return {"kind": self.kind, "name": self.name, "label": self.label, "value": query.get(self.name, "")}


@dataclass(frozen=True)
class Choice(Filter):
    """One of given choices, pairs of value and words or a function giving them; `many` gives a tuple.

    With a `default` the list narrows by it until the URL says otherwise; an empty value then asks for everything.
    """

    kind: str = "choice"
    choices: Any = ()
    everything: Text = ""
    number: bool = False
    many: bool = False
    default: str = ""

    def offered(self) -> list[tuple[str, Any]]:
        """The choices as (value in the URL, words)."""
        pairs: Iterable = self.choices() if callable(self.choices) else self.choices
        return [(str(value), words) for value, words in pairs]

    def read(self, query: QueryDict) -> dict[str, Any]:
        """The chosen value or values; ValueError when it is not one of the choices."""
        chosen = [value for value in query.getlist(self.name) if value]
        if not chosen:
            return {self.name: ""} if self.default and self.name in query else {}
        if set(chosen) - {value for value, _words in self.offered()}:
            raise ValueError(_("not one of the choices"))
        values = tuple(int(value) if self.number else value for value in chosen)
        return {self.name: values if self.many else values[0]}

    def drawn(self, query: QueryDict) -> dict[str, Any]:
        """A select with the chosen value marked."""
        chosen = query.getlist(self.name) or [self.default]
        options = [(value, words, value in chosen) for value, words in self.offered()]
        return {**super().drawn(query), "options": options, "everything": self.everything}


@dataclass(frozen=True)
class Flag(Filter):
    """Yes or nothing: drawn as a tick."""

    kind: str = "flag"

    def read(self, query: QueryDict) -> dict[str, Any]:
        """True when the URL says 1."""
        return {self.name: True} if query.get(self.name) in ("1", "true", "True") else {}


@dataclass(frozen=True)
class Span(Filter):
    """From–to, both included, of an amount in yuan (`money`), a whole number (`number`) or a date (`date`)."""

    kind: str = "number"
    low: str = ""
    high: str = ""

    def keys(self) -> tuple[str, ...]:
        """The keys of the two bounds."""
        return (self.low, self.high)

    def read(self, query: QueryDict) -> dict[str, Any]:
        """The bounds the URL gives."""
        given = {key: query.get(key, "").strip() for key in self.keys()}
        return {key: read_value(self.kind, text) for key, text in given.items() if text}

    def drawn(self, query: QueryDict) -> dict[str, Any]:
        """Two small fields."""
        return {**super().drawn(query), "low": self.low, "high": self.high, "span": True,
                "low_value": query.get(self.low, ""), "high_value": query.get(self.high, "")}


@dataclass(frozen=True)
class Hidden(Filter):
    """A filter other pages link to; it is shown only while it narrows."""

    kind: str = "hidden"
    reads: str = "date"

    def read(self, query: QueryDict) -> dict[str, Any]:
        """The value, read as `reads` says."""
        text = query.get(self.name, "").strip()[:80]
        if not text:
            return {}
        return {self.name: text if self.reads == "text" else read_value(self.reads, text)}


def read_all(filters: Iterable[Filter], query: QueryDict) -> tuple[dict[str, Any], dict[str, str]]:
    """(the values asked for by name, the mistakes by filter name)."""
    asked: dict[str, Any] = {}
    mistakes: dict[str, str] = {}
    for one in filters:
        try:
            asked |= one.read(query)
        except ValueError as mistake:
            mistakes[one.name] = str(mistake)
    return asked, mistakes
