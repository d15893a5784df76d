"""Clocks of a vehicle in stock (处置时限查询), worked out from what was done."""

from datetime import date, datetime

from django.utils import timezone

from huilong.rooms.compliance.queries import lender
from huilong.rooms.disposal.models import Appraisal, Distribution, Report, Request, Sale, Stock, SurplusPayment
from huilong.rooms.disposal.queries.policy import policy
from huilong.rooms.disposal.queries.stock import redeemable_until
from huilong.rooms.disposal.rules.clocks import clocks
from huilong.rooms.disposal.terms import LIVE_SALE, Clock, Owner, SaleClock


def clocks_of(stock: Stock) -> tuple[Clock, ...]:
    """The clocks of a vehicle that have begun, each with the day it is due and the day it was done."""
    entered = timezone.localdate(stock.entered_at)
    report = Report.objects.filter(stock=stock).order_by("id").values_list("at", flat=True).first()
    value = Appraisal.objects.filter(stock=stock).order_by("id").values_list("known_at", flat=True).first()
    first = Sale.objects.filter(stock=stock).order_by("id").values_list("opened_at", flat=True).first()
    sale = Sale.objects.filter(stock=stock, state__in=list(LIVE_SALE)).first()
    begun: dict[SaleClock, date | None] = {
        SaleClock.CONDITION_REPORT: entered, SaleClock.VALUATION: entered,
        SaleClock.LISTING: redeemable_until(stock) or entered,
    }  # fmt: skip
    done: dict[SaleClock, date | None] = {
        SaleClock.CONDITION_REPORT: _day(report), SaleClock.VALUATION: _day(value), SaleClock.LISTING: _day(first),
    }
    if lender().jurisdiction == "US":
        begun[SaleClock.DISPOSAL] = stock.taken_on
        done[SaleClock.DISPOSAL] = _day(sale.agreed_at) if sale else None
    if sale is not None:
        begun |= {SaleClock.PAYMENT: _day(sale.agreed_at), SaleClock.TRANSFER: _day(sale.paid_at),
                  SaleClock.DISTRIBUTION: _day(sale.delivered_at)}  # fmt: skip
        done |= {SaleClock.PAYMENT: _day(sale.paid_at), SaleClock.TRANSFER: _day(sale.delivered_at)}
        _of_proceeds(sale, begun, done)
    return clocks(begun, done, policy())


def _of_proceeds(sale: Sale, begun: dict[SaleClock, date | None], done: dict[SaleClock, date | None]) -> None:
    found = Distribution.objects.filter(sale=sale, state="posted").first()
    if found is None:
        return
    done[SaleClock.DISTRIBUTION] = _day(found.posted_at)
    if found.surplus_fen and found.surplus_to != Owner.LENDER:
        paid = SurplusPayment.objects.filter(distribution=found).values_list("paid_on", flat=True).first()
        begun[SaleClock.SURPLUS], done[SaleClock.SURPLUS] = _day(found.posted_at), paid
    asked = Request.objects.filter(distribution=found).order_by("answered_at", "id").last()
    if asked is not None:
        begun[SaleClock.EXPLANATION], done[SaleClock.EXPLANATION] = asked.on, _day(asked.answered_at)


def _day(at: datetime | None) -> date | None:
    return timezone.localdate(at) if at else None
