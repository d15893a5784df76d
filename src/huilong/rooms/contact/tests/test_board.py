"""The board counts what was done today by those whom one leads; each figure opens to its list; broken promises."""

import re
from datetime import datetime, time, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from huilong.kernel.acting import Acting, act_as
from huilong.rooms.contact.queries.board import LISTS, board, board_entries
from huilong.rooms.contact.queries.led import led
from huilong.rooms.journal.models import Entry
from tests.meeting import meeting_as

from .team import build, day, number

pytestmark = pytest.mark.django_db(transaction=True)
ON = timezone.localdate()
AT = timezone.make_aware(datetime.combine(ON, time(0, 0, 1)))
"""A second into today: before the present whatever the hour, so that duties that began then hold."""


@pytest.fixture
def users():
    found = build(AT - timedelta(days=20))
    day(found, ON, AT)
    return found


def acting_as(user):
    return act_as(Acting(user.pk, user.organisation_id, user.role))


def figures(user):
    """What the board tells this user: by name, and under `rest` what is with nobody whom he leads."""
    with acting_as(user), meeting_as("web"):
        people = led(Acting(user.pk, user.organisation_id, user.role))
        found = board(ON, people)
        return {one.name: found[one.id] for one in people} | {"rest": found.get(0, {})}


def test_a_lead_s_board_counts_his_team_s_day(users):
    told = figures(users["lead"])
    assert set(told) == {"lin", "wang", "lead", "rest"}
    assert {what: number for what, (number, _) in told["lin"].items()} == {
        "cases": 3, "remaining": 1, "help": 1, "calls": 3, "connected": 2, "worked": 2, "right_party": 1, "made": 1,
        "due": 1, "kept": 1, "cash": 1,
    }  # fmt: skip
    assert {what: told["lin"][what][1] for what in ("made", "due", "kept", "cash")} == {
        "made": 5_000, "due": 3_000, "kept": 1_000, "cash": 1_000,
    }  # fmt: skip
    # Case 4's promise of yesterday broke last night; an older one is no news, and today's has its day still.
    assert told["wang"]["broken"] == (1, 9_000)
    assert "worked" not in told["wang"], "what was undone is not work"
    assert told["rest"]["cases"] == (1, 0)


def test_an_agency_s_chief_and_a_manager_see_as_far_as_they_lead(users):
    assert {name: of.get("cases", (0, 0))[0] for name, of in figures(users["chief"]).items()} == {
        "chief": 0, "hu": 1, "rest": 0,
    }  # fmt: skip
    told = figures(users["boss"])
    assert told["zhou"]["broken"] == (1, 4_400)
    assert sum(of.get("cases", (0, 0))[0] for of in told.values()) == 7


def test_every_figure_opens_to_as_many_entries(users):
    with acting_as(users["lead"]), meeting_as("web"):
        people = led(Acting(users["lead"].pk, users["lead"].organisation_id, "team_lead"))
        found = board(ON, people)
        opened = 0
        for user in [0, *(one.id for one in people)]:
            for what, (count, fen) in found.get(user, {}).items():
                if what == "cases":
                    continue
                page = board_entries(what, ON, user, people)
                assert page.total == len(page.rows) == count, what
                assert sum(row.fen or 0 for row in page.rows) == fen, what
                opened += 1
        assert opened > 10
        assert {*LISTS} <= {what for of in found.values() for what in of}


@pytest.fixture
def visit(users):
    """A client signed in as this user, met as the pages are."""
    clients = {name: Client(headers={"Accept": "text/html", "Accept-Language": "en"}) for name in users}
    for name, client in clients.items():
        client.force_login(users[name])
        client.cookies["language"] = "en"
    with meeting_as("web"):
        yield clients.__getitem__


def test_the_page_shows_each_and_the_total_with_links_that_open(visit):
    page = visit("lead").get("/desk/board/").content.decode()
    assert "lin" in page and "zhou" not in page
    links = [link.replace("&amp;", "&") for link in re.findall(r'<td class="[^"]+"><a id="[^"]+" href="([^"]+)"', page)]
    assert len(links) > 15
    for link in links:
        assert visit("lead").get(link).status_code == 200, link
    behind = visit("lead").get("/desk/board/list/?what=broken").content.decode()
    assert number(4) in behind and number(5) not in behind


def test_the_board_asks_for_itself_again_and_gets_the_board_alone(visit):
    page = visit("lead").get("/desk/board/").content.decode()
    assert 'hx-get="/desk/board/"' in page and "data-live-board" in page and "huilong:live from:body" in page
    again = visit("lead").get("/desk/board/", headers={"HX-Request": "true"}).content.decode()
    assert again.startswith('<section id="board"') and "<html" not in again


def test_who_leads_nobody_has_no_board(visit):
    for path in ("/desk/board/", "/desk/board/list/", "/desk/broken/", "/desk/reassign/"):
        assert visit("lin").get(path).status_code == 403, path
        assert visit("fang").get(path).status_code == 403, path


def test_broken_promises_are_listed_with_what_came_and_who_was_promised(visit):
    page = visit("lead").get("/desk/broken/").content.decode()
    rows = re.findall(r"<tr>(<td.*?)</tr>", page, re.S)
    assert [re.search(r"CL\d+", row).group() for row in rows] == [number(4)]
    assert "90.00" in rows[0] and ">lin<" in rows[0] and ">wang<" in rows[0]
    assert number(5) in visit("boss").get("/desk/broken/?sort=-amount_fen").content.decode()


def test_taking_broken_promises_away_is_journaled(visit, users):
    answer = visit("lead").post("/desk/broken/", {"export": "csv"})
    text = b"".join(answer.streaming_content).decode()
    assert number(4) in text and number(5) not in text
    with meeting_as("night"):
        told = Entry.objects.get(verb="export")
    assert (told.subject, told.actor, told.detail["rows"]) == ("broken", f"user:{users['lead'].pk}", 1)
    assert visit("chief").post("/desk/broken/", {"export": "csv"}).status_code == 403


def test_a_long_list_of_broken_promises_leaves_only_with_a_second_person(visit, settings):
    settings.EXPORT_ALONE_ROWS = 0
    assert visit("lead").post("/desk/broken/", {"export": "csv"}).status_code == 403
    with meeting_as("night"):
        assert not Entry.objects.filter(verb="export").exists()
        assert Entry.objects.filter(verb="approval.asked").count() == 1


def test_the_board_costs_as_many_queries_for_many_people_as_for_few(visit):
    visit("lead").get("/desk/board/")
    counts = []
    for name in ("lead", "boss"):
        with CaptureQueriesContext(connection) as asked:
            assert visit(name).get("/desk/board/").status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 7, counts
