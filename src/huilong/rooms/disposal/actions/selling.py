"""Selling (变卖): put on sale at a venue, offers, a price agreed, or nothing. The law is asked at each price."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from huilong.kernel.money import MAX_FEN, Fen, yuan
from huilong.kernel.refusal import Refusal
from huilong.rooms.collateral.terms import car_name
from huilong.rooms.compliance.actions import refuse_unless_permitted, tell_outcome
from huilong.rooms.compliance.terms import Decision, OutcomeKind
from huilong.rooms.disposal.actions import auctioning
from huilong.rooms.disposal.actions.lawful import JUDICIAL, SALE, ask, sale_facts, second_of
from huilong.rooms.disposal.actions.moving import locked, me, refuse_if_held, step
from huilong.rooms.disposal.models import Offer, Plan, Sale
from huilong.rooms.disposal.queries.policy import policy
from huilong.rooms.disposal.queries.sales import stored_sale
from huilong.rooms.disposal.queries.stock import reports_of, stored
from huilong.rooms.disposal.queries.valuing import plan_row
from huilong.rooms.disposal.rules.clocks import after_business_days
from huilong.rooms.disposal.rules.lawful import of_judicial
from huilong.rooms.disposal.terms import CarGrade, PlanState, SaleEnd, SaleState, StockState, StockVerb, VenueKind
from huilong.rooms.journal.actions import digested
from huilong.rooms.people.queries import colleagues, lender_name
from huilong.rooms.people.terms import Role
from huilong.rooms.vault.queries import sealed_note


def open_sale(key: int, at: datetime) -> int:
    """Put a vehicle on sale by its approved price (上架变卖); the sale's key. Our own auction is opened with it.

    Raises Refusal `sale-held`, `no-approved-price`, `report-missing`, `law-…`, and what auctions refuse.
    """
    row = stored(key)
    refuse_if_held(row, at)
    plan = Plan.objects.filter(stock=row, state=PlanState.APPROVED).first()
    if plan is None:
        raise Refusal(
            "no-approved-price", zh="没有已批准的定价。", en="There is no price that was agreed to.",
            remedy_zh="请先定价;低于估值下限的须经理批准。",
            remedy_en="Price it first; below the band a manager has to agree.",
        )  # fmt: skip
    if not reports_of(key):
        raise Refusal(
            "report-missing", zh="尚无车况报告。", en="There is no condition report yet.",
            remedy_zh="请先登记车况报告。", remedy_en="Make the condition report first.",
        )  # fmt: skip
    verdict = _may_sell(plan, plan.reserve_fen, at)
    refuse_unless_permitted(verdict)
    if plan.kind == VenueKind.JUDICIAL:
        told = of_judicial(plan.reserve_fen, plan.reference_fen, plan.round, plan.rests_on["before_fen"],
                           plan.rests_on["notice_days"])  # fmt: skip
        refuse_unless_permitted(ask(row, JUDICIAL, told, at, second_of(plan_row(plan))))
    with transaction.atomic():
        row = locked(key, (StockState.STOCKED,))
        refuse_if_held(row, at)
        made = Sale.objects.create(stock=row, plan=plan, opened_at=at, opened_by=me(), verdicts=[verdict.id])
        auction = _auction(made, plan, verdict.id, at) if plan.kind == VenueKind.OWN_AUCTION else None
        Sale.objects.filter(pk=made.pk).update(auction=auction)
        row.state = StockState.ON_SALE.value
        detail = {"sale": made.pk, "venue": plan.venue, "reserve_fen": plan.reserve_fen, "auction": auction}
        step(row, StockVerb.OPENED, at, detail=detail, verdict=str(verdict.id), fields=("state",))
    tell_outcome(verdict.id, OutcomeKind.DONE, at)
    return int(made.pk)


def offer(key: int, buyer: str, fen: Fen, at: datetime, *, insider: bool = False) -> int:
    """Note an offer in a direct sale (登记报价); its key. Who offers is sealed. An insider's is kept, and never taken.

    Raises Refusal `offer-unfit`, `sale-state`, `offered-already`.
    """
    if not 0 < fen <= MAX_FEN or not buyer.strip():
        raise Refusal("offer-unfit", status=422, where="fen", zh="请填写报价人和大于零的金额。",
                      en="An offer says by whom, and an amount above zero.")  # fmt: skip
    buyer_key = digested(buyer.strip())
    data_key, sealed = sealed_note(buyer.strip(), f"offer:{key}:{buyer_key}")
    try:
        with transaction.atomic():
            sale = _open(key, (VenueKind.DEALER,))
            made = Offer.objects.create(
                sale=sale, key_id=data_key, buyer=sealed, buyer_key=buyer_key, fen=fen, on=timezone.localdate(at),
                insider=insider or is_insider(buyer), by=me(), at=at,
            )  # fmt: skip
            step(locked(sale.stock_id), StockVerb.OFFERED, at, detail={"sale": key, "offer": made.pk, "fen": fen})
    except IntegrityError as error:
        if "disposal_one_offer_a_buyer" not in str(error):
            raise
        raise Refusal(
            "offered-already", zh="该报价人已报过价。", en="This buyer has offered already.",
            remedy_zh="一人一价,不得更改。", remedy_en="One offer a buyer; it is not changed.",
        ) from None  # fmt: skip
    return int(made.pk)


def take_offer(key: int, offer_key: int, at: datetime) -> None:
    """Sell to who offers (接受报价): the highest of at least so many, at the reserve or above.

    Raises Refusal `too-few-offers`, `insider-buyer`, `not-the-highest`, `below-reserve`, `law-…`.
    """
    sale = stored_sale(key)
    found = list(Offer.objects.filter(sale=sale).order_by("-fen", "id"))
    one = next((row for row in found if row.pk == offer_key), None)
    if one is None:
        raise Refusal("no-such-offer", status=404, zh="没有这份报价。", en="There is no such offer.")
    if one.insider:
        raise insider_buyer()
    outside, least = [row for row in found if not row.insider], policy().cuts[VenueKind.DEALER].offers_at_least
    if len(outside) < least:
        raise Refusal(
            "too-few-offers", rule="house:offers", zh=f"直接变卖须有至少 {least} 份外部报价,现有 {len(outside)} 份。",
            en=f"A direct sale takes {least} offers of outsiders at least; there are {len(outside)}.",
            remedy_zh="请继续询价。", remedy_en="Ask for more.",
        )  # fmt: skip
    if outside[0].fen > one.fen:
        raise Refusal(
            "not-the-highest", zh="另有更高报价。", en="Somebody offers more.",
            remedy_zh="请接受最高报价。", remedy_en="Take the highest offer.",
        )  # fmt: skip
    from huilong.rooms.disposal.queries.sales import offers_of

    name = next(row.buyer for row in offers_of(key) if row.id == offer_key)
    agree(key, one.fen, buyer_key=one.buyer_key, buyer=name, at=at)


def agree(
    key: int, price_fen: Fen, *, buyer_key: str, buyer: str, at: datetime, fee_fen: Fen = 0, by_auction: bool = False
) -> None:
    """A price is agreed (成交). Raises Refusal `below-reserve`, `insider-buyer`, `sale-state`, `law-…`.

    Of an auction that ended, what the law forbids by now makes the sale fail instead: the auction is over either way.
    """
    sale = stored_sale(key)
    _must_be(sale, SaleState.OPEN)
    if price_fen < sale.plan.reserve_fen:
        raise Refusal(
            "below-reserve", status=422, where="price", zh=f"低于保留价 {yuan(sale.plan.reserve_fen)} 元。",
            en=f"Below the reserve of {yuan(sale.plan.reserve_fen)} yuan.",
            remedy_zh="可登记流拍后按降价规则再次变卖。", remedy_en="Note that it failed and offer it again.",
        )  # fmt: skip
    if buyer and is_insider(buyer):
        raise insider_buyer()
    verdict = _may_sell(sale.plan, price_fen, at)
    if by_auction and not verdict.permitted:
        fail(key, SaleEnd.HELD, at)
        return
    refuse_unless_permitted(verdict)
    data_key, sealed = sealed_note(buyer, f"sale:{key}")
    pay_by = after_business_days(timezone.localdate(at), policy().pay_days, policy())
    with transaction.atomic():
        row = locked(sale.stock_id)
        refuse_if_held(row, at)
        sale = stored_sale(key, lock=True)
        _must_be(sale, SaleState.OPEN)
        Sale.objects.filter(pk=key).update(
            state=SaleState.AGREED, price_fen=price_fen, agreed_at=at, pay_by=pay_by, buyer_key=buyer_key[:60],
            key_id=data_key, buyer=sealed, fee_fen=fee_fen, verdicts=[*sale.verdicts, verdict.id],
        )  # fmt: skip
        row.state = StockState.SOLD.value
        detail = {"sale": key, "price_fen": price_fen, "pay_by": pay_by.isoformat()}
        step(row, StockVerb.AGREED, at, detail=detail, verdict=str(verdict.id), fields=("state",))
    tell_outcome(verdict.id, OutcomeKind.DONE, at)


def fail(key: int, why: SaleEnd, at: datetime) -> None:
    """A sale came to nothing (流拍): the vehicle is back in stock, to be priced again under the venue's cuts.

    A price that was agreed and never paid fails too. Raises Refusal `sale-state`.
    """
    with transaction.atomic():
        row = locked(stored_sale(key).stock_id)
        sale = stored_sale(key, lock=True)
        _must_be(sale, SaleState.OPEN, SaleState.AGREED)
        Sale.objects.filter(pk=key).update(state=SaleState.FAILED, ended_at=at, why=why)
        Plan.objects.filter(pk=sale.plan_id).update(state=PlanState.REPLACED)
        row.state = StockState.STOCKED.value
        detail = {"sale": key, "why": why.value, "round": sale.plan.round}
        step(row, StockVerb.FAILED, at, detail=detail, fields=("state",))


def is_insider(buyer: str) -> bool:
    """Whether a buyer is the lender, one of its people, or a firm the policy names (内部人)."""
    name = buyer.strip()
    staff = {one.name for one in colleagues(tuple(Role)) if one.organisation_name == lender_name()}
    return name in policy().insiders or name == lender_name() or name in staff


def insider_buyer() -> Refusal:
    """Nothing is sold to insiders: not to the lender, its people, or firms near to it."""
    return Refusal(
        "insider-buyer", status=403, rule="house:insiders", zh="不得卖给本机构、员工或关联方。",
        en="Nothing is sold to the lender, its people or firms near to it.",
        remedy_zh="请选择外部买受人。", remedy_en="Sell to somebody outside.",
    )  # fmt: skip


def _may_sell(plan: Plan, price_fen: Fen, at: datetime) -> Decision:
    told = plan_row(plan)
    row = stored(plan.stock_id)
    return ask(row, SALE, sale_facts(row, told, price_fen, at), at, second_of(told))


def _auction(sale: Sale, plan: Plan, verdict: int, at: datetime) -> int:
    told, row, report = policy(), sale.stock, reports_of(sale.stock_id)[0]
    car = row.order.vehicle
    grade = CarGrade(report.grade).word
    shown = {"里程 mileage": f"{report.mileage_km} km", "车况 grade": f"{grade.zh} {grade.en}",
             "钥匙 keys": str(report.keys), "年份 year": str(car.year or "—"),
             "所在地 city": row.case.city}  # fmt: skip
    return auctioning.open_for(
        sale.pk, car_name(car.make, car.model), plan.reserve_fen, days=told.venue(plan.venue).days,
        notice_days=plan.rests_on["notice_days"], round_to=told.round_to_fen, verdict=verdict, shown=shown, at=at,
    )  # fmt: skip


def _open(key: int, kinds: tuple[VenueKind, ...]) -> Sale:
    sale = stored_sale(key, lock=True)
    _must_be(sale, SaleState.OPEN)
    if VenueKind(sale.plan.kind) not in kinds:
        raise Refusal("sale-state", zh="该渠道不接受报价登记。", en="Offers are not noted at this venue.")
    return sale


def _must_be(sale: Sale, *states: SaleState) -> None:
    if SaleState(sale.state) not in states:
        raise Refusal(
            "sale-state", zh=f"变卖当前为“{SaleState(sale.state).word.zh}”,不能这样做。",
            en=f"The sale is {SaleState(sale.state).word.en}: this cannot be done.",
            remedy_zh="请刷新页面。", remedy_en="Reload the page.",
        )  # fmt: skip


def overdue_payments(on: date) -> list[int]:
    """Sales whose buyer has not paid by the day agreed (逾期未付款)."""
    return list(Sale.objects.filter(state=SaleState.AGREED, pay_by__lt=on).values_list("pk", flat=True))
