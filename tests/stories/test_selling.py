"""A car from the yard to the surplus of its owner, and one to the letter of its deficiency (处置故事)."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from huilong.kernel.acting import Acting, act_as
from huilong.rooms.disposal.models import Distribution, Sale, Stock
from huilong.rooms.people.models import Approval

from .recovering import picture
from .selling import a_car_in_stock
from .test_live import elsewhere

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
SETTER = "huilong.rooms.repossession.tests.spotting.the_setter"
PAPERS = ("sale_contract", "invoice", "registration_certificate", "driving_licence", "owner_signature",
          "mortgage_release", "handover")  # fmt: skip


@pytest.fixture
def car(site, settings) -> dict[str, Any]:
    """A car in stock."""
    settings.TYPESETTER = SETTER
    made: dict[str, Any] = {}
    elsewhere(lambda: made.update(a_car_in_stock()))
    return made


def seen(query) -> Any:
    """What another connection finds."""
    found: list[Any] = []
    elsewhere(lambda: found.append(query()))
    return found[0]


def comes(visit, name) -> Any:
    """Somebody signed in, who reads English."""
    one = visit(name)
    one.speak("en")
    return one


def summary(page, text) -> None:
    page.click(f"summary >> text={text}")


def looked_at(page, folder, yuan) -> None:
    """The law's questions, the condition report, two valuations with their evidence."""
    for name in ("self_sale_clause", "registry_search_done", "mortgage_registered", "owner_signs"):
        page.select_option(f"#q-{name}", "yes")
    for name in ("seized_by_authority", "stolen_flag"):
        page.select_option(f"#q-{name}", "no")
    page.click("button[value=answer]")
    summary(page, "Make a condition report")
    form = page.locator("form:has(button[value=inspect])")
    form.locator("[name=mileage]").fill("48230")
    form.locator("[name=file]").set_input_files(picture(folder, "photo.png"))
    form.locator("button[value=inspect]").click()
    for source, firm in (("appraiser", "甲评估"), ("comparables", "")):
        summary(page, "Note a valuation")
        form = page.locator("form:has(button[value=appraise])")
        form.locator("[name=source]").select_option(source)
        form.locator("[name=amount]").fill(yuan)
        form.locator("[name=firm]").fill(firm)
        body = picture(folder, f"{source}.png").read_bytes() + source.encode()
        form.locator("[name=file]").set_input_files(
            {"name": f"{source}.png", "mimeType": "image/png", "buffer": body}
        )
        form.locator("button[value=appraise]").click()


def priced_for(page, venue) -> None:
    page.click("text=Choose venue and price")
    page.locator(f"form:has(input[name=venue][value={venue}]) button").click()
    page.click("button[value=open]")


def papers_kept(page, folder) -> None:
    for kind in PAPERS:
        form = page.locator(f"form:has(input[name=paper][value={kind}])")
        body = picture(folder, f"{kind}.png").read_bytes() + kind.encode()
        form.locator("[name=file]").set_input_files({"name": f"{kind}.png", "mimeType": "image/png", "buffer": body})
        form.locator("button").click()


def distributed(visit, page, stock) -> int:
    """Finance works it out, a second person agrees, finance posts it."""
    money = comes(visit, "finance").page
    money.goto(page.url)
    money.click("button[value=propose]")
    key = seen(lambda: Distribution.objects.get(sale__stock_id=stock).pk)
    second = comes(visit, "second_finance")
    asked = seen(lambda: Approval.objects.get(subject=f"distribution:{key}").pk)
    second.open(f"/staff/approvals/{asked}/")
    second.page.click("button[value=approve]")
    money.click("text=Distribution of proceeds")
    money.wait_for_selector("text=comes out the same")
    money.click("button[value=post]")
    return key


@pytest.mark.slow
def test_from_the_yard_to_an_auction_and_the_surplus_to_its_owner(live_site, car, visit, tmp_path):
    clerk = comes(visit, "disposal_clerk")
    page, stock = clerk.page, car["stock"]
    clerk.open(f"/stock/{stock}/")
    looked_at(page, tmp_path, "600000")
    priced_for(page, "own")
    sale = seen(lambda: Sale.objects.get(stock_id=stock).pk)

    elsewhere(lambda: hammer_falls(sale))
    page.reload()
    page.wait_for_selector("text=Sold at")
    money = comes(visit, "finance").page
    money.goto(page.url)
    money.fill("form:has(button[value=pay]) [name=amount]", "590000")
    money.fill("form:has(button[value=pay]) [name=reference]", "BANK-1")
    money.click("button[value=pay]")
    page.reload()
    papers_kept(page, tmp_path)
    page.click("button[value=deliver]")
    key = distributed(visit, page, stock)
    row = seen(lambda: Distribution.objects.get(pk=key))
    assert row.surplus_fen > 0

    money.goto(f"{page.url.partition('/stock/')[0]}/stock/distributions/{key}/")
    money.click("button[value=explain]")
    money.fill("[name=account]", "6222020012345678")
    money.check("[name=own]")
    money.fill("form:has(button[value=refund]) [name=reference]", "BANK-2")
    money.click("button[value=refund]")
    money.wait_for_selector("text=************5678")
    assert seen(lambda: Stock.objects.get(pk=stock).state) == "settled"


def hammer_falls(sale: int) -> None:
    """Somebody bids most and the auction ends: what the floor tells the room that sells."""
    from huilong.rooms.auctions.terms import AuctionClosed, AuctionOutcome
    from huilong.rooms.disposal.actions import hear_of_closing
    from huilong.rooms.people.models import User

    who = User.objects.get(username="manager")
    row = Sale.objects.get(pk=sale)
    Sale.objects.filter(pk=sale).update(auction=None)
    with act_as(Acting(who.pk, who.organisation_id, who.role)):
        hear_of_closing(
            AuctionClosed(row.auction, f"sale:{sale}", AuctionOutcome.SOLD, 7, 59_000_000, timezone.now())
        )


def test_from_the_yard_to_the_letter_of_a_deficiency(live_site, car, visit, tmp_path):
    clerk = comes(visit, "disposal_clerk")
    page, stock = clerk.page, car["stock"]
    clerk.open(f"/stock/{stock}/")
    looked_at(page, tmp_path, "3000")
    priced_for(page, "dealers")
    for buyer, yuan in (("甲车行", "3000"), ("乙车行", "2900"), ("丙车行", "2800")):
        page.fill("form:has(button[value=offer]) [name=buyer]", buyer)
        page.fill("form:has(button[value=offer]) [name=amount]", yuan)
        page.click("button[value=offer]")
    page.click("button[value=take] >> nth=0")
    money = comes(visit, "finance").page
    money.goto(page.url)
    money.fill("form:has(button[value=pay]) [name=amount]", "3000")
    money.fill("form:has(button[value=pay]) [name=reference]", "BANK-3")
    money.click("button[value=pay]")
    page.reload()
    papers_kept(page, tmp_path)
    page.click("button[value=deliver]")
    key = distributed(visit, page, stock)
    row = seen(lambda: Distribution.objects.get(pk=key))
    assert row.deficiency_fen > 0
    assert row.made_at < timezone.now() + timedelta(minutes=5)

    page.goto(f"{page.url.partition('/stock/')[0]}/stock/distributions/{key}/")
    page.click("button[value=explain]")
    page.wait_for_load_state()
    assert page.locator(".notice.refusal").count() == 0, page.inner_text("body")
    page.wait_for_selector("dt:has-text('Letter')")
    assert seen(lambda: Distribution.objects.get(pk=key).letter) is not None
