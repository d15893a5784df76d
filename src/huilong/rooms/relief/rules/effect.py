"""The effect of an offer (方案影响): six figures before and after, the month's load, the all-in rate of the loan."""

from collections.abc import Sequence
from datetime import date

from huilong.kernel.days import add_months
from huilong.kernel.money import Fen
from huilong.rooms.book.terms import Components, InstalmentState, Position
from huilong.rooms.relief.terms import Standing

MILLION, YEAR_DAYS = 1_000_000, 365


def standing(position: Position) -> Standing:
    """The six figures of a loan (六项数字). The month's load is what falls due after `on`, within a month."""
    until = add_months(position.on, 1)
    owed = [one for one in position.instalments if one.owed.total]
    return Standing(
        owed=position.outstanding.total,
        overdue=position.overdue.total,
        past_due_days=position.past_due_days,
        principal=position.outstanding.principal,
        monthly=sum(one.owed.total for one in owed if position.on < one.due <= until),
        last_due=max((one.due for one in owed), default=None),
    )


def annual_rate_ppm(instalments: Sequence[InstalmentState], lent_on: date | None, on: date) -> int | None:
    """What a loan costs a year, all in (综合年化率): interest, fees and penalty over its life, in millionths.

    Cost × 365 / Σ (principal × days it is owed), days from `lent_on` to the due day, or to `on` where that passed
    unpaid. Simple, without compounding, as courts add up what is asked for beside the principal. None: nothing lent.
    """
    if lent_on is None:
        return None
    cost, used = 0, 0
    for one in instalments:
        until = max(one.due, on) if one.owed.principal else (one.paid_on or one.due)
        used += (one.owed.principal + one.paid.principal) * max((until - lent_on).days, 0)
        cost += beside_principal(one.owed) + beside_principal(one.paid)
    return None if used == 0 else -(-cost * YEAR_DAYS * MILLION // used)


def beside_principal(amounts: Components) -> Fen:
    """Interest, fees and penalty."""
    return amounts.total - amounts.principal


def plus(one: Components, other: Components, sign: int = 1) -> Components:
    """Component by component, `one` and `sign` times `other`."""
    return Components(
        one.principal + sign * other.principal, one.interest + sign * other.interest, one.fee + sign * other.fee,
        one.penalty + sign * other.penalty,
    )  # fmt: skip


def held_within(one: Components, most: Components) -> Components:
    """Component by component, not below nothing and not above `most`."""
    return Components(*(
        min(max(getattr(one, name), 0), getattr(most, name)) for name in ("principal", "interest", "fee", "penalty")
    ))  # fmt: skip


def waived_so_far(position: Position) -> Components:
    """What was given up on a loan up to the day, by component."""
    total = Components()
    for one in position.instalments:
        total = plus(total, one.waived)
    return total
