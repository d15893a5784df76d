"""Every number of the dashboard opens to its rows, and there are as many; a team lead sees the team's."""

import re
from datetime import date
from html import unescape
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from huilong.rooms.people.actions import issue_token
from huilong.rooms.people.models import User
from huilong.rooms.reports.actions import make_pack
from huilong.rooms.reports.models import Recovery, SpanRow
from huilong.rooms.reports.queries import dashboard, outlook, rows
from huilong.rooms.reports.rules import opening
from huilong.rooms.reports.terms import FunnelStage, Slice, SplitBy
from huilong.rooms.reports.tests import world
from huilong.rooms.reports.tests.world import BEFORE, MONTH_END, SUNDAY
from huilong.rooms.reports.web_words import recoveries_url, rows_url

pytestmark = pytest.mark.django_db
COUNTED = re.compile(r'<a href="(/portfolio/(?:rows|recoveries|costs)/[^"]*)">([\d,]+)</a>')
WEEK = {"span": f"{BEFORE}..{SUNDAY}"}


@pytest.fixture
def who():
    told = world.people()
    world.rows(told)
    return told


def reader(name: str) -> Client:
    User.objects.filter(username=name).update(language="en")
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(User.objects.get(username=name))
    return client


def total(client: Client, url: str) -> int:
    return client.get(url).context["page"].total


@pytest.mark.parametrize("split", ["bucket", "team", "agency", "placed", "product", "region"])
def test_every_number_of_the_funnel_opens_to_as_many_rows(who, split):
    client = reader("manager")
    told = client.get("/portfolio/dashboard/", {**WEEK, "split": split}).content.decode()
    found = [(unescape(url), int(said.replace(",", ""))) for url, said in COUNTED.findall(told)]

    assert len(found) > 12
    assert {url.partition("?")[0] for url, _ in found} == {"/portfolio/rows/", "/portfolio/costs/"}
    for url, said in found:
        assert total(client, url) == said, url


def test_what_came_in_on_a_day_opens_to_what_came_in_on_it(who):
    client = reader("manager")
    days = client.get("/portfolio/dashboard/cash.json", WEEK).json()

    assert len(days["days"]) == SUNDAY.day and any(days["fen"]["values"])
    for url, fen in zip(days["urls"], days["fen"]["values"], strict=True):
        found = client.get(url).context["page"]
        assert sum(row.fen for row in found.rows) == fen
    assert sum(days["fen"]["values"]) == days["so_far"]["values"][-1]
    assert days["target"]["values"] == [None] * SUNDAY.day


def test_the_dashboard_says_that_no_target_is_set_and_where_to_set_one(who):
    told = reader("manager").get("/portfolio/dashboard/", WEEK).content.decode()

    assert "no target set" in told
    assert "What changed, and why" in told and "Cash recovered" in told


def test_ranking_is_by_like_cases_and_says_who_cannot_be_compared(who):
    found = dashboard.ranking(Slice(BEFORE, SUNDAY), SplitBy.PERSON)

    assert {one.name for one in found} == {"Mei", "Hang", "Lin"}
    assert sum(one.loans for one in found) == world.LOANS * 3 // 4
    assert sum(one.compared for one in found) in (2, 3)
    for one in found:
        if one.compared:
            assert one.low_ppm <= one.difference_ppm <= one.high_ppm
            assert abs(one.shrunk_ppm) <= abs(one.difference_ppm)


def test_a_pages_link_and_a_packs_link_are_one(who):
    for narrowed in ({"bucket": 0, "team": 3}, {"stage": FunnelStage.KEPT, "paid": True}, {"nobody": "team"},
                     {"agency": 4, "worse": True, "placed": False}):  # fmt: skip
        asked = Slice(BEFORE, SUNDAY, **narrowed)
        page, pack = (sorted(url.split("?")[1].split("&")) for url in (rows_url(asked), opening.rows_path(asked)))
        assert page == pack
    assert recoveries_url(BEFORE, SUNDAY, team=3).lstrip("/") == opening.recoveries_path(BEFORE, SUNDAY, 3)


def test_a_heat_map_cell_of_the_portfolio_opens_to_its_loans(who):
    told = reader("manager").get("/portfolio/", {"on": SUNDAY.isoformat()}).content.decode()

    assert f"/portfolio/rows/?from_on={MONTH_END}&amp;on={SUNDAY}&amp;bucket=1&amp;to_bucket=2" in told
    assert f"/portfolio/on-time/?from_on={MONTH_END}&amp;on={SUNDAY}&amp;bucket=0&amp;to_bucket=0" in told


def test_rows_can_be_narrowed_by_who_held_them(who):
    asked = Slice(BEFORE, SUNDAY, person=who["mei"])
    found, total_ = rows.rows_page(asked)

    assert total_ == SpanRow.objects.filter(from_on=BEFORE, person=who["mei"]).count() == len(found)
    assert rows.recoveries_page(BEFORE, SUNDAY, {"person": who["mei"]})[1] == Recovery.objects.filter(
        person=who["mei"]).count()  # fmt: skip


def test_an_empty_house_is_told_what_to_do():
    world.people()
    told = reader("manager").get("/portfolio/dashboard/").content.decode()

    assert "There are no rows yet" in told and "/nights/" in told
    assert reader("manager").get("/portfolio/rows/").status_code == 404


def test_a_collector_has_no_dashboard(who):
    assert reader("mei").get("/portfolio/dashboard/").status_code == 403
    assert reader("mei").get("/portfolio/packs/").status_code == 403
    assert reader("lead").get("/portfolio/schedules/").status_code == 403


@pytest.mark.parametrize(
    ("path", "most"),
    [("dashboard/", 30), ("dashboard/?split=agency&rank=agency", 33), ("rows/", 6), ("recoveries/", 6), ("packs/", 9),
     ("schedules/", 7)],
)  # fmt: skip
def test_pages_ask_little_however_many_rows_there_are(who, path, most):
    client = reader("manager")
    client.get(f"/portfolio/{path}")
    with CaptureQueriesContext(connection) as asked:
        assert client.get(f"/portfolio/{path}").status_code == 200
    assert len(asked) <= most, "\n".join(one["sql"][:120] for one in asked.captured_queries)


def test_other_systems_read_the_same_figures(who):
    make_pack(world.MONDAY_MORNING)
    _key, secret = issue_token("reports", who["lender"], ["report.view"], actor=who["manager"], at=timezone.now())
    caller = Client(headers={"Authorization": f"Bearer {secret}", "Accept": "application/json"})
    told = caller.get(f"/api/v1/dashboard?from_on={BEFORE}&on={SUNDAY}").json()

    steps = dashboard.funnel(Slice(BEFORE, SUNDAY))
    assert [(one["stage"], one["loans"]) for one in told["funnel"]] == [(one.stage.value, one.loans) for one in steps]
    for change in told["changes"]:
        assert sum(one["amount"] for one in change["effects"]) == change["change"]
    (pack,) = caller.get("/api/v1/packs").json()["packs"]
    assert caller.get(f"/api/v1/packs/{pack['id']}").json()["content"]["en"]["sections"]
    assert caller.get("/api/v1/dashboard?from_on=2020-01-01&on=2020-02-01").status_code == 404
    assert caller.get("/api/v1/packs/999999").status_code == 404


def test_recoveries_are_held_against_the_target_and_the_forecast(who, monkeypatch):
    """As the rooms of targets and forecast will answer."""
    target = SimpleNamespace(id=7, fen=3_000)
    parts = {(date(2026, 3, 2), who["mei"]): 1_000, (date(2026, 3, 2), None): 500, (date(2026, 3, 30), None): 1_500}
    answers = {
        "target_of": lambda month, team=None: target if team in (None, who["one"]) else None,
        "parts_of": lambda key: parts,
        "expected_month": lambda month: SimpleNamespace(low_fen=1, cash_fen=2, high_fen=3),
    }  # fmt: skip
    monkeypatch.setattr(outlook, "_query", lambda room, name: answers[name])
    month = dashboard.cash_month(SUNDAY)

    assert (month.target_fen, month.low_fen, month.expected_fen, month.high_fen) == (3_000, 1, 2, 3)
    assert [day.target_so_far_fen for day in month.days] == [0] + [1_500] * 7
    assert dashboard.cash_month(SUNDAY, {"team": who["one"]}).target_fen == 3_000
    assert dashboard.cash_month(SUNDAY, {"team": who["two"]}).target_fen is None
    assert dashboard.cash_month(SUNDAY, {"region": "x"}).target_fen is None
    told = reader("manager").get("/portfolio/dashboard/", WEEK).content.decode()
    assert "ahead of plan" in told and "forecast" in told
