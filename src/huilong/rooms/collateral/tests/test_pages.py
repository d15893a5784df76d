"""Pages and calls of collateral, asked as the pages' own role: the file, its forms, the list; a stranger sees none."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from huilong.rooms.collateral.models import VehicleFact, VehicleValue
from huilong.rooms.journal.models import Entry
from huilong.rooms.people.models import User
from tests.meeting import meeting_as

from .conftest import FIRST, SECOND, VINS

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def visitors(desk, vehicles) -> dict[str, Client]:
    found = {}
    User.objects.update(language="en")
    for name, user in desk.items():
        found[name] = Client(headers={"Accept": "text/html", "Accept-Language": "en"})
        found[name].force_login(user)
    with meeting_as("web"):
        yield found


def noted(**more):
    return {"fact": "mileage", "km": "15200", "on": timezone.localdate().isoformat(), "source": "inspection", **more}


def test_the_file_stands_under_the_case_with_its_vin_masked_and_looking_is_journalled(visitors, vehicles):
    page = visitors["lin"].get(f"/cases/{FIRST}/vehicle/").content.decode()

    for said in ("星衡 S5", "L0A**********0001", "checked", "registered 成都市车管所", "3,200 km", "98,000.00",
                 "80,330.00"):  # fmt: skip
        assert said.lower() in page.lower(), said
    assert VINS[0] not in page
    with meeting_as("night"):
        assert Entry.objects.filter(verb="vehicle.viewed", subject=FIRST).exists()


def test_the_whole_vin_is_shown_when_asked_for_and_journalled(visitors, vehicles):
    page = visitors["lin"].post(f"/vehicles/{vehicles['L1'].pk}/vin").content.decode()

    assert VINS[0] in page
    with meeting_as("night"):
        assert Entry.objects.filter(verb="vehicle.vin_seen").count() == 1


def test_the_file_of_an_earlier_day_says_what_stood_then(visitors):
    page = visitors["lin"].get(f"/cases/{FIRST}/vehicle/?on=2026-01-07").content.decode()
    assert "As it stood on 2026-01-07" in page and "nobody said" in page


def test_a_fact_is_noted_and_stands(visitors, vehicles):
    key = vehicles["L1"].pk
    answer = visitors["lin"].post(f"/vehicles/{key}/note", noted(), follow=True)

    assert "It is noted." in answer.content.decode() and "15,200 km" in answer.content.decode()
    with meeting_as("night"):
        row = VehicleFact.objects.get(vehicle_id=key, value={"km": 15200})
        assert row.known_by == User.objects.get(username="lin").pk


@pytest.mark.parametrize(("form", "said"), [
    ({"km": "far"}, "whole number"), ({"on": "someday"}, "not a date"), ({"source": "rumour"}, "Choose one"),
    ({"on": (date.today() + timedelta(days=9)).isoformat()}, "No day to come"),  # noqa: DTZ011
    ({"source": "paper"}, "Choose the file"), ({"file": "99"}, ""),
    ({"fact": "owner", "kind": "other"}, "whose name"), ({"fact": "mortgage", "state": "registered"}, "authority"),
])  # fmt: skip
def test_what_is_refused_is_said_on_the_page_and_nothing_typed_is_lost(visitors, vehicles, form, said):
    answer = visitors["lin"].post(f"/vehicles/{vehicles['L1'].pk}/note", noted(colour="", **form))

    assert answer.status_code in (404, 422)
    assert said in answer.content.decode()
    if "km" in form:
        assert 'value="far"' in answer.content.decode() and "is-invalid" in answer.content.decode()


def test_an_appraisal_and_the_model_give_values_to_who_may(visitors, vehicles):
    key, today = vehicles["L2"].pk, timezone.localdate().isoformat()
    told = {"amount": "70000", "low": "65000", "high": "72000", "on": today}
    assert visitors["han"].post(f"/vehicles/{key}/value", told).status_code == 302
    again = visitors["han"].post(f"/vehicles/{key}/value", told | {"low": "80000"})
    assert "within its range" in again.content.decode() and 'value="80000"' in again.content.decode()
    assert visitors["han"].post(f"/vehicles/{key}/model").status_code == 302
    page = visitors["han"].get(f"/vehicles/{key}/").content.decode()
    assert "70,000.00" in page and "depreciation model" in page and "Ask the valuation service" not in page
    assert visitors["agent"].post(f"/vehicles/{key}/value", told).status_code == 403
    with meeting_as("night"):
        assert set(VehicleValue.objects.filter(vehicle_id=key).values_list("source", flat=True)) == {
            "lender", "appraisal", "model",
        }  # fmt: skip


@pytest.mark.parametrize("act", ["", "note", "value", "model", "ask", "vin"])
def test_a_strangers_vehicle_is_answered_like_none(visitors, vehicles, act):
    for who in ("lin", "agent"):
        theirs = f"/vehicles/{vehicles['L2'].pk}/{act}"
        none = f"/vehicles/{10**9}/{act}"
        answers = [visitors[who].post(url, noted()) if act else visitors[who].get(url) for url in (theirs, none)]
        assert answers[0].status_code == answers[1].status_code in (403, 404)
    assert visitors["lin"].get(f"/cases/{SECOND}/vehicle/").status_code == 404


@pytest.mark.parametrize(("asked", "loans"), [
    ("", {"L1", "L2", "L3"}), (f"vin={VINS[1]}", {"L2"}), ("vin=000003", {"L3"}), ("vin=00003", set()),
    ("mortgage=not_registered", {"L2"}), ("short=1", set()), ("insured_to=2027-02-01", {"L1"}),
    (f"number={FIRST}", {"L1"}),
])  # fmt: skip
def test_the_list_finds_by_vin_mortgage_and_insurance(visitors, asked, loans):
    page = visitors["boss"].get(f"/vehicles/?{asked}").content.decode()
    assert {loan for loan in ("L1", "L2", "L3") if f">{loan}<" in page} == loans
    assert not any(vin in page.replace(f'value="{VINS[1]}"', "").replace(asked, "") for vin in VINS)


def test_everybody_lists_what_he_sees_and_an_export_is_masked_and_logged(visitors):
    page = visitors["lin"].get("/vehicles/?sort=-value_fen").content.decode()
    assert ">L1<" in page and ">L2<" not in page

    taken = visitors["boss"].post("/vehicles/", {"export": "csv"})
    body = b"".join(taken.streaming_content).decode("utf-8-sig") if taken.streaming else taken.content.decode()
    assert body.count("L0A**********") == 3 and VINS[0] not in body
    assert visitors["lin"].post("/vehicles/", {"export": "csv"}).status_code == 403
    with meeting_as("night"):
        assert Entry.objects.filter(verb="export", subject="vehicles").count() == 1
