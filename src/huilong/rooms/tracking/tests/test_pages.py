"""The pages of tracking: what each reader is shown, and that nothing says a place before somebody says why."""

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from huilong.rooms.tracking.actions import keep_fixes
from huilong.rooms.tracking.models import Consent, Device, Look, Stranger
from huilong.rooms.tracking.queries import devices_page
from huilong.rooms.tracking.rules.datum import converted
from huilong.rooms.tracking.terms import Datum, DeviceState
from tests.meeting import meeting_as

from .cars import a_car, a_case, a_device, a_fix


@pytest.fixture
def now(house):
    """A moment ago each device said where it is, and a number nobody knows did."""
    at = timezone.now()
    keep_fixes([a_fix(f"1380000000{n}", at, lat=36.0 + n / 100) for n in (1, 2, 3)] + [a_fix("999", at)], at)
    return at


def client_of(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def get(user, url):
    client = client_of(user)
    with meeting_as("web"):
        return client.get(url)


def post(user, url, body, **headers):
    client = client_of(user)
    with meeting_as("web"):
        return client.post(url, body, headers={"Accept": "application/json", **headers})


def test_the_case_page_says_how_devices_do_and_no_place(house, now):
    page = get(house.lead, f"/cases/{house.near.case.number}/tracks/").content.decode()
    assert "13800000001" in page and "在线" in page and "逾期违约" in page and "36.01" not in page
    assert 'id="map"' in page and 'data-location="' in page


def test_whoever_may_not_look_sees_the_state_and_no_map(house, now):
    from huilong.rooms.people.actions import ensure_user
    from huilong.rooms.people.models import User
    from huilong.rooms.people.terms import Role

    ensure_user("collector", display_name="c", role=Role.COLLECTOR, organisation=house.lead.organisation_id,
                password="x" * 12, team=house.lead.team_id)  # fmt: skip
    collector = User.objects.get(username="collector")
    from huilong.rooms.cases import actions as cases
    from huilong.rooms.cases.terms import DutyKind, Holder

    cases.assign([house.near.case.number], Holder(house.lead.organisation_id, house.lead.team_id, collector.pk),
                 DutyKind.COLLECT, actor="system", at=now)  # fmt: skip
    page = get(collector, f"/cases/{house.near.case.number}/tracks/").content.decode()
    assert "13800000001" in page and 'id="map"' not in page
    answer = post(collector, f"/cases/{house.near.case.number}/tracks/location",
                  {"vehicle": house.near.pk, "purpose": "collect"})  # fmt: skip
    assert answer.status_code == 403


def test_a_place_is_told_for_a_purpose_and_a_refusal_names_its_rule(house, now):
    url = f"/cases/{house.near.case.number}/tracks/location"
    told = post(house.lead, url, {"vehicle": house.near.pk, "purpose": "collect"}).json()
    assert told["place"]["lat"] == 36.01 and told["place"]["age"] >= 0
    refused = post(house.lead, f"/cases/{house.paid.case.number}/tracks/location",
                   {"vehicle": house.paid.pk, "purpose": "collect"})  # fmt: skip
    assert refused.status_code == 409 and refused.json()["rule"] == "CN-GPS-001"
    assert post(house.lead, url, {"vehicle": house.near.pk, "purpose": "curiosity"}).status_code == 422
    assert post(house.lead, url, {"vehicle": house.paid.pk, "purpose": "collect"}).status_code == 404
    assert Look.objects.count() == 1


def test_a_track_is_told_with_its_stops(house, now):
    at = now - timedelta(hours=5)
    keep_fixes([a_fix("13800000001", at + timedelta(minutes=n), lat=36.5) for n in range(31)], now)
    body = {"vehicle": house.near.pk, "purpose": "collect", "since": timezone.localtime(at).strftime("%Y-%m-%dT%H:%M"),
            "until": timezone.localtime(now).strftime("%Y-%m-%dT%H:%M")}  # fmt: skip
    told = post(house.lead, f"/cases/{house.near.case.number}/tracks/track", body).json()
    assert len(told["points"]) >= 30 and told["stops"][0][0] == 1
    bad = post(house.lead, f"/cases/{house.near.case.number}/tracks/track", body | {"since": "then"})
    assert (bad.status_code, bad.json()["where"]) == (422, "since")


def test_the_fleet_is_told_for_a_purpose_to_the_house_only(house, now):
    told = post(house.manager, "/tracking/map/fleet", {"purpose": "collect"}).json()
    assert {dot[1] for dot in told["dots"]} == {house.near.case.number, house.placed.case.number}
    assert told["held_back"] == 1
    assert post(house.agent, "/tracking/map/fleet", {"purpose": "collect"}).status_code == 403
    assert get(house.agent, "/tracking/map/").status_code == 403


def test_an_agency_sees_its_case_and_no_other(house, now):
    assert get(house.agent, f"/cases/{house.placed.case.number}/tracks/").status_code == 200
    assert get(house.agent, f"/cases/{house.near.case.number}/tracks/").status_code == 404
    told = post(house.agent, f"/cases/{house.placed.case.number}/tracks/location",
                {"vehicle": house.placed.pk, "purpose": "collect"})  # fmt: skip
    assert told.json()["place"]["lat"] == 36.03


def test_under_tiles_of_another_datum_dots_are_drawn_in_it_and_pictures_may_come(house, now, settings):
    settings.MAP_TILES = {"url": "https://tiles.example/{z}/{x}/{y}.png", "datum": "gcj02"}
    page = get(house.manager, "/tracking/map/")
    assert "img-src 'self' data: https://tiles.example;" in page.headers["Content-Security-Policy"]
    assert "https://tiles.example/{z}/{x}/{y}.png" in page.content.decode()
    told = post(house.lead, f"/cases/{house.near.case.number}/tracks/location",
                {"vehicle": house.near.pk, "purpose": "collect"}).json()  # fmt: skip
    there = converted((36.01, 117.12), Datum.WGS84, Datum.GCJ02)
    assert told["place"]["lat"] == pytest.approx(there[0], abs=1e-6) and abs(there[0] - 36.01) > 1e-4


@pytest.mark.parametrize("told", [
    {"url": "https://tiles.example/{z}/{x}.png"}, {"url": "https://t.example/{z}/{x}/{y}; script-src *"},
    {"url": "javascript:{z}{x}{y}"}, {"datum": "mars"},
])  # fmt: skip
def test_tiles_that_cannot_be_are_refused_by_the_setting_s_name(house, settings, told):
    settings.MAP_TILES = told
    assert "MAP_TILES" in get(house.manager, "/tracking/map/").content.decode()


def test_the_list_of_devices_filters_sorts_and_counts_strangers(house, now):
    page = get(house.manager, "/tracking/devices/?state=online&sort=-heard_at").content.decode()
    assert page.count("<tr>") >= 3 and "999" in page
    assert "13800000002" not in get(house.manager, f"/tracking/devices/?case={house.near.case.number}").content.decode()
    assert get(house.agent, "/tracking/devices/").status_code == 403
    client = client_of(house.manager)
    with meeting_as("web"):
        csv = b"".join(client.post("/tracking/devices/", {"export": "csv"}).streaming_content).decode("utf-8-sig")
    assert "13800000001" in csv and "36.01" not in csv


def test_the_state_as_a_filter_is_the_state_as_shown(house, now):
    late = now - timedelta(hours=1)
    case = a_case(9)
    for n, (number, alarms, at) in enumerate((("silent", (), late), ("gone", ("removed",), now), ("never", (), None))):
        a_device(number, a_car(20 + n, case))
        if at:
            keep_fixes([a_fix(number, at, alarms=alarms)], at)
    everything = devices_page({}, now, sort="number", page=1, size=100).rows
    for state in DeviceState:
        found = devices_page({"state": state.value}, now, sort="number", page=1, size=100).rows
        assert {one.number for one in found} == {one.number for one in everything if one.state is state} != set()


def test_a_manager_puts_a_device_in_and_takes_it_out(house, now):
    body = {"number": "999", "vehicle": house.near.vin, "kind": "wired", "expected_seconds": "30", "secret": "s"}
    assert post(house.manager, "/tracking/devices/bind", body).status_code == 302
    device = Device.objects.get(number="999")
    assert (device.vehicle_id, device.expected_seconds) == (house.near.pk, 30)
    assert post(house.manager, "/tracking/devices/bind", body | {"vehicle": "nobody"}).status_code == 404
    assert post(house.manager, "/tracking/devices/bind", body | {"expected_seconds": "-1"}).status_code == 422
    assert post(house.lead, "/tracking/devices/unbind", {"number": "999"}).status_code == 403
    assert post(house.manager, "/tracking/devices/unbind", {"number": "999"}).status_code == 302
    device.refresh_from_db()
    assert device.vehicle_id is None and device.bindings.get().until is not None
    assert Stranger.objects.get().number == "999" and post(
        house.manager, "/tracking/devices/unbind", {"number": "999"}).status_code == 404  # fmt: skip


def test_a_consent_is_recorded_once_and_withdrawn(house, now):
    Consent.objects.filter(vehicle=house.near).delete()
    url, today = f"/cases/{house.near.case.number}/tracks/consent", timezone.localdate().isoformat()
    given = {"vehicle": house.near.pk, "given_on": "2026-05-01", "notice_version": "v3"}
    assert post(house.lead, url, given).status_code == 302
    again = post(house.lead, url, given)
    assert (again.status_code, again.json()["title"]) == (409, "consent-stands")
    assert post(house.lead, url, given | {"notice_version": " "}).status_code == 422
    assert post(house.lead, url, given | {"paper": "123456"}).status_code == 404
    assert post(house.agent, url, given).status_code == 403
    assert post(house.lead, url, {"vehicle": house.near.pk, "withdrawn_on": today}).status_code == 302
    refused = post(house.lead, f"/cases/{house.near.case.number}/tracks/location",
                   {"vehicle": house.near.pk, "purpose": "collect"})  # fmt: skip
    assert refused.status_code == 409


def test_compliance_sees_who_looked_and_why(house, now):
    asked = {"vehicle": house.near.pk, "purpose": "collect"}
    post(house.lead, f"/cases/{house.near.case.number}/tracks/location", asked)
    post(house.manager, "/tracking/map/fleet", {"purpose": "collect"})
    page = get(house.compliance, "/tracking/looks/").content.decode()
    assert "催收核实" in page and house.near.case.number in page and "lead" in page and "车队" in page
    assert "lead" not in get(house.compliance, "/tracking/looks/?who=manager").content.decode().split("<tbody>")[1]
    assert get(house.manager, "/tracking/looks/").status_code == 403
    client = client_of(house.compliance)
    with meeting_as("web"):
        csv = b"".join(client.post("/tracking/looks/", {"export": "csv"}).streaming_content).decode("utf-8-sig")
    assert ",lead," in csv and ",manager," in csv
    assert "36.01" not in page and json.dumps(list(Look.objects.values_list("points", flat=True))) == "[1, 2]"
