"""Redemption (赎车): the amount told with its end, and its coming in: the debt a receipt, each cost a payment."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from huilong.kernel.events import tell
from huilong.kernel.refusal import Refusal
from huilong.rooms.journal.actions import record
from huilong.rooms.ledger.actions import post_receipt
from huilong.rooms.repossession.actions.accounting import enter_payment
from huilong.rooms.repossession.actions.claiming_costs import lawful_charges
from huilong.rooms.repossession.actions.keeping import kept_step
from huilong.rooms.repossession.actions.moving import actor, locked
from huilong.rooms.repossession.actions.storing import CHARGEABLE, charge
from huilong.rooms.repossession.models import ChargePayment, Order, Redemption, Stay
from huilong.rooms.repossession.queries.after import RUNNING, charge_facts, redemption_of
from huilong.rooms.repossession.queries.claims import claimed_charges
from huilong.rooms.repossession.queries.orders import stored
from huilong.rooms.repossession.rules.reversal import standing
from huilong.rooms.repossession.terms import OrderState, Redeemed
from huilong.rooms.repossession.terms.spot import Captured, SpotStepKind
from huilong.rooms.repossession.terms.yard import ChargeKind, RedeemBy


def tell_redemption(key: int, by: RedeemBy, *, user: int, at: datetime) -> int:
    """Work out what redeems the vehicle and keep it as told to the borrower (赎车报价); its key.

    Costs are those incurred up to now that have a voucher and are on the published list (CN-DISP-003, CN-INT-006), the
    law asked of each; the rest, and until it ends the storage that runs on, is the lender's. Raises Refusal
    `order-state`.
    """
    if OrderState(stored(key).state) not in CHARGEABLE:
        raise _not_with_us()
    asked = lawful_charges(stored(key), at)
    with transaction.atomic():
        order = locked(key)
        if OrderState(order.state) not in CHARGEABLE:
            raise _not_with_us()
        amount = redemption_of(order, by, asked, at)
        made = Redemption.objects.create(
            order=order, redeem_by=by.value, on=amount.on, valid_until=amount.valid_until, due_fen=amount.due_fen,
            costs=[[one.kind.value, one.fen] for one in amount.costs], total_fen=amount.total_fen, made_by=user,
            made_at=at,
        )  # fmt: skip
        told = {"redemption": made.pk, "total_fen": amount.total_fen, "until": amount.valid_until.isoformat()}
        kept_step(order, SpotStepKind.QUOTED, Captured(at), user, at, told)
        record(
            verb="recovery.redemption_told", subject=("case", order.case.number), detail={"order": key, **told}, at=at
        )
    return int(made.pk)


def redeem(redemption_id: int, *, reference: str = "", user: int, at: datetime) -> int | None:
    """Note that the amount told came in (赎车款到账); the key of the receipt for the debt, None where nothing was due.

    The debt becomes a receipt of the loan, each cost a payment of its charge; storage that ran becomes the charge that
    was told. Raises Refusal `no-such-redemption`, `redemption-over`, and what receipts refuse.
    """
    with transaction.atomic():
        told = Redemption.objects.filter(pk=redemption_id).first()
        if told is None:
            raise Refusal("no-such-redemption", status=404, zh="没有这份赎车报价。", en="There is no such amount.")
        order = locked(told.order_id)
        told = Redemption.objects.select_for_update().get(pk=redemption_id)
        paid = Redemption.objects.filter(order=order, paid_at__isnull=False).exists()
        if paid or told.valid_until < at or OrderState(order.state) not in CHARGEABLE:
            raise Refusal(
                "redemption-over", zh="报价已付清、已过期或车辆已不在我方。",
                en="The amount is paid, has run out, or the vehicle is not with us.",
                remedy_zh="请按今日重新报价。", remedy_en="Work it out anew by today.",
            )  # fmt: skip
        receipt = None
        if told.due_fen:
            receipt = post_receipt(
                loan_id=order.loan_id, on=timezone.localdate(at), amount_fen=told.due_fen, actor=actor(),
                today=timezone.localdate(at), lender_reference=reference, at=at,
            )  # fmt: skip
        _pay_costs(order, told, user, at)
        Redemption.objects.filter(pk=redemption_id).update(paid_at=at, paid_by=user, receipt=receipt)
        detail = {"redemption": redemption_id, "total_fen": told.total_fen, "receipt": receipt}
        kept_step(order, SpotStepKind.PAID, Captured(at), user, at, detail)
        record(
            verb="recovery.redeemed", subject=("case", order.case.number), detail={"order": order.pk, **detail}, at=at
        )
        tell(Redeemed(order.pk, order.case.number, at))
    return receipt


def _pay_costs(order: Order, told: Redemption, user: int, at: datetime) -> None:
    """Pay each charge that was told: what came to be charged since then is the lender's."""
    left = {ChargeKind(kind): fen for kind, fen in told.costs}
    paid: dict[int, int] = {}
    for some in (claimed_charges(order, at), standing(charge_facts(order.pk))):  # what was asked for goes first
        for one in some:
            fen = min(one.left_fen - paid.get(one.key, 0), left.get(one.kind, 0))
            if fen > 0 and not one.paid_fen and one.key != RUNNING:
                paid[one.key] = paid.get(one.key, 0) + fen
                left[one.kind] -= fen
    for key, fen in paid.items():
        _pay(key, told, order, fen, at)
    running = left.get(ChargeKind.STORAGE, 0)
    if running:
        stay = Stay.objects.filter(order=order).order_by("-id").first()
        made = charge(order, ChargeKind.STORAGE, running, user, at, stay)
        _pay(made.pk, told, order, running, at)


def _pay(charge: int, told: Redemption, order: Order, fen: int, at: datetime) -> None:
    made = ChargePayment.objects.create(charge_id=charge, redemption=told, fen=fen)
    enter_payment(made, order.loan_id, timezone.localdate(at), at)


def _not_with_us() -> Refusal:
    return Refusal(
        "order-state", zh="车辆不在我方,没有赎车金额。", en="The vehicle is not with us: nothing redeems it.",
        remedy_zh="请刷新页面。", remedy_en="Reload the page.",
    )  # fmt: skip
