"""Moving an order on (收车单流转): one step of the table, one line of history, one word to the open pages."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from huilong.kernel.acting import acting
from huilong.kernel.refusal import Refusal
from huilong.rooms.agencies.actions import note_response
from huilong.rooms.agencies.terms.rating import ClockKind, ClockStep
from huilong.rooms.cases.actions import one_at_the_case
from huilong.rooms.journal.actions import record
from huilong.rooms.people.terms import Role
from huilong.rooms.repossession.models import Order, OrderStep
from huilong.rooms.repossession.queries.orders import stored
from huilong.rooms.repossession.rules.states import after, refuse_unless_may
from huilong.rooms.repossession.terms import OrderState, OrderVerb
from huilong.shell.live import announce

LATE_AFTER = timedelta(minutes=2)
"""What is entered longer after it happened is marked late."""


def move(
    key: int, verb: OrderVerb, *, role: Role, at: datetime, happened_at: datetime | None = None,
    detail: Mapping[str, Any] | None = None,
) -> OrderState:  # fmt: skip
    """Do a verb to an order (流转); the state it is then in. `happened_at`: when it happened, if not now.

    Not for taking: that is `taken` and `claim_taken` alone. Raises Refusal `order-role`, `order-state`,
    `no-such-order`.
    """
    if verb in (OrderVerb.TAKE, OrderVerb.CLAIM, OrderVerb.UPHOLD):
        raise ValueError(f"{verb} has a verb of its own")
    refuse_unless_may(verb, role)
    with transaction.atomic():
        order = locked(key)
        step(order, verb, at, happened_at=happened_at, detail=detail)
    return OrderState(order.state)


def locked(key: int) -> Order:
    """The order, with its case held for this transaction: nobody posts money, promises or takes meanwhile."""
    one_at_the_case(stored(key).case_id)
    return stored(key, lock=True)


def step(
    order: Order, verb: OrderVerb, at: datetime, *, happened_at: datetime | None = None,
    detail: Mapping[str, Any] | None = None, verdict: str = "", fields: tuple[str, ...] = (), late: bool = False,
) -> OrderStep:  # fmt: skip
    """Put an order where a verb brings it, within the caller's transaction, and write the line of its history."""
    before = OrderState(order.state)
    order.state = after(before, verb).value
    order.changed_at = at
    told, then = dict(detail or {}), happened_at or at
    if then > at:
        raise Refusal(
            "not-yet", status=422, where="happened_at", zh="时间不能晚于现在。", en="This lies ahead.",
            remedy_zh="请核对时间。", remedy_en="Check the time.",
        )  # fmt: skip
    line = OrderStep.objects.create(
        order=order, verb=verb.value, state=order.state, at=then, who=actor(), detail=told,
        late=late or at - then > LATE_AFTER,
    )
    order.save(update_fields=["state", "changed_at", *fields])
    number = order.case.number
    record(
        verb=f"recovery.{verb.value}", subject=("case", number), at=at, verdict=verdict,
        detail={"order": order.pk, "from": before.value, "to": order.state, "late": line.late, **told},
    )  # fmt: skip
    _tell_the_clock(order, verb, then, at)
    announce("recovery", number, order=order.pk, state=order.state)
    return line


CLOCK = {
    OrderVerb.DISPATCH: ClockStep.ASKED, OrderVerb.ACCEPT: ClockStep.ANSWERED, OrderVerb.DECLINE: ClockStep.DECLINED,
    OrderVerb.LOCATE: ClockStep.ARRIVED, OrderVerb.TAKE: ClockStep.ARRIVED, OrderVerb.CLAIM: ClockStep.ARRIVED,
    OrderVerb.RECALL: ClockStep.CANCELLED, OrderVerb.STOP: ClockStep.CANCELLED,
}  # fmt: skip
"""What a verb says to the clock of the organisation that was sent (响应时钟): it is rated by how it answers."""


def _tell_the_clock(order: Order, verb: OrderVerb, then: datetime, at: datetime) -> None:
    if verb in CLOCK and order.crew is not None:
        note_response(
            order.crew.organisation_id, ClockKind.RECOVERY, f"order:{order.pk}", CLOCK[verb], then, noted_at=at
        )


def actor() -> str:
    """Who acts, as history and journal name it."""
    who = acting()
    return who.actor if who else "system"
