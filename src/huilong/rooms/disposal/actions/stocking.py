"""Into stock and out of it (入库存与退出): handed over by recovery, questions answered, held, freed, given back."""

from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from huilong.kernel.refusal import Refusal
from huilong.rooms.cases.actions import assign
from huilong.rooms.cases.queries import duty_now
from huilong.rooms.cases.terms import DutyKind, Holder
from huilong.rooms.disposal.actions.moving import actor, figure, free_all, locked, me, step
from huilong.rooms.disposal.actions.stopping import stop_live_sale
from huilong.rooms.disposal.models import Hold, Sale, Stock
from huilong.rooms.disposal.queries.stock import stock_of_order, stored
from huilong.rooms.disposal.rules.lawful import VOUCHED
from huilong.rooms.disposal.terms import HoldKind, SaleEnd, SaleState, StockState, StockVerb
from huilong.rooms.people.queries import colleagues
from huilong.rooms.people.terms import Role
from huilong.rooms.repossession.actions import back_from_sale
from huilong.rooms.repossession.queries import order_row, steps_of
from huilong.rooms.repossession.queries.orders import told_of
from huilong.rooms.repossession.terms import OrderState, OrderVerb

FROM_THE_ORDER = ("registry_search_done", "mortgage_registered", "other_creditor_preserved_or_enforced", "holder",
                  "mortgagor_bankrupt")  # fmt: skip
HOLDS_OF_PEOPLE = (HoldKind.DISPUTE, HoldKind.COMPLAINT, HoldKind.COURT, HoldKind.TITLE, HoldKind.OTHER)
"""What somebody may set; the others follow from the case and from redemption."""


def enter(order: int, at: datetime) -> int:
    """Take a vehicle that recovery handed over into stock (入库存); its key. A clerk gets its case with it.

    What was answered when the recovery was asked for is taken along; the clerk answers again. Raises Refusal
    `not-handed-over`, `in-stock-already`.
    """
    row = order_row(order)
    if row.state is not OrderState.AT_SALE:
        raise Refusal(
            "not-handed-over", zh="收车单尚未转处置。", en="The recovery has not been handed to disposal.",
            remedy_zh="请收车专员先办理转处置。", remedy_en="Let the coordinator hand it over first.",
        )  # fmt: skip
    taken = [one for one in steps_of(order) if one.verb in (OrderVerb.TAKE, OrderVerb.UPHOLD)]
    said = told_of(order)
    told = {name: value for name, value in said.items() if name in FROM_THE_ORDER}
    told["mortgagor_bankrupt"] = said.get("mortgagor_bankrupt") is True  # a bankruptcy is a flag of the case besides
    try:
        with transaction.atomic():
            made = Stock.objects.create(
                order_id=order, case_id=row.case_id, loan_id=row.loan_id, product=row.security.value, entered_at=at,
                entered_by=actor(), taken_on=timezone.localdate(taken[0].at if taken else at), told=told,
            )  # fmt: skip
            step(stored(made.pk), StockVerb.ENTERED, at, detail={"order": order})
    except IntegrityError as error:
        if "disposal_an_order_is_in_stock_once" not in str(error):
            raise
        raise Refusal(
            "in-stock-already", zh="该车已在库存中。", en="This vehicle is in stock already.",
            remedy_zh="请从库存列表打开。", remedy_en="Open it from the stock.",
        ) from None  # fmt: skip
    _give_out(row.number, at)
    return int(made.pk)


def give_to(key: int, clerk: int, at: datetime) -> None:
    """Give a vehicle in stock to a clerk (指派处置专员), sight of its case with it. Raises Refusal `no-such-clerk`."""
    row = stored(key)
    one = next((one for one in colleagues((Role.DISPOSAL_CLERK,)) if one.id == clerk), None)
    if one is None:
        raise Refusal("no-such-clerk", status=422, where="clerk", zh="请选择处置专员。", en="Choose a disposal clerk.")
    assign([row.case.number], Holder(one.organisation, one.team, one.id), DutyKind.DISPOSE, actor=actor(), at=at)


def answer(key: int, told: Mapping[str, bool | None], at: datetime) -> None:
    """Answer what the law asks of a vehicle (核对合规事实): yes, no, None for open. Raises `no-such-question`."""
    unknown = sorted(set(told) - set(VOUCHED))
    if unknown:
        raise Refusal(
            "no-such-question", status=422, where=unknown[0], zh="没有这个核对项。", en="There is no such question.",
        )  # fmt: skip
    with transaction.atomic():
        row = locked(key)
        kept = {name: value for name, value in {**row.told, **told}.items() if value is not None}
        changed = {name: value for name, value in told.items() if row.told.get(name) != value}
        if changed:
            row.told = kept
            step(row, StockVerb.ANSWERED, at, detail={"answers": changed}, fields=("told",))


def hold(key: int, kind: HoldKind, at: datetime) -> int:
    """Hold a sale up (暂缓处置); the key of the hold. A sale that is open stops; one that is agreed does not any more.

    Raises Refusal `no-choice`, `held-already`.
    """
    if kind not in HOLDS_OF_PEOPLE:
        raise Refusal("no-choice", status=422, where="kind", zh="请从列表中选择。", en="Choose one of the list.")
    try:
        with transaction.atomic():
            row = locked(key)
            made = Hold.objects.create(stock=row, kind=kind, since=timezone.localdate(at), set_by=me(), set_at=at)
            stopped = stop_live_sale(row, SaleEnd.HELD, at)
            step(row, StockVerb.HELD, at, detail={"kind": kind.value, "hold": made.pk, "stopped": stopped},
                 fields=("state",))  # fmt: skip
    except IntegrityError as error:
        if "disposal_one_hold_of_a_kind" not in str(error):
            raise
        raise Refusal("held-already", zh="已有同类暂缓。", en="It is held for that already.") from None
    return int(made.pk)


def free(key: int, hold_key: int, at: datetime) -> None:
    """End a hold (解除暂缓): by another person than who set it. Raises `no-such-hold`, `not-a-second-person`."""
    with transaction.atomic():
        row = locked(key)
        found = Hold.objects.filter(pk=hold_key, stock=row, ended_at=None).first()
        if found is None:
            raise Refusal("no-such-hold", status=404, zh="没有这项暂缓。", en="There is no such hold.")
        if found.set_by == me():
            raise Refusal(
                "not-a-second-person", status=403, rule="four-eyes", zh="自己设置的暂缓须由他人解除。",
                en="A hold is ended by another person than who set it.",
                remedy_zh="请让同事或经理解除。", remedy_en="Ask a colleague, or the manager.",
            )  # fmt: skip
        Hold.objects.filter(pk=hold_key).update(ended_at=at, ended_by=me())
        step(row, StockVerb.FREED, at, detail={"kind": found.kind, "hold": hold_key})


def withdraw(key: int, why: SaleEnd, at: datetime) -> None:
    """Take a vehicle out of stock (退出处置): its open sale stops, it stands in its yard as before.

    Raises Refusal `sold-already` once a price is agreed.
    """
    with transaction.atomic():
        row = locked(key)
        _withdraw(row, why, at)


def hear_of_handover(order: int, at: datetime) -> None:
    """A vehicle was handed to sale: it is in stock in the same transaction."""
    enter(order, at)


def hear_of_redemption(order: int, at: datetime) -> None:
    """A vehicle in stock was redeemed (赎回): its sale stops and its auction is cancelled at once.

    Sold, it cannot be redeemed any more, so the money is not taken: Refusal `sold-already`.
    """
    found = stock_of_order(order)
    if found is None:
        return
    row = locked(found, tuple(StockState))
    if StockState(row.state) is StockState.SETTLED:
        raise _sold()
    _withdraw(row, SaleEnd.REDEEMED, at)


def hear_of_flag(number: str, at: datetime) -> None:
    """A circumstance was noted on a case: what the list shows of its vehicles follows."""
    for row in Stock.objects.filter(case__number=number, ended_at=None).select_related("case", "order__vehicle"):
        figure(row, at)
        row.save(update_fields=["held", "late", "cost_fen", "looked_on"])


def _withdraw(row: Stock, why: SaleEnd, at: datetime) -> None:
    live = Sale.objects.filter(stock=row, state__in=[SaleState.AGREED, SaleState.PAID, SaleState.DELIVERED]).exists()
    if live:
        raise _sold()
    stopped = stop_live_sale(row, why, at)
    row.state, row.ended_at = StockState.WITHDRAWN.value, at
    free_all(row, me(), at)
    step(row, StockVerb.WITHDRAWN, at, detail={"why": why.value, "stopped": stopped}, fields=("state", "ended_at"))
    back_from_sale(row.order_id, why=why.value, at=at)


def _give_out(number: str, at: datetime) -> None:
    """Its case goes to the clerk who looks after fewest vehicles; without a clerk, the manager gives it out."""
    clerks = {one.id: one for one in colleagues((Role.DISPOSAL_CLERK,))}
    if not clerks:
        return
    loads = dict.fromkeys(clerks, 0)
    for case in Stock.objects.filter(ended_at=None).values_list("case_id", flat=True):
        duty = duty_now(case, DutyKind.DISPOSE, at)
        if duty is not None and duty.user in loads:
            loads[duty.user] += 1
    one = clerks[min(clerks, key=lambda key: (loads[key], key))]
    assign([number], Holder(one.organisation, one.team, one.id), DutyKind.DISPOSE, actor=actor(), at=at)


def _sold() -> Refusal:
    return Refusal(
        "sold-already", zh="车辆已成交,不能再退出或赎回。", en="The vehicle is sold: it is not redeemed or taken back.",
        remedy_zh="余款按分配结果处理;如交易解除,先撤销变卖。",
        remedy_en="What is left follows the distribution; if the sale is rescinded, undo it first.",
    )  # fmt: skip
