"""Reads of stock (库存查询): the list, one vehicle, what holds it, its clocks, costs and history."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from huilong.kernel.refusal import Refusal
from huilong.rooms.cases.queries import standing_flags
from huilong.rooms.cases.terms import FlagKind
from huilong.rooms.collateral.rules.vin import mask_vin
from huilong.rooms.collateral.terms import car_name
from huilong.rooms.disposal.models import Hold, Report, Step, Stock
from huilong.rooms.disposal.queries.policy import policy
from huilong.rooms.disposal.terms import (
    CarGrade,
    HoldKind,
    HoldRow,
    Inspection,
    SaleClock,
    StepRow,
    StockPage,
    StockRow,
    StockState,
    StockVerb,
)
from huilong.rooms.repossession.queries.after import redemptions_of, stays_of

SORTS = {
    "entered_at": "entered_at", "taken_on": "taken_on", "state": "state", "number": "case__number",
    "cost_a_day_fen": "cost_fen", "reserve_fen": "reserve_fen", "value_fen": "value_fen", "city": "case__city",
}  # fmt: skip
"""What the list may be sorted by, and the column behind it."""

FLAGS_THAT_HOLD = {
    FlagKind.DISPUTE: HoldKind.DISPUTE, FlagKind.COMPLAINT: HoldKind.COMPLAINT, FlagKind.COURT_STAY: HoldKind.COURT,
    FlagKind.BANKRUPTCY: HoldKind.BANKRUPTCY,
}  # fmt: skip
"""Circumstances of a case that hold a sale up."""


def stored(key: int, *, lock: bool = False) -> Stock:
    """The row of a vehicle in stock; refuses (`no-such-stock`) alike whether there is none or its case is not seen."""
    found = Stock.objects.select_related("case", "order__vehicle")
    row = (found.select_for_update(of=("self",)) if lock else found).filter(pk=key).first()
    if row is None:
        raise Refusal(
            "no-such-stock", status=404, zh="没有这辆库存车。", en="There is no such vehicle in stock.",
            remedy_zh="请从库存列表打开。", remedy_en="Open it from the stock.",
        )  # fmt: skip
    return row


def stock_row(key: int, on: date) -> StockRow:
    """One vehicle in stock. Raises Refusal `no-such-stock`."""
    return told_row(stored(key), on)


def stock_of_order(order: int) -> int | None:
    """The vehicle that an order brought into stock and that is not withdrawn; None without one."""
    return Stock.objects.filter(order_id=order).exclude(state=StockState.WITHDRAWN).values_list("pk", flat=True).first()


def stock_page(asked: Mapping[str, Any], on: date, *, sort: str = "", page: int = 1, size: int = 50) -> StockPage:
    """One page of the stock (库存列表). `asked` may hold state, held, late, number, city, days (so long in stock)."""
    found = _narrowed(asked, on)
    total = found.order_by().count()
    pages = max(1, -(-total // size))
    page = min(max(page, 1), pages)
    rows = _ordered(found, sort)[(page - 1) * size : page * size]
    return StockPage(tuple(told_row(one, on) for one in rows), total, page, pages)


def each_in_stock(asked: Mapping[str, Any], on: date, sort: str) -> Iterator[StockRow]:
    """Every vehicle a list found, streamed."""
    yield from (told_row(one, on) for one in _ordered(_narrowed(asked, on), sort).iterator(chunk_size=2000))


def holds_of(stock: Stock, at: datetime) -> tuple[HoldRow, ...]:
    """What holds a sale up now (暂缓事由): set by somebody, a circumstance of the case, or time to redeem."""
    on = timezone.localdate(at)
    found = [HoldRow(HoldKind(one.kind), one.since, one.pk)
             for one in Hold.objects.filter(stock=stock, ended_at=None).order_by("id")]  # fmt: skip
    for flag in standing_flags(stock.case_id):
        if flag.kind in FLAGS_THAT_HOLD and flag.since <= on and (flag.until is None or flag.until >= on):
            found.append(HoldRow(FLAGS_THAT_HOLD[flag.kind], flag.since, None, flag.until, f"flag {flag.id}"))
    told = redemptions_of(stock.order_id)
    running = [one for one in told if one.paid_at is None and one.valid_until >= at]
    if any(one.paid_at is not None for one in told):
        found.append(HoldRow(HoldKind.REDEEMED, on, None, None, "redemption paid"))
    elif running:
        found.append(HoldRow(HoldKind.REDEMPTION, running[0].on, None, timezone.localdate(running[0].valid_until)))
    ends = redeemable_until(stock)
    if ends is not None and ends >= on:
        found.append(HoldRow(HoldKind.REDEMPTION, timezone.localdate(stock.entered_at), None, ends, "民法典第643条"))
    return tuple(found)


def redeemable_until(stock: Stock) -> date | None:
    """The last day of the period to redeem that law or contract gives, where the title was retained (回赎期)."""
    days = policy().redemption_days if stock.product == "retention_of_title" else 0
    return timezone.localdate(stock.entered_at) + timedelta(days=days) if days else None


def cost_a_day(order: int, at: datetime) -> int:
    """What one more day in the yard costs now (日成本), fen."""
    def standing(when: datetime) -> int:
        return sum(one.cost_fen for one in stays_of(order, when) if one.gate_out_at is None)

    return standing(at + timedelta(days=1)) - standing(at)


def steps_of(key: int) -> tuple[StepRow, ...]:
    """The history of a vehicle in stock, oldest first (处置历史)."""
    return tuple(
        StepRow(one.pk, StockVerb(one.verb), one.at, one.who, one.detail)
        for one in Step.objects.filter(stock_id=key).order_by("id")
    )


def reports_of(key: int) -> tuple[Inspection, ...]:
    """The condition reports of a vehicle, newest first (车况报告)."""
    return tuple(
        Inspection(
            one.pk, one.at, one.by, CarGrade(one.grade), one.runs, one.mileage_km, one.keys, one.certificate,
            tuple(one.defects), tuple(one.files),
        )
        for one in Report.objects.filter(stock_id=key).order_by("-id")
    )  # fmt: skip


def told_row(one: Stock, on: date) -> StockRow:
    """A row as others see it."""
    car, entered = one.order.vehicle, timezone.localdate(one.entered_at)
    until = timezone.localdate(one.ended_at) if one.ended_at else on
    return StockRow(
        one.pk, one.order_id, one.case.number, one.case_id, one.loan_id, one.order.vehicle_id,
        car_name(car.make, car.model), mask_vin(one.order.vin), one.case.city, one.product, StockState(one.state),
        one.entered_at, entered, one.taken_on, (until - entered).days, one.cost_fen, one.reserve_fen, one.value_fen,
        tuple(HoldKind(kind) for kind in one.held), tuple(SaleClock(kind) for kind in one.late), one.told, one.ended_at,
    )  # fmt: skip


def _narrowed(asked: Mapping[str, Any], on: date) -> QuerySet[Stock]:
    found = Stock.objects.select_related("case", "order__vehicle")
    wanted = Q()
    if asked.get("state"):
        wanted &= Q(state=asked["state"])
    elif not asked.get("all") and not asked.get("late"):
        wanted &= Q(ended_at=None)
    if asked.get("held"):
        wanted &= ~Q(held=[])
    if asked.get("late"):
        wanted &= ~Q(late=[])
    if asked.get("number"):
        wanted &= Q(case__number=asked["number"])
    if asked.get("city"):
        wanted &= Q(case__city=asked["city"])
    if asked.get("days"):
        wanted &= Q(entered_at__date__lte=on - timedelta(days=int(asked["days"])))
    return found.filter(wanted)


def _ordered(found: QuerySet[Stock], sort: str) -> QuerySet[Stock]:
    column = SORTS.get(sort.removeprefix("-"))
    if column is None:
        return found.order_by("entered_at", "id")
    falling = sort.startswith("-")
    order = F(column).desc(nulls_last=True) if falling else F(column).asc(nulls_last=True)
    return found.order_by(order, "id")
