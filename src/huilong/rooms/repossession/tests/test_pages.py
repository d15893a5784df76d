"""Pages of recovery and what the phone asks, met as the pages' own role."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from huilong.rooms.compliance.queries import lender
from huilong.rooms.people.models import User
from huilong.rooms.repossession.models import Authority, Crew, Ground, Order
from huilong.rooms.tracking.actions import keep_fixes
from huilong.rooms.tracking.models import Look
from huilong.rooms.tracking.tests.cars import a_consent, a_device, a_fix
from tests.meeting import meeting_as

from .acting import approved, sent
from .conftest import FIRST, TOLD

pytestmark = pytest.mark.django_db(transaction=True)
JSON = {"Accept": "application/json"}


@pytest.fixture
def noon(monkeypatch, settings):
    """The clock of the doors stands at this moment, and the lender's house where it is noon then: by night the law lets
    nobody take a car, and the database's own clock is the real one."""
    at = timezone.now()
    settings.LENDER = settings.LENDER | {"zone": f"Etc/GMT{at.hour - 12:+d}"}
    lender.cache_clear()
    monkeypatch.setattr("huilong.rooms.repossession.web_field.timezone.now", lambda: at)
    yield at
    settings.LENDER = {}
    lender.cache_clear()


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
        here, waits = reverse("people:approvals"), f'href="/recovery/{key}/"'
        assert waits not in visitors["boss"].get(here).content.decode(), "it waits for the lead first"
        for name in ("lead", "boss"):
            assert waits in visitors[name].get(here).content.decode()
            assert "Approve" in visitors[name].get(f"/recovery/{key}/").content.decode()
            post(visitors[name], f"/recovery/{key}/decide", decision="approved", why="grounds_shown")
            assert waits not in visitors[name].get(here).content.decode()
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


def test_the_phone_asks_renews_gives_back_takes_and_hears_the_server_s_time(cast, crews, visitors, noon):
    key = sent(cast, crews["firm"])
    papers = dict.fromkeys(("paper", "identity", "video", "inventory"), 1)
    Ground.objects.create(
        order_id=key, kind="handover", on=timezone.localdate(noon), files=papers, given_at=noon, given_by="system"
    )
    tow, order = visitors["tow"], f"/field/recovery/orders/{key}"
    with meeting_as("web"):
        assert tow.get(f"{order}/standing").json()["authority"] is None
        first = tow.post(f"{order}/authority").json()["order"]["authority"]
        assert datetime.fromisoformat(first["expires_at"]) == noon + timedelta(seconds=300)
        assert tow.post(f"{order}/authority", {"renew": "1"}).json()["order"]["authority"]["id"] == first["id"]
        assert tow.post(f"{order}/give-back").json()["order"]["authority"]["over"] == "given_back"
        dealt = tow.post(f"{order}/authority").json()["order"]["authority"]
        assert dealt["id"] != first["id"]
        state = tow.get(f"{order}/standing").json()
        assert (state["authority"]["over"], state["unseen"], state["server_time"]) == ("", [], noon.isoformat())
        refused = tow.post(f"{order}/take", {"token": dealt["token"], "signals": "shouting"}, headers=JSON)
        assert (refused.status_code, refused.json()["where"]) == (422, "signals")
        refused = tow.post(f"{order}/take", {"token": first["token"], "at": noon.isoformat()}, headers=JSON)
        assert (refused.status_code, refused.json()["title"]) == (409, "no-authority")
        dealt = tow.post(f"{order}/authority").json()["order"]["authority"]
        done = tow.post(f"{order}/take", {"token": dealt["token"], "at": noon.isoformat()}, headers=JSON)
        assert done.status_code == 200, done.content
        assert done.json()["order"]["state"] == "taken"
        again = tow.post(f"{order}/take", {"token": dealt["token"], "at": noon.isoformat()}, headers=JSON)
        assert (again.status_code, again.json()["order"]["state"]) == (200, "taken")
        assert visitors["zhou"].post(f"{order}/take", {"token": dealt["token"]}, headers=JSON).status_code in (403, 404)


@pytest.mark.parametrize("verb", ["recall", "stop"])
def test_a_stop_is_told_to_a_holder_who_has_lost_the_case_and_to_the_board(cast, crews, visitors, noon, verb):
    key = sent(cast, crews["firm"])
    tow, order = visitors["tow"], f"/field/recovery/orders/{key}"
    with meeting_as("web"):
        dealt = tow.post(f"{order}/authority").json()["order"]["authority"]
        post(visitors["han"], f"/recovery/{key}/end", verb=verb, why="other team")
        state = tow.get(f"{order}/standing").json()
        assert state["authority"] is None  # the order is not the agent's to see any more, but its end is
        assert [(one["id"], one["over"]) for one in state["unseen"]] == [(dealt["id"], "recalled")]
        assert tow.get("/field/recovery/orders").json()["unseen"] == state["unseen"]
        assert "waits for the holder" in visitors["han"].get("/recovery/").content.decode()
        assert tow.post(f"{order}/acknowledge", {"authority": dealt["id"]}).status_code == 200
        assert "confirmed" in visitors["han"].get("/recovery/").content.decode()
        assert tow.get(f"{order}/standing").json()["unseen"] == []


def test_a_late_claim_is_told_to_compliance_and_judged_by_it(cast, crews, visitors, noon):
    key = sent(cast, crews["firm"])
    tow, order = visitors["tow"], f"/field/recovery/orders/{key}"
    with meeting_as("web"):
        dealt = tow.post(f"{order}/authority").json()["order"]["authority"]
        with meeting_as("night"):
            Authority.objects.update(ended="expired", ended_at=noon + timedelta(minutes=5), ended_by="system")
        told = {"token": dealt["token"], "at": (noon - timedelta(minutes=3)).isoformat()}
        assert tow.post(f"{order}/take", told).json()["claimed"] is True
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


def test_the_ways_teams_have_to_go_are_measured_under_the_law_and_written_down(cast, crews, visitors, settings):
    key = approved(cast)
    car = Order.objects.get(pk=key).vehicle
    Crew.objects.update(lat=36.40, lon=117.12)
    a_device("13800000009", car, since=timezone.now() - timedelta(days=9))
    keep_fixes([a_fix("13800000009", timezone.now() - timedelta(hours=1))], timezone.now())
    ways = f"/recovery/{key}/ways"

    refused = visitors["han"].post(ways)
    assert refused.status_code == 409, "without a consent nobody looks, not even to send somebody"

    settings.TRACKING = {"impact_assessment": "PIA-1"}
    a_consent(car)
    with meeting_as("web"):
        page = visitors["han"].post(ways).content.decode()
    assert " km" in page and "117.12" not in page, "the way is told, not the place"
    assert Look.objects.get().purpose == "recover"
