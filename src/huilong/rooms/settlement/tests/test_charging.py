"""What a borrower may be charged: only what the published list has, and only with vouchers."""

import io
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction

from huilong.rooms.compliance.queries import ask
from huilong.rooms.compliance.terms import Act
from huilong.rooms.files.actions import add, withdraw
from huilong.rooms.files.terms import FileKind, WithdrawReason
from huilong.rooms.relief.tests.acting import at_work
from huilong.rooms.settlement import actions, queries
from huilong.rooms.settlement.models import BorrowerPrice
from huilong.rooms.settlement.terms import Cost, PriceKind

from .acting import refused
from .conftest import AT

pytestmark = pytest.mark.django_db(transaction=True)
FIRST, ON = "CL20260000001", AT.date()
TOW = PriceKind.TOW


def listed(firm, kind=TOW, most=50_000, region="", from_on=ON, at=AT):
    with at_work(firm["money"]):
        return actions.keep_price(kind, region, from_on, most, "收费公示 2026", user=firm["money"].pk, at=at)


def paper(firm, words=b"bill", number=FIRST):
    with at_work(firm["boss"]):
        return add(number, io.BytesIO(b"%PDF-1.4\n" + words), kind=FileKind.PAYMENT, name="发票.pdf", at=AT).id


def voucher(firm, fen=60_000, subject="charge:1", file=None, on=ON):
    with at_work(firm["money"]):
        return actions.keep_voucher(subject, TOW, fen, on, file or paper(firm), AT)


def asked(fen=60_000, units=1, kind=TOW, region=""):
    (one,) = queries.claimable([Cost("charge:1", kind, fen, units)], region, ON)
    return one.fen


def test_what_is_not_on_the_list_is_not_charged(firm):
    voucher(firm)
    assert queries.chargeable("tow", "", ON) is None
    assert asked() == 0


def test_without_a_voucher_nothing_is_charged(firm):
    listed(firm)
    assert asked() == 0


def test_no_more_than_it_cost_than_vouchers_show_and_than_the_list_allows(firm):
    listed(firm, most=50_000)
    voucher(firm, 55_000)
    assert (asked(60_000), asked(40_000)) == (50_000, 40_000)


def test_storage_is_listed_by_the_day(firm):
    listed(firm, PriceKind.STORAGE_DAY, 2_000)
    voucher(firm, 30_000)
    assert asked(30_000, units=7, kind=PriceKind.STORAGE_DAY) == 14_000


def test_one_voucher_shows_one_cost_not_two(firm):
    listed(firm)
    voucher(firm, 50_000, "stay:3")
    costs = [Cost(f"charge:{n}", TOW, 40_000, kept_under="stay:3") for n in (1, 2)]
    assert [one.fen for one in queries.claimable(costs, "", ON)] == [40_000, 10_000]


def test_a_regions_own_price_goes_first_and_the_newest_that_began_counts(firm):
    listed(firm, most=50_000)
    listed(firm, most=30_000, region="华东")
    listed(firm, most=20_000, from_on=ON + timedelta(days=10))
    later = ON + timedelta(days=10)

    told = [queries.chargeable("tow", region, on) for region, on in (
        ("", ON), ("华东", ON), ("华北", ON), ("", later), ("华东", later), ("", ON - timedelta(days=1)),
    )]  # fmt: skip
    assert told == [50_000, 30_000, 50_000, 20_000, 30_000, None]


def test_a_price_is_published_before_it_counts_and_never_changed(firm):
    assert refused(lambda: listed(firm, from_on=ON - timedelta(days=1))) == "price-late"
    key = listed(firm)
    assert refused(lambda: listed(firm)) == "price-known"
    with pytest.raises(DatabaseError, match="only grow"), transaction.atomic():
        BorrowerPrice.objects.filter(pk=key).update(most_fen=1)


def test_the_page_of_a_year_has_what_stood_at_its_start_and_what_came_in_it(firm):
    listed(firm, most=50_000)
    listed(firm, most=20_000, from_on=date(2027, 3, 1))
    listed(firm, most=10_000, from_on=date(2028, 3, 1))

    assert [[one.most_fen for one in queries.prices_of_year(year)] for year in (2026, 2027, 2028)] == [
        [50_000], [50_000, 20_000], [20_000, 10_000],
    ]  # fmt: skip


def test_the_same_paper_is_one_voucher_and_a_withdrawn_one_shows_nothing(firm):
    file = paper(firm)
    assert voucher(firm, file=file) == voucher(firm, file=file)
    assert queries.vouched(["charge:1", "charge:2"]) == {"charge:1": 60_000}
    with at_work(firm["boss"]):
        withdraw(file, WithdrawReason.WRONG_FILE, at=AT)

    assert queries.vouched(["charge:1"]) == {}
    assert refused(lambda: voucher(firm, file=file)) == "voucher-unreadable"


def test_a_voucher_is_a_file_that_is_there_with_an_amount_and_a_day_that_came(firm):
    assert refused(lambda: voucher(firm, file=999_999)) == "no-such-file"
    assert refused(lambda: voucher(firm, 0)) == "voucher-unreadable"
    assert refused(lambda: voucher(firm, on=ON + timedelta(days=1))) == "voucher-unreadable"


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ({"cost_kind": "storage", "voucher_attached": True}, "allow"),
        ({"cost_kind": "realisation_cost", "voucher_attached": False}, "block"),
        ({"cost_kind": "commission_of_collector", "voucher_attached": True}, "block"),
    ],
)
def test_the_worked_examples_of_costs_and_vouchers(facts, says):
    for action in ("fee.assess", "proceeds.apply"):
        assert ask(Act(action, ON, rule="CN-DISP-003", facts=facts)).verdict == says


@pytest.mark.parametrize(
    ("signed", "disclosed", "says"),
    [("2025-05-01", False, "allow"), ("2026-08-01", False, "block"), ("2026-09-01", True, "allow")],
)
def test_the_worked_examples_of_the_disclosed_list(signed, disclosed, says):
    facts = {"contract_date": signed, "charge_item_in_disclosed_table": disclosed}
    act = Act("fee.assess", date(2026, 9, 5), lender_type="auto_finance_company", rule="CN-INT-006", facts=facts)
    assert ask(act).verdict == says
