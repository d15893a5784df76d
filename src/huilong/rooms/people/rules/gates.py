"""Onboarding gates (上岗条件): how long each is valid. Lengths are data; the recorder may give another end."""

from calendar import monthrange
from collections.abc import Iterable
from datetime import date

from huilong.rooms.people.terms import GateKind

VALID_MONTHS = {GateKind.NDA: 36, GateKind.TRAINING: 12, GateKind.EXAM: 12}


def valid_until(start: date, months: int) -> date:
    """The last day of a period of whole months: the corresponding day, or the month's last where there is none.

    The day it begins does not count (Civil Code of the PRC, articles 201 and 202).

    >>> valid_until(date(2028, 2, 29), 12), valid_until(date(2026, 3, 1), 12)
    (datetime.date(2029, 2, 28), datetime.date(2027, 3, 1))
    """
    years, month = divmod(start.month - 1 + months, 12)
    year = start.year + years
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


def in_force(gates: Iterable[tuple[str, date, date, date | None]], on: date) -> frozenset[str]:
    """Kinds in force on a day, from (kind, first day, last day, day revoked or None); revoked counts from that day."""
    return frozenset(
        kind
        for kind, first, last, revoked in gates
        if first <= on <= last and (revoked is None or on < revoked)
    )
