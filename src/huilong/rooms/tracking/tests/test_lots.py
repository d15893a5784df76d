"""Second-pledge lots: learned where cars stand long and do not return; decided by people."""

from datetime import timedelta
from typing import Any

import numpy as np
import pytest

from huilong.kernel.acting import act_as, for_purpose
from huilong.kernel.refusal import Refusal
from huilong.rooms.journal.models import Entry
from huilong.rooms.tracking.actions import acknowledge, decide_lot
from huilong.rooms.tracking.actions.deriving import keep_alarms, keep_lots
from huilong.rooms.tracking.models import Alarm, Lot, Place, Stay
from huilong.rooms.tracking.queries import alarms_of, lots, open_alarms, places_of, stays_of
from huilong.rooms.tracking.rules.lots import LongStays, LotFound, LotRule, put_away, weigh
from huilong.rooms.tracking.rules.moments import moment
from huilong.rooms.tracking.rules.shapes import Found, Stays
from huilong.rooms.tracking.terms import AlarmKind, AlarmReason, LotReason, LotState
from tests.meeting import meeting_as

from .cars import ON, TEN
from .test_alarms import at_home, stays

RULE = LotRule()


def labelled(own: Stays) -> list[tuple[int, int, int, bool]]:
    _, label = np.unique(own.lat, return_inverse=True)
    return put_away(own, label, RULE)


def test_a_long_stay_away_from_everything_may_be_a_car_put_away():
    (one,) = labelled(at_home(20, [(20, 26, 40)]))
    assert (one[0], one[3]) == (144, False)
    (one,) = labelled(at_home(20, [(20, 26, 40), (27, 27.4, 0)]))
    assert one[3] is True


def test_home_the_first_days_and_short_stops_are_none():
    assert labelled(at_home(20, [(20, 27, 0)])) == []
    assert labelled(stays((0, 24 * 9, 40), (24 * 10, 24 * 10 + 8, 0))) == []
    assert labelled(at_home(20, [(20, 22, 40)])) == []


def cluster_of(cars: int, gone: int) -> LongStays:
    count = np.arange(cars)
    return LongStays(count, np.full(cars, 200), np.full(cars, 7), np.full(cars, 9), count >= gone)


@pytest.mark.parametrize(("cars", "gone", "ever", "proposed"), [
    (4, 4, 4, 1), (6, 4, 8, 1), (3, 3, 3, 0), (6, 2, 6, 0), (5, 5, 40, 0),
])  # fmt: skip
def test_many_cars_that_did_not_return_and_few_that_come_and_go_make_a_lot(cars, gone, ever, proposed):
    found = weigh(cluster_of(cars, gone), np.zeros(cars, np.int64), lambda lat, lon: ever, RULE)

    assert len(found) == proposed
    if found:
        assert found[0].told["vehicles"] == cars and found[0].told["not_returned"] == gone


def a_lot(state: LotState = LotState.PROPOSED, **more: Any) -> Lot:
    return Lot.objects.create(state=state.value, lat_e7=300_000_000, lon_e7=1_040_000_000, radius_m=150,
                              found_on=ON, last_found_on=ON, **more)  # fmt: skip


def an_alarm(vehicle: Any, kind: AlarmKind = AlarmKind.POWER_CUT) -> Alarm:
    return Alarm.objects.create(vehicle=vehicle, kind=kind.value, since=TEN, last_at=TEN, raised_on=ON)


@pytest.mark.django_db
def test_what_was_refused_is_not_proposed_again_and_what_is_near_is_the_same():
    lot = a_lot()
    decide_lot(lot.pk, LotReason.CAR_PARK, at=TEN)

    new = keep_lots([LotFound(300_010_000, 1_040_000_000, 150, {"vehicles": 9}),
                     LotFound(310_000_000, 1_040_000_000, 150, {"vehicles": 4})], ON + timedelta(days=1))  # fmt: skip

    assert new == 1
    assert [(one.state, one.told["vehicles"]) for one in lots()] == [(LotState.PROPOSED, 4), (LotState.REFUSED, 9)]


@pytest.mark.django_db
def test_a_lot_is_confirmed_with_a_reason_and_a_trace():
    lot = a_lot()

    assert decide_lot(lot.pk, LotReason.POLICE, at=TEN, note=" 专案  通报 ") is LotState.CONFIRMED

    (row,) = lots(LotState.CONFIRMED)
    assert (row.reason, row.note, row.decided_at) == (LotReason.POLICE, "专案 通报", TEN)
    assert Entry.objects.filter(verb="lot.confirmed").count() == 1
    with pytest.raises(Refusal, match="note-too-long"):
        decide_lot(lot.pk, LotReason.SEEN, at=TEN, note="长" * 401)
    with pytest.raises(Refusal, match="no-such-lot"):
        decide_lot(lot.pk + 1, LotReason.SEEN, at=TEN)


@pytest.mark.django_db
def test_an_alarm_found_again_is_the_same_and_one_found_no_more_ends(house):
    found = (house.near.pk, Found(AlarmKind.POWER_CUT, "W1", moment(TEN), moment(TEN), "W1"))

    assert keep_alarms([found], ON) == {"raised": 1, "lasting": 0, "ended": 0}
    assert keep_alarms([found], ON) == {"raised": 0, "lasting": 1, "ended": 0}
    assert keep_alarms([], ON + timedelta(days=1)) == {"raised": 0, "lasting": 0, "ended": 1}
    assert keep_alarms([found], ON + timedelta(days=1)) == {"raised": 0, "lasting": 1, "ended": 0}
    assert keep_alarms([], ON + timedelta(days=1))["ended"] == 1
    assert keep_alarms([found], ON + timedelta(days=5))["raised"] == 1
    assert [one.ended_on for one in alarms_of(house.near.pk)] == [None, ON + timedelta(days=1)]


def test_whoever_sees_the_case_sees_the_alarm_and_may_acknowledge_it_once(house):
    mine, theirs = an_alarm(house.near), an_alarm(house.placed)

    with meeting_as("web"), act_as(house.acts(house.agent)):
        assert [one.id for one in open_alarms().rows] == [theirs.pk]
        with pytest.raises(Refusal, match="no-such-alarm"):
            acknowledge(mine.pk, AlarmReason.REPAIR, at=TEN)
    with meeting_as("web"), act_as(house.acts(house.lead)):
        acknowledge(mine.pk, AlarmReason.REPAIR, at=TEN, note="4S店")
        with pytest.raises(Refusal, match="alarm-acknowledged"):
            acknowledge(mine.pk, AlarmReason.TRUE_ALARM, at=TEN)
        assert open_alarms().total == 0
        (row,) = alarms_of(house.near.pk)
    assert (row.reason, row.acknowledged_by, row.note) == (AlarmReason.REPAIR, house.lead.pk, "4S店")


def test_stays_and_places_show_only_for_the_purpose_of_locating(house):
    until = TEN + timedelta(hours=5)
    for vehicle in (house.near, house.placed):
        Stay.objects.create(vehicle=vehicle, since=TEN, until=until, lat_e7=1, lon_e7=1, anchor_lat_e7=1,
                            anchor_lon_e7=1, closed=True, brief=False)  # fmt: skip
        Place.objects.create(vehicle=vehicle, number=0, kind="home", lat_e7=1, lon_e7=1, visits=1, nights=1,
                             nights_known=1, work_minutes=0, minutes=300, first_at=TEN, last_at=until)  # fmt: skip
    near, placed = house.near.pk, house.placed.pk

    with meeting_as("web"), act_as(house.acts(house.agent)):
        assert (stays_of(placed, TEN, until), places_of(placed)) == ((), ())
        with for_purpose("locate"):
            assert (len(stays_of(placed, TEN, until)), len(places_of(placed))) == (1, 1)
            assert (stays_of(near, TEN, until), places_of(near)) == ((), ())


def test_lots_are_shown_to_the_lender_s_own_people_and_decided_by_whoever_sees_the_house(house):
    lot = a_lot()

    with meeting_as("web"), act_as(house.acts(house.agent)):
        assert lots() == ()
        with pytest.raises(Refusal, match="no-such-lot"):
            decide_lot(lot.pk, LotReason.SEEN, at=TEN)
    with meeting_as("web"), act_as(house.acts(house.manager)):
        assert decide_lot(lot.pk, LotReason.SEEN, at=TEN) is LotState.CONFIRMED
        assert lots()[0].decided_by == house.manager.pk
