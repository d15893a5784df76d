"""Pages of ratings and price lists, asked as the pages' own role: open to the house, to a firm its own."""

from datetime import timedelta

import pytest
from django.db import connections
from django.test import Client
from django.utils import timezone

from huilong.rooms.agencies import queries
from huilong.rooms.agencies.models import Breach, PriceLine
from huilong.rooms.agencies.night import rate_firms
from huilong.rooms.people.models import User
from huilong.rooms.relief.tests.conftest import pay
from tests.meeting import meeting_as

from .rating_world import EACH, ENTRY, FIRMS, RATED_ON

pytestmark = pytest.mark.django_db(transaction=True)
A, B, C = FIRMS


@pytest.fixture
def visitors(cases_placed, people):
    """Everybody signed in, after a night that rated the firms."""
    for n in range(EACH):
        pay(f"P0{n}", ENTRY + timedelta(days=9), 500_000)
        pay(f"P1{n}", ENTRY + timedelta(days=9), 200_000)
    rate_firms(RATED_ON, timezone.now())
    User.objects.update(language="en")
    found = {}
    for name, user in people.items():
        found[name] = Client(headers={"Accept": "text/html", "Accept-Language": "en"})
        found[name].force_login(user)
    with meeting_as("web"):
        yield found


def read(client, url, **asked):
    answer = client.get(url, asked)
    assert answer.status_code == 200, (url, answer.status_code)
    return answer.content.decode()


def test_the_lender_s_ranking_names_firms_with_their_intervals(visitors):
    page = read(visitors["boss"], "/ratings/")
    assert page.index(A) < page.index(B) < page.index(C)
    for said in ("50.00%", "10.00%", "+40.00 pp", 'class="interval"', "not told apart by the facts"):
        assert said in page, said
    tow = read(visitors["boss"], "/ratings/", trade="tow_company")
    assert "快拖" in tow
    assert 'class="interval"' not in tow


def test_a_firm_is_led_to_its_own_rating_with_its_reasons_and_reads_nobody_else_s_name(visitors, firms):
    chief = visitors[f"{B}主管"]
    assert chief.get("/ratings/").headers["Location"] == f"/ratings/{firms[B]}/"
    page = read(chief, f"/ratings/{firms[B]}/")
    for said in ("Why", "What would move it up", "ten points more", "2026-04 · 1 · d31 · y5000 · 川", "25.0%", "20.0%"):
        assert said in page, said
    assert A not in page
    assert C not in page
    for name in (A, C):
        for url in ("ratings/%d/", "ratings/%d/lines/", "price-lists/%d/"):
            assert chief.get(f"/{url % firms[name]}").status_code == 404


def test_every_figure_opens_to_its_rows(visitors, firms):
    rows = read(visitors["boss"], f"/ratings/{firms[A]}/lines/", measure="liquidation", on=RATED_ON.isoformat())
    assert rows.count("5,000.00") == EACH
    assert rows.count("CL2026100") == EACH
    own = read(visitors[f"{A}主管"], f"/ratings/{firms[A]}/lines/", measure="liquidation")
    assert own.count("5,000.00") == EACH
    for measure in ("complaints", "breaches", "timeliness", "price"):
        read(visitors["boss"], f"/ratings/{firms[A]}/lines/", measure=measure, state="late")


def test_who_may_not_see_ratings_is_refused(visitors, firms):
    for name in ("lin", "lead", "agent"):
        assert visitors[name].get("/ratings/").status_code == 403
        assert visitors[name].get(f"/ratings/{firms[A]}/").status_code == 403
    assert visitors["boss"].get("/ratings/999999/").status_code == 404


def test_compliance_notes_a_breach_and_withdraws_it(visitors, firms):
    url, today = f"/ratings/{firms[A]}/", timezone.localdate().isoformat()
    form = {"kind": "conduct", "on": today, "evidence": "V-1", "why": "夜间致电"}
    assert visitors[f"{A}主管"].post(f"{url}breach", form).status_code == 403
    assert visitors["fang"].post(f"{url}breach", {**form, "evidence": ""}).status_code == 422
    assert visitors["fang"].post(f"{url}breach", form).status_code == 302
    (one,) = queries_of(firms[A])
    assert "夜间致电" in read(visitors[f"{A}主管"], url)
    assert visitors["fang"].post(f"/ratings/{firms[B]}/breach/{one.id}/withdraw", {"why": "x"}).status_code == 404
    assert visitors["fang"].post(f"{url}breach/{one.id}/withdraw", {"why": "另一机构"}).status_code == 302
    assert "withdrawn" in read(visitors["fang"], url)


def queries_of(firm):
    """The breaches on record, read as the night does."""
    with meeting_as("night"):
        assert Breach.objects.exists()
        return queries.breaches_of(firm)


def test_firms_and_lender_publish_and_compare_prices(visitors, firms):
    today = timezone.localdate().isoformat()
    form = {"service": "tow_only", "region": "川", "amount": "300.00", "since": today}
    assert visitors["快拖主管"].post(f"/price-lists/{firms['快拖']}/publish", form).status_code == 302
    assert visitors["快拖主管"].post(f"/price-lists/{firms['慢拖']}/publish", form).status_code == 404
    assert visitors["boss"].post(f"/price-lists/{firms['慢拖']}/publish", {**form, "amount": "360"}).status_code == 302
    assert visitors["boss"].post(f"/price-lists/{firms['慢拖']}/publish", {**form, "amount": "x"}).status_code == 422
    page = read(visitors["boss"], "/price-lists/", trade="tow_company", region="川")
    for said in ("快拖", "慢拖", "300.00", "360.00", "120.00%"):
        assert said in page, said
    assert "What we reckon with ourselves" in page
    own = read(visitors["快拖主管"], "/price-lists/")
    assert "What we reckon with ourselves" not in own
    assert "360.00" in own
    assert "慢拖" not in own
    again = {**form, "over": "yes", "since": (timezone.localdate() + timedelta(days=3)).isoformat()}
    assert visitors["快拖主管"].post(f"/price-lists/{firms['快拖']}/publish", again).status_code == 302
    listed = read(visitors["快拖主管"], f"/price-lists/{firms['快拖']}/")
    for said in ("in force", "to come", "not offered any more", "the firm"):
        assert said in listed, said
    with meeting_as("night"):
        assert PriceLine.objects.count() == 3


def test_pages_that_are_empty_say_the_way_out(visitors, firms):
    assert "first night of a month" in read(visitors["boss"], "/ratings/", trade="yard")
    assert "No price of this trade" in read(visitors["boss"], "/price-lists/", trade="yard")
    assert "Publish the first one below" in read(visitors["快拖主管"], f"/price-lists/{firms['快拖']}/")


def test_the_pages_ask_the_database_little(visitors, firms):
    from django.test.utils import CaptureQueriesContext

    budgets = {"/ratings/": 12, f"/ratings/{firms[A]}/": 12, f"/ratings/{firms[A]}/lines/": 12, "/price-lists/": 10}
    for url, most in budgets.items():
        read(visitors["boss"], url)
        with CaptureQueriesContext(connections["default"]) as asked:
            read(visitors["boss"], url)
        assert len(asked) <= most, (url, len(asked), [one["sql"][:90] for one in asked])
