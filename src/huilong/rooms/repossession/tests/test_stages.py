"""An order that was approved is a stage in which its car may be located; one that is only asked for is none."""

import pytest

from huilong.rooms.repossession.queries.stages import ordered
from huilong.rooms.tracking.terms import LocatingStage

from .acting import asked, decide
from .conftest import AT, FIRST

pytestmark = pytest.mark.django_db(transaction=True)


def test_only_an_approved_order_lets_its_car_be_located(cast):
    from huilong.rooms.collateral.queries import vehicles_of

    car = vehicles_of(FIRST)[0].id
    key = asked(cast)
    assert ordered([car], AT) == {}
    decide(cast, key, "lead")
    decide(cast, key, "boss")
    assert ordered([car, 404], AT) == {car: LocatingStage.REPOSSESSION_ORDERED}
    assert ordered([404], AT) == {}
