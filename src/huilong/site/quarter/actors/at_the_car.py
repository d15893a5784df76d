"""At the car (收车现场): papers and photos, the authority, the taking or the leaving, the tow, the gate."""

import hashlib
import io
from datetime import datetime, timedelta
from functools import partial

from huilong.rooms.ledger.actions import post_receipt
from huilong.rooms.people.terms import Role
from huilong.rooms.repossession import actions
from huilong.rooms.repossession.actions.storing import Towed
from huilong.rooms.repossession.terms import OrderRow, OrderState
from huilong.rooms.repossession.terms.spot import (
    NEEDED_SLOTS,
    BelongingPlace,
    Captured,
    EvidenceKind,
    PhotoSlot,
    StopSignal,
    Thing,
)
from huilong.site.quarter.actors import borrowers
from huilong.site.quarter.world import World

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00"
MP4 = b"\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isomiso2mp41"
PAYS, RESISTS, NO_NETWORK = 0.30, 0.08, 0.10
ENDS = {"pays": PAYS, "resists": RESISTS, "no_network": NO_NETWORK, "taken": 1 - PAYS - RESISTS - NO_NETWORK}


def named(world: World, order: OrderRow) -> str:
    """Who of the cast stands for an order."""
    return next(name for name, who in world.cast.items() if who.user == order.agent)


def go_out(world: World, at: datetime) -> None:
    """Every agent goes to the cars accepted before today or this noon, one after the other."""
    from huilong.site.quarter.actors.recovery import orders

    for order in orders(world, OrderState.ACCEPTED, OrderState.LOCATED):
        if order.agent is not None:
            at = world.later(at, 4)
            visit(world, order, named(world, order), at)


def visit(world: World, order: OrderRow, name: str, at: datetime) -> None:
    """One car: a handover is signed and filmed, an authority asked for, and then what chance brings."""
    who, end = world.cast[name], world.luck.by_weight(ENDS, "at the car", order.id, at.date())
    if world.act(name, "handover.kept", partial(handover, world, name, order.id, at)) is None:
        return
    dealt = world.act(name, "authority.ask", partial(actions.ask_authority, order.id, user=who.user, at=at))
    if dealt is None:
        return
    if end == "pays":
        pays_everything(world, order, at + timedelta(seconds=20))
        world.wrong(name, "take after it was paid", partial(_take, world, name, order.id, dealt.token, at, at))
        return
    if end == "resists":
        stopped = partial(_stopped, world, name, order.id, at)
        world.act(name, "recovery.stop_on_the_spot", stopped)
        return
    heard = at + timedelta(hours=1) if end == "no_network" else at
    if heard > at:
        world.clock.set(heard)
    if world.act(name, f"recovery.{'claim' if heard > at else 'take'}",
                 partial(_take, world, name, order.id, dealt.token, at, heard)) is None:  # fmt: skip
        return
    if heard == at:
        to_the_yard(world, name, order.id, at)


def to_the_yard(world: World, name: str, key: int, at: datetime) -> None:
    """Tow the car away and through the gate."""
    who, yard = world.cast[name], world.memory["yard"]
    towed = Towed("钱师傅", "模拟路 8 号", yard, 12, 48_213)

    def tow() -> bool:
        actions.tow(key, towed, Captured(at), user=who.user, role=Role(who.role), at=at)
        return True

    def gate_in() -> int:
        return actions.gate_in(key, yard, Captured(at), bay="B-17", keys=1, mileage_km=48_225, photos_held=True,
                               user=who.user, role=Role(who.role), at=at + timedelta(minutes=2))  # fmt: skip

    if world.act(name, "recovery.tow", tow):
        world.act(name, "recovery.gate_in", gate_in)


def handover(world: World, name: str, key: int, at: datetime) -> bool:
    """Photos from every side, what lies in the car, an identity, a film, a signature: of this visit, each time anew."""
    user = world.cast[name].user
    for slot in NEEDED_SLOTS:
        _keep(key, EvidenceKind.PHOTO, PNG + f"{slot}{key}{at}".encode(), user, at, slot)
    things = (Thing("儿童座椅", 1, BelongingPlace.CABIN), Thing("雨伞", 1, BelongingPlace.BOOT))
    actions.list_belongings(key, things, Captured(at), user=user, at=at)
    for kind, body in ((EvidenceKind.IDENTITY, PNG), (EvidenceKind.VIDEO, MP4), (EvidenceKind.SIGNATURE, PNG)):
        _keep(key, kind, body + f"{kind}{key}{at}".encode(), user, at)
    actions.complete_handover(key, user=user, at=at)
    return True


def pays_everything(world: World, order: OrderRow, at: datetime) -> None:
    """The borrower pays all that is past due; finance sees it on the account and posts it at once."""
    me = world.cast["finance"]
    for loan, fen in borrowers.owed(world, order.number):
        if fen <= 0:
            continue
        made = world.act("finance", "receipt.post", partial(
            post_receipt, loan_id=loan, on=at.date(), amount_fen=fen * 2, actor=me.actor, today=at.date(), at=at
        ))  # fmt: skip
        if made is not None:
            world.tally.figures["collected_fen"] += fen * 2
            world.tally.figures["collected_fen.before_taking"] += fen * 2


def release(world: World, order: OrderRow, at: datetime) -> None:
    """Give a redeemed car back, against a paper signed for it and what lay in it."""
    who = world.cast["coordinator"]

    def back() -> OrderState:
        receipt = _keep(order.id, EvidenceKind.RECEIPT, PNG + f"receipt{order.id}".encode(), who.user, at)
        return actions.release(order.id, receipt=receipt, user=who.user, role=Role(who.role), at=at)

    world.act("coordinator", "recovery.release", back)


def _take(world: World, name: str, key: int, token: str, happened: datetime, at: datetime) -> bool:
    who = world.cast[name]
    actions.take_or_claim(key, token, Captured(happened), signals=(), user=who.user, role=Role(who.role), at=at)
    return True


def _stopped(world: World, name: str, key: int, at: datetime) -> bool:
    actions.stop_on_the_spot(key, (StopSignal.RESISTANCE,), Captured(at), user=world.cast[name].user, at=at)
    return True


def _keep(
    key: int, kind: EvidenceKind, body: bytes, user: int, at: datetime, slot: PhotoSlot | None = None
) -> int:
    captured = Captured(at, hashlib.sha256(body).hexdigest(), 366_500_000, 1_170_200_000, 5)
    name = "x.mp4" if kind is EvidenceKind.VIDEO else "x.png"
    return actions.keep_evidence(
        key, io.BytesIO(body), kind=kind, slot=slot, captured=captured, name=name, user=user, at=at
    )
