"""Auctions that are due are closed by the night (夜间结束竞价), where nobody kept closing them by day."""

from datetime import timedelta

import pytest

from huilong.night.plan import PLAN
from huilong.night.run import Night, Nobody
from huilong.night.terms import StepName
from huilong.rooms.auctions.models import Auction
from huilong.rooms.auctions.tests.conftest import AT, ON, bids, clock_at, entered, house, let_in, opened, the_clock
from tests.meeting import meeting_as

__all__ = ["house", "the_clock"]
pytestmark = pytest.mark.django_db(transaction=True)


def test_the_night_closes_what_is_due_and_again_changes_nothing(house):
    let_in(house, "b1", "b2")
    clock_at(AT - timedelta(hours=1))
    due, later = opened(house), opened(house, subject="thing:2", closes_at=AT + timedelta(days=3))
    entered(house, due, "b1", "b2")
    clock_at(AT + timedelta(minutes=1))
    assert bids(house, due, "b1", 5_200_000).seq == 1
    clock_at(AT + timedelta(hours=14))
    close = next(one for one in PLAN if one.name is StepName.CLOSE_AUCTIONS)
    with meeting_as("night"):
        night = Night(ON, None, Nobody(), clock=lambda: AT + timedelta(hours=14))
        assert close.do(night) == {"sold": 1, "unsold": 0, "failed": 0}
        assert close.do(night) == {"sold": 0, "unsold": 0, "failed": 0}
    assert dict(Auction.objects.values_list("pk", "state")) == {due: "closed", later: "live"}
    names = [one.name for one in PLAN]
    assert names.index(StepName.CLOSE_AUCTIONS) < names.index(StepName.LOOK_AT_STOCK)
