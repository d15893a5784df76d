"""A bid bond is the firm's money in trust: taken, returned, or forfeited by who does not open its bid."""

import pytest

from huilong.kernel.refusal import Refusal
from huilong.rooms.ledger.queries import balance
from huilong.rooms.tenders.actions import cancel, forfeit_bond, return_bond, take_bond
from huilong.rooms.tenders.queries import evaluation_of, tender_row
from huilong.rooms.tenders.terms import BidFault

from .conftest import AFTER, AT, CLOSES, acting_as, open_bid, published, seal_bid

pytestmark = pytest.mark.django_db(transaction=True)
BOND = 5_000_000


def trust(house, name: str) -> int:
    return balance("2205", AFTER.date(), party=f"firm:{house[name].organisation_id}")


def test_who_paid_no_bond_has_not_bid_and_who_opened_is_paid_back(house, clock):
    number = published(house, {"bond_fen": BOND})
    keys = {name: house[name].organisation_id for name in ("jia", "yi", "bing")}
    with acting_as(house["clerk"]):
        for name in ("jia", "yi"):
            take_bond(number, keys[name], AT)
        with pytest.raises(Refusal, match="bond-moved"):
            take_bond(number, keys["jia"], AT)
    assert (trust(house, "jia"), trust(house, "bing")) == (-BOND, 0)
    for name in keys:
        seal_bid(house, number, name)
    clock(CLOSES)
    for name in ("jia", "bing"):
        open_bid(house, number, name)
    clock(AFTER)
    checked = evaluation_of(tender_row(number, AFTER), {}).checked
    assert checked[keys["bing"]].faults == (BidFault.NO_BOND,)
    assert checked[keys["jia"]].faults == ()
    with acting_as(house["clerk"]):
        with pytest.raises(Refusal, match="bond-kept"):
            forfeit_bond(number, keys["jia"], AFTER)
        forfeit_bond(number, keys["yi"], AFTER)
        with pytest.raises(Refusal, match="tender-stage"):
            return_bond(number, keys["jia"], AFTER)
        with acting_as(house["boss"]):
            cancel(number, "no good bids", AFTER)
        return_bond(number, keys["jia"], AFTER)
        with pytest.raises(Refusal, match="bond-moved"):
            return_bond(number, keys["yi"], AFTER)
    assert (trust(house, "jia"), trust(house, "yi")) == (0, 0)
    assert (balance("5111", AFTER.date()), balance("5402", AFTER.date())) == (-BOND, 0)  # income, not a cost saved


def test_a_tender_without_bond_takes_none(house):
    number = published(house)
    with acting_as(house["clerk"]), pytest.raises(Refusal, match="no-bond"):
        take_bond(number, house["jia"].organisation_id, AT)
