"""New schedules (展期与弹性还款): the instalments of a loan as an extension or a flexible plan restates them.

Nothing is made or lost: the principal, interest and fees still owed are the same to the fen before and after, but for
interest that was agreed on top. Every instalment is restated under its number, so that the book keeps what was paid.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from huilong.kernel.days import add_months, month_end
from huilong.kernel.money import Fen
from huilong.rooms.book.terms import Components, Instalment, InstalmentState, LoanFacts, Position


@dataclass(frozen=True)
class Row:
    """One instalment of the schedule in force (在用期次): net of what was waived of it, and what of that is unpaid."""

    instalment: Instalment
    left: Components

    @property
    def is_open(self) -> bool:
        """Whether anything of it is still to be paid."""
        return self.left.total > 0 and not self.instalment.down_payment


def in_force(facts: LoanFacts, on: date) -> tuple[Instalment, ...]:
    """The instalments of the schedule in force on a day (在用还款计划)."""
    found = facts.instalments
    for version in sorted((v for v in facts.schedules if v.start <= on), key=lambda v: v.start):
        found = version.instalments
    return tuple(sorted(found, key=lambda one: (one.due, one.no)))


def rows_of(facts: LoanFacts, position: Position) -> tuple[Row, ...]:
    """The schedule in force with what is left of each instalment (期次余额), in order of due days."""
    states = {(one.no, one.due): one for one in position.instalments}
    return tuple(_row(one, states.get((one.no, one.due))) for one in in_force(facts, position.on))


def _row(one: Instalment, state: InstalmentState | None) -> Row:
    """An instalment net of what was waived of it, and its rest. Charges beside the schedule are not of it."""
    if state is None:
        return Row(one, Components(one.principal, one.interest, one.fee))
    net = replace(
        one,
        principal=one.principal - min(one.principal, state.waived.principal),
        interest=one.interest - min(one.interest, state.waived.interest),
        fee=one.fee - min(one.fee, state.waived.fee),
    )
    left = Components(
        max(net.principal - state.paid.principal, 0),
        max(net.interest - state.paid.interest, 0),
        max(net.fee - state.paid.fee, 0),
    )
    return Row(net, left)


def moved(due: date, months: int, anchor: int) -> date:
    """A due day moved out by whole months; `anchor` is the loan's day of the month, which short months cut.

    >>> moved(date(2027, 2, 28), 1, 31), moved(date(2027, 1, 31), 13, 31), moved(date(2028, 2, 29), 12, 29)
    (datetime.date(2027, 3, 31), datetime.date(2028, 2, 29), datetime.date(2029, 2, 28))
    """
    there = add_months(due.replace(day=1), months)
    day = anchor if due == month_end(due) and anchor > due.day else due.day
    return there.replace(day=min(day, month_end(there).day))


def extended(rows: Sequence[Row], months: int, agreed_interest: Fen = 0) -> tuple[Instalment, ...]:
    """The schedule with every unpaid instalment due `months` later (展期), amounts as they are.

    `agreed_interest` is spread over the moved instalments, the earlier ones bearing the odd fen.
    """
    due = [row for row in rows if row.is_open]
    anchor = max((row.instalment.due.day for row in rows), default=1)
    more = iter(spread(agreed_interest, len(due)) if due else ())
    return tuple(
        replace(
            row.instalment, due=moved(row.instalment.due, months, anchor), interest=row.instalment.interest + next(more)
        )
        if row.is_open
        else row.instalment
        for row in rows
    )


def months_needed(rows: Sequence[Row], on: date) -> int:
    """By how many months the unpaid instalments must move at least, so that none of them is past due on `on`."""
    due = [row.instalment.due for row in rows if row.is_open]
    anchor = max((row.instalment.due.day for row in rows), default=1)
    months = 0
    while due and moved(due[0], months, anchor) <= on:
        months += 1
    return months


def flexible(
    rows: Sequence[Row], amount: Fen, months: int, first_due: date, extra_months: int, number: int
) -> tuple[Instalment, ...]:
    """The schedule of a flexible plan (弹性还款): `amount` in each of `months` months, the rest spread evenly after.

    It has the unpaid instalments and `extra_months` more, numbered from `number`, monthly from `first_due`. Each of
    the smaller payments is interest first, then fees, then principal.
    """
    due = [row for row in rows if row.is_open]
    shares = _shares([row.left for row in due], amount, months, len(due) + extra_months)
    added = [Instalment(number + n, first_due, 0, 0) for n in range(extra_months)]
    paid = [(row.instalment, _minus(row.instalment, row.left)) for row in due]
    paid += [(one, Components()) for one in added]
    restated = [
        Instalment(
            one.no, add_months(first_due, k), kept.principal + share.principal, kept.interest + share.interest,
            kept.fee + share.fee,
        )
        for k, ((one, kept), share) in enumerate(zip(paid, shares, strict=True))
    ]  # fmt: skip
    return (*(row.instalment for row in rows if not row.is_open), *restated)


def _shares(left: Sequence[Components], amount: Fen, months: int, count: int) -> list[Components]:
    """What each of `count` payments takes of what is left, component by component; together all of it."""
    principal, interest, fee = (sum(getattr(one, name) for one in left) for name in ("principal", "interest", "fee"))
    shares, own_interest, own_fee = [], 0, 0
    for k in range(months):
        own_interest += left[k].interest if k < len(left) else 0
        own_fee += left[k].fee if k < len(left) else 0
        i = min(amount, own_interest)
        f = min(amount - i, own_fee)
        p = min(amount - i - f, principal)
        more = min(amount - i - f - p, interest - i)
        rest = min(amount - i - f - p - more, fee - f)
        shares.append(Components(p, i + more, f + rest))
        own_interest, own_fee = own_interest - i - more, own_fee - f - rest
        principal, interest, fee = principal - p, interest - i - more, fee - f - rest
    rest_of = zip(*(spread(total, count - months) for total in (principal, interest, fee)), strict=True)
    return shares + [Components(p, i, f) for p, i, f in rest_of]


def spread(total: Fen, parts: int) -> list[Fen]:
    """`total` in equal parts, the odd fen on the first of them.

    >>> spread(100, 3)
    [34, 33, 33]
    """
    each, odd = divmod(total, parts)
    return [each + (k < odd) for k in range(parts)]


def _minus(one: Instalment, left: Components) -> Components:
    """What of an instalment is paid."""
    return Components(one.principal - left.principal, one.interest - left.interest, one.fee - left.fee)
