"""Words of the journal (留痕)."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

Subject = tuple[str, str | int]
"""What an entry is about: its kind and its key, e.g. `("case", 42)`."""


@dataclass(frozen=True)
class Trace:
    """One entry of the journal as it is read, or as it is to be written in bulk (留痕)."""

    at: datetime
    on: date
    actor: str
    verb: str
    subject: Subject
    detail: dict[str, Any] = field(default_factory=dict)
    place: str = ""
    purpose: str = ""
    verdict: str = ""
    organisation: int = 0


@dataclass(frozen=True)
class Checked:
    """What a check of the journal found (核验结果). `broken` is "" or says the first broken position."""

    links: int
    seals: int
    waiting: int
    broken: str = ""
