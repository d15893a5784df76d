"""A page that is open hears what happens to its case (实时故事)."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connections, transaction

from huilong.rooms.cases.models import Case
from huilong.shell.live import announce

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
FIVE_SECONDS_MS = 5_000
OVERDUE = "#six dd.red"
LIVE = "[data-live-state].is-live"


def first_case(visitor) -> str:
    visitor.open("/cases/")
    return visitor.page.inner_text("tbody tr td:first-child a")


@pytest.fixture
def pay() -> Iterator[Callable[[str, int], None]]:
    """Lets money come in elsewhere: the case owes so much from the commit on, and open pages are told. Undone after."""
    before: dict[str, int] = {}

    def one(number: str, left_fen: int) -> None:
        with transaction.atomic():
            case = Case.objects.get(number=number)
            before.setdefault(number, case.delinquent_fen)
            Case.objects.filter(number=number).update(delinquent_fen=left_fen)
            announce("receipt", number)

    yield lambda number, left_fen: elsewhere(one, number, left_fen)
    for number, fen in before.items():
        elsewhere(one, number, fen)


def elsewhere(act: Callable[..., None], *values: Any) -> None:
    """Act in a thread of its own, whose connection commits: a story's own transaction never does."""

    def run() -> None:
        try:
            act(*values)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as thread:
        thread.submit(run).result()


def test_money_that_comes_in_shows_on_an_open_page_within_five_seconds(live_site, visit, pay):
    collector = visit("collector")
    number = first_case(collector)
    collector.open(f"/cases/{number}/")
    page = collector.page
    page.wait_for_selector(LIVE)

    pay(number, 12_345)

    page.wait_for_selector(f"{OVERDUE}:text-is('¥123.45')", timeout=FIVE_SECONDS_MS)
    assert collector.page.url.endswith(f"/cases/{number}/"), "the page was not left for it"


def test_a_page_says_so_when_live_news_are_away_and_catches_up(live_site, visit, pay):
    collector = visit("collector")
    number = first_case(collector)
    collector.open(f"/cases/{number}/")
    page = collector.page
    page.wait_for_selector(LIVE)

    live_site.end()
    page.wait_for_selector("[data-live-state]:not(.is-live)")
    pay(number, 777)
    live_site.start()

    page.wait_for_selector(f"{OVERDUE}:text-is('¥7.77')", timeout=30_000)
    assert page.locator(LIVE).count() == 1, "and it says that it hears again"
    collector.complaints[:] = [one for one in collector.complaints if "ERR_CONNECTION" not in one
                               and "ERR_INCOMPLETE_CHUNKED" not in one]  # fmt: skip


def test_a_stranger_who_asks_for_the_case_hears_nothing_of_it(live_site, visit, pay):
    lead, collector = visit("team_lead"), visit("collector")
    own = first_case(collector)
    lead.open("/cases/?sort=-number")
    links = [row.get_attribute("href") for row in lead.page.query_selector_all("tbody tr td:first-child a")]
    strange = next(link.split("/")[-2] for link in links
                   if collector.page.request.get(collector.site + link).status == 404)  # fmt: skip
    collector.open(f"/cases/{own}/")
    collector.page.wait_for_selector(LIVE)
    collector.page.evaluate(
        "([own, strange, url]) => { const stream = new EventSource("
        "`${url}?case=${own}&case=${strange}`, {withCredentials: true});"
        "stream.addEventListener('huilong', (event) => {"
        "document.body.dataset.heard = `${document.body.dataset.heard ?? ''} ${JSON.parse(event.data).case}`; });"
        "return new Promise((open) => { stream.onopen = open; }); }",
        [own, strange, live_site.url],
    )

    pay(strange, 1)
    pay(own, 2)

    collector.page.wait_for_selector("body[data-heard]")
    assert collector.page.get_attribute("body", "data-heard") == f" {own}"
