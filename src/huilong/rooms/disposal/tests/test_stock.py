"""In stock: entered with the handing over, held up, redeemed before it is sold, never after."""

from datetime import timedelta

import pytest

from huilong.rooms.cases.models import Duty
from huilong.rooms.disposal import actions
from huilong.rooms.disposal.models import Hold, Sale, Step, Stock
from huilong.rooms.disposal.night import look
from huilong.rooms.disposal.queries import clocks_of, stock_page, stock_row
from huilong.rooms.disposal.queries.stock import holds_of
from huilong.rooms.disposal.terms import HoldKind, SaleClock, SaleEnd, StockState
from huilong.rooms.repossession import actions as recovery
from huilong.rooms.repossession.queries import order_row
from huilong.rooms.repossession.terms import OrderState
from huilong.rooms.repossession.terms.yard import RedeemBy

from .acting import ON, at_work, on_sale, refused, sold, valued

pytestmark = pytest.mark.django_db(transaction=True)
DAY = timedelta(days=1)


def redeemed(people, stock, at=ON):
    order = Stock.objects.get(pk=stock).order_id
    with at_work(people["han"]):
        told = recovery.tell_redemption(order, RedeemBy.OVERDUE, user=people["han"].pk, at=at)
    with at_work(people["money"]):
        recovery.redeem(told, user=people["money"].pk, at=at)
    return order


def test_what_recovery_hands_over_is_in_stock_with_a_clerk_and_its_clocks(people, stock):
    row = stock_row(stock, ON.date())

    assert (row.state, row.days, row.cost_a_day_fen) == (StockState.STOCKED, 0, 2_000)
    assert row.told["mortgage_registered"] is True
    assert Duty.objects.filter(case_id=row.case_id, kind="dispose", until=None).count() == 1
    due = {one.kind: one.due_on for one in clocks_of(Stock.objects.get(pk=stock))}
    assert due[SaleClock.CONDITION_REPORT] == ON.date() + 2 * DAY, "a Monday: two business days"


def test_late_clocks_and_storage_are_counted_by_night_and_twice_changes_nothing(people, stock):
    night = ON + 4 * DAY
    first = look(night.date(), night)

    assert (first["in_stock"], first["late"]) == (1, 1)
    assert first["storage_fen"] == 9 * 2_000, "twelve days, three of them free"
    assert look(night.date(), night) == first
    assert SaleClock.CONDITION_REPORT in stock_page({"late": True}, night.date()).rows[0].late


def test_what_somebody_holds_up_is_not_sold_until_somebody_else_says_it_is_over(people, stock):
    valued(people, stock)
    with at_work(people["sun"]):
        key = actions.hold(stock, HoldKind.DISPUTE, ON)
        actions.price(stock, "dealers", None, ON)
        assert refused(lambda: actions.open_sale(stock, ON)) == "sale-held"
        assert refused(lambda: actions.free(stock, key, ON)) == "not-a-second-person"
        assert refused(lambda: actions.hold(stock, HoldKind.DISPUTE, ON)) == "held-already"
    with at_work(people["qian"]):
        actions.free(stock, key, ON)
    with at_work(people["sun"]):
        assert actions.open_sale(stock, ON)
    assert Hold.objects.get(pk=key).ended_by == people["qian"].pk


def test_a_complaint_on_the_case_holds_the_sale_up_at_once(people, stock):
    from huilong.rooms.cases.actions import set_flag
    from huilong.rooms.cases.terms import FlagKind

    valued(people, stock)
    with at_work(people["lead"]):
        set_flag("CL20260000001", FlagKind.COMPLAINT, since=ON.date(), until=None, evidence="letter 1", note="",
                 person=None, detail={}, at=ON)  # fmt: skip
    assert HoldKind.COMPLAINT in stock_row(stock, ON.date()).held
    with at_work(people["sun"]):
        actions.price(stock, "dealers", None, ON)
        assert refused(lambda: actions.open_sale(stock, ON)) == "sale-held"


def test_redeemed_before_it_is_sold_the_sale_stops_and_the_car_stands_in_its_yard_as_before(people, stock):
    sale = on_sale(people, stock)
    order = redeemed(people, stock)

    assert Sale.objects.get(pk=sale).state == "stopped"
    assert Sale.objects.get(pk=sale).why == SaleEnd.REDEEMED
    assert Stock.objects.get(pk=stock).state == "withdrawn"
    assert order_row(order).state is OrderState.STORED, "it can be released"


def test_an_auction_goes_with_the_sale_that_is_redeemed(people, stock):
    from huilong.rooms.auctions.models import Auction

    sale = on_sale(people, stock, "own")
    auction = Sale.objects.get(pk=sale).auction
    assert Auction.objects.get(pk=auction).state == "live"
    redeemed(people, stock)

    assert Auction.objects.get(pk=auction).state == "cancelled"


def test_sold_it_is_not_redeemed_any_more_and_no_money_is_taken(people, stock):
    from huilong.rooms.ledger.models import DeskReceipt
    from huilong.rooms.repossession.models import Redemption

    order = Stock.objects.get(pk=stock).order_id
    sold(people, stock)
    with at_work(people["han"]):
        told = recovery.tell_redemption(order, RedeemBy.OVERDUE, user=people["han"].pk, at=ON)
    with at_work(people["money"]):
        assert refused(lambda: recovery.redeem(told, user=people["money"].pk, at=ON)) == "sold-already"
    assert not DeskReceipt.objects.exists()
    assert Redemption.objects.get(pk=told).paid_at is None


def test_an_amount_told_holds_the_sale_up_while_it_is_valid(people, stock):
    order = Stock.objects.get(pk=stock).order_id
    with at_work(people["han"]):
        recovery.tell_redemption(order, RedeemBy.WHOLE, user=people["han"].pk, at=ON)

    assert {one.kind for one in holds_of(Stock.objects.get(pk=stock), ON)} == {HoldKind.REDEMPTION}
    assert holds_of(Stock.objects.get(pk=stock), ON + 9 * DAY) == ()


def test_its_history_cannot_be_rewritten(people, stock):
    from django.db import DatabaseError

    with pytest.raises(DatabaseError, match="appended"):
        Step.objects.filter(stock_id=stock).update(who="nobody")
