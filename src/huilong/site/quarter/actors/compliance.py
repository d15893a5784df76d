"""Compliance and the auditor (合规与审计): judge what was told late, look at gaps, check verdicts and journal anew."""

from collections.abc import Iterator
from datetime import date, datetime
from functools import partial

from huilong.rooms.compliance.actions import end_gap
from huilong.rooms.compliance.queries.gaps import gaps
from huilong.rooms.compliance.queries.records import recheck
from huilong.rooms.compliance.terms import GapEnd
from huilong.rooms.journal.queries import check
from huilong.rooms.people.terms import Role
from huilong.rooms.relief.terms import StepDecision
from huilong.rooms.repossession import actions as recovery
from huilong.rooms.repossession.terms import ApprovalReason, OrderState
from huilong.site.quarter.actors.recovery import orders
from huilong.site.quarter.world import Deed, World

ME, AUDITOR = "compliance", "auditor"
UPHOLDS = 0.8


def begin(world: World) -> None:
    """Nothing to arrange."""


def deeds(world: World, on: date) -> Iterator[Deed]:
    """Claims and gaps each working day; on Fridays verdicts and the journal are checked by people too."""
    if on.weekday() < 5:
        yield Deed(world.at(on, 16, 20), ME, partial(judge_claims, world))
        yield Deed(world.at(on, 16, 30), ME, partial(close_gaps, world))
    if on.weekday() == 4:
        yield Deed(world.at(on, 16, 40), ME, partial(recheck_week, world))
        yield Deed(world.at(on, 16, 50), AUDITOR, partial(verify, world))


def judge_claims(world: World, at: datetime) -> None:
    """Find claims of cars taken without network lawful or not."""
    me = world.cast[ME]
    for order in orders(world, OrderState.CLAIMED):
        upheld = world.luck.happens(UPHOLDS, "upheld", order.id)
        world.act(ME, "claim.upheld" if upheld else "claim.rejected", partial(
            recovery.judge_claim, order.id, StepDecision.APPROVED if upheld else StepDecision.REFUSED,
            ApprovalReason.GROUNDS_SHOWN if upheld else ApprovalReason.GROUNDS_MISSING, user=me.user,
            role=Role(me.role), at=at,
        ))  # fmt: skip


def close_gaps(world: World, at: datetime) -> None:
    """Look into every gap that the nights found, and close it."""
    with world.being(ME):
        waiting = list(gaps().filter(ended_at=None).values_list("pk", flat=True)[:50])
    for key in waiting:
        world.act(ME, "law.gap_ended", partial(_ended, key, at))


def _ended(key: int, at: datetime) -> bool:
    end_gap(key, GapEnd.EXPLAINED, at)
    return True


def recheck_week(world: World, at: datetime) -> None:
    """Derive the verdicts of the week anew, as compliance may at any time."""
    world.act(ME, "law.recheck", partial(recheck, at.date(), at.date()))


def verify(world: World, at: datetime) -> None:
    """Check the journal from the first link to the last seal."""
    world.act(AUDITOR, "journal.verify", check)
