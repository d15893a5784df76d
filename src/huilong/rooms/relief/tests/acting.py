"""People of the desk at work on offers (减免测试的动作)."""

from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from huilong.kernel.acting import Acting, act_as
from huilong.rooms.book.terms import Components
from huilong.rooms.people.terms import Role
from huilong.rooms.relief import actions
from huilong.rooms.relief.terms import DecisionReason, ReliefKind, StepDecision, Terms

from .conftest import AT, EXPIRES, FIRST

EXTENSION = Terms(ReliefKind.EXTENSION, months=3)
SMALL = Terms(ReliefKind.WAIVER, waived=Components(penalty=2_000))


@contextmanager
def at_work(user: Any) -> Any:
    """Within the block this user acts."""
    with act_as(Acting(user.pk, user.organisation_id, user.role, "10.0.0.1")):
        yield


def offer(desk: Any, terms: Terms = EXTENSION, *, by: str = "lin", number: str = FIRST, loan: str = "L1",
          at: datetime = AT, expires: datetime = EXPIRES) -> int:  # fmt: skip
    """An offer drafted and asked for."""
    who = desk[by]
    with at_work(who):
        key = actions.draft(number, loan, terms, expires, user=who.pk, role=Role(who.role), at=at)
        actions.ask(key, at)
    return key


def approve(desk: Any, key: int, *names: str, at: datetime = AT) -> None:
    """Each of these approves the step that waits."""
    for name in names:
        with at_work(desk[name]):
            actions.decide(key, StepDecision.APPROVED, DecisionReason.WITHIN_POLICY, user=desk[name].pk,
                           role=Role(desk[name].role), at=at)  # fmt: skip


def agreed(desk: Any, terms: Terms, *names: str, at: datetime = AT) -> int:
    """An offer that the borrower agreed to, `names` having approved it."""
    key = offer(desk, terms, at=at)
    approve(desk, key, *names, at=at)
    with at_work(desk["lin"]):
        actions.accept(key, at)
    return key


def night(on: date) -> dict[str, Any]:
    """What the night of a day does for relief."""
    from types import SimpleNamespace

    from huilong.night import plan

    tonight: Any = SimpleNamespace(on=on)
    return {**plan.take_relief(tonight), **plan.judge_relief(tonight)}
