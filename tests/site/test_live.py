"""Live news: told at commit, to those who may see the case then, and to nobody else; streams end with their session."""

import asyncio
from collections import Counter
from datetime import date, timedelta

import pytest
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from huilong.rooms.cases.actions import assign, recall
from huilong.rooms.cases.models import Case, Duty
from huilong.rooms.cases.terms import DutyKind, Holder
from huilong.rooms.people.actions import ensure_organisation, ensure_team, ensure_user
from huilong.rooms.people.models import User
from huilong.rooms.people.terms import OrganisationKind, Role
from huilong.shell.live import announce
from huilong.site.live.door import asked, at_home
from huilong.site.live.streams import Pace, read
from tests.site.listening import Listener, listening

PASSWORD = "a-long-enough-one"
LIN, ZHOU, HU = "CL20260000001", "CL20260000002", "CL20260000003"
AT_ONCE = Pace(beat=0.02, recheck=0.0, again=0.05)


def told(number: str, kind: str = "receipt", fail: bool = False) -> None:
    """Announce in a transaction, which fails if asked to."""
    try:
        with transaction.atomic():
            announce(kind, number)
            if fail:
                raise ZeroDivisionError
    except ZeroDivisionError:
        pass


def signed_in(name: str) -> str:
    """The cookie of a new session."""
    client = Client()
    assert client.post("/login", {"username": name, "password": PASSWORD}).status_code == 302
    return client.cookies["sessionid"].value


@pytest.fixture
def house(transactional_db) -> dict[str, User]:
    """Two collectors, an agency's agent, a manager, an administrator; a case for each of the first three."""
    lender = ensure_organisation("回笼汽车金融", OrganisationKind.LENDER)
    agency = ensure_organisation("远山委外", OrganisationKind.AGENCY)
    team, outside = ensure_team("一组", lender, takes_new=True), ensure_team("远山一组", agency)
    for name, role in (("lin", Role.COLLECTOR), ("zhou", Role.COLLECTOR), ("hu", Role.AGENCY_AGENT),
                       ("boss", Role.MANAGER), ("lead", Role.TEAM_LEAD), ("deng", Role.ADMINISTRATOR)):  # fmt: skip
        ours = name != "hu"
        ensure_user(name, display_name=name, role=role, organisation=lender if ours else agency, password=PASSWORD,
                    team=(team if ours else outside) if role in (Role.COLLECTOR, Role.AGENCY_AGENT, Role.TEAM_LEAD)
                    else None)  # fmt: skip
    users = {user.username: user for user in User.objects.all()}
    at = timezone.now() - timedelta(hours=1)
    for number, name in ((LIN, "lin"), (ZHOU, "zhou"), (HU, "hu")):
        Case.objects.create(
            number=number, borrower=f"B-{name}", opened_on=date(2026, 6, 30), entered_bucket=1, loans=1,
            past_due_days=10, bucket=1, delinquent_fen=100, overdue_principal_fen=100, overdue_interest_fen=0,
            overdue_fee_fen=0, overdue_penalty_fen=0, outstanding_principal_fen=1000, figures_on=date(2026, 6, 30),
        )  # fmt: skip
        user = users[name]
        assign([number], Holder(user.organisation_id, user.team_id, user.pk), DutyKind.COLLECT, actor="user:1", at=at,
               placed=True)  # fmt: skip
    return users


def test_what_is_committed_arrives_and_what_is_rolled_back_never_does(house):
    async def story(live, desk):
        page = await Listener(live, f"case={LIN}", await desk(signed_in, "lin")).open()
        assert (page.status, page.headers["content-type"]) == (200, "text/event-stream; charset=utf-8")

        await desk(told, LIN, "promise", fail=True)
        await desk(told, LIN, "receipt")

        assert await page.next() == ("huilong", {"kind": "receipt", "case": LIN})
        assert page.ids[0] == "0"
        assert int(page.ids[-1]) > 1_700_000_000_000

    listening(story)


def test_nobody_hears_of_a_strangers_case_even_asking_for_it(house):
    async def story(live, desk):
        asking = await Listener(live, f"case={ZHOU}&case={LIN}", await desk(signed_in, "lin")).open()
        board = await Listener(live, "board=1", await desk(signed_in, "zhou")).open()
        agency = await Listener(live, "board=1", await desk(signed_in, "hu")).open()
        manager = await Listener(live, "board=1", await desk(signed_in, "boss")).open()

        for number in (ZHOU, HU, LIN, HU, ZHOU):  # heard in the order of commits: what should not come would come first
            await desk(told, number)

        assert (await asking.next())[1]["case"] == LIN
        assert (await board.next())[1]["case"] == ZHOU
        assert (await board.next())[1]["case"] == ZHOU
        assert (await agency.next())[1]["case"] == HU
        assert [(await manager.next())[1]["case"] for _ in range(5)] == [ZHOU, HU, LIN, HU, ZHOU]
        assert asking.events.empty()

    listening(story)


def test_who_loses_a_case_hears_of_it_no_more(house):
    async def story(live, desk):
        page = await Listener(live, "board=1", await desk(signed_in, "hu")).open()
        await desk(told, HU, "flag")
        assert (await page.next())[1]["kind"] == "flag"

        await desk(lambda: recall([HU], DutyKind.COLLECT, actor="user:1", at=timezone.now() - timedelta(seconds=1),
                                  placed=True))  # fmt: skip
        await desk(told, HU, "receipt")
        hu = house["hu"]
        await desk(lambda: assign([LIN], Holder(hu.organisation_id, hu.team_id, hu.pk), DutyKind.COLLECT,
                                  actor="user:1", at=timezone.now() - timedelta(seconds=1), placed=True))  # fmt: skip
        await desk(told, LIN, "promise")

        assert await page.next() == ("huilong", {"kind": "promise", "case": LIN})
        assert await desk(Duty.objects.filter(case__number=HU, user=hu, until=None).count) == 0

    listening(story)


@pytest.mark.parametrize(("change", "why"), [
    ({"ended_why": "ended", "ended_at": timezone.now()}, "ended"),
    ({"locked_at": timezone.now()}, "locked"),
    ({"last_seen_at": timezone.now() - timedelta(hours=1)}, "locked"),
    ({"signed_in_at": timezone.now() - timedelta(hours=13)}, "aged"),
    ({"expires_at": timezone.now() - timedelta(seconds=1)}, "signed-out"),
])  # fmt: skip
def test_a_stream_ends_with_its_session(house, change, why):
    from huilong.rooms.people.models import Session

    async def story(live, desk):
        cookie = await desk(signed_in, "lin")
        page = await Listener(live, f"case={LIN}", cookie).open()
        await desk(Session.objects.update, **change)

        assert await page.next() == ("huilong-ended", {"why": why})
        await page.end()
        assert live.streams.count == 0
        again = await Listener(live, f"case={LIN}", cookie).open()
        assert again.status == 401

    listening(story, AT_ONCE)


def test_a_user_let_go_hears_nothing_and_an_administrator_may_not_listen(house):
    async def story(live, desk):
        page = await Listener(live, f"case={LIN}", await desk(signed_in, "lin")).open()
        admin = await Listener(live, "board=1", await desk(signed_in, "deng")).open()
        assert admin.status == 403
        await desk(User.objects.filter(username="lin").update, is_active=False)
        assert (await page.next())[0] == "huilong-ended"

    listening(story, AT_ONCE)


def test_who_must_first_change_the_password_or_show_a_factor_does_not_listen(house, settings):
    settings.SECOND_FACTOR = "required"

    async def story(live, desk):
        await desk(User.objects.filter(username="lin").update, must_change=True)
        assert (await Listener(live, "board=1", await desk(signed_in, "lin")).open()).status == 401
        assert (await Listener(live, "board=1", await desk(signed_in, "boss")).open()).status == 401
        assert (await Listener(live, "board=1", await desk(signed_in, "zhou")).open()).status == 200

    listening(story)


def test_a_page_hears_what_was_told_between_its_making_and_its_stream(house):
    async def story(live, desk):
        cookie, boss = await desk(signed_in, "lin"), await desk(signed_in, "boss")
        made = int(timezone.now().timestamp() * 1000)
        witness = await Listener(live, "board=1", boss).open()
        await desk(told, ZHOU, "flag")
        await desk(told, LIN, "flag")
        assert [(await witness.next())[1]["case"] for _ in range(2)] == [ZHOU, LIN]

        late = await Listener(live, f"case={LIN}&case={ZHOU}&since={made}", cookie).open()
        assert await late.next() == ("huilong", {"kind": "flag", "case": LIN})
        older = await Listener(live, f"case={LIN}&since={made - 600_000}", cookie).open()
        assert (await older.next())[0] == "huilong-missed"

    listening(story, Pace(slack=0.0))


def test_a_browser_that_comes_again_is_told_to_ask_for_everything(house):
    async def story(live, desk):
        page = await Listener(live, f"case={LIN}", await desk(signed_in, "lin"), last_event_id="0").open()
        assert await page.next() == ("huilong-missed", {})

    listening(story)


def cut_off() -> int:
    """End every session of live news in the database, as its restart would."""
    with connection.cursor() as cursor:
        cursor.execute("select count(pg_terminate_backend(pid)) from pg_stat_activity where usename = 'huilong_web'")
        return cursor.fetchone()[0]


def test_after_the_database_was_away_pages_are_told_and_hear_again(house):
    async def story(live, desk):
        page = await Listener(live, f"case={LIN}", await desk(signed_in, "lin")).open()
        await desk(told, LIN, "flag")
        assert (await page.next())[1]["kind"] == "flag"

        assert await desk(cut_off) >= 2  # the wire, and at least one thread that asks
        assert await page.next() == ("huilong-missed", {})
        await desk(told, LIN, "receipt")
        assert await page.next() == ("huilong", {"kind": "receipt", "case": LIN})

    listening(story, Pace(again=0.05))


def test_streams_are_bounded_in_all_and_by_user(house):
    async def story(live, desk):
        cookies = [await desk(signed_in, name) for name in ("lin", "zhou", "hu", "boss", "lead")]
        pages = [Listener(live, "board=1", cookies[turn % 5]) for turn in range(200)]
        await asyncio.gather(*(page.open() for page in pages))

        answers = Counter(page.status for page in pages)
        taken = Counter(dict(page.scope["headers"])[b"cookie"] for page in pages if page.status == 200)
        assert set(answers) <= {200, 429, 503}
        assert live.streams.count == answers[200] <= 20
        assert max(taken.values()) <= 8
        for page in pages:
            await page.leave()
        assert live.streams.count == 0
        assert (await Listener(live, "board=1", cookies[0]).open()).status == 200

    listening(story, Pace(most=20, most_a_user=8))


def test_a_page_that_does_not_read_is_dropped_and_holds_nobody_up(house):
    async def story(live, desk):
        cookie = await desk(signed_in, "lin")
        deaf = await Listener(live, "board=1", cookie, reads=False).open()
        page = await Listener(live, "board=1", cookie).open()
        for _ in range(8):
            await desk(told, LIN)
            await page.next()
        await deaf.end()
        assert live.streams.count == 1

    listening(story, Pace(queue=4, patience=0.3))


def test_a_silent_stream_beats_and_ends_when_its_page_leaves(house):
    async def story(live, desk):
        page = await Listener(live, f"case={LIN}", await desk(signed_in, "lin")).open()
        async with asyncio.timeout(30):
            while page.beats < 3:
                await asyncio.sleep(0)
        await page.leave()
        assert live.streams.count == 0

    listening(story, Pace(beat=0.01))


def test_only_our_own_pages_may_listen(house, settings):
    settings.PORT, settings.CSRF_TRUSTED_ORIGINS = 8000, ["https://huilong.example"]

    async def story(live, desk):
        cookie = await desk(signed_in, "lin")
        page = await Listener(live, "board=1", cookie, origin="http://testserver:8000").open()
        assert page.status == 200
        assert page.headers["access-control-allow-origin"] == "http://testserver:8000"
        assert page.headers["access-control-allow-credentials"] == "true"
        assert page.headers["vary"] == "Origin"
        for origin in ("http://testserver:8001", "https://testserver:8000", "http://evil.example:8000", "null"):
            foreign = await Listener(live, "board=1", cookie, origin=origin).open()
            assert foreign.status == 403
            assert "access-control-allow-origin" not in foreign.headers
        assert (await Listener(live, "board=1").open()).status == 401
        assert (await Listener(live, "case=", cookie).open()).status == 422

    listening(story)


@pytest.mark.parametrize(("headers", "ours"), [
    ({"host": "testserver:8001", "origin": "http://testserver:8000"}, True),
    ({"host": "testserver"}, True),
    ({"host": "testserver", "sec-fetch-site": "same-origin"}, True),
    ({"host": "testserver", "origin": "https://huilong.example"}, True),
    ({"host": "testserver", "sec-fetch-site": "cross-site"}, False),
    ({"host": "testserver", "sec-fetch-site": "same-site"}, False),
    ({"host": "evil.example"}, False),
    ({"host": "evil.example", "origin": "http://evil.example:8000"}, False),
    ({"host": "127.0.0.1:8001", "origin": "http://localhost:8000"}, False),
    ({"host": "[::1]:8001", "origin": "http://[::1]:8000"}, True),
    ({"host": ""}, False), ({}, False),
])  # fmt: skip
def test_whose_page_asks(settings, headers, ours):
    settings.PORT, settings.CSRF_TRUSTED_ORIGINS = 8000, ["https://huilong.example"]
    settings.ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost", "[::1]"]
    assert at_home(headers) is ours


@pytest.mark.parametrize("query", ["", "case=", "board=2", "case=" + "C" * 17, "since=1", "case=CL1&since=x",
                                   "&".join(f"case=CL{n}" for n in range(51))])  # fmt: skip
def test_what_cannot_be_read_asks_for_nothing(query):
    assert asked(query) is None


@pytest.mark.parametrize("payload", ["", "7", "[]", "{}", '{"kind": 1, "case": "CL1"}', '{"kind": "flag"}'])
def test_what_is_no_announcement_is_not_heard(payload):
    assert read(payload, 0.0) is None
