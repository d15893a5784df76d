"""Packs are made once of the same figures, delivered once, tried again where a server was busy, and journaled."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from huilong.kernel.acting import Acting, act_as
from huilong.kernel.refusal import Refusal
from huilong.rooms.contact.terms import Handed, HandedState
from huilong.rooms.journal.models import Entry
from huilong.rooms.people.models import User
from huilong.rooms.reports import actions
from huilong.rooms.reports.models import Delivery, Pack, PackFile, SpanRow
from huilong.rooms.reports.queries import packs
from huilong.rooms.reports.terms.packs import DeliveryState, PackForm
from huilong.rooms.reports.tests import postbox, world
from huilong.rooms.reports.tests.world import MONDAY_MORNING, SUNDAY

pytestmark = pytest.mark.django_db
AT = MONDAY_MORNING
SET_UP = AT - timedelta(days=3)


@pytest.fixture
def who(settings):
    settings.MAIL_CHANNEL = "huilong.rooms.reports.tests.postbox.channel"
    settings.PUBLIC_URL, settings.PACK_PRESS = "https://huilong.example.com", ""
    postbox.BOX.mails.clear()
    postbox.BOX.answers.clear()
    told = world.people()
    world.rows(told)
    return told


def client_of(name: str) -> Client:
    User.objects.filter(username=name).update(language="en")
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(User.objects.get(username=name))
    return client


def set_up(who, roles=("manager",), users=(), attach=False, hour=8):
    with act_as(Acting(who["manager"], who["lender"], "manager")) as _:
        manager = Acting(who["manager"], who["lender"], "manager")
        key = actions.schedule(0, hour, roles, users, attach=attach, by=manager, at=SET_UP)
        actions.keep_mailbox("manager@example.com", manager, SET_UP)
    return key


def test_the_same_figures_make_one_pack_with_a_fingerprint():
    told = world.people()
    world.rows(told)
    first = actions.make_pack(AT)
    again = actions.make_pack(AT + timedelta(hours=1))

    assert first == again and first.on == SUNDAY
    assert {(form, language) for form, language, _ in first.files} >= {
        (PackForm.XLSX, "zh-hans"),
        (PackForm.XLSX, "en"),
    }
    SpanRow.objects.filter(from_on=first.from_on, loan=0).update(collected_fen=1)
    assert actions.make_pack(AT).fingerprint != first.fingerprint
    assert Entry.objects.filter(verb="pack.made").count() == 2


def test_a_pack_is_never_changed(who):
    made = actions.make_pack(AT)
    for change in (lambda: Pack.objects.filter(pk=made.id).update(fingerprint="x"),
                   lambda: PackFile.objects.filter(pack_id=made.id).delete()):  # fmt: skip
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


def test_without_a_whole_week_no_pack_is_made(who):
    SpanRow.objects.all().delete()
    with pytest.raises(Refusal, match="no-week"):
        actions.make_pack(AT)


def test_a_pack_goes_out_once_in_its_hour(who):
    set_up(who)

    assert actions.deliver(AT - timedelta(hours=1))["due"] == 0
    assert actions.deliver(AT) == {"due": 2, "done": 2, "waiting": 0, "failed": 0}
    assert actions.deliver(AT) == actions.deliver(AT + timedelta(hours=5)) == {
        "due": 0, "done": 0, "waiting": 0, "failed": 0}  # fmt: skip
    (mail,) = postbox.BOX.mails
    pack = Pack.objects.get()
    assert mail.to == "manager@example.com" and not mail.attachments
    assert f"https://huilong.example.com/portfolio/packs/{pack.pk}/" in mail.body
    assert Entry.objects.filter(verb="pack.delivered").count() == 2


def test_a_busy_server_is_tried_again_with_the_same_mail_and_a_no_is_shown(who):
    set_up(who)
    postbox.BOX.answers += [Handed(HandedState.LATER, code="smtp-451", retry_after_seconds=300),
                            Handed(HandedState.UNKNOWN, code="timeout"),
                            Handed(HandedState.REFUSED, code="smtp-550")]  # fmt: skip
    assert actions.deliver(AT) == {"due": 2, "done": 1, "waiting": 1, "failed": 0}
    assert actions.deliver(AT + timedelta(minutes=4))["waiting"] == 0
    assert actions.deliver(AT + timedelta(minutes=5))["waiting"] == 1
    assert actions.deliver(AT + timedelta(minutes=30))["failed"] == 1

    assert len({mail.key for mail in postbox.BOX.mails}) == 1 and len(postbox.BOX.mails) == 3
    told = client_of("manager").get("/portfolio/schedules/").content.decode()
    assert "smtp-550" in told and "failed" in told


def test_no_channel_for_mail_is_shown_and_tried_again(who, settings):
    settings.MAIL_CHANNEL = ""
    set_up(who)
    actions.deliver(AT)

    mail = Delivery.objects.get(carrier="mail")
    assert (mail.state, mail.code, mail.attempts) == (DeliveryState.WAITING, "no-channel", 1)


def test_a_team_lead_gets_the_pack_of_the_team_and_a_collector_none(who):
    set_up(who, roles=("manager", "team_lead"))
    actions.deliver(AT)

    got = {one.user: one.pack.team for one in Delivery.objects.select_related("pack")}
    assert got == {who["manager"]: None, who["lead"]: who["one"], who["lead2"]: who["two"]}
    told = packs.pack_content(Delivery.objects.get(user=who["lead"]).pack_id, "en")
    assert [section["key"] for section in told["sections"]] == ["figures", "why", "funnel", "cash", "ranking"]
    assert "Lin" not in str(told) and "Mei" in str(told)


def test_who_may_not_read_is_no_recipient_and_who_left_gets_nothing(who):
    with pytest.raises(Refusal, match="bad-schedule"):
        set_up(who, roles=(), users=(who["mei"],))
    with pytest.raises(Refusal, match="bad-schedule"):
        set_up(who, roles=())
    set_up(who)
    postbox.BOX.answers.append(Handed(HandedState.LATER))
    actions.deliver(AT)
    User.objects.filter(pk=who["manager"]).update(role="collector")
    assert actions.deliver(AT + timedelta(hours=1))["failed"] == 1
    assert Delivery.objects.get(carrier="mail").code == "no-longer-a-reader"


def test_the_week_is_waited_for(who):
    set_up(who)
    SpanRow.objects.filter(on=SUNDAY).delete()

    assert actions.deliver(AT)["due"] == 0
    assert not Delivery.objects.exists()


def test_a_pack_may_be_attached(who):
    set_up(who, attach=True)
    actions.deliver(AT)

    (mail,) = postbox.BOX.mails
    assert [paper.name for paper in mail.attachments] == [f"huilong-{SUNDAY}.xlsx"]


def test_a_stopped_schedule_sends_nothing_and_is_journaled(who):
    key = set_up(who)
    actions.unschedule(key, SET_UP)

    assert actions.deliver(AT)["due"] == 0
    with pytest.raises(Refusal, match="no-such-schedule"):
        actions.unschedule(key, SET_UP)
    assert set(Entry.objects.filter(subject_kind="schedule").values_list("verb", flat=True)) == {
        "pack.scheduled", "pack.unscheduled"}  # fmt: skip


def test_the_pages_make_show_and_give_a_pack_away(who):
    client = client_of("manager")
    assert "There is no pack yet" in client.get("/portfolio/packs/").content.decode()
    made = client.post("/portfolio/packs/make")
    told = client.get(made["Location"]).content.decode()
    assert "What changed, and why" in told and "/portfolio/rows/?from_on=" in told

    taken = client.post(f"{made['Location']}take", {"form": "xlsx", "language": "en"})
    assert taken.content[:2] == b"PK" and taken["X-Content-SHA256"]
    assert Entry.objects.get(verb="pack.taken").detail["sha256"] == taken["X-Content-SHA256"]
    assert client.post(f"{made['Location']}take", {"form": "pdf", "language": "en"}).status_code == 404


def test_a_notice_waits_on_the_page_until_the_pack_is_opened(who):
    set_up(who)
    actions.deliver(AT)
    client, pack = client_of("manager"), Pack.objects.get()

    assert "New for you" in client.get("/portfolio/packs/").content.decode()
    client.get(f"/portfolio/packs/{pack.pk}/")
    assert "New for you" not in client.get("/portfolio/packs/").content.decode()


def test_a_schedule_is_set_up_on_its_page(who):
    client = client_of("manager")
    client.post("/portfolio/schedules/new", {"weekday": "0", "hour": "8", "roles": ["manager"], "users": [who["lead"]]})

    (one,) = packs.schedules()
    assert (one.weekday, one.hour, one.roles, one.users) == (0, 8, ("manager",), (who["lead"],))
    told = client.get("/portfolio/schedules/").content.decode()
    assert "Monday 8:00" in told and "Lead" in told
    client.post(f"/portfolio/schedules/{one.id}/stop")
    assert not packs.schedules()[0].active
