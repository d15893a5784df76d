"""The difference of two balances (余额差异), line by line: what happened between, what was learned between."""

from dataclasses import dataclass
from datetime import date, datetime

from huilong.kernel.money import Fen


@dataclass(frozen=True)
class Asked:
    """A balance asked for (查询口径): at the end of `on`, as known before `known` (None: as it is known now)."""

    on: date
    known: datetime | None = None


def counts(asked: Asked, on: date, recorded_at: datetime) -> bool:
    """Whether a line of `on`, recorded at that moment, counts in a balance asked for (是否计入)."""
    return on <= asked.on and (asked.known is None or recorded_at < asked.known)


def change(first: Asked, second: Asked, on: date, recorded_at: datetime, fen: Fen) -> Fen:
    """What a line adds to the second balance over the first (差异贡献): itself, nothing, or itself taken away.

    Summed over all lines of an account this is the second balance less the first, whatever is asked.

    >>> day = datetime(2026, 7, 1)
    >>> change(Asked(date(2026, 6, 30)), Asked(date(2026, 7, 1)), date(2026, 7, 1), day, 5)
    5
    """
    return fen * (counts(second, on, recorded_at) - counts(first, on, recorded_at))


def learned_late(first: Asked, on: date) -> bool:
    """Whether a line was dated within the first balance and is not in it (补记): the house learned of it later."""
    return on <= first.on
