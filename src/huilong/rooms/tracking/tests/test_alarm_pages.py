"""The pages of alarms and lots: who sees which, what is noted of them, and that neither says where a car is."""

from datetime import date, timedelta

import pytest
from django.test import Client

from huilong.rooms.cases.terms import CaseTag
from huilong.rooms.journal.models import Entry
from huilong.rooms.people.rules.permissions import PERMISSIONS
from huilong.rooms.people.terms import Role
from huilong.rooms.tracking.actions.deriving import tag_alarms
from huilong.rooms.tracking.models import Alarm, Lot
from huilong.rooms.tracking.terms import AlarmKind, LotState
from huilong.shell.context import MOST_IN_A_ROW, navigation
from tests.meeting import meeting_as

from .cars import ON, TEN
from .test_pages import client_of, get, post


def an_alarm(vehicle, kind=AlarmKind.SILENT, **more) -> Alarm:
    told = {"since": TEN, "last_at": TEN + timedelta(hours=30), "raised_on": ON, "device": "13800000001"}
    return Alarm.objects.create(vehicle=vehicle, kind=kind.value, **(told | more))


def a_lot() -> Lot:
    told = {"vehicles": 6, "not_returned": 5, "others": 2, "median_hours": 191}
    return Lot.objects.create(state="proposed", lat_e7=306_543_210, lon_e7=1_040_123_450, radius_m=150, told=told,
                              found_on=ON, last_found_on=date(2026, 9, 5))  # fmt: skip


def shown(user, url: str) -> str:
    """What a reader's page says."""
    answer = get(user, url)
    assert answer.status_code == 200
    return answer.content.decode()


def rows(user, url: str) -> str:
    """What a list's rows say, "" where there are none."""
    return shown(user, url).partition("<tbody>")[2]


def taken(user, url: str) -> str:
    client: Client = client_of(user)
    with meeting_as("web"):
        answer = client.post(url, {"export": "csv"})
        return b"".join(answer.streaming_content).decode("utf-8-sig")


def test_open_alarms_are_listed_with_what_speaks_for_them_and_the_way_to_the_tracks(house):
    one = an_alarm(house.near, told={"hours": 1_042, "expected_seconds": 60})
    an_alarm(house.paid, AlarmKind.POWER_CUT, told={"fixes": 3})
    told = rows(house.lead, "/tracking/alarms/")

    assert f'href="/tracking/alarms/{one.pk}/"' in told and "1,042" in told
    assert f'href="/cases/{house.near.case.number}/tracks/"' in told
    assert "失联" in told and "断电" in told


def test_alarms_are_filtered_by_kind_and_case_and_sorted(house):
    an_alarm(house.near, last_at=TEN)
    an_alarm(house.paid, AlarmKind.POWER_CUT)

    assert "断电" not in rows(house.lead, "/tracking/alarms/?kind=silent")
    assert "失联" not in rows(house.lead, f"/tracking/alarms/?number={house.paid.case.number}")
    told = rows(house.lead, "/tracking/alarms/?sort=last_at")
    assert told.index("失联") < told.index("断电")
    told = rows(house.lead, "/tracking/alarms/?sort=-last_at")
    assert told.index("断电") < told.index("失联")


def test_an_agency_sees_the_alarm_of_its_case_and_may_not_say_what_came_of_it(house):
    theirs, ours = an_alarm(house.placed), an_alarm(house.near)

    told = rows(house.agent, "/tracking/alarms/")
    assert f"/tracking/alarms/{theirs.pk}/" in told and f"/tracking/alarms/{ours.pk}/" not in told
    assert "/acknowledge" not in shown(house.agent, f"/tracking/alarms/{theirs.pk}/")
    assert get(house.agent, f"/tracking/alarms/{ours.pk}/").status_code == 404
    assert post(house.agent, f"/tracking/alarms/{theirs.pk}/acknowledge", {"reason": "repair"}).status_code == 403
    theirs.refresh_from_db()
    assert theirs.acknowledged_at is None


def test_what_came_of_an_alarm_is_noted_once_and_it_leaves_the_list(house):
    one = an_alarm(house.near)
    url = f"/tracking/alarms/{one.pk}/"
    assert f'action="{url}acknowledge"' in shown(house.lead, url)

    assert post(house.lead, f"{url}acknowledge", {"reason": "whim"}).status_code == 422
    assert post(house.lead, f"{url}acknowledge", {"reason": "repair", "note": "4S店 保养"}).status_code == 302
    again = post(house.lead, f"{url}acknowledge", {"reason": "true_alarm"})

    assert (again.status_code, again.json()["title"]) == (409, "alarm-acknowledged")
    assert url not in rows(house.lead, "/tracking/alarms/")
    assert "维修保养" in rows(house.lead, "/tracking/alarms/?all=1")
    told = shown(house.lead, url)
    assert "4S店 保养" in told and "lead" in told and "/acknowledge" not in told
    assert Entry.objects.filter(verb="alarm.acknowledged").count() == 1


def test_an_alarm_says_nothing_of_the_area_or_the_lot_it_is_about(house):
    area = an_alarm(house.near, AlarmKind.LEFT_AREA, about="云南省", told={"area": "云南省", "usual": ["山东省"]})
    lot = an_alarm(house.near, AlarmKind.ENTERED_LOT, about="730055", told={"hours": 7})
    pages = [f"/tracking/alarms/{one.pk}/" for one in (area, lot)]
    told = "".join(shown(house.manager, url) for url in ["/tracking/alarms/", *pages])
    told += taken(house.manager, "/tracking/alarms/")

    assert "出省" in told and "进入二押点" in told
    assert "云南" not in told and "山东" not in told and "730055" not in told


def test_whoever_may_take_alarms_away_leaves_a_trace(house):
    an_alarm(house.placed, told={"hours": 55})

    assert "失联" in taken(house.manager, "/tracking/alarms/")
    assert post(house.agent, "/tracking/alarms/", {"export": "csv"}).status_code == 403
    assert Entry.objects.filter(verb="export").count() == 1


def test_lots_are_listed_with_what_speaks_for_them(house):
    lot, away = a_lot(), a_lot()
    Lot.objects.filter(pk=away.pk).update(state="refused", decided_at=TEN, decided_by=1, reason="car_park")
    told = rows(house.lead, "/tracking/lots/?state=proposed")

    assert f"/tracking/lots/{lot.pk}/" in told and f"/tracking/lots/{away.pk}/" not in told
    assert "30.65432, 104.01234" in told and "191" in told and "待认定" in told
    assert "停车场" in rows(house.lead, "/tracking/lots/") and "停车场" in taken(house.lead, "/tracking/lots/")
    assert get(house.agent, "/tracking/lots/").status_code == 403


@pytest.mark.parametrize(("reason", "state"), [("police", LotState.CONFIRMED), ("car_park", LotState.REFUSED)])
def test_a_lot_is_decided_as_the_reason_says_and_by_whom_is_shown(house, reason, state):
    lot = a_lot()
    url = f"/tracking/lots/{lot.pk}/"
    assert "/decide" not in shown(house.lead, url)
    assert post(house.lead, f"{url}decide", {"reason": reason}).status_code == 403
    assert post(house.manager, f"{url}decide", {"reason": "whim"}).status_code == 422

    assert post(house.manager, f"{url}decide", {"reason": reason, "note": "实地 看过"}).status_code == 302

    lot.refresh_from_db()
    assert (lot.state, lot.reason, lot.decided_by) == (state.value, reason, house.manager.pk)
    told = shown(house.manager, url)
    assert "实地 看过" in told and "manager" in told
    assert Entry.objects.filter(verb=f"lot.{state.value}").count() == 1


def test_a_lot_that_is_not_there_is_not_decided(house):
    missing = f"/tracking/lots/{a_lot().pk + 1}/"

    assert get(house.manager, missing).status_code == 404
    assert post(house.manager, f"{missing}decide", {"reason": "seen"}).status_code == 404


def test_a_collector_s_doors_stand_side_by_side():
    mine = {permission for permission, roles in PERMISSIONS.items() if Role.COLLECTOR in roles}
    told = navigation("tracking:alarms", mine.__contains__)

    assert len(told) <= MOST_IN_A_ROW
    assert not any("doors" in one for one in told)
    assert [one["url"] for one in told if one["here"]] == ["/tracking/alarms/"]


def test_a_case_with_an_alarm_nobody_has_looked_at_says_so_until_somebody_has(house):
    one = an_alarm(house.near)
    with meeting_as("night"):
        tag_alarms()
    case = house.near.case
    case.refresh_from_db()
    assert case.tags == [CaseTag.DEVICE_ALARM.value]

    post(house.lead, f"/tracking/alarms/{one.pk}/acknowledge", {"reason": "repair"})

    case.refresh_from_db()
    assert case.tags == []
