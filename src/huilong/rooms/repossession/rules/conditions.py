"""The law of the live authority (收车授权规则): what stops a taking, and what an authority may do at a moment.

Plain functions over plain facts. The database's actions, the guard beside the pages and the proof by simulation all
call these; nobody writes them again.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Protocol

from huilong.rooms.cases.terms import FlagKind
from huilong.rooms.repossession.rules.policy import Policy
from huilong.rooms.repossession.terms.authority import Claim, Held, Standing, StopCause
from huilong.rooms.repossession.terms.orders import BasisKind, OrderState

FLAG_STOPS: dict[FlagKind, StopCause] = {
    FlagKind.DISPUTE: StopCause.DISPUTE, FlagKind.COMPLAINT: StopCause.COMPLAINT, FlagKind.HOLD: StopCause.HOLD,
    FlagKind.HARDSHIP: StopCause.HARDSHIP, FlagKind.DEATH: StopCause.DEATH,
    FlagKind.INCAPACITATED: StopCause.INCAPACITATED, FlagKind.MINOR: StopCause.MINOR,
    FlagKind.BANKRUPTCY: StopCause.BANKRUPTCY, FlagKind.MILITARY: StopCause.MILITARY,
    FlagKind.COURT_STAY: StopCause.COURT_STAY,
}  # fmt: skip
"""The circumstances of a borrower that stop a taking while they are in force, whatever channel a hold names."""

HANDOVER_PAPERS = ("paper", "identity", "video", "inventory")
"""What a signed handover consists of."""
AT_THE_CAR = (OrderState.ACCEPTED, OrderState.LOCATED)
"""States in which an authority may be asked for."""
AT_THE_CAR_ONLY = frozenset({
    StopCause.RECALLED, StopCause.DUTY, StopCause.ACCOUNT, StopCause.LICENCE, StopCause.BASIS, StopCause.LAW,
})  # fmt: skip
"""What can only be asked of somebody at the car; all else stops a recovery before anybody is sent."""
SEEN_BY_ITSELF = frozenset({StopCause.EXPIRED, StopCause.USED, StopCause.GIVEN_BACK, StopCause.RENEWALS})
"""Ends the holder brings about, or sees coming on the own clock: nobody has to confirm them."""


class Shown(Protocol):
    """What a ground shows (依据)."""

    on: date
    until: date | None
    files: dict[str, int]


def is_grounded(basis: BasisKind, grounds: Sequence[Shown], on: date, *, taking: bool) -> bool:
    """Whether an order has what it rests on (依据是否齐备): a court's paper valid on the day, or, for the taking, a
    handover signed that very day with ID, video and inventory. The newest counts."""
    if basis is BasisKind.HANDOVER:
        if not taking:
            return True
        return bool(grounds) and grounds[0].on == on and all(grounds[0].files.get(one) for one in HANDOVER_PAPERS)
    newest = grounds[0] if grounds else None
    return newest is not None and newest.until is not None and newest.on <= on <= newest.until


def stops(now: Standing) -> tuple[StopCause, ...]:
    """All that stops a taking now (停止事由), the weightiest first; empty: it may go on.

    What is not known stops too: a loan the book does not know, a case that is closed.
    """
    said = [
        (StopCause.RECALLED, now.state not in AT_THE_CAR), (StopCause.CASE_CLOSED, not now.case_open),
        (StopCause.UNKNOWN, now.owed_fen is None),
        (StopCause.PAID, now.owed_fen is not None and now.owed_fen <= now.stop_fen),
        (StopCause.PROMISE, now.promised), (StopCause.RELIEF, now.relieved),
        *((cause, cause in now.flags) for cause in sorted(FLAG_STOPS.values())),
        (StopCause.DUTY, not now.on_duty), (StopCause.ACCOUNT, not now.account_open),
        (StopCause.LICENCE, not now.licensed), (StopCause.BASIS, not now.grounded), (StopCause.LAW, bool(now.law)),
    ]  # fmt: skip
    return tuple(cause for cause, it_is in said if it_is)


def stops_before(now: Standing) -> tuple[StopCause, ...]:
    """What stops a recovery before anybody is at the car (派单前停止事由): nobody asks for it or is sent meanwhile."""
    return tuple(cause for cause in stops(now) if cause not in AT_THE_CAR_ONLY)


def is_live(held: Held, at: datetime) -> bool:
    """Whether an authority is good at a moment (授权是否有效): not ended, not run out; its last instant excluded."""
    return held.ended is None and held.issued_at <= at < held.expires_at


def good_until(at: datetime, now: Standing, policy: Policy) -> datetime:
    """Until when an authority dealt or renewed now is good: its minutes, but no longer than the holder's duty."""
    end = at + timedelta(seconds=policy.seconds)
    return end if now.duty_until is None else min(end, now.duty_until)


def renewed(held: Held, now: Standing, at: datetime, policy: Policy) -> Held | StopCause:
    """The authority renewed (续期), or why it is not. It never outlives its conditions, nor its number of renewals."""
    if held.ended is not None:
        return held.ended
    if not is_live(held, at):
        return StopCause.EXPIRED
    if found := stops(now):
        return found[0]
    if held.renewed >= policy.renewals:
        return StopCause.RENEWALS
    end = max(held.expires_at, good_until(at, now, policy)) if now.duty_until is None else good_until(at, now, policy)
    return replace(held, expires_at=end, renewed=held.renewed + 1)


def may_take(held: Held | None, claim: Claim | None, now: Standing, holder: int, at: datetime) -> StopCause | None:
    """Why a taking is refused now (收车判定); None: it is lawful to take the car under this authority.

    The token must be whole, of this very authority, for this car, in this holder's hands, and itself not run out: an
    old token of an authority renewed since does not take the car after its own end.
    """
    if held is None or claim is None:
        return StopCause.EXPIRED
    if held.ended is not None:
        return held.ended
    mine = (held.id, held.order, held.vin, held.holder) == (claim.authority, claim.order, claim.vin, claim.holder)
    if not mine or holder != held.holder:
        return StopCause.DUTY
    if not is_live(held, at) or at.timestamp() >= claim.expires:
        return StopCause.EXPIRED
    found = stops(now)
    return found[0] if found else None
