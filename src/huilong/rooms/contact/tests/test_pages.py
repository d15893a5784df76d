"""Pages and calls of messages: asked as the pages' own role; providers knock without a session and see nothing."""

import json
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from huilong.kernel.acting import act_as
from huilong.kernel.refusal import Refusal
from huilong.rooms.contact.actions.messages import queue_message
from huilong.rooms.contact.actions.outbox import run_outbox
from huilong.rooms.contact.models import Batch, CallRecord, Message, ReportRow, Template
from huilong.rooms.contact.terms import Channel, Delivery, Handed, HandedState, Report
from huilong.rooms.journal.models import Entry
from huilong.rooms.people.actions import ensure_user, issue_token
from huilong.rooms.people.models import Team, User
from huilong.rooms.people.terms import Role
from tests.meeting import meeting_as

from .conftest import TEN
from .counting import Counting, allow

pytestmark = pytest.mark.django_db(transaction=True)
BODY = "【{lender_name}】您的借据 {loan_id} 逾期 {overdue_amount} 元,异议请致电 {hotline}。"


class Provider(Counting):
    """A provider whose reports are JSON and whose signature is a word."""

    def reports(self, headers, body):
        if headers.get("X-Signature") != "right":
            raise Refusal("bad-signature", status=401, zh="签名有误。", en="The signature is wrong.")
        return [Report(one["key"], "", Delivery(one["delivery"]), TEN) for one in json.loads(body)]


def a_provider() -> Provider:
    """What the setting SMS_CHANNEL names in these tests."""
    return Provider()


@pytest.fixture
def visitors(writing, settings):
    from huilong.rooms.contact.queries import channels

    settings.SMS_CHANNEL = "huilong.rooms.contact.tests.test_pages.a_provider"
    channels._from.cache_clear()
    organisation, team = writing.lin.organisation_id, Team.objects.get(name="触达组")
    for name, role, of in (("lead", Role.TEAM_LEAD, team.pk), ("fang", Role.COMPLIANCE, None),
                           ("song", Role.MANAGER, None), ("deng", Role.ADMINISTRATOR, None)):  # fmt: skip
        ensure_user(name, display_name=name, role=role, organisation=organisation, password="x" * 12, team=of)
    found = {"": Client(headers={"Accept": "application/json"})}
    for user in User.objects.all():
        found[user.username] = Client(headers={"Accept": "text/html", "Accept-Language": "en"})
        found[user.username].force_login(user)
    with meeting_as("web"):
        yield found
    channels._from.cache_clear()


def page(client, address) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.content.decode()[:300])
    return answer.content.decode()


def sent(house, line=None, at=TEN) -> Message:
    with meeting_as("night"), act_as(house.acts(house.lin)):
        key = queue_message(house.mei.number, house.people["borrower"], "overdue_notice", at=at)
    with meeting_as("night"):
        run_outbox({Channel.SMS: line or Counting()}, at, 5, ask=allow)
        return Message.objects.get(key=key)


def test_a_template_is_drafted_mended_and_submitted_on_its_page(visitors):
    form = {"key": "house_notice", "channel": "sms", "language": "zh-hans", "body": BODY + "不还就坐牢"}
    lead = visitors["lead"]
    made = lead.post("/contact/templates/new", form)
    assert made.status_code == 302
    said = page(lead, made.url)
    assert "坐牢" in said and "false_legal_consequence" in said and "Submit to a second person" not in said
    assert lead.post(made.url, {"body": BODY + "{nonsense}"}).status_code == 422
    assert lead.post(made.url, {"body": BODY}).status_code == 302
    assert "It passes the rules of wording" in page(lead, made.url)
    assert lead.post(f"{made.url}move", {"verb": "submit"}).status_code == 302
    assert lead.post(f"{made.url}move", {"verb": "anything"}).status_code == 422
    with meeting_as("night"):
        assert Template.objects.get(key="house_notice").state == "waiting"
    assert "house_notice" in page(visitors["fang"], "/contact/templates/?state=waiting")
    assert visitors["lin"].post("/contact/templates/new", form).status_code == 403
    assert "New version" in page(lead, "/contact/templates/" + made.url.split("/")[-2] + "/")


def test_the_outbox_shows_a_message_its_text_journaled_and_lets_a_lead_retry_a_dead_one(visitors, writing):
    lead = visitors["lead"]
    kept = sent(writing)
    assert "孙** 137****4005" in page(lead, "/contact/messages/?state=sent")
    before = Entry.objects.count()
    assert "14,118.21" in page(lead, f"/contact/messages/{kept.key}/")
    with meeting_as("night"):
        assert Entry.objects.count() > before
        Message.objects.filter(pk=kept.pk).update(state="dead")
    assert writing.mei.number in page(lead, "/contact/messages/dead/")
    assert visitors["fang"].post(f"/contact/messages/{kept.key}/steer", {"verb": "retry"}).status_code == 403
    assert lead.post(f"/contact/messages/{kept.key}/steer", {"verb": "retry"}).status_code == 302
    assert lead.post(f"/contact/messages/{kept.key}/steer", {"verb": "stop"}).status_code == 302
    with meeting_as("night"):
        assert Message.objects.get(pk=kept.pk).state == "stopped"
    assert visitors["lin"].get("/contact/messages/").status_code == 403


def test_a_collector_queues_a_message_from_a_case(visitors, writing):
    form = {"person": writing.people["borrower"], "template": "overdue_notice", "next": "//evil.example"}
    answer = visitors["lin"].post(f"/contact/cases/{writing.mei.number}/send", form)
    assert answer.status_code == 302 and answer.url == f"/cases/{writing.mei.number}/"
    assert visitors["jiang"].post(f"/contact/cases/{writing.mei.number}/send", form).status_code == 404
    assert visitors["lin"].post(f"/contact/cases/{writing.mei.number}/send", form).status_code == 409


def test_a_bulk_send_is_previewed_begun_and_watched(visitors, writing):
    with meeting_as("night"):
        template = Template.objects.get(key="overdue_notice", language="zh-hans").pk
    song = visitors["song"]
    assert "/contact/batches/new" in page(song, "/cases/?least_days=80")
    assert "Send to the borrowers of 1 cases" in page(song, "/contact/batches/new?least_days=80")
    assert "No open case" in page(song, "/contact/batches/new?least_days=999")
    form = {"template": template, "per_minute": 60, "counted": 1}
    said = song.post("/contact/batches/new?least_days=80", form).content.decode()
    assert "may be sent now" in said and "Begin" in said
    with meeting_as("night"):
        assert Batch.objects.count() == 0
    assert song.post("/contact/batches/new?least_days=80", form | {"counted": 9, "begin": 1}).status_code == 409
    begun = song.post("/contact/batches/new?least_days=80", form | {"begin": 1})
    assert begun.status_code == 302
    assert "0 of 1 cases looked at" in page(song, begun.url)
    assert song.post(f"{begun.url}stop").status_code == 302
    assert "overdue_notice" in page(song, "/contact/batches/")
    assert visitors["lin"].get(begun.url).status_code == 403


def test_a_call_log_is_taken_in_and_calls_without_an_act_are_listed(visitors):
    body = "id,at,extension,number,seconds,direction\nR-77,2026-09-01 10:00:00,801,13700009999,5,out\nR-78,x,1,1,1,in\n"
    fang = visitors["fang"]
    said = fang.post("/contact/calls/import", {"file": SimpleUploadedFile("c.csv", body.encode())}).content.decode()
    assert "bad-time" in said
    assert fang.post("/contact/calls/import", {"file": SimpleUploadedFile("d.csv", body.encode())}).status_code == 302
    assert "R-77" in page(fang, "/contact/calls/?on=2026-09-01")
    assert "R-77" not in page(fang, "/contact/calls/?on=2026-09-02")
    assert fang.post("/contact/calls/import", {}).status_code == 422
    assert visitors["lead"].get("/contact/calls/").status_code == 403
    with meeting_as("night"):
        assert CallRecord.objects.count() == 1


def knock(client, reports, signature="right", channel="sms"):
    return client.post(f"/hooks/messages/{channel}/", json.dumps(reports), content_type="application/json",
                       headers={"X-Signature": signature})  # fmt: skip


def test_a_provider_tells_by_its_signature_and_unknown_ids_are_answered_alike(visitors, writing):
    kept, stranger = sent(writing), visitors[""]
    told = [{"key": str(kept.key), "delivery": "delivered"}, {"key": "who-knows", "delivery": "failed"}]
    assert knock(stranger, told, "wrong").status_code == 401
    assert knock(stranger, told, channel="letter").status_code == 404
    for _ in range(2):
        assert (knock(stranger, told).status_code, knock(stranger, told).json()) == (200, {"taken": 2})
    with meeting_as("night"):
        assert ReportRow.objects.count() == 2
        run_outbox({Channel.SMS: Counting()}, timezone.now() + timedelta(minutes=1), 5, ask=allow)
        assert Message.objects.get().state == "delivered"
        assert ReportRow.objects.filter(message=None).count() == 1


def test_an_address_that_signs_wrongly_again_and_again_has_to_wait(visitors, monkeypatch):
    monkeypatch.setattr("huilong.rooms.contact.web_hooks.FAILURES_A_MINUTE", 2)
    answers = [knock(visitors[""], [], "wrong").status_code for _ in range(6)]
    assert 429 in answers


@pytest.fixture
def secret(writing) -> str:
    """A token's secret, issued before the pages' role is taken on."""
    scopes = ["message.send", "message.view", "case.view"]
    return issue_token("crm", writing.lin.organisation_id, scopes, actor=writing.lin.pk,
                       at=timezone.now() - timedelta(minutes=5))[1]  # fmt: skip


def test_another_system_queues_a_message_once_and_asks_what_became_of_it(writing, secret, as_web):
    caller = Client(headers={"Authorization": f"Bearer {secret}", "Accept": "application/json"})
    body = {"case": writing.mei.number, "person": writing.people["borrower"], "template": "overdue_notice"}
    first = caller.post("/api/v1/messages", body, content_type="application/json", headers={"Idempotency-Key": "k-1"})
    assert first.status_code == 200, first.content
    again = caller.post("/api/v1/messages", body, content_type="application/json", headers={"Idempotency-Key": "k-1"})
    assert again.json() == first.json()
    other = caller.post("/api/v1/messages", body, content_type="application/json")
    assert (other.status_code, other.json()["title"]) == (409, "already-queued")
    told = caller.get(f"/api/v1/messages/{first.json()['key']}").json()
    assert (told["state"], told["template"]) == ("waiting", "overdue_notice")
    assert caller.get("/api/v1/messages/8a6e0804-2bd0-4672-b79d-d97027f9071a").status_code == 404


def test_a_refused_message_is_shown_with_its_code(visitors, writing):
    kept = sent(writing, Counting(lambda key, n: (Handed(HandedState.REFUSED, "", "BLACKLISTED"), False)))
    said = page(visitors["lead"], f"/contact/messages/{kept.key}/")
    assert "BLACKLISTED" in said and "not delivered" not in said
