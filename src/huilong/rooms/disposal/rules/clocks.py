"""Clocks (处置时限): what has to be done by when, in business days, or in calendar days where a law counts those."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from huilong.rooms.disposal.rules.policy import Policy
from huilong.rooms.disposal.terms.stock import Clock, SaleClock

SATURDAY = 5


def is_business_day(on: date, policy: Policy) -> bool:
    """Whether it is a working day (工作日): by the week, but for holidays and days worked instead."""
    return on in policy.workdays or (on.weekday() < SATURDAY and on not in policy.holidays)


def after_business_days(on: date, days: int, policy: Policy) -> date:
    """The last of so many business days after a day (工作日后)."""
    while days > 0:
        on += timedelta(days=1)
        days -= is_business_day(on, policy)
    return on


def due(kind: SaleClock, begins: date, policy: Policy) -> date:
    """By which day something has to be done (到期日)."""
    days = policy.clocks[kind]
    return begins + timedelta(days=days) if kind in policy.calendar else after_business_days(begins, days, policy)


def clocks(
    begun: Mapping[SaleClock, date | None], done: Mapping[SaleClock, date | None], policy: Policy
) -> tuple[Clock, ...]:
    """The clocks that have begun (已起算的时限), in the order of their kinds."""
    return tuple(
        Clock(kind, due(kind, begins, policy), done.get(kind)) for kind in SaleClock
        if (begins := begun.get(kind)) is not None and kind in policy.clocks
    )  # fmt: skip


def ran_out(found: Iterable[Clock], on: date) -> tuple[Clock, ...]:
    """The clocks that ran out and are not done (已超时)."""
    return tuple(one for one in found if one.done_on is None and one.due_on < on)
