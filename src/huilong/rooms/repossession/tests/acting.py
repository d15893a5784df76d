"""People at work on a recovery (收车测试的动作): from the asking to the car."""

from contextlib import contextmanager
from datetime import datetime
from typing import Any

from huilong.kernel.acting import Acting, act_as
from huilong.rooms.people.terms import Role
from huilong.rooms.relief.terms import StepDecision
from huilong.rooms.repossession import actions
from huilong.rooms.repossession.terms import ApprovalReason, BasisKind, Dealt, SecurityKind

from .conftest import AT, FIRST, TOLD


@contextmanager
def at_work(user: Any) -> Any:
    """Within the block this user acts."""
    with act_as(Acting(user.pk, user.organisation_id, user.role, "10.0.0.1")):
        yield


def asked(cast: Any, *, by: str = "lin", number: str = FIRST, basis: BasisKind = BasisKind.HANDOVER,
          security: SecurityKind = SecurityKind.MORTGAGE, at: datetime = AT, **told: Any) -> int:  # fmt: skip
    """An order asked for."""
    from huilong.rooms.collateral.queries import vehicles_of

    who = cast[by]
    with at_work(who):
        car = vehicles_of(number)[0].id
        return actions.request(
            number, car, basis, security=security, told={**TOLD, **told}, user=who.pk, role=Role(who.role), at=at
        )


def approved(cast: Any, *names: str, at: datetime = AT, **more: Any) -> int:
    """An order that was approved by these, up the way."""
    key = asked(cast, at=at, **more)
    for name in names or ("lead", "boss"):
        decide(cast, key, name, at=at)
    return key


def decide(cast: Any, key: int, name: str, decision: StepDecision = StepDecision.APPROVED, at: datetime = AT) -> None:
    """One level decides."""
    who = cast[name]
    with at_work(who):
        actions.decide(key, decision, ApprovalReason.GROUNDS_SHOWN, user=who.pk, role=Role(who.role), at=at)


def sent(cast: Any, crew: int, agent: str = "tow", *, at: datetime = AT, **more: Any) -> int:
    """An order quoted, dispatched to a team and accepted by the agent."""
    key = approved(cast, at=at, **more)
    han, who = cast["han"], cast[agent]
    with at_work(han):
        made = actions.quote(key, crew, "handover_pickup", 12, user=han.pk, role=Role(han.role), at=at)
        actions.dispatch(key, made, role=Role(han.role), at=at, agent=who.pk)
    with at_work(who):
        actions.accept(key, role=Role(who.role), at=at, agent=who.pk)
    return key


def authority(cast: Any, key: int, agent: str = "tow", at: datetime = AT) -> Dealt:
    """The agent at the car asks."""
    with at_work(cast[agent]):
        return actions.ask_authority(key, user=cast[agent].pk, at=at)
