"""Our own auction on the net: announced, entered, bid for by two, extended, closed, paid (竞价故事)."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from huilong.rooms.auctions.models import Auction, Bid
from huilong.rooms.auctions.tests.conftest import SAID, _clock, clock_at

from .selling import sellers
from .test_live import elsewhere

pytestmark = [pytest.mark.browser, pytest.mark.django_db, pytest.mark.slow]
FIVE_SECONDS_MS = 5_000
TERMS = {"reserve_fen": "46000", "start_fen": "45000", "step_fen": "200", "deposit_fen": "5000", "last_minutes": "5",
         "extend_minutes": "5"}  # fmt: skip


@pytest.fixture
def dealers(site):
    """Two dealers with an account each; afterwards the clock tells the time again."""
    elsewhere(dealt)
    yield
    elsewhere(_clock, "now()", "clock_timestamp()")


def dealt() -> None:
    from huilong.rooms.people.actions import ensure_organisation, ensure_user
    from huilong.rooms.people.terms import OrganisationKind, Role

    from .conftest import PASSWORD

    sellers()
    for name, shown, firm in (("gao", "高远", "高远二手车"), ("shui", "水生", "水生车行")):
        place = ensure_organisation(firm, OrganisationKind.DEALER)
        ensure_user(name, display_name=shown, role=Role.BIDDER, organisation=place, password=PASSWORD)


def done(one) -> None:
    one.page.wait_for_selector(".notice.success")


def announced(clerk, manager) -> int:
    """The clerk puts a car up, opening in a moment, for three minutes; a second person lets it open."""
    page, now = clerk.page, timezone.localtime()
    clerk.open("/auctions/new")
    assert clerk.violations() == []
    page.fill("#subject", f"thing:{now:%H%M%S}")
    page.fill("#title", "比亚迪 秦PLUS DM-i 2022款")
    page.fill("#shown", "里程: 4.8 万公里")
    page.fill("#opens_at", f"{now + timedelta(seconds=2):%Y-%m-%dT%H:%M:%S}")
    page.fill("#closes_at", f"{now + timedelta(minutes=3):%Y-%m-%dT%H:%M:%S}")
    for name, text in TERMS.items():
        page.fill(f"#{name}", text)
    for name, value in SAID.items():
        page.select_option(f"#{name}", "yes" if value else "no")
    page.click("main form button.btn-primary")
    done(clerk)
    key = int(page.url.rstrip("/").rpartition("/")[2])
    manager.open(f"/auctions/{key}/")
    if manager.page.locator("form[action$='/approve']").count():
        manager.page.select_option("form[action$='/approve'] [name=why]", index=1)
        manager.page.click("form[action$='/approve'] button")
        done(manager)
    return key


def let_in(one, clerk, identity) -> None:
    """A dealer registers; the clerk looks at the papers and lets him in."""
    one.open("/auctions/register")
    assert one.violations() == []
    one.page.select_option("[name=kind]", "dealer")
    one.page.fill("[name=identity]", identity)
    one.page.check("[name=independent]")
    one.page.click("main form button.btn-primary")
    done(one)
    clerk.open("/auctions/bidders")
    row = clerk.page.locator(f"tbody tr:has-text('{'高远' if identity.endswith('1') else '水生'}')")
    row.locator("select").select_option("in_order")
    row.locator("button").click()
    done(clerk)
    assert clerk.violations() == []


def entered(one, finance, key, paid) -> None:
    """He enters, and his deposit comes in."""
    one.open(f"/auctions/{key}/")
    one.page.check("[name=agree]")
    one.page.click("form[action$='/enter'] button")
    done(one)
    assert one.page.locator("form.bid").count() == 0, "nobody bids before the deposit is in"
    finance.open(f"/auctions/{key}/")
    finance.page.fill("[name=reference] >> nth=0", f"BANK-{key}-{paid}")
    finance.page.click("form[action$='/deposit'] button >> nth=0")
    done(finance)


def bids(one, amount=None) -> None:
    if amount:
        one.page.fill("#amount", amount)
    one.page.click("form.bid button")
    one.page.wait_for_selector(".notice")


def price(one) -> str:
    return one.page.inner_text("#floor .price")


def test_from_the_announcement_to_the_winner_s_paper(live_site, dealers, visit, settings):
    settings.TYPESETTER = "huilong.rooms.repossession.tests.spotting.the_setter"
    clerk, manager, finance = visit("disposal_clerk"), visit("manager"), visit("finance")
    gao, shui = visit("gao"), visit("shui")
    let_in(gao, clerk, "91370100MA3GAO0001")
    let_in(shui, clerk, "91370100MA3SHUI002")
    key = announced(clerk, manager)
    entered(gao, finance, key, 1)
    entered(shui, finance, key, 2)
    for one in (gao, shui):
        one.open(f"/auctions/{key}/")
        one.page.wait_for_selector("form.bid")
        one.page.wait_for_selector("[data-live-state].is-live")
    closes = Auction.objects.get(pk=key).ends_at

    bids(gao)
    assert price(gao) == "¥45,000.00"
    shui.page.wait_for_selector("#floor .price:text-is('¥45,000.00')", timeout=FIVE_SECONDS_MS)
    assert shui.page.input_value("#amount") == "45200.00", "the next step waits in the form"
    assert "水生" not in gao.page.content(), "bidders do not know each other"
    assert Auction.objects.get(pk=key).ends_at > closes, "a bid in the last minutes moves the end"
    bids(shui, "45100")
    assert shui.page.locator(".notice.error, .notice.refusal").count() == 1, "not a whole step"
    bids(shui, "46400")
    gao.page.wait_for_selector("#floor .price:text-is('¥46,400.00')", timeout=FIVE_SECONDS_MS)
    assert [one.violations() for one in (gao, shui)] == [[], []]
    assert Bid.objects.filter(auction=key).count() == 2

    over(key)
    won(key, gao, shui, finance)


def over(key: int) -> None:
    """Time goes on to after the end, and the house closes what is over."""
    from huilong.rooms.auctions.actions.closing import close_due

    after = Auction.objects.get(pk=key).ends_at + timedelta(minutes=1)
    elsewhere(clock_at, after)
    elsewhere(close_due, after)


def won(key: int, gao: Any, shui: Any, finance: Any) -> None:
    """Both see who won; the winner pays and takes a paper, the other gets the deposit back."""
    shui.page.wait_for_selector("#floor .tag-green", timeout=FIVE_SECONDS_MS)
    row = Auction.objects.get(pk=key)
    assert (row.outcome, row.sold_fen) == ("sold", 4_640_000)
    for one in (gao, shui):
        one.open(f"/auctions/{key}/")
        assert price(one) == "¥46,400.00"
        assert one.violations() == []
    assert gao.page.locator("a[href$='/confirmation']").count() == 0
    paper = shui.page.request.get(f"{shui.site}/auctions/{key}/confirmation")
    assert (paper.status, paper.body()[:5]) == (200, b"%PDF-")
    chain = gao.page.request.get(f"{gao.site}/auctions/{key}/chain").json()
    assert len(chain["bids"]) == 2
    finance.open(f"/auctions/{key}/")
    finance.page.click("form[action$='/refund'] button >> nth=0")
    done(finance)
    finance.page.click("form[action$='/paid'] button")
    done(finance)
    assert finance.violations() == []
