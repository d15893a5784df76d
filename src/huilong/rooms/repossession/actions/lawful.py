"""Asking the law of a recovery (收车合规裁决): before it is asked for, before anybody drives, and at the car."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone

from huilong.kernel.refusal import Refusal
from huilong.rooms.book import queries as book
from huilong.rooms.cases.queries import case_detail, flag_facts, promises_of
from huilong.rooms.cases.terms import PromiseState
from huilong.rooms.compliance.actions import may_we
from huilong.rooms.compliance.terms import Decision, Fact, Wanted
from huilong.rooms.relief.queries import active_offers
from huilong.rooms.relief.terms import StepDecision
from huilong.rooms.repossession.models import Approval, Order
from huilong.rooms.repossession.queries.orders import notices_of
from huilong.rooms.repossession.queries.policy import policy
from huilong.rooms.repossession.queries.standing import live_loan_of, standing_of
from huilong.rooms.repossession.rules import lawful
from huilong.rooms.repossession.rules.conditions import stops_before
from huilong.rooms.repossession.rules.lawful import Told
from huilong.rooms.repossession.terms import BasisKind

ORDER, EXECUTE = "repo.order", "repo.execute"


def ask_the_law(
    order: Order, action: str, at: datetime, *, at_the_car: Told | None = None, second: tuple[str, str] | None = None
) -> Decision:
    """The stored verdict on a recovery (合规裁决) by what is known of it at `at`; an order need not be kept yet.

    `at_the_car`: what the agent sees. `second`: who stands for it beside the one who asked, and why, which turns
    needs-approval into a permission; nothing turns a block.
    """
    number = order.case.number
    facts = {name: Fact(value, source, at) for name, (value, source) in _told(order, at, at_the_car or {}).items()}
    facts |= {
        name: Fact(value, source, when)
        for name, (value, source, when) in flag_facts(order.case_id, timezone.localdate(at), at).items()
    }
    wanted = Wanted(action, case_detail(number).case.borrower, order.loan_id, facts=facts, case=number,
                    product=order.security)  # fmt: skip
    override = second and {"by": f"user:{order.asked_by}", "second": second[0], "why": second[1]}
    return may_we(wanted, at, override=override)


def refuse_if_stopped(order: Order, at: datetime) -> None:
    """Refuse to ask for a recovery, or to send anybody, while money, an agreement or a circumstance stops it."""
    found = stops_before(standing_of(order, None, at))
    if found:
        raise Refusal(
            "recovery-stopped", rule="house:live-authority", where=found[0].value,
            zh=f"现在不能收车:{'、'.join(one.word.zh for one in found)}。",
            en=f"This car may not be recovered now: {', '.join(one.word.en for one in found)}.",
            remedy_zh="事由消除后再申请或派单。", remedy_en="Ask again, or send, once that is over.",
        )  # fmt: skip


def stands_for_it(order: Order) -> tuple[str, str] | None:
    """Who agreed to an order last, and why (末级审批人): the second person where the law asks for one."""
    one = Approval.objects.filter(order=order, decision=StepDecision.APPROVED).order_by("-place").first()
    return (f"user:{one.decided_by}", one.why) if one else None


def _told(order: Order, at: datetime, more: Mapping[str, tuple[Any, str]]) -> Told:
    """All that is known, the agent's eyes last."""
    on, rules, loan = timezone.localdate(at), policy(), live_loan_of(order, at)
    relieved = any(one.loan_id == order.loan_id for one in active_offers(order.case_id))
    promised = any(one.state is PromiseState.OPEN for one in promises_of(order.case_id))
    told = lawful.vouched(order.told)
    told |= lawful.of_notices(notices_of(order.case_id, order.loan_id), on, rules.reasonable_days)
    told |= lawful.of_money(loan.due_fen if loan else None, order.stop_fen, relieved=relieved, promised=promised)
    told["mortgagor_bankrupt"] = (order.told.get("mortgagor_bankrupt") is True, "order")
    if loan is not None:
        lent = book.loan(order.loan_id)["principal"] or 0
        told |= lawful.of_price(lent, loan.principal_left_fen, order.told.get("paid_ratio"))
    told["route"] = (lawful.ROUTES[BasisKind(order.basis)], "order")
    return told | dict(more)
