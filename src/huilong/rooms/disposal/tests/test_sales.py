"""Selling: below the band a manager decides, insiders buy nothing, venues answer by file, what fails is re-run."""

import io

import pytest

from huilong.kernel.money import fen
from huilong.rooms.compliance.models import Asked
from huilong.rooms.disposal import actions
from huilong.rooms.disposal.models import Plan, Sale, Stock, VenueFile
from huilong.rooms.disposal.queries import offers_of, sale_row
from huilong.rooms.disposal.queries.sales import buyer_of
from huilong.rooms.disposal.rules.venuefile import lot_number
from huilong.rooms.disposal.terms import PlanState, SaleEnd, SaleState, TransferPaper
from huilong.rooms.people.models import Approval

from .acting import ON, agreed, at_work, delivered, on_sale, paper, priced, refused, sold, valued

pytestmark = pytest.mark.django_db(transaction=True)


def test_no_price_without_an_independent_valuation(people, stock):
    with at_work(people["sun"]):
        assert refused(lambda: actions.price(stock, "dealers", None, ON)) == "valuations-missing"


def test_below_the_band_a_manager_decides_and_the_law_hears_both_names(people, stock):
    valued(people, stock)
    with at_work(people["sun"]):
        plan = actions.price(stock, "own", fen("50000"), ON)
        assert Plan.objects.get(pk=plan).state == PlanState.ASKED
        assert refused(lambda: actions.open_sale(stock, ON)) == "no-approved-price"
    agreed(people, f"plan:{plan}", "boss")
    with at_work(people["sun"]):
        sale = actions.open_sale(stock, ON)

    last = Asked.objects.filter(action="disposal.sale").latest("id")
    assert (last.verdict, last.permitted) == ("needs_approval", True)
    assert last.override["second"] == f"user:{people['boss'].pk}"
    assert Sale.objects.get(pk=sale).auction is not None


def test_a_price_a_manager_refused_sells_nothing(people, stock):
    valued(people, stock)
    with at_work(people["sun"]):
        plan = actions.price(stock, "own", fen("50000"), ON)
    agreed(people, f"plan:{plan}", "boss", approve=False)

    with at_work(people["sun"]):
        assert refused(lambda: actions.open_sale(stock, ON)) == "no-approved-price"
    assert Plan.objects.get(pk=plan).state == PlanState.REFUSED


def test_a_seized_car_is_blocked_whoever_agrees(people, stock):
    valued(people, stock)
    with at_work(people["sun"]):
        actions.answer(stock, {"seized_by_authority": True}, ON)
        assert refused(lambda: actions.price(stock, "dealers", None, ON)) == "law-blocked"
    assert Asked.objects.filter(action="disposal.sale", verdict="block").count() == 1, "the verdict is kept"
    assert not Plan.objects.exists()
    assert not Approval.objects.filter(kind="sale_price").exists()


def test_the_law_asks_what_the_clerk_has_not_answered(people, stock):
    valued(people, stock)
    with at_work(people["sun"]):
        actions.answer(stock, {"self_sale_clause": None}, ON)
        plan = actions.price(stock, "dealers", None, ON)

    assert Plan.objects.get(pk=plan).needs_manager, "missing facts never mean allow"


def test_insiders_buy_nothing(people, stock):
    sale = on_sale(people, stock)
    with at_work(people["sun"]):
        for buyer, yuan in (("甲车行", "56000"), ("乙车行", "55900"), ("丙车行", "55800")):
            actions.offer(sale, buyer, fen(yuan), ON)
        staff = actions.offer(sale, "boss", fen("60000"), ON)
        near = actions.offer(sale, "丁车行", fen("60000"), ON, insider=True)
        assert refused(lambda: actions.take_offer(sale, staff, ON)) == "insider-buyer"
        assert refused(lambda: actions.take_offer(sale, near, ON)) == "insider-buyer"
        best = next(one for one in offers_of(sale) if not one.insider)
        actions.take_offer(sale, best.id, ON)

    assert (sale_row(sale).state, sale_row(sale).price_fen) == (SaleState.AGREED, fen("56000"))


def test_a_direct_sale_takes_three_offers_and_the_highest(people, stock):
    sale = on_sale(people, stock)
    with at_work(people["sun"]):
        low = actions.offer(sale, "甲车行", fen("54500"), ON)
        actions.offer(sale, "乙车行", fen("55500"), ON)
        assert refused(lambda: actions.take_offer(sale, low, ON)) == "too-few-offers"
        actions.offer(sale, "丙车行", fen("54600"), ON)
        assert refused(lambda: actions.take_offer(sale, low, ON)) == "not-the-highest"
        assert refused(lambda: actions.offer(sale, "甲车行", fen("56000"), ON)) == "offered-already"


def test_who_bought_is_in_no_readable_column(people, stock):
    sale = sold(people, stock)

    row = Sale.objects.get(pk=sale)
    assert buyer_of(sale) == "甲车行"
    assert "甲车行".encode() not in bytes(row.buyer)
    assert "甲车行" not in row.buyer_key


def test_a_sale_that_failed_is_run_again_below_but_never_below_the_cut(people, stock):
    first = on_sale(people, stock, "hall")
    with at_work(people["sun"]):
        actions.fail(first, SaleEnd.NO_BID, ON)
    second = priced(people, stock, "hall")

    before = Plan.objects.get(pk=Sale.objects.get(pk=first).plan_id)
    assert (second.round, second.reserve_fen < before.reserve_fen) == (2, True)
    assert second.reserve_fen * 100 >= before.reserve_fen * 90
    with at_work(people["sun"]):
        too_low = before.reserve_fen * 89 // 100
        assert refused(lambda: actions.price(stock, "hall", too_low, ON)) == "reserve-too-low"
    assert Stock.objects.get(pk=stock).state == "stocked"


def answer(*rows):
    return ("lot,outcome,price,fee,buyer\n" + "\n".join(",".join(row) for row in rows)).encode()


def test_a_venue_answers_by_file_each_row_taken_or_told_why_not(people, stock):
    sale = on_sale(people, stock, "hall")
    lot = lot_number(sale)
    with at_work(people["sun"]):
        rows = actions.rows_for("hall", ON)
        assert rows[1][0] == lot
        assert "王" not in str(rows)
        body = answer(
            (lot, "sold", "57000.00", "1140", "外埠车行"), ("D-999999", "sold", "1", "0", "x"),
            (lot, "flown", "", "", ""),
        )
        found = actions.take_results("hall", "back.csv", body, ON)
        assert refused(lambda: actions.take_results("hall", "back.csv", body, ON)) == "file-taken"

    assert [one.refusal is None for one in found] == [True, False, False]
    assert "D-999999" in found[1].refusal.en
    assert "Line 4" in found[2].refusal.en
    assert (sale_row(sale).price_fen, Sale.objects.get(pk=sale).fee_fen) == (5_700_000, 114_000)
    assert VenueFile.objects.filter(inward=True).count() == 1


def test_valuers_and_auction_houses_are_asked_and_their_clocks_hear_the_answer(people, stock):
    from datetime import timedelta

    from huilong.rooms.agencies.models import ResponseStep
    from huilong.rooms.agencies.terms.rating import ClockStep
    from huilong.rooms.people.actions import ensure_organisation
    from huilong.rooms.people.terms import OrganisationKind

    valuer = ensure_organisation("甲评估", OrganisationKind.VALUER)
    hall = ensure_organisation("城市拍卖行", OrganisationKind.AUCTION_HOUSE)
    with at_work(people["sun"]):
        assert refused(lambda: actions.note_valuer(stock, hall, ClockStep.ASKED, ON)) == "not-a-valuer"
        assert refused(lambda: actions.note_valuer(stock, valuer, ClockStep.ARRIVED, ON)) == "not-a-valuer"
        actions.note_valuer(stock, valuer, ClockStep.ASKED, ON - timedelta(hours=2))
        actions.note_valuer(stock, valuer, ClockStep.ANSWERED, ON - timedelta(hours=1))
    sale = on_sale(people, stock, "hall")
    with at_work(people["sun"]):
        actions.rows_for("hall", ON)
        actions.rows_for("hall", ON + timedelta(days=1))
        body = answer((lot_number(sale), "sold", "57000.00", "1140", "外埠车行"))
        actions.take_results("hall", "back.csv", body, ON + timedelta(days=3))
    told = list(ResponseStep.objects.order_by("id").values_list("organisation_id", "kind", "subject", "step"))
    assert [one for one in told if one[0] == valuer] == [
        (valuer, "valuation", f"stock:{stock}", step) for step in ("asked", "answered", "arrived")
    ]
    assert [one for one in told if one[0] == hall] == [
        (hall, "sale", f"sale:{sale}", step) for step in ("asked", "answered")
    ]


def test_an_answer_as_a_sheet_below_the_reserve_is_told_and_sells_nothing(people, stock):
    from openpyxl import Workbook

    sale = on_sale(people, stock, "hall")
    book = Workbook()
    book.active.append(["lot", "outcome", "price", "fee", "buyer"])
    book.active.append([lot_number(sale), "成交", 1000, 0, "外埠车行"])
    body = io.BytesIO()
    book.save(body)
    with at_work(people["sun"]):
        found = actions.take_results("hall", "back.xlsx", body.getvalue(), ON)
        assert refused(lambda: actions.take_results("hall", "x.xlsx", b"no sheet", ON)) == "file-unreadable"

    assert "reserve" in found[0].refusal.en
    assert sale_row(sale).state is SaleState.OPEN


def test_the_price_comes_in_whole_and_no_car_leaves_without_its_papers(people, stock):
    sale = sold(people, stock)
    with at_work(people["money"]):
        assert refused(lambda: actions.take_price(sale, fen("55999"), "B1", ON)) == "price-amount"
        actions.take_price(sale, fen("56000"), "B1", ON)
    with at_work(people["sun"]):
        assert refused(lambda: actions.deliver(sale, ON)) == "papers-missing"
        actions.keep_paper(sale, TransferPaper.INVOICE, paper(people, "invoice"), ON)
        again = paper(people, "again")
    with at_work(people["sun"]):
        assert refused(lambda: actions.keep_paper(sale, TransferPaper.INVOICE, again, ON)) == "paper-there"


def test_a_sale_that_does_not_stand_goes_back_into_stock_with_the_price_repaid(people, stock):
    from huilong.rooms.ledger.queries import balance

    sale = delivered(people, stock)
    with at_work(people["boss"]):
        actions.undo_sale(sale, SaleEnd.RESCINDED, ON)

    assert balance("2245", ON.date()) == 0
    assert Stock.objects.get(pk=stock).state == "stocked"
    assert sale_row(sale).why is SaleEnd.RESCINDED
