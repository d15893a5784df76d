"""Hearing news (停止事由): money, promises, relief, flags, duties, accounts; told in the teller's own transaction."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from huilong.kernel.refusal import Refusal
from huilong.rooms.cases.actions import one_at_the_case
from huilong.rooms.cases.terms import FlagKind
from huilong.rooms.repossession.actions.authority import warn
from huilong.rooms.repossession.models import Order
from huilong.rooms.repossession.queries.standing import live_loan_of
from huilong.rooms.repossession.rules.conditions import FLAG_STOPS
from huilong.rooms.repossession.terms import LIVE, StopCause


def hear_of_money(loan_id: str, at: datetime) -> int:
    """Money came for a loan (收到回款): where it reached the amount that stops the recovery, it stops; how many."""
    ended = 0
    with transaction.atomic():
        for order in _live_orders(loan_id):
            one_at_the_case(order.case_id)
            try:
                loan = live_loan_of(order, at)
            except Refusal:  # not the teller's case: the guard looks at it within seconds, and the taking itself does
                continue
            if loan is not None and loan.due_fen <= order.stop_fen:
                ended += warn("order", order.pk, StopCause.PAID, at)
    return ended


def hear_of_flag(number: str, kind: FlagKind, since: date, at: datetime) -> int:
    """A circumstance was noted on a case (登记特殊情形); one that begins later is found by the guard on its day."""
    cause = FLAG_STOPS.get(kind)
    return warn("case", number, cause, at) if cause and since <= timezone.localdate(at) else 0


def hear_of_promise(number: str, at: datetime) -> int:
    """A promise to pay was accepted on a case (接受承诺)."""
    return warn("case", number, StopCause.PROMISE, at)


def hear_of_relief(loan_id: str, at: datetime) -> int:
    """Relief on a loan was agreed with the borrower (达成减免)."""
    return sum(warn("order", order.pk, StopCause.RELIEF, at) for order in _live_orders(loan_id))


def hear_of_duty(number: str, at: datetime) -> int:
    """A case changed hands for recovery (收车职责变更): whoever held an authority on it holds none."""
    return warn("case", number, StopCause.DUTY, at)


def hear_of_leaving(user: int, at: datetime) -> int:
    """Somebody's account was closed, or the place changed (离职或调岗)."""
    return warn("holder", user, StopCause.ACCOUNT, at)


def _live_orders(loan_id: str) -> list[Order]:
    found = Order.objects.select_related("case").filter(loan_id=loan_id, state__in=[one.value for one in LIVE])
    return list(found.order_by("case_id", "id"))
