"""A lead looks where the fleet is, opens one vehicle and plays its track; compliance sees that he did, and why."""

import os
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from .test_live import elsewhere

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
MINUTE = timedelta(minutes=1)
SCREENSHOTS = Path(os.environ["SCREENSHOTS"]) if "SCREENSHOTS" in os.environ else None


def drive(number: str, at: datetime) -> list:
    """Half an hour at a yard, a way of some kilometres, an hour at home, another way: what the device told."""
    from huilong.rooms.tracking.terms import Fix

    told, lat, lon = [], 36.65, 117.12
    for n in range(300):
        moving = 30 <= n < 60 or n >= 200
        if moving:
            lat, lon = (lat + 0.004, lon + 0.006) if n < 60 else (lat - 0.0005, lon + 0.001)
        told.append(Fix(number, at - (300 - n) * MINUTE, lat, lon, 45.0 if moving else 0.0, 60))
    return told


@pytest.fixture
def tracked(site, settings):
    """A vehicle of the team's case with a device, a consent and a day of fixes; and one that sounded an alarm."""
    settings.TRACKING = {"impact_assessment": "PIA-2026-1"}
    made: list[str] = []

    def put() -> None:
        from huilong.rooms.cases.models import CaseLoan
        from huilong.rooms.collateral.models import Vehicle
        from huilong.rooms.people.models import User
        from huilong.rooms.tracking.actions import keep_fixes
        from huilong.rooms.tracking.models import Alarm, Binding, Consent, Device

        team = User.objects.get(username="team_lead").team
        loans = CaseLoan.objects.filter(case__state="open", left_on=None, past_due_days__gt=0, case__duties__team=team,
                                        case__duties__until=None).order_by("id")  # fmt: skip
        now = timezone.now()
        for n, loan in enumerate(loans[:2], 1):
            car, _ = Vehicle.objects.get_or_create(loan_id=loan.loan_id, defaults={
                "case": loan.case, "vin": f"LSVAA4182E2{n:06d}", "make": "大众", "model": "朗逸", "known_at": now,
            })  # fmt: skip
            Vehicle.objects.filter(pk=car.pk).update(case=loan.case)
            number = f"story{n}"
            device = Device.objects.create(number=number, kind="wired", vehicle=car, expected_seconds=60,
                                           since=now - timedelta(days=2))  # fmt: skip
            Binding.objects.create(device=device, vehicle=car, since=device.since)
            Consent.objects.create(vehicle=car, given_on=timezone.localdate() - timedelta(days=90), notice_version="v3",
                                   recorded_by=0, recorded_at=now)  # fmt: skip
            told = drive(number, now)
            keep_fixes(told if n == 1 else told[:40], now)
            made.append(loan.case.number)
        Alarm.objects.create(vehicle=car, device=number, kind="power_cut", since=now, last_at=now, told={},
                             raised_on=timezone.localdate())  # fmt: skip

    def take_away() -> None:
        from huilong.rooms.tracking.models import Alarm, Binding, Consent, Device, Heard, Latest

        Alarm.objects.filter(device__startswith="story").delete()
        Consent.objects.filter(notice_version="v3").delete()
        for table in (Binding, Heard, Latest):
            table.objects.filter(device__number__startswith="story").delete()
        Device.objects.filter(number__startswith="story").delete()

    elsewhere(put)
    yield made
    elsewhere(take_away)


def shot(page, name: str) -> None:
    """Keep a picture where SCREENSHOTS says."""
    if SCREENSHOTS:
        page.screenshot(path=str(SCREENSHOTS / f"{name}.png"))


def test_a_lead_looks_for_a_reason_and_compliance_sees_it(site, visit, tracked):
    lead = visit("team_lead")
    page = lead.page
    lead.open("/tracking/map/")
    page.wait_for_selector(".leaflet-tile-loaded")
    assert page.evaluate("document.querySelector('#map').huilong.fleet.count") == 0, "nothing before a reason is given"
    page.click("#fleet button")
    page.wait_for_function("() => document.querySelector('#map').huilong.fleet.count === 2")
    assert "2" in page.inner_text("#fleet-said")

    point = page.evaluate("""number => { const { map, fleet } = document.querySelector('#map').huilong;
        const row = fleet.rows.find(row => row[1] === number), at = map.latLngToContainerPoint([row[2], row[3]]);
        const box = document.querySelector('#map').getBoundingClientRect();
        return [box.x + at.x, box.y + at.y]; }""", tracked[0])  # fmt: skip
    page.mouse.click(*point)
    page.wait_for_selector("#cars .map-ask")
    assert tracked[0] in page.inner_text("#cars")
    page.click("#cars [value=location]")
    page.wait_for_function("() => document.querySelector('#said').innerText.includes('卫星')")

    page.click("#cars [value=track]")
    page.wait_for_selector(".map-stops li")
    assert page.locator(".map-stops li").count() == 2 and page.locator(".map-stop").count() == 2
    before = page.inner_text("#play-time")
    page.locator("#map").focus()
    page.keyboard.press("p")
    page.wait_for_function("before => document.querySelector('#play-time').innerText !== before", arg=before)
    page.keyboard.press("p")
    page.keyboard.press("]")
    page.wait_for_selector(".map-stop.here")
    shot(page, "map")
    assert lead.violations() == []

    compliance = visit("compliance")
    compliance.open("/tracking/looks/")
    told = compliance.page.inner_text("tbody")
    assert "陈组" in told and "催收核实" in told and "轨迹" in told and tracked[0] in told
    shot(compliance.page, "looks")


def test_an_alarm_opens_its_vehicle_by_keyboard_and_a_wrong_purpose_is_refused(site, visit, tracked):
    lead = visit("team_lead")
    lead.speak("en")
    page = lead.page
    lead.open("/tracking/map/")
    page.locator(".map-alarms a").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("#cars .map-ask")
    assert page.evaluate("document.activeElement.id") == "cars", "keys are not typed into what went away"
    page.select_option("#cars [name=purpose]", "recover")
    page.focus("#cars [value=location]")
    page.keyboard.press("Enter")
    page.wait_for_selector("#said.refused")
    assert "purpose" in page.inner_text("#said")
    lead.complaints = [one for one in lead.complaints if "409" not in one]
    shot(page, "map_refused")
    page.select_option("#cars [name=purpose]", "alarm")
    page.click("#cars [value=location]")
    page.wait_for_function("() => document.querySelector('#said').innerText.includes('satellite')")


def test_the_tracks_of_a_case_stand_beside_its_other_tabs(site, visit, tracked):
    lead = visit("team_lead")
    lead.open(f"/cases/{tracked[0]}/tracks/")
    page = lead.page
    page.wait_for_selector(".leaflet-tile-loaded")
    assert page.inner_text("nav.tabs [aria-current]") == "定位轨迹" or "Tracks" in page.inner_text("nav.tabs")
    page.click("#cars [value=track]")
    page.wait_for_selector(".map-stops li")
    shot(page, "tracks")
    assert lead.violations() == []
