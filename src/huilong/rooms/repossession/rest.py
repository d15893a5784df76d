"""Recovery for other systems (收车接口): the orders of a case, asking for one, how one stands, stopping it at once.

An authority is in the hands of a person: it is asked for at the car by whoever is signed in there, not with a token.
"""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema

from huilong.kernel.acting import acting
from huilong.rooms.cases.queries import case_detail
from huilong.rooms.people.terms import Role
from huilong.rooms.repossession import actions, queries
from huilong.rooms.repossession.terms import BasisKind, OrderRow, SecurityKind
from huilong.shell.api import Asked, Key, Text, done_once, known_only, needs

router = Router(tags=["recovery"])


class NothingAsked(Asked):
    """Nothing beside the address."""


class OrderIn(Asked):
    """A recovery asked for; `told` are facts of the law by their names, see docs/how-to/repossession.md."""

    vehicle: Key
    basis: BasisKind
    security: SecurityKind = SecurityKind.MORTGAGE
    told: dict[str, bool | str] = {}


class StopIn(Asked):
    """Why the recovery ends."""

    why: Text


class OrderOut(Schema):
    """An order: what it rests on, where it stands, what may stay past due and still stop it."""

    id: int
    loan_id: str
    vehicle: int
    vin: str
    basis: str
    security: str
    state: str
    waits_for: str
    stop_fen: int
    asked_at: datetime


class LiveOut(OrderOut):
    """An order, and whether somebody may take the car now."""

    authority: int | None
    live: bool
    seconds_left: int
    ended: str
    server_time: datetime


@router.get("/cases/{number}/recovery", response=list[OrderOut], summary="收车单 · Recovery orders of a case")
@needs("recovery.view")
@known_only(NothingAsked)
def orders(request: HttpRequest, number: Text) -> list[dict[str, Any]]:
    """The recovery orders of a case, newest first."""
    case_detail(number)
    return [_told(one) for one in queries.orders_of(number)]


@router.post("/cases/{number}/recovery", response=OrderOut, summary="申请收车 · Ask for a recovery")
@needs("recovery.request")
@done_once
def ask(request: HttpRequest, number: Text, body: OrderIn) -> dict[str, Any]:
    """Ask that a car be recovered; the law is asked first, and people have to agree. It gives nobody a right."""
    who = acting()
    key = actions.request(
        number, body.vehicle, body.basis, security=body.security, told=body.told, user=who.user if who else 0,
        role=Role.SERVICE, at=timezone.now(),
    )  # fmt: skip
    return _told(queries.order_row(key))


@router.get("/recovery/{order_id}", response=LiveOut, summary="收车单状态 · How an order stands")
@needs("recovery.view")
@known_only(NothingAsked)
def order(request: HttpRequest, order_id: Key) -> dict[str, Any]:
    """How an order stands, and the seconds left of an authority to take its car, by the server's clock."""
    row, now = queries.order_row(order_id), timezone.now()
    newest = next(iter(queries.authorities_of(order_id)), None)
    left = newest.seconds_left(now) if newest else 0
    return _told(row) | {
        "authority": newest.id if newest else None, "live": left > 0, "seconds_left": left,
        "ended": newest.ended.value if newest and newest.ended else "", "server_time": now,
    }  # fmt: skip


@router.post("/recovery/{order_id}/stop", response=OrderOut, summary="停止收车 · Stop a recovery")
@needs("recovery.stop")
@done_once
def stop(request: HttpRequest, order_id: Key, body: StopIn) -> dict[str, Any]:
    """End an order before the car is taken: its authority ends in the same moment, the holder's screen turns red."""
    actions.stop(order_id, body.why, role=Role.SERVICE, at=timezone.now())
    return _told(queries.order_row(order_id))


def _told(one: OrderRow) -> dict[str, Any]:
    return {
        "id": one.id, "loan_id": one.loan_id, "vehicle": one.vehicle, "vin": one.vin_masked, "basis": one.basis.value,
        "security": one.security.value, "state": one.state.value, "waits_for": one.waits_for,
        "stop_fen": one.stop_fen, "asked_at": one.asked_at,
    }  # fmt: skip
