"""One vehicle all the way: from the yard into stock, sold, paid, delivered, its price distributed to the fen."""

import pytest

from huilong.rooms.disposal import actions
from huilong.rooms.disposal.models import Distribution, Sale, Stock
from huilong.rooms.disposal.queries.proceeds import differs, distribution_row
from huilong.rooms.ledger.models import DeskReceipt
from huilong.rooms.ledger.queries import balance

from .acting import ON, at_work, delivered, distributed, vouchers

pytestmark = pytest.mark.django_db(transaction=True)
OWNER = "owner:L1"


def test_a_car_worth_more_than_is_owed_leaves_a_surplus_that_is_paid_to_its_owner(people, stock):
    sale = delivered(people, stock, "56000")
    vouchers(people, stock)
    key = distributed(people, sale)
    row = distribution_row(key)

    assert row.deficiency_fen == 0
    assert row.surplus_fen > 0
    assert sum(one.paid_fen for one in row.lines) + row.surplus_fen == 5_600_000
    assert differs(row) == []
    receipt = DeskReceipt.objects.get(pk=row.receipt)
    costs = sum(one.paid_fen for one in row.lines if one.kind == "cost")
    assert receipt.amount_fen == 5_600_000 - costs - row.surplus_fen
    assert balance("2245", ON.date()) == 0
    assert balance("2242", ON.date(), party=OWNER) == -row.surplus_fen
    with at_work(people["money"]):
        actions.explain(key, ON)
        actions.pay_surplus(key, "6222 0200 1234 5678", "BANK-9", ON, in_own_name=True)
    assert balance("2242", ON.date(), party=OWNER) == 0
    assert Stock.objects.get(pk=stock).state == "settled"
    assert Sale.objects.get(pk=sale).state == "delivered"
    assert Distribution.objects.get(pk=key).letter is not None
