"""The standing of an order (收车条件): all that decides whether its car may be taken now, read under a lock."""

from datetime import datetime

from django.utils import timezone

from huilong.kernel.refusal import Refusal
from huilong.rooms.cases.queries import case_brief, duty_now, flags_of, live_position, promises_of
from huilong.rooms.cases.rules.flags import in_force
from huilong.rooms.cases.terms import CaseState, DutyKind, LiveLoan, PromiseState
from huilong.rooms.people.queries import is_working
from huilong.rooms.relief.queries import active_offers
from huilong.rooms.repossession.models import Crew, Ground, Order
from huilong.rooms.repossession.rules.conditions import FLAG_STOPS, is_grounded
from huilong.rooms.repossession.terms import BasisKind, OrderState, Standing


def live_loan_of(order: Order, at: datetime) -> LiveLoan | None:
    """What the car's loan owes now; None where the book does not know it or it left collections."""
    now = live_position(order.case.number, at)
    return next((one for one in now.loans if one.loan_id == order.loan_id), None)


def standing_of(order: Order, holder: int | None, at: datetime, *, taking: bool = False) -> Standing:
    """How an order stands at `at` for this holder (收车条件). Call it with the case's lock held.

    `taking`: a handover needs its papers of the day only once the car is taken, not when the agent first asks.
    """
    on, number = timezone.localdate(at), order.case.number
    try:
        brief = case_brief(number)
        open_case = brief.state is CaseState.OPEN and order.loan_id in brief.loan_ids
    except Refusal:
        open_case = False
    loan = live_loan_of(order, at) if open_case else None
    held = duty_now(order.case_id, DutyKind.RECOVER, at)
    mine = held is not None and holder is not None and held.user == holder
    crew = Crew.objects.filter(pk=order.crew_id or 0).first()  # none, too, where the team is not the asker's to see
    return Standing(
        state=OrderState(order.state), case_open=open_case, owed_fen=loan.due_fen if loan else None,
        stop_fen=order.stop_fen,
        promised=any(one.state is PromiseState.OPEN for one in promises_of(order.case_id)),
        relieved=any(one.loan_id == order.loan_id for one in active_offers(order.case_id)),
        flags=frozenset(
            FLAG_STOPS[one.kind] for one in flags_of(order.case_id, notes=False)
            if one.kind in FLAG_STOPS and in_force(one, on)
        ),
        on_duty=mine, duty_until=held.until if held else None, account_open=holder is not None and is_working(holder),
        licensed=crew is not None and crew.is_active and min(crew.licensed_until, crew.insured_until) >= on,
        grounded=is_grounded(BasisKind(order.basis), _grounds(order), on, taking=taking),
    )  # fmt: skip


def _grounds(order: Order) -> list[Ground]:
    """The newest paper of the order's basis; one only being asked for has none yet."""
    return list(Ground.objects.filter(order_id=order.pk or 0, kind=order.basis).order_by("-id")[:1])
