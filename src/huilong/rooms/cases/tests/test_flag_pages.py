"""The tab of flags and the live figures on a case's page, asked as the pages' own role."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from huilong.rooms.cases import actions
from huilong.rooms.cases.models import Flag
from huilong.rooms.cases.terms import DutyKind
from huilong.rooms.cases.tests.test_duties import cases, holder, staff  # noqa: F401
from tests.meeting import meeting_as

pytestmark = pytest.mark.django_db(transaction=True)
CASE = "CL20260000001"


@pytest.fixture
def visitors(staff, cases):
    at = timezone.now() - timedelta(minutes=5)
    actions.assign([CASE], holder(staff["lin"]), DutyKind.COLLECT, actor="system", at=at)
    found = {}
    for name, user in staff.items():
        found[name] = Client(headers={"Accept": "text/html", "Accept-Language": "en"})
        found[name].force_login(user)
    with meeting_as("web"):
        yield found


def tab(client) -> str:
    return client.get(f"/cases/{CASE}/?tab=flags").content.decode()


def flag_key() -> int:
    with meeting_as("night"):
        return Flag.objects.get().pk


def test_a_collector_sets_a_hold_and_his_lead_ends_it(visitors):
    form = {"kind": "hold", "since": "2026-06-01", "channels": ["call", "sms"], "note": "本人住院"}
    assert visitors["lin"].post(f"/cases/{CASE}/flags/set", form).status_code == 302
    page = tab(visitors["lin"])
    assert "本人住院" in page and "短信" in page and "flags/" in page
    end = f"/cases/flags/{flag_key()}/end"

    assert visitors["lin"].post(end, {"why": "over"}).status_code == 403
    assert visitors["zhou"].get(f"/cases/{CASE}/?tab=flags").status_code == 404
    assert visitors["lead"].post(end, {"why": "over"}).status_code == 302
    page = tab(visitors["lead"])
    assert "情形结束" in page and end not in page


def test_agreed_hours_are_written_with_their_ends(visitors):
    form = {"kind": "agreed_hours", "since": "2026-06-01", "from": "20:00", "to": "22:30"}
    assert visitors["lin"].post(f"/cases/{CASE}/flags/set", form).status_code == 302

    assert "20:00–22:30" in tab(visitors["lin"])


@pytest.mark.parametrize(
    ("form", "code"),
    [
        ({"kind": "death"}, "flag-evidence"), ({"kind": "mood"}, "no-choice"),
        ({"kind": "hold", "until": "soon"}, "bad-date"),
    ],
)  # fmt: skip
def test_a_form_that_cannot_be_is_refused(visitors, form, code):
    answer = visitors["lin"].post(f"/cases/{CASE}/flags/set", form, headers={"Accept": "application/problem+json"})

    assert (answer.status_code, answer.json()["title"]) == (422, code)
