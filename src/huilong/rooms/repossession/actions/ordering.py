"""Asking for a recovery and deciding on it (申请与审批): the law is asked before anybody is."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from huilong.kernel.refusal import Refusal
from huilong.rooms.cases.queries import case_detail
from huilong.rooms.collateral.queries import vehicles_of
from huilong.rooms.compliance.actions import refuse_unless_permitted, tell_outcome
from huilong.rooms.compliance.terms import Decision, OutcomeKind, Verdict
from huilong.rooms.journal.actions import record
from huilong.rooms.people.terms import Role
from huilong.rooms.relief.terms import StepDecision
from huilong.rooms.repossession.actions.lawful import ORDER, ask_the_law
from huilong.rooms.repossession.actions.moving import actor, locked, step
from huilong.rooms.repossession.models import Approval, Order, OrderStep
from huilong.rooms.repossession.queries.orders import stored
from huilong.rooms.repossession.queries.policy import policy
from huilong.rooms.repossession.rules.policy import chain
from huilong.rooms.repossession.rules.states import after, refuse_unless_may
from huilong.rooms.repossession.terms import ApprovalReason, BasisKind, OrderState, OrderVerb, SecurityKind
from huilong.shell.live import announce

ONE_A_VIN = "repossession_one_live_order_a_vin"


def request(
    number: str, vehicle: int, basis: BasisKind, *, security: SecurityKind, told: Mapping[str, Any], user: int,
    role: Role, at: datetime,
) -> int:  # fmt: skip
    """Ask that a vehicle of a case be recovered (申请收车); the order's key. It gives nobody a right to take the car.

    `told`: what the asker vouches for, by the names of the law's facts. Raises Refusal `no-such-case`,
    `no-such-vehicle`, `not-past-due`, `law-blocked` with the clause after the verdict is stored, and
    `vehicle-has-order` where anybody at all has a live order on the vehicle.
    """
    refuse_unless_may(OrderVerb.REQUEST, role)
    detail = case_detail(number)
    car = next((one for one in vehicles_of(number) if one.id == vehicle), None)
    if car is None or not any(one.loan_id == car.loan_id and one.left_on is None for one in detail.loans):
        raise Refusal(
            "no-such-vehicle", status=404, where="vehicle", zh="案件中没有这辆在催车辆。",
            en="This case has no such vehicle in collections.",
        )  # fmt: skip
    rules = policy()
    order = Order(
        case_id=detail.case.id, vehicle_id=car.id, vin=car.vin, loan_id=car.loan_id, basis=basis.value,
        security=security.value, stop_fen=rules.stop_fen, told=_kept(told), asked_by=user, asked_role=role.value,
        asked_at=at, changed_at=at,
    )  # fmt: skip
    decision = ask_the_law(order, ORDER, at)
    if decision.answer.verdict is Verdict.BLOCK:
        refuse_unless_permitted(decision)
    way = chain(rules, basis, security, role)
    order.waits_for, order.verdicts = way[0].value, [decision.id]
    try:
        with transaction.atomic():
            order.save(force_insert=True)
            Approval.objects.bulk_create(
                Approval(order=order, place=place, role=one.value) for place, one in enumerate(way, 1)
            )
            said = {"basis": basis.value, "security": security.value, "verdict": decision.id}
            OrderStep.objects.create(
                order=order, verb=OrderVerb.REQUEST.value, state=order.state, at=at, who=actor(), detail=said
            )
            record(
                verb="recovery.request", subject=("case", number), at=at, verdict=str(decision.id),
                detail={"order": order.pk, "chain": [one.value for one in way], **said},
            )  # fmt: skip
            announce("recovery", number, order=order.pk, state=order.state)
            _done(decision, at)
    except IntegrityError as error:
        if ONE_A_VIN not in str(error):
            raise
        raise has_order() from None
    return int(order.pk)


def _done(decision: Decision | None, at: datetime) -> None:
    """Say that what the law permitted was done."""
    if decision is not None and decision.permitted:
        tell_outcome(decision.id, OutcomeKind.DONE, at)


def has_order() -> Refusal:
    """What somebody is told who asks for a car on which there is an order: not whose, nor where it stands."""
    return Refusal(
        "vehicle-has-order", where="vehicle", zh="此车已有进行中的收车单,不能再申请。",
        en="There is a live recovery order on this vehicle: a second one cannot be made.",
        remedy_zh="请联系贷款机构的收车专员。", remedy_en="Ask the lender's repossession coordinator.",
    )  # fmt: skip


def decide(
    key: int, decision: StepDecision, why: ApprovalReason, *, user: int, role: Role, at: datetime
) -> OrderState:
    """Approve or refuse the step that waits (收车审批); the state the order is then in.

    The last approval asks the law once more. Raises Refusal `not-a-second-person`, `order-state`, `law-blocked`.
    """
    refuse_unless_may(OrderVerb.APPROVE, role)
    approved = decision is StepDecision.APPROVED
    verdict = _last_word(key, user, role, why, at) if approved else None
    with transaction.atomic():
        order = locked(key)
        one = _step_of(order, user, role)
        Approval.objects.filter(pk=one.pk, decided_by=None).update(
            decided_by=user, decided_at=at, decision=decision.value, why=why.value
        )
        following = Approval.objects.filter(order=order, decided_by=None).order_by("place").first()
        said = {"place": one.place, "role": role.value, "why": why.value}
        if verdict is not None:
            order.verdicts = [*order.verdicts, verdict.id]
        if approved and following is not None:
            order.waits_for, order.changed_at = following.role, at
            order.save(update_fields=["waits_for", "changed_at"])
            OrderStep.objects.create(
                order=order, verb=OrderVerb.APPROVE.value, state=order.state, at=at, who=actor(), detail=said
            )
            record(verb="recovery.approve", subject=("case", order.case.number), at=at,
                   detail={"order": key, **said})  # fmt: skip
        else:
            order.waits_for = ""
            step(order, OrderVerb.APPROVE if approved else OrderVerb.REFUSE, at, detail=said,
                 verdict=str(verdict.id) if verdict else "", fields=("waits_for", "verdicts"))  # fmt: skip
            _done(verdict, at)
    return OrderState(order.state)


def _kept(told: Mapping[str, Any]) -> dict[str, Any]:
    """What is kept of the asker's word: yes, no, short words; nothing else."""
    return {
        name: value for name, value in told.items()
        if isinstance(value, bool) or (isinstance(value, str) and 0 < len(value) <= 40)
    }  # fmt: skip


def _last_word(key: int, user: int, role: Role, why: ApprovalReason, at: datetime) -> Decision | None:
    """What the law says where the step that waits is the last; refuses what it does not permit, verdict kept."""
    order = stored(key)
    if OrderState(order.state) is not OrderState.REQUESTED:
        return None
    _step_of(order, user, role)
    if Approval.objects.filter(order=order, decided_by=None).count() > 1:
        return None
    verdict = ask_the_law(order, ORDER, at, second=(f"user:{user}", why.value))
    refuse_unless_permitted(verdict)
    return verdict


def _step_of(order: Order, user: int, role: Role) -> Approval:
    """The step that waits, if it waits for this person."""
    if OrderState(order.state) is not OrderState.REQUESTED:
        after(OrderState(order.state), OrderVerb.APPROVE)
    one = Approval.objects.filter(order=order, decided_by=None).order_by("place").first()
    before = Approval.objects.filter(order=order, decided_by=user).exists()
    if one is None or one.role != role.value or order.asked_by == user or before:
        raise Refusal(
            "not-a-second-person", status=403, rule="four-eyes", zh="这一步不由您审批。",
            en="This step is not for you to decide.", remedy_zh="须由另一位有此权限的同事处理,且每级不同人。",
            remedy_en="Another colleague of that role has to, a different one at each level.",
        )  # fmt: skip
    return one
