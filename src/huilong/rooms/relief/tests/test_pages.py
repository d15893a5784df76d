"""Pages and calls of relief, asked as the pages' own role: built, asked for, granted up the way, agreed."""

import json
import re
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from huilong.kernel.days import add_months
from huilong.rooms.files.models import File
from huilong.rooms.people.models import User
from huilong.rooms.relief.models import Offer
from tests.meeting import meeting_as

from .conftest import FIRST

TOKEN = re.compile(r'value="[A-Za-z0-9]{64}"')
pytestmark = pytest.mark.django_db(transaction=True)


class PlainTypesetter:
    """Sets a letter as a bare PDF that holds its values: stands in for a typesetter in these tests."""

    def pdf(self, letter) -> bytes:
        """The letter's values within a PDF."""
        assert letter.layout == "relief_agreement"
        assert set(letter.values) == {
            "number", "on", "title", "lender", "borrower", "loan", "owed_on", "owed", "given_up", "terms", "schedule",
            "if_broken", "closing",
        }  # fmt: skip
        assert letter.values["terms"]
        assert letter.values["lender"] == {"name": "回笼汽车金融"}
        assert letter.values["schedule"][0]["amount_fen"] > 0
        told = json.dumps(letter.values, ensure_ascii=False).encode()
        return b"%PDF-1.7\n1 0 obj << >> endobj\n%" + told + b"\ntrailer << >>\n%%EOF\n"


@pytest.fixture
def visitors(desk) -> dict[str, Client]:
    found = {}
    User.objects.update(language="en")
    for name, user in desk.items():
        found[name] = Client(headers={"Accept": "text/html", "Accept-Language": "en"})
        found[name].force_login(user)
    with meeting_as("web"):
        yield found


def months_needed() -> int:
    """By how many months the first instalment must move to be due after today."""
    return next(n for n in range(1, 240) if add_months(date(2026, 1, 31), n) > timezone.localdate())


def form(**more):
    soon = timezone.localdate() + timedelta(days=2)
    return {"loan_id": "L1", "kind": "extension", "months": str(months_needed()), "grace_days": "3",
            "expires_on": soon.isoformat(), "expires_hour": "18", **more}  # fmt: skip


def test_an_offer_is_worked_out_before_it_is_asked_for(visitors):
    page = visitors["lin"].get(f"/cases/{FIRST}/relief/", {**form(), "work": "1"}).content.decode()
    for said in ("Owed in all", "Due within a month", "Who must agree", "interest.accrue", "Team lead", "Ask for it"):
        assert said.lower() in page.lower(), said
    assert page.count("<td>1</td>") == 1
    with meeting_as("night"):
        assert not Offer.objects.exists()


@pytest.mark.parametrize(("asked", "said"), [
    ({"months": "1"}, "months at least"), ({"months": "many"}, "cannot be read"),
    ({"penalty": "1.234"}, "cannot be read"),
    ({"kind": "waiver"}, "Say what is given up"), ({"kind": "settlement"}, "payments above zero"),
    ({"kind": "flexible_plan"}, "Say the amount"),
])  # fmt: skip
def test_terms_that_do_not_fit_are_said_beside_the_form(visitors, asked, said):
    answer = visitors["lin"].get(f"/cases/{FIRST}/relief/", {**form(), "work": "1", **asked})
    assert answer.status_code == 200
    assert said in answer.content.decode()


def test_from_asking_to_the_signed_agreement(visitors, desk, settings):
    lin = visitors["lin"]
    answer = lin.post(f"/cases/{FIRST}/relief/make", form())
    assert answer.status_code == 302
    place = answer["Location"]
    waits = lin.get(place).content.decode()
    assert 'name="decision"' not in waits
    assert lin.post(f"{place}decide", {"decision": "approved", "why": "within_policy"}).status_code == 403
    with meeting_as("night"):
        roles = [step.role for step in Offer.objects.get().steps.order_by("place")]
    who = {"team_lead": "lead", "manager": "boss", "compliance": "fang"}
    for role in roles:
        mine = visitors[who[role]].get("/relief/?mine=1").content.decode()
        assert place in mine
        assert place not in lin.get("/relief/?mine=1").content.decode()
        assert 'name="decision"' in visitors[who[role]].get(place).content.decode()
        posted = visitors[who[role]].post(f"{place}decide", {"decision": "approved", "why": "within_policy"})
        assert posted.status_code == 302
    settings.TYPESETTER = ""
    assert lin.post(f"{place}agreement").status_code == 409
    settings.TYPESETTER = f"{__name__}.PlainTypesetter"
    assert lin.post(f"{place}agreement").status_code == 302
    with meeting_as("night"):
        file = File.objects.get()
        assert (file.kind, file.media) == ("contract", "application/pdf")
    assert f"/files/{file.pk}/" in lin.get(place).content.decode()
    assert lin.post(f"{place}accept").status_code == 302
    page = lin.get(place).content.decode()
    assert "RELIEF-" in page
    assert lin.post(f"{place}withdraw").status_code == 409


def test_a_stranger_s_offer_answers_like_one_that_is_not_there(visitors):
    place = visitors["lin"].post(f"/cases/{FIRST}/relief/make", form())["Location"]
    key = place.strip("/").split("/")[-1]
    for name in ("zhou", "agent"):
        said = []
        for one in (key, "999999"):
            answers = [visitors[name].get(f"/relief/{one}/")]
            answers += [visitors[name].post(f"/relief/{one}/{verb}") for verb in ("accept", "withdraw", "agreement")]
            answers.append(visitors[name].post(f"/relief/{one}/decide", {"decision": "approved", "why": "law"}))
            said.append([(a.status_code, TOKEN.sub("", a.content.decode().replace(f"/{one}/", ""))) for a in answers])
        assert said[0] == said[1]
        assert {status for status, _ in said[0]} == {404}
        assert visitors[name].get(f"/cases/{FIRST}/relief/").status_code == 404
        assert visitors[name].post(f"/cases/{FIRST}/relief/make", form()).status_code == 404


def test_who_only_looks_cannot_offer(visitors):
    page = visitors["fang"].get(f"/cases/{FIRST}/relief/")
    assert page.status_code == 200
    assert "Work it out" not in page.content.decode()
    assert visitors["fang"].post(f"/cases/{FIRST}/relief/make", form()).status_code == 403


def test_another_system_offers_and_grants_nothing_by_itself(desk):
    from huilong.rooms.people.actions import issue_token

    at = timezone.now() - timedelta(minutes=5)
    _, secret = issue_token("core", desk["lin"].organisation_id, ["relief.view", "relief.offer"],
                            actor=desk["boss"].pk, at=at)  # fmt: skip
    core = Client(headers={"Authorization": f"Bearer {secret}", "Accept": "application/json"})
    tomorrow = timezone.now() + timedelta(days=1)
    body = {"loan_id": "L1", "kind": "settlement", "expires_at": tomorrow.isoformat(),
            "parts": [{"due": timezone.localdate(tomorrow).isoformat(), "amount_fen": 1_250_000}]}  # fmt: skip
    with meeting_as("web"):
        assert core.post(f"/api/v1/cases/{FIRST}/relief", {**body, "more": 1}, "application/json").status_code == 422
        made = core.post(f"/api/v1/cases/{FIRST}/relief", body, "application/json")
        assert (made.status_code, made.json()["state"]) == (200, "asked")
        (told,) = core.get(f"/api/v1/cases/{FIRST}/relief").json()
    assert (told["id"], told["waits_for"], told["expected_fen"]) == (made.json()["id"], "manager", 1_250_000)
    assert told["given_up_fen"] > 0
