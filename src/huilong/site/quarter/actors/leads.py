"""Who decides (审批): team lead, manager and compliance look twice a day at what waits for them; most is granted."""

from collections.abc import Iterator
from datetime import date, datetime
from functools import partial

from huilong.rooms.people.terms import Role
from huilong.rooms.relief import actions as relief
from huilong.rooms.relief import queries as offers
from huilong.rooms.relief.terms import DecisionReason, StepDecision
from huilong.rooms.repossession import actions as recovery
from huilong.rooms.repossession import queries as orders
from huilong.rooms.repossession.terms import ApprovalReason
from huilong.site.quarter.world import Deed, World

LOOKS = {"team_lead": (10, 11), "manager": (11, 30), "compliance": (11, 50)}
GRANTS, AGREES = 0.85, 0.9


def begin(world: World) -> None:
    """Nothing to arrange."""


def deeds(world: World, on: date) -> Iterator[Deed]:
    """Twice a day, each after the one below."""
    if on.weekday() == 6:
        return
    for name, (hour, minute) in LOOKS.items():
        for later in (0, 5):
            yield Deed(world.at(on, hour + later, minute), name, partial(decide, world, name))


def decide(world: World, name: str, at: datetime) -> None:
    """Decide on every offer and every order that waits for one."""
    who = world.cast[name]
    with world.being(name):
        waiting = offers.offer_page({"mine": True}, at, role=who.role, user=who.user).rows
        asked = orders.order_page({"mine": True}, role=who.role, user=who.user).rows
    for offer in waiting:
        yes = world.luck.happens(GRANTS, "grants", offer.id, name)
        why = DecisionReason.HARDSHIP_SHOWN if yes else DecisionReason.TOO_MUCH
        world.act(name, "relief.approve" if yes else "relief.refuse", partial(
            relief.decide, offer.id, StepDecision.APPROVED if yes else StepDecision.REFUSED, why, user=who.user,
            role=Role(who.role), at=at,
        ))  # fmt: skip
    for order in asked:
        yes = world.luck.happens(AGREES, "agrees", order.id, name)
        because = ApprovalReason.LAST_RESORT if yes else ApprovalReason.BETTER_WAY
        world.act(name, "recovery.approve" if yes else "recovery.refuse", partial(
            recovery.decide, order.id, StepDecision.APPROVED if yes else StepDecision.REFUSED, because, user=who.user,
            role=Role(who.role), at=at,
        ))  # fmt: skip
