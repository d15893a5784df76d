"""A tender in browsers: published, bid for under seal, closed, opened, evaluated, awarded, placed with three firms."""

import json
from datetime import timedelta

import psycopg
import pytest
from django.db import connection, transaction
from django.utils import timezone

from .conftest import PASSWORD

pytestmark = [pytest.mark.slow, pytest.mark.browser, pytest.mark.django_db]
FIRMS = {"jia": "18", "yi": "20.5", "bing": "23"}
CLOCK = (
    "create or replace function house_clock() returns timestamptz language sql volatile parallel safe as"
    " $$ select clock_timestamp(){} $$"
)


@pytest.fixture
def later(house):
    """Lets hours go by for the database, which alone decides what is late. Told outside of the test's transaction."""
    told = connection.get_connection_params()
    where = {name: told[name] for name in ("host", "dbname", "user", "port", "password") if told.get(name)}

    def hours(n: int) -> None:
        with psycopg.connect(**where, autocommit=True) as other:
            other.execute(CLOCK.format(f" + interval '{n} hours'" if n else ""))

    yield hours
    hours(0)


@pytest.fixture(scope="module")
def firms(house) -> dict[str, str]:
    """Three approved firms, each with somebody who bids; by user name the firm's name."""
    from huilong.rooms.agencies.tests.onboarding import onboard
    from huilong.rooms.people.actions import ensure_organisation, ensure_user
    from huilong.rooms.people.models import User
    from huilong.rooms.people.terms import OrganisationKind, Role

    boss, second = User.objects.get(username="manager"), User.objects.get(username="compliance")
    names = {}
    for name in FIRMS:
        key = ensure_organisation(f"{name}标机构", OrganisationKind.AGENCY)
        ensure_user(f"{name}-bids", display_name=name, role=Role.AGENCY_MANAGER, organisation=key, password=PASSWORD)
        with transaction.atomic():
            onboard(key, boss, second, timezone.now() - timedelta(days=2), code=f"9131STORY{name.upper()}")
        names[name] = f"{name}标机构"
    return names


def sealed_and_handed_in(bidder, number, rate, folder):
    """The firm fills in, seals in its browser, saves the key and hands in; where the key is."""
    page = bidder.page
    bidder.open(f"/tenders/{number}/bid")
    assert bidder.violations() == []
    page.fill("[data-part=rate]", "101")
    page.click("#seal")
    page.wait_for_selector("#bid-wrong:not([hidden])")
    sent = []
    page.on("request", lambda one: sent.append(one.post_data or ""))
    page.fill("[data-part=rate]", rate)
    page.click("#seal")
    page.wait_for_selector("#sealed:not([hidden])")
    assert page.is_disabled("#hand-in")
    with page.expect_download() as saved:
        page.click("#key-file")
    where = folder / saved.value.suggested_filename
    saved.value.save_as(where)
    page.click("#hand-in")
    page.wait_for_selector("table code")
    key = json.loads(where.read_text())
    assert page.text_content("table code") == key["commitment"]
    assert all(key["key"] not in one and "rate_ppm" not in one for one in sent)
    return where


def test_a_tender_from_the_case_list_to_placements(visit, later, firms, tmp_path):
    boss = visit("manager")
    boss.open("/tenders/new")
    assert boss.violations() == []
    page = boss.page
    today = timezone.localdate()
    page.fill("[name=title]", "故事招标")
    page.fill("[name=entry_on]", (today + timedelta(days=5)).isoformat())
    page.fill("[name=exit_on]", (today + timedelta(days=95)).isoformat())
    page.fill("[name=pass_points]", "20")
    page.click("main form button.btn-primary")
    page.wait_for_url("**/tenders/TD*/")
    number = page.url.rstrip("/").split("/")[-1]
    assert boss.violations() == []
    page.click("form[action$=publish] button")
    page.wait_for_selector("text=投标中")
    keys = {}
    for name, rate in FIRMS.items():
        bidder = visit(f"{name}-bids")
        (tmp_path / name).mkdir()
        keys[name] = sealed_and_handed_in(bidder, number, rate, tmp_path / name), bidder
    boss.open(f"/tenders/{number}/")
    assert page.query_selector("table code") is None  # the lender does not even see who has bid
    later(73)
    for where, bidder in keys.values():
        bidder.open(f"/tenders/{number}/bid")
        bidder.page.set_input_files("form[action$=reveal] [name=file]", str(where))
        bidder.page.click("form[action$=reveal] button.btn-primary")
        bidder.page.wait_for_selector("#notices >> text=/./")
    boss.open(f"/tenders/{number}/evaluation")
    assert boss.violations() == []
    page.click("form[action$=propose] button")
    page.wait_for_selector("#award-title")
    second = visit("compliance")
    with connection.cursor() as cursor:
        cursor.execute("select id from people_approval where kind = 'award' and state = 'waiting'")
        asked = cursor.fetchone()[0]
    second.open(f"/staff/approvals/{asked}/")
    second.page.click("button[value=approve]")
    second.page.wait_for_load_state()
    boss.open(f"/tenders/{number}/evaluation")
    assert boss.violations() == []
    for _n in range(page.locator("form[action*='/place/']").count()):
        page.locator("form[action*='/place/'] button").first.click()
        page.wait_for_load_state()
    assert page.locator("form[action*='/place/']").count() == 0
    loser = keys["bing"][1]
    loser.open(f"/tenders/{number}/result")
    assert "23.00%" in loser.page.text_content("main")
    assert loser.violations() == []
    with connection.cursor() as cursor:
        cursor.execute("select count(*), count(distinct organisation_id) from agencies_placement"
                       " where batch like %s", [f"{number}-%"])  # fmt: skip
        placed, winners = cursor.fetchone()
    assert placed > 20
    assert winners == 3
    assert [one.complaints for one in (boss, second, *(bidder for _where, bidder in keys.values()))] == [[]] * 5
