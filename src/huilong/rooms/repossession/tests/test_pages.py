"""Pages of recovery and what the phone asks, met as the pages' own role."""

import json
from datetime import datetime, time, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from huilong.rooms.people.models import User
from huilong.rooms.repossession.models import Authority, Ground, Order
from tests.meeting import meeting_as

from .acting import approved, sent
from .conftest import FIRST, TOLD

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def noon(monkeypatch):
    """The clock of the doors stands at noon today: by night the law lets nobody take a car."""
    at = timezone.make_aware(datetime.combine(timezone.localdate(), time(12)))
    monkeypatch.setattr("huilong.rooms.repossession.web_phone.timezone.now", lambda: at)
    return at


@pytest.fixture
def visitors(cast, crews):
    User.objects.update(language="en")
    found = {}
    for name, user in cast.items():
        found[name] = Client(headers={"Accept": "text/html", "Accept-Language": "en"})
        found[name].force_login(user)
    return found


def post(client, url, **form):
    answer = client.post(url, form)
    assert answer.status_code == 302, answer.content.decode()[:2000]
    return answer


def test_an_order_goes_from_the_form_of_its_case_to_the_team_by_the_pages_alone(cast, crews, visitors):
    with meeting_as("web"):
        page = visitors["lin"].get(f"/cases/{FIRST}/recovery/").content.decode()
        assert "Ask for a recovery" in page
        from huilong.rooms.collateral.models import Vehicle

        with meeting_as("night"):
            car = Vehicle.objects.get(loan_id="L1").pk
        told = {name: "yes" if value else "no" for name, value in TOLD.items() if isinstance(value, bool)}
        post(visitors["lin"], f"/cases/{FIRST}/recovery/request", vehicle=car, basis="handover", security="auto_loan",
             holder="debtor", **told)  # fmt: skip
        with meeting_as("night"):
            key = Order.objects.get().pk
        for name in ("lead", "boss"):
            assert "Approve" in visitors[name].get(f"/recovery/{key}/").content.decode()
            post(visitors[name], f"/recovery/{key}/decide", decision="approved", why="grounds_shown")
        han = visitors["han"]
        assert "Who should be sent" in han.get(f"/recovery/{key}/").content.decode()
        post(han, f"/recovery/{key}/quote", crew=crews["firm"], service="handover_pickup", km="12")
        page = han.get(f"/recovery/{key}/").content.decode()
        assert "600.00" in page
        with meeting_as("night"):
            from huilong.rooms.repossession.models import Quote

            made = Quote.objects.get().pk
        post(han, f"/recovery/{key}/dispatch", quote=made, agent=cast["tow"].pk)
        post(visitors["tow"], f"/recovery/{key}/accept", agent=cast["tow"].pk)
        board = han.get("/recovery/").content.decode()
        assert "LSV**********3451" in board
        assert "accepted" in board
        assert visitors["zhou"].get(f"/recovery/{key}/").status_code == 404


def test_the_phone_asks_renews_takes_and_hears_the_server_s_time(cast, crews, visitors, noon):
    key = sent(cast, crews["firm"])
    papers = dict.fromkeys(("paper", "identity", "video", "inventory"), 1)
    Ground.objects.create(order_id=key, kind="handover", on=noon.date(), files=papers, given_at=noon, given_by="system")
    tow = visitors["tow"]
    with meeting_as("web"):
        assert tow.get(f"/recovery/{key}/authority").json()["live"] is False
        dealt = tow.post(f"/recovery/{key}/authority/ask").json()
        assert dealt["seconds_left"] == 300
        assert tow.post(f"/recovery/{key}/authority/renew").json()["authority"] == dealt["authority"]
        state = tow.get(f"/recovery/{key}/authority").json()
        assert (state["live"], state["server_time"]) == (True, noon.isoformat())
        said = {"token": dealt["token"], "occupants": False, "resistance": False, "road_danger": False}
        refused = tow.post(f"/recovery/{key}/taken", {**said, "resistance": 1}, content_type="application/json")
        assert (refused.status_code, refused.json()["where"]) == (422, "resistance")
        done = tow.post(f"/recovery/{key}/taken", said, content_type="application/json")
        assert done.status_code == 200, done.content
        again = tow.post(f"/recovery/{key}/taken", said, content_type="application/json")
        assert (again.status_code, again.json()["title"]) == (409, "no-authority")


def test_a_stop_is_told_to_a_holder_who_has_lost_the_case(cast, crews, visitors, noon):
    key = sent(cast, crews["firm"])
    tow = visitors["tow"]
    with meeting_as("web"):
        dealt = tow.post(f"/recovery/{key}/authority/ask").json()
        post(visitors["han"], f"/recovery/{key}/end", verb="recall", why="other team")
        state = tow.get(f"/recovery/{key}/authority").json()
        assert (state["live"], state["ended"], state["acknowledge"]) == (False, "recalled", True)
        assert "waits for the holder" in visitors["han"].get("/recovery/").content.decode()
        seen = tow.post(f"/recovery/{key}/authority/seen", json.dumps({"authority": dealt["authority"]}),
                        content_type="application/json")  # fmt: skip
        assert seen.status_code == 200
        assert "confirmed" in visitors["han"].get("/recovery/").content.decode()


def test_a_late_claim_is_told_to_compliance_and_judged_by_it(cast, crews, visitors, noon):
    key = sent(cast, crews["firm"])
    tow = visitors["tow"]
    with meeting_as("web"):
        dealt = tow.post(f"/recovery/{key}/authority/ask").json()
        with meeting_as("night"):
            Authority.objects.update(ended="expired", ended_at=noon + timedelta(minutes=5), ended_by="system")
        told = {"token": dealt["token"], "happened_at": (noon - timedelta(minutes=1)).isoformat()}
        assert tow.post(f"/recovery/{key}/claimed", told, content_type="application/json").status_code == 200
        page = visitors["fang"].get(f"/recovery/{key}/").content.decode()
        assert "entered late" in page
        post(visitors["fang"], f"/recovery/{key}/judge", decision="refused", why="unlawful")
        with meeting_as("night"):
            assert Order.objects.get(pk=key).state == "undone"


def test_pages_say_the_way_out_where_nothing_is(cast, visitors):
    with meeting_as("web"):
        assert "No recovery is going on" in visitors["han"].get("/recovery/").content.decode()
        assert visitors["han"].get("/recovery/crews/").status_code == 200
        assert visitors["lin"].get("/recovery/crews/").status_code == 403
    assert approved
