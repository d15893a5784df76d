"""Settling (结算): finance issues last month's statements, agencies agree or object, the manager approves.

By the days of a month: on the 2nd issued, on the 4th agreed to, on the 6th approved and invoiced, on the 8th paid; the
books of the month before the last are closed on the 10th.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import partial

from huilong.rooms.ledger.actions import close_period
from huilong.rooms.people.terms import Role
from huilong.rooms.settlement import actions
from huilong.rooms.settlement.queries import lines_page, statement_page
from huilong.rooms.settlement.terms import DisputeAnswer, DisputeReason, PaymentFormat, StatementRow, StatementState
from huilong.site.quarter.cast import AGENCIES
from huilong.site.quarter.world import Deed, World

ME, SECOND, BOSS = "finance", "finance2", "manager"
OBJECTS = 0.25


def begin(world: World) -> None:
    """Where each agency is paid, kept by one and confirmed by another."""
    at = world.clock.now()
    for n in range(1, len(AGENCIES) + 1):
        firm = world.cast[f"agency{n}_manager"].organisation
        key = world.act(ME, "payee.kept", partial(
            actions.keep_payee, firm, name=AGENCIES[n - 1], account=f"62220000000{n}", bank="模拟银行",
            bank_code="102100000000", user=world.cast[ME].user, at=at,
        ))  # fmt: skip
        if key is not None:
            world.act(SECOND, "payee.confirmed", partial(_confirmed, key, world.cast[SECOND].user, at))


def _confirmed(key: int, user: int, at: datetime) -> bool:
    actions.confirm_payee(key, user=user, at=at)
    return True


def deeds(world: World, on: date) -> Iterator[Deed]:
    """By the day of the month."""
    steps = {2: (ME, issue), 4: ("agency1_manager", answer), 6: (BOSS, approve), 8: (ME, pay), 10: (ME, close)}
    if on.day in steps:
        who, do = steps[on.day]
        yield Deed(world.at(on, 18, 10), who, partial(do, world))


def _in(world: World, name: str, *states: StatementState) -> list[StatementRow]:
    with world.being(name):
        return [row for state in states for row in statement_page({"state": state.value}, size=200).rows]


def issue(world: World, at: datetime) -> None:
    """Give every drafted statement to its firm."""
    for row in _in(world, ME, StatementState.DRAFTED):
        world.act(ME, "statement.issued", partial(actions.issue, row.id, user=world.cast[ME].user, at=at))


def answer(world: World, at: datetime) -> None:
    """Each firm agrees to its statements; one in four objects to a line first, and is answered."""
    for n in range(1, len(AGENCIES) + 1):
        chief = f"agency{n}_manager"
        me = world.cast[chief]
        for row in _in(world, chief, StatementState.ISSUED):
            if world.luck.happens(OBJECTS, "objects", row.id):
                _object(world, chief, row.id, at)
            world.act(chief, "statement.agreed", partial(_did, actions.agree, row.id, user=me.user, at=at))


def _object(world: World, chief: str, statement: int, at: datetime) -> None:
    with world.being(chief):
        lines, _ = lines_page(statement, size=1)
    if not lines:
        return
    key = world.act(chief, "statement.disputed", partial(
        actions.dispute, lines[0].id, next(iter(DisputeReason)), note="请核对", user=world.cast[chief].user, at=at
    ))  # fmt: skip
    if key is not None:
        world.act(ME, "dispute.answered", partial(
            _did, actions.answer, key, next(iter(DisputeAnswer)), note="已核对", user=world.cast[ME].user, at=at
        ))  # fmt: skip


def approve(world: World, at: datetime) -> None:
    """The manager approves what was agreed to; the firm sends its invoice for what is due."""
    boss = world.cast[BOSS]
    for row in _in(world, BOSS, StatementState.AGREED):
        if world.act(BOSS, "statement.approved", partial(
            _did, actions.approve, row.id, user=boss.user, role=Role(boss.role), at=at
        )) is None:  # fmt: skip
            continue
        due = row.fen + row.brought_fen
        if due > 0:
            number = f"{at:%y%m%d}{row.id:014d}"
            world.act(ME, "statement.invoiced", partial(
                _did, actions.invoice, row.id, number, due, at.date(), user=world.cast[ME].user, at=at
            ))  # fmt: skip


def pay(world: World, at: datetime) -> None:
    """One file for the bank, which pays it the same day."""
    me, rows = world.cast[ME], _in(world, ME, StatementState.INVOICED)
    if not rows:
        return
    made = world.act(ME, "payment.made", partial(
        actions.make_payment, [row.id for row in rows], at.date(), PaymentFormat.PAIN_001, user=me.user, at=at
    ))  # fmt: skip
    if made is None:
        return
    paid = world.act(ME, "payment.booked", partial(actions.book_payment, made, at.date(), user=me.user, at=at))
    if paid:
        world.tally.figures["fees_paid_fen"] += sum(row.fen + row.brought_fen for row in rows)


def close(world: World, at: datetime) -> None:
    """Close the books through the end of the month before the last."""
    last = (at.date().replace(day=1) - timedelta(days=1)).replace(day=1) - timedelta(days=1)
    world.act(ME, "ledger.closed", partial(close_period, last, today=at.date(), at=at))


def _did(verb: object, *told: object, **named: object) -> bool:
    verb(*told, **named)  # type: ignore[operator]
    return True
