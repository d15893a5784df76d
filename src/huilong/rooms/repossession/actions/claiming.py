"""What is told afterwards (补报收车): never a taking by itself. Both times are kept, and compliance decides."""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from huilong.kernel.refusal import Refusal
from huilong.rooms.people.terms import Role
from huilong.rooms.relief.terms import StepDecision
from huilong.rooms.repossession.actions.authority import warn
from huilong.rooms.repossession.actions.moving import locked, step
from huilong.rooms.repossession.models import Authority, Order, OrderStep
from huilong.rooms.repossession.rules import token
from huilong.rooms.repossession.rules.states import refuse_unless_may
from huilong.rooms.repossession.terms import ApprovalReason, OrderState, OrderVerb, StopCause


def claim_taken(key: int, token_told: str, *, happened_at: datetime, user: int, role: Role, at: datetime) -> int:
    """Say that the car was taken at an earlier time (补报收车); the key of the line of history, marked late.

    The order is `claimed`, not taken: what the token and the server's own record say of that earlier time is kept
    beside it, and compliance decides. Raises Refusal `order-role`, `order-state`, `not-yet`.
    """
    refuse_unless_may(OrderVerb.CLAIM, role)
    with transaction.atomic():
        order = locked(key)
        said = _shown(order, token_told, happened_at, user)
        warn("order", key, StopCause.RECALLED, at)
        line = step(order, OrderVerb.CLAIM, at, happened_at=happened_at, detail=said, late=True)
    return int(line.pk)


def judge_claim(
    key: int, decision: StepDecision, why: ApprovalReason, *, user: int, role: Role, at: datetime
) -> OrderState:
    """Find a late claim lawful or not (核定补报): compliance, never who claimed it. Upheld, it stays marked late."""
    verb = OrderVerb.UPHOLD if decision is StepDecision.APPROVED else OrderVerb.REJECT
    refuse_unless_may(verb, role)
    with transaction.atomic():
        order = locked(key)
        claim = OrderStep.objects.filter(order=order, verb=OrderVerb.CLAIM.value).order_by("-id").first()
        if claim is not None and claim.who == f"user:{user}":
            raise Refusal(
                "not-a-second-person", status=403, rule="four-eyes", zh="不能核定自己的补报。",
                en="Nobody judges the own claim.", remedy_zh="请另一位同事处理。", remedy_en="Let a colleague do it.",
            )  # fmt: skip
        happened = claim.at if claim else at
        step(order, verb, at, happened_at=happened, detail={"why": why.value, "claim": claim.pk if claim else None},
             late=True)  # fmt: skip
    return OrderState(order.state)


def _shown(order: Order, token_told: str, happened_at: datetime, user: int) -> dict[str, object]:
    """What the token says of the earlier time, and what the server knows of that authority."""
    claim = token.read(token.public(settings.AUTHORITY_KEY), token_told)
    if claim is None or (claim.order, claim.vin, claim.holder) != (order.pk, order.vin, user):
        return {"token": False, "covered": False}
    row = Authority.objects.filter(pk=claim.authority, order=order).first()
    within = claim.issued <= happened_at.timestamp() < claim.expires
    ended_before = row is not None and row.ended_at is not None and row.ended_at <= happened_at
    return {
        "token": True, "covered": within and row is not None and not ended_before, "authority": claim.authority,
        "expires": claim.expires, "ended": row.ended if row else "",
        "ended_at": row.ended_at.isoformat() if row and row.ended_at else "",
    }  # fmt: skip
