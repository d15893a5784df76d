"""Closing (收车结案): release after redemption, un-repossess, hand over to sale. The law is asked before each.

Belongings decide: not listed, or held back, nothing is closed (CN-REPO-012); a fee for them there never is.
"""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from huilong.kernel.events import tell
from huilong.kernel.refusal import Refusal
from huilong.rooms.cases.queries import case_detail
from huilong.rooms.compliance.actions import may_we, refuse_unless_permitted, tell_outcome
from huilong.rooms.compliance.terms import Decision, Fact, OutcomeKind, Wanted
from huilong.rooms.people.terms import Role
from huilong.rooms.repossession.actions.accounting import take_back_charges
from huilong.rooms.repossession.actions.keeping import kept_step
from huilong.rooms.repossession.actions.moving import locked, step
from huilong.rooms.repossession.actions.storing import end_stay, open_stay
from huilong.rooms.repossession.models import Belonging, Charge, Evidence, Order, Redemption, SpotStep, Stay
from huilong.rooms.repossession.queries.after import charge_facts
from huilong.rooms.repossession.queries.orders import stored
from huilong.rooms.repossession.rules.reversal import owed_back, reversals, standing
from huilong.rooms.repossession.rules.states import after, refuse_unless_may
from huilong.rooms.repossession.terms import HandedToSale, OrderState, OrderVerb
from huilong.rooms.repossession.terms.spot import Captured, EvidenceKind, SpotStepKind
from huilong.rooms.repossession.terms.yard import UndoReason

CLOSE = "repo.close"


def release(key: int, *, receipt: int | None, user: int, role: Role, at: datetime) -> OrderState:
    """Give the vehicle back after it was redeemed (放还车辆), with what lies in it; the state after.

    `receipt`: the paper signed for vehicle and belongings; needed while things have not gone back before. Raises
    Refusal `not-redeemed`, `belongings-first`, `law-blocked`, `order-state`.
    """
    refuse_unless_may(OrderVerb.RELEASE, role)
    order = _closable(key, OrderVerb.RELEASE)
    if not Redemption.objects.filter(order=order, paid_at__isnull=False).exists():
        raise Refusal(
            "not-redeemed", zh="赎车款尚未到账。", en="The redemption amount has not come in.",
            remedy_zh="到账后再放还;如收车有误,请撤销收车。",
            remedy_en="Release it once it has; if it should not have been taken, un-repossess.",
        )  # fmt: skip
    verdict = _ask(order, receipt, at)
    with transaction.atomic():
        order = locked(key)
        things = _give_back(order, receipt, user, at)
        _stop_clock(order, user, at)
        detail = {"things": things, "receipt": receipt}
        step(order, OrderVerb.RELEASE, at, detail=detail, verdict=str(verdict.id))
        kept_step(order, SpotStepKind.RELEASED, Captured(at), user, at, detail)
    tell_outcome(verdict.id, OutcomeKind.DONE, at)
    return OrderState(order.state)


def undo(key: int, why: UndoReason, *, receipt: int | None, user: int, role: Role, at: datetime) -> int:
    """Give the vehicle back as if it had never been taken (撤销收车); what is owed back to the borrower, in fen.

    Every charge of the order is taken back by a fact of its own; nothing the storage clock shows is charged. Raises
    Refusal `belongings-first`, `law-blocked`, `order-state`.
    """
    refuse_unless_may(OrderVerb.UNDO, role)
    order = _closable(key, OrderVerb.UNDO)
    verdict = _ask(order, receipt, at)
    with transaction.atomic():
        order = locked(key)
        things = _give_back(order, receipt, user, at)
        _stop_clock(order, user, at)
        facts, on = charge_facts(key), timezone.localdate(at)
        taken_back = reversals(facts)
        Charge.objects.bulk_create(
            Charge(order=order, kind=one.kind.value, amount_fen=one.amount_fen, on=on, made_at=at, by=user,
                   reverses_id=one.reverses)
            for one in taken_back
        )  # fmt: skip
        take_back_charges(standing(facts), order.loan_id, why.value, on, at)
        back = owed_back(facts)
        detail = {
            "why": why.value, "reversed": [one.reverses for one in taken_back], "owed_back_fen": back,
            "reversed_fen": -sum(one.amount_fen for one in taken_back), "things": things,
        }  # fmt: skip
        step(order, OrderVerb.UNDO, at, detail=detail, verdict=str(verdict.id))
        kept_step(order, SpotStepKind.UNDONE, Captured(at), user, at, detail)
    tell_outcome(verdict.id, OutcomeKind.DONE, at)
    return back


def hand_to_sale(key: int, *, user: int, role: Role, at: datetime) -> OrderState:
    """Hand the vehicle to disposal (转处置). Its clock runs on; the room of disposal comes after this one.

    Not while an amount told to the borrower still holds. Raises Refusal `redemption-holds`, `belongings-first`,
    `law-blocked`, `order-state`.
    """
    refuse_unless_may(OrderVerb.SELL, role)
    order = _closable(key, OrderVerb.SELL)
    if Redemption.objects.filter(order=order, paid_at=None, valid_until__gte=at).exists():
        raise Refusal(
            "redemption-holds", zh="告知借款人的赎车报价仍在有效期内。",
            en="An amount told to the borrower still redeems the vehicle.",
            remedy_zh="请等到有效期届满。", remedy_en="Wait until it has run out.",
        )  # fmt: skip
    if Redemption.objects.filter(order=order, paid_at__isnull=False).exists():
        raise Refusal(
            "redeemed", zh="车辆已赎回,应放还。", en="The vehicle is redeemed: release it.",
            remedy_zh="请办理放还。", remedy_en="Release it.",
        )  # fmt: skip
    verdict = _ask(order, None, at, in_our_keeping=True)
    with transaction.atomic():
        order = locked(key)
        things = Belonging.objects.filter(order=order, returned_at=None).count()
        step(order, OrderVerb.SELL, at, detail={"things_kept": things}, verdict=str(verdict.id))
        kept_step(order, SpotStepKind.TO_SALE, Captured(at), user, at, {"things_kept": things})
        tell(HandedToSale(key, order.case.number, at))
    tell_outcome(verdict.id, OutcomeKind.DONE, at)
    return OrderState(order.state)


def _closable(key: int, verb: OrderVerb) -> Order:
    """The order, if the verb fits its state: nobody asks the law in vain."""
    order = stored(key)
    after(OrderState(order.state), verb)
    return order


def _ask(order: Order, receipt: int | None, at: datetime, *, in_our_keeping: bool = False) -> Decision:
    """The law's word on closing (结案裁决), stored; refuses what it does not permit."""
    if receipt is not None and not Evidence.objects.filter(pk=receipt, order=order, kind=EvidenceKind.RECEIPT).exists():
        raise Refusal(
            "no-such-receipt-paper", status=422, where="receipt", zh="没有这份签收单。",
            en="There is no such receipt for belongings.",
        )  # fmt: skip
    listed = SpotStep.objects.filter(order=order, kind=SpotStepKind.INVENTORY).exists()
    waits = Belonging.objects.filter(order=order, returned_at=None).exists()
    if waits and receipt is None and not in_our_keeping:
        raise Refusal(
            "belongings-first", rule="CN-REPO-012", zh="车内物品尚未归还签收。",
            en="Belongings have not gone back and been signed for.",
            remedy_zh="请上传签收单,或先归还物品。", remedy_en="Add the signed receipt, or return them first.",
        )  # fmt: skip
    known = {
        "inventory_done": listed, "belongings_withheld_for_payment": False, "belongings_withheld": False,
        "belongings_fee": 0,
    }  # fmt: skip
    facts = {name: Fact(value, "order", at) for name, value in known.items()}
    borrower = case_detail(order.case.number).case.borrower
    decision = may_we(
        Wanted(CLOSE, borrower, order.loan_id, facts=facts, case=order.case.number, product=order.security), at
    )
    refuse_unless_permitted(decision)
    return decision


def _give_back(order: Order, receipt: int | None, user: int, at: datetime) -> int:
    """Whatever has not gone back yet goes with the vehicle, signed for."""
    return Belonging.objects.filter(order=order, returned_at=None).update(
        returned_at=at, returned_by=user, receipt_id=receipt
    )


def _stop_clock(order: Order, user: int, at: datetime) -> None:
    """The vehicle leaves the yard, if it is in one. What was told to the borrower is what storage cost him."""
    if Stay.objects.filter(order=order, gate_out_at=None).exists():
        end_stay(order, open_stay(order), user, at, charged=False)
