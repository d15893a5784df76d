"""A small house to walk through (故事的舞台): a synthetic lender's files, two nights, the web on loopback, Chromium."""

import os
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.stories.live_server import LiveServer

from .telephone import by_day, telephone, trained

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
PASSWORD = "a-story-is-not-a-secret"
LAST_NIGHT = date(2026, 6, 30)
LANGUAGES = ["zh-hans", pytest.param("en", marks=pytest.mark.slow)]
AXE = Path(__file__).parent / "vendor/axe/axe.min.js"
PLACES = ("BOOK_URL", "INCOMING", "VAULT_KEY_FILE", "BOOK_BUCKETS", "HUILONG_HOME", "LENDER")


@pytest.fixture(scope="package")
def house(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[None]:
    """A lender's days taken in and two nights run; the desk is emptied afterwards."""
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connections

    from huilong.rooms.compliance.queries import lender

    home = tmp_path_factory.mktemp("stories")
    before = {name: getattr(settings, name) for name in PLACES}
    settings.HUILONG_HOME, settings.BOOK_URL, settings.BOOK_BUCKETS = home, str(home / "book"), 4
    settings.INCOMING, settings.VAULT_KEY_FILE = home / "incoming", home / "keys/vault.key"
    with django_db_blocker.unblock():
        _lender_delivers(home)
        _vehicles(home)
        _nights()
        _staff()
        _asked_at_night()
        by_day()
        ours = _backend()
        yield
        _last_visitors_leave(ours)
        call_command("flush", interactive=False, verbosity=0)
        connections.close_all()  # beside Playwright's loop this thread may have opened a second one
    for name, value in before.items():
        setattr(settings, name, value)
    lender.cache_clear()  # whoever comes after the stories lives by the lender's own clock again


def _lender_delivers(home: Path) -> None:
    from huilong.integrations.synthetic_lender.book import write_book

    write_book(home / "incoming", 1500, 7, 5, until=LAST_NIGHT, dirty=0.002, daily_days=3)


def _vehicles(home: Path) -> None:
    from huilong.rooms.collateral.actions import import_vehicles

    body = (home / "incoming" / "collateral" / "fleet.csv").read_bytes()
    import_vehicles("fleet.csv", body, LAST_NIGHT, datetime(2026, 6, 30, 4, tzinfo=UTC))


def _nights() -> None:
    from huilong.night.plan import PLAN
    from huilong.night.run import run_nights

    for on in (date(2026, 6, 29), LAST_NIGHT):
        run_nights(PLAN, on, catch_up=False, asked_by="story")


def _backend() -> int:
    """The number of the database session that this thread uses now."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("select pg_backend_pid()")
        return cursor.fetchone()[0]


def _last_visitors_leave(ours: int) -> None:
    """End the sessions that the server's threads may still hold, so that the database can go.

    `ours` is spared: the tests after the stories go on using it (beside Playwright's loop this thread had another).
    """
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity"
            " where datname = current_database() and pid <> pg_backend_pid() and pid <> %s",
            [ours],
        )


def _staff() -> None:
    from django.utils import timezone

    from huilong.rooms.cases.actions import assign, rerank
    from huilong.rooms.cases.queries import numbers_found
    from huilong.rooms.cases.terms import CaseFilter, DutyKind, Holder
    from huilong.rooms.people.actions import ensure_organisation, ensure_team, ensure_user
    from huilong.rooms.people.models import User
    from huilong.rooms.people.terms import OrganisationKind, Role

    lender = ensure_organisation("故事汽车金融", OrganisationKind.LENDER)
    team = ensure_team("故事一组", lender, takes_new=True)
    for role, name in (
        (Role.MANAGER, "周敏"), (Role.FINANCE, "王磊"), (Role.COLLECTOR, "李航"), (Role.TEAM_LEAD, "陈组"),
        (Role.ADMINISTRATOR, "邓管"), (Role.COMPLIANCE, "方正"), (Role.STRATEGY, "陆知"),
    ):  # fmt: skip
        works = team if role in (Role.COLLECTOR, Role.TEAM_LEAD) else None
        ensure_user(role.value, display_name=name, role=role, organisation=lender, password=PASSWORD, team=works)
    collector = User.objects.get(username="collector")
    found = numbers_found(CaseFilter(), most=1000)
    to = Holder(lender, team, collector.pk)
    assign(found[: len(found) // 2], to, DutyKind.COLLECT, actor="system", at=timezone.now())
    assign(found[len(found) // 2 :], Holder(lender, team), DutyKind.COLLECT, actor="system", at=timezone.now())
    trained(list(User.objects.filter(team=team).values_list("pk", flat=True)), timezone.localdate())
    rerank(None, timezone.localdate())


def _asked_at_night() -> None:
    """Somebody asked at 22:30 whether a borrower may be called."""
    from huilong.rooms.cases.models import Case
    from huilong.rooms.compliance.actions import may_we
    from huilong.rooms.compliance.terms import Fact, Wanted

    case = Case.objects.filter(state="open").first()
    known = {"agreed_time_window_covers": False, "debtor_consented_to_time": False, "purpose": "collect"}
    facts = {name: Fact(value, "desk") for name, value in known.items()}
    may_we(Wanted("contact.call", case.borrower, "", "", facts, case.number), datetime(2026, 6, 30, 14, 30, tzinfo=UTC))


@pytest.fixture(scope="package")
def managed(house, django_db_blocker) -> None:
    """What the strategy manager and the manager did before: see `managing.py`."""
    from .managing import managed
    from .test_live import elsewhere

    with django_db_blocker.unblock():
        elsewhere(managed)


def _as_web() -> type:
    """The pages as they are served: meeting the database as `huilong_web`, whom row-level security binds."""
    from django.contrib.staticfiles.handlers import StaticFilesHandler
    from django.db import connections

    class AsWeb(StaticFilesHandler):
        def __call__(self, environ: Any, start_response: Any) -> Any:
            here = connections["default"]
            if here.settings_dict["USER"] != "huilong_web":
                here.close()
                here.settings_dict = {**here.settings_dict, "USER": "huilong_web", "PASSWORD": ""}
            return super().__call__(environ, start_response)

    return AsWeb


@pytest.fixture(scope="package")
def site(house) -> Iterator[str]:
    """The address of the running house, on loopback only."""
    from django.test.testcases import LiveServerThread

    server = LiveServerThread("127.0.0.1", _as_web(), connections_override={})
    server.daemon = True
    server.start()
    server.is_ready.wait()
    if server.error:
        raise server.error
    yield f"http://127.0.0.1:{server.port}"
    server.terminate()
    server.join()


@pytest.fixture(scope="package")
def _live_server(site) -> Iterator[LiveServer]:
    server = LiveServer(site)
    server.start()
    yield server
    server.end()


@pytest.fixture
def live_site(_live_server, settings) -> LiveServer:
    """Live news beside the running house: pages are told where they are for the length of a story."""
    settings.LIVE_URL = _live_server.url
    return _live_server


@pytest.fixture(scope="package")
def line(site, tmp_path_factory) -> Iterator[str]:
    """The telephone: a simulated gateway beside the house; its address."""
    with telephone(tmp_path_factory.mktemp("line"), site) as address:
        yield address


@pytest.fixture(scope="package")
def chromium(site) -> Iterator[Any]:
    """One headless Chromium, opened after the house and closed before it; skipped where none is installed."""
    from playwright.sync_api import sync_playwright

    if not Path(CHROMIUM).exists():
        pytest.skip(f"no browser at {CHROMIUM}")
    unsafe = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright's loop lives in the tests' own thread
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()
    if unsafe is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


class Visitor:
    """One person at one browser, who notices every console error."""

    def __init__(self, browser: Any, site: str, theme: str = "light") -> None:
        self.site = site
        self.context = browser.new_context(
            viewport={"width": 1440, "height": 900}, color_scheme=theme, accept_downloads=True, bypass_csp=False
        )
        self.context.set_default_timeout(10_000)
        self.page = self.context.new_page()
        self.complaints: list[str] = []
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _heard(self, message: Any) -> None:
        expected = "422" in message.text or message.location.get("url", "").endswith("/favicon.ico")
        if message.type in ("error", "warning") and not expected:
            self.complaints.append(f"{message.text} {message.location.get('url', '')}")

    def open(self, path: str) -> None:
        """Go to a path of the house."""
        self.page.goto(self.site + path)

    def sign_in(self, username: str) -> None:
        """Sign in with the stories' password."""
        self.open("/login")
        self.page.fill("[name=username]", username)
        self.page.fill("[name=password]", PASSWORD)
        self.page.click("main form button[type=submit]")
        self.page.wait_for_selector("header nav")
        self.speak("zh-hans")  # another story may have left this user reading English

    def speak(self, language: str) -> None:
        """Choose a language in the frame."""
        button = self.page.query_selector(f"header button[name=language][value={language}]")
        if button:
            button.click()
            self.page.wait_for_selector(f"html[lang={language}]")

    def violations(self) -> list[str]:
        """What axe finds wrong with the page as it stands. Axe enters as the test's own tool, beside the policy."""
        context = self.page.context
        session = context.new_cdp_session(self.page)
        session.send("Runtime.evaluate", {"expression": AXE.read_text("utf-8")})
        found = session.send("Runtime.evaluate", {
            "expression": "axe.run().then(r => r.violations.map(v => v.id + ': ' + v.nodes.slice(0, 3)"
            ".map(n => n.html.slice(0, 160) + ' ' + (n.any[0] ? n.any[0].message : '')).join(' | ')))",
            "awaitPromise": True, "returnByValue": True,
        })  # fmt: skip
        session.detach()
        return found["result"]["value"]


@pytest.fixture
def visitor(chromium, site) -> Iterator[Visitor]:
    """A visitor with a fresh browser context; a complaint of the browser fails the story."""
    one = Visitor(chromium, site)
    yield one
    one.context.close()
    assert one.complaints == []


@pytest.fixture
def visit(chromium, site) -> Iterator[Any]:
    """Lets several people in, each at a browser of their own, signed in by user name."""
    came: list[Visitor] = []

    def one(username: str) -> Visitor:
        visitor = Visitor(chromium, site)
        came.append(visitor)
        visitor.sign_in(username)
        return visitor

    yield one
    for visitor in came:
        visitor.context.close()
    assert [complaint for visitor in came for complaint in visitor.complaints] == []
