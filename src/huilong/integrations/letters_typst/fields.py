"""What a layout may show (信函字段): kinds of values, checked and written out before they reach the typesetter.

A value is data all the way: it is put into JSON, and the layout shows it as text. None is ever read as markup.
"""

import re
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import cast

from huilong.integrations.letters_typst.capitals import capitals
from huilong.kernel.money import grouped, is_fen

Shown = str | int | list["Shown"] | dict[str, "Shown"]
MOST_CHARACTERS = 5_000
MOST_ROWS = 1_000
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
"""Signs that are no text: controls but tab and line feed, halves of a surrogate pair."""


class Unfit(ValueError):
    """A value that its field cannot show; the text is the path of the field."""


@dataclass(frozen=True)
class Field(ABC):
    """One field (字段). One that is not `needed` may be left out."""

    needed: bool = True

    @abstractmethod
    def shown(self, value: object, path: str) -> Shown:
        """The value as the layout takes it; raises Unfit."""

    def absent(self) -> Shown:
        """What the layout takes where the value is left out."""
        return ""


@dataclass(frozen=True)
class Text(Field):
    """A line or a paragraph (文本)."""

    def shown(self, value: object, path: str) -> Shown:
        """The text itself, at most MOST_CHARACTERS of it; an empty one counts as left out."""
        if not isinstance(value, str) or len(value) > MOST_CHARACTERS or (self.needed and not value.strip()):
            raise Unfit(path)
        if UNPRINTABLE.search(value):
            raise Unfit(path)
        return value


@dataclass(frozen=True)
class Count(Field):
    """A whole number (整数)."""

    def shown(self, value: object, path: str) -> Shown:
        """The number in digits."""
        if not isinstance(value, int) or isinstance(value, bool):
            raise Unfit(path)
        return str(value)


@dataclass(frozen=True)
class Truth(Field):
    """Whether something is so (是否): the layout asks for "yes"."""

    def shown(self, value: object, path: str) -> Shown:
        """`yes`, or nothing."""
        if not isinstance(value, bool):
            raise Unfit(path)
        return "yes" if value else ""


@dataclass(frozen=True)
class Day(Field):
    """A date (日期), or its ISO text."""

    def shown(self, value: object, path: str) -> Shown:
        """As 2026年3月2日."""
        try:
            on = date.fromisoformat(value) if isinstance(value, str) else value
        except ValueError:
            raise Unfit(path) from None
        if not isinstance(on, date) or isinstance(on, datetime):
            raise Unfit(path)
        return f"{on.year}年{on.month}月{on.day}日"


@dataclass(frozen=True)
class IsoDay(Day):
    """A date that the layout writes itself, as its language does (日期)."""

    def shown(self, value: object, path: str) -> Shown:
        """As 2026-03-02."""
        super().shown(value, path)
        return value if isinstance(value, str) else cast(date, value).isoformat()


@dataclass(frozen=True)
class Amount(Field):
    """An amount in fen (金额)."""

    def shown(self, value: object, path: str) -> Shown:
        """In figures and in words."""
        if not is_fen(value) or not isinstance(value, int):
            raise Unfit(path)
        return {"figures": grouped(value), "capitals": capitals(value)}


@dataclass(frozen=True)
class Lines(Field):
    """Several texts (多段文本)."""

    def shown(self, value: object, path: str) -> Shown:
        """Each of them."""
        return [Text().shown(one, f"{path}.{number}") for number, one in enumerate(_several(value, path, self.needed))]

    def absent(self) -> Shown:
        """None of them."""
        return []


@dataclass(frozen=True)
class Part(Field):
    """Fields that belong together (字段组). One that is `open` may be given others, and shows nothing of them."""

    fields: Mapping[str, Field] = field(default_factory=dict)
    open: bool = False

    def shown(self, value: object, path: str) -> Shown:
        """Each field; one that is not known is a slip of the pen, and is not shown silently as nothing."""
        if not isinstance(value, Mapping):
            raise Unfit(path)
        for name in value:
            if name not in self.fields and not self.open:
                raise Unfit(f"{path}.{name}".lstrip("."))
        told: dict[str, Shown] = {}
        for name, one in self.fields.items():
            where = f"{path}.{name}".lstrip(".")
            if name in value and value[name] is not None:
                told[name] = one.shown(value[name], where)
            elif one.needed:
                raise Unfit(where)
            else:
                told[name] = one.absent()
        return told

    def absent(self) -> Shown:
        """Every field left out."""
        return {name: one.absent() for name, one in self.fields.items()}


@dataclass(frozen=True)
class Rows(Part):
    """Rows of a table (表格行). `total` names a column of amounts to be added up, here and nowhere else."""

    total: str = ""

    def shown(self, value: object, path: str) -> Shown:
        """The rows, and their total."""
        rows = _several(value, path, self.needed)
        told: dict[str, Shown] = {
            "rows": [super(Rows, self).shown(row, f"{path}.{number}") for number, row in enumerate(rows)]
        }
        if self.total:
            told["total"] = Amount().shown(sum(cast(Mapping[str, int], row)[self.total] for row in rows), path)
        return told

    def absent(self) -> Shown:
        """No rows."""
        nothing: dict[str, Shown] = {"rows": []}
        return nothing | ({"total": Amount().shown(0, "")} if self.total else {})


def _several(value: object, path: str, needed: bool) -> Sequence[object]:
    if isinstance(value, str | bytes) or not isinstance(value, Sequence) or len(value) > MOST_ROWS:
        raise Unfit(path)
    if needed and not value:
        raise Unfit(path)
    return value
