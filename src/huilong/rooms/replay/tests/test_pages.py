"""Pages of replay, asked as the pages' own role: asked for, watched, stopped, gone on with, read and taken away."""

import re
from datetime import UTC, datetime

import pytest
import yaml
from django.test import Client

from huilong.kernel.days import day_date
from huilong.rooms.journal.models import Entry
from huilong.rooms.people.models import User
from huilong.rooms.replay import actions
from huilong.rooms.replay.models import Run
from huilong.rooms.replay.terms import ReplayState
from huilong.rooms.replay.tests.drafts import CALL_AND_TEXT
from huilong.rooms.replay.tests.lending import OPENED
from tests.meeting import meeting_as

pytestmark = pytest.mark.django_db(transaction=True)
AT = datetime(2026, 11, 1, 9, tzinfo=UTC)
FIRST, TO = day_date(OPENED + 30), day_date(OPENED + 100)


@pytest.fixture
def visitors(past, settings):
    """The strategy manager, a manager, a collector; their pages meet the database as the pages do."""
    from huilong.rooms.people.actions import ensure_organisation, ensure_team, ensure_user
    from huilong.rooms.people.terms import OrganisationKind, Role

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    lender = ensure_organisation("回笼汽车金融", OrganisationKind.LENDER)
    team = ensure_team("一组", lender, takes_new=True)
    for name, role, of in (("su", Role.STRATEGY, None), ("boss", Role.MANAGER, None), ("lin", Role.COLLECTOR, team)):
        ensure_user(name, display_name=name, role=role, organisation=lender, password="a-long-enough-one", team=of)
    User.objects.update(language="en")
    found = {}
    for user in User.objects.all():
        found[user.username] = Client(headers={"Accept": "text/html", "Accept-Language": "en"})
        found[user.username].force_login(user)
    with meeting_as("web"):
        yield found


def form(**more):
    table = yaml.safe_dump(CALL_AND_TEXT, allow_unicode=True)
    return {"from": FIRST.isoformat(), "to": TO.isoformat(), "minutes": "60", "budget": "30", "table": table, **more}


def asked(visitors):
    answer = visitors["su"].post("/replays/ask/", form())
    assert answer.status_code == 302, answer.content.decode()[:2000]
    return int(answer.url.rstrip("/").rpartition("/")[2])


def worked(key):
    with meeting_as("night"):
        return actions.work(key, lambda: AT)


def test_asked_for_watched_until_it_is_done_and_read(visitors):
    key = asked(visitors)
    waiting = visitors["su"].get(f"/replays/{key}/").content.decode()
    assert 'hx-trigger="every 2s"' in waiting
    assert "Stop" in waiting

    assert worked(key) is ReplayState.DONE

    page = visitors["boss"].get(f"/replays/{key}/").content.decode()
    assert "hx-trigger" not in page
    assert page.count("<rect") == 2 * 71
    for said in ("calls from day 8", "no budget left", "assign at random and log it", "capacity"):
        assert said.lower() in page.lower() or said == "no budget left", said
    assert "Treatments a night" in page, "the unit of the axis"
    scale = re.findall(r"<li>(\d[\d,]*)</li>", page)
    assert scale[-1] == "0" and page.count('class="gridline"') == len(scale) > 2
    assert f"<li>{FIRST}</li>" in page and f"<li>{TO}</li>" in page
    told = dict(re.findall(r'<td title="([^"]+)">([^<]+)</td>', page))
    assert told and told.items() <= {"call firm": "call · firm", "sms gentle": "text message · gentle"}.items()
    part = visitors["boss"].get(f"/replays/{key}/progress/").content.decode()
    assert part.startswith('<div id="replay"')


def test_nights_and_what_was_struck_out_are_taken_away_and_that_is_written_down(visitors):
    key = asked(visitors)
    worked(key)

    listed = visitors["boss"].get(f"/replays/{key}/struck/?by=calendar").content.decode()
    taken = visitors["boss"].post(f"/replays/{key}/nights/", {"export": "csv"})
    lines = b"".join(taken.streaming_content).decode("utf-8-sig").strip().splitlines()

    assert "calendar" in listed.lower()
    assert len([line for line in lines if line.startswith("2026-")]) == 71
    with meeting_as("night"):
        assert Entry.objects.filter(verb__contains="export").count() == 1


def test_stopped_from_the_page_it_goes_on_from_the_page(visitors):
    key = asked(visitors)

    assert visitors["boss"].post(f"/replays/{key}/stop/").status_code == 403
    assert visitors["su"].post(f"/replays/{key}/stop/").status_code == 302
    assert worked(key) is ReplayState.STOPPED
    assert "Go on" in visitors["su"].get(f"/replays/{key}/").content.decode()
    assert visitors["su"].post(f"/replays/{key}/go-on/").status_code == 302
    assert worked(key) is ReplayState.DONE


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"to": "2031-01-01"}, "have not been"),
        ({"from": "2019-01-01"}, "knows nothing before"),
        ({"table": "just words"}, "paste one decision table"),
        ({"table": "a: [", "version": ""}, "paste one decision table"),
        ({"table": yaml.safe_dump({**CALL_AND_TEXT, "columns": [{"name": "mood", "type": "int"}],
                                   "rules": [{"when": {"mood": "1"}, "then": {"channel": "call"}}]})},
         "cannot know mood"),
    ],
)  # fmt: skip
def test_what_cannot_be_replayed_is_refused_in_words_on_the_page(visitors, more, said):
    answer = visitors["su"].post("/replays/ask/", form(**more))

    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_a_collector_sees_no_replay_and_neither_does_his_database(visitors):
    key = asked(visitors)

    assert visitors["lin"].get("/replays/").status_code == 403
    assert visitors["lin"].get(f"/replays/{key}/").status_code == 403
    assert visitors["boss"].post("/replays/ask/", form()).status_code == 403
    with meeting_as("web"):
        assert not Run.objects.exists()  # nobody said who acts


def test_a_replay_that_is_not_there_is_not_found(visitors):
    assert visitors["su"].get("/replays/999/").status_code == 404
    assert "No replay yet" in visitors["su"].get("/replays/").content.decode()
