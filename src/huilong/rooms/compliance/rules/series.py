"""Reference rates of the day of a contract (参考利率), as facts for the rules that read them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from huilong.rooms.compliance.rules.may import CONTRACT


@dataclass(frozen=True)
class Series:
    """A published rate over time (利率序列): from which day which value, in percent; nothing is known after `until`."""

    key: str
    fact: str
    points: tuple[tuple[date, Decimal], ...]
    until: date


def read_series(told: Mapping[str, Any]) -> Series:
    """A series as its file tells it."""
    points = sorted((date.fromisoformat(one["effective_from"]), Decimal(str(one["value"]))) for one in told["points"])
    return Series(told["key"], told["fact"], tuple(points), date.fromisoformat(told["known_until"]))


def rate_on(series: Series, day: date) -> tuple[Decimal, date] | None:
    """The rate of a day as a fraction, and since when it held; None where the series does not reach.

    >>> lpr = Series("lpr", "lpr", ((date(2024, 10, 21), Decimal("3.1")),), date(2025, 1, 1))
    >>> rate_on(lpr, date(2024, 12, 1))[0], rate_on(lpr, date(2024, 10, 20)), rate_on(lpr, date(2025, 1, 2))
    (Decimal('0.031'), None, None)
    """
    held = [(since, percent) for since, percent in series.points if since <= day <= series.until]
    return None if not held else (held[-1][1] / 100, held[-1][0])


def rates_known(facts: Mapping[str, Any], all_series: tuple[Series, ...]) -> dict[str, tuple[Decimal, str]]:
    """The rates that follow from the day of the contract where nobody told them: fact → (rate, its source)."""
    try:
        day = date.fromisoformat(facts[CONTRACT])
    except (KeyError, TypeError, ValueError):
        return {}
    found = {series: rate_on(series, day) for series in all_series if facts.get(series.fact) is None}
    return {series.fact: (told[0], f"{series.key} {told[1]}") for series, told in found.items() if told}
