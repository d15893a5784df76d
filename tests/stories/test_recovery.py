"""An agent takes a car with the phone: offline too, never without a live authority (收车故事)."""

from typing import Any

import pytest

from huilong.rooms.repossession.models import Authority, Evidence, Order
from huilong.rooms.repossession.queries.spot import evidence_of, spot_steps_of

from .conftest import LANGUAGES
from .recovering import MP4, PHONE, TOLD, a_car_to_recover, picture, sent_to_the_agent
from .test_live import elsewhere
from .test_paying import post

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
SLOTS = ("front", "rear", "left", "right", "interior", "odometer")
SETTER = "huilong.rooms.repossession.tests.spotting.the_setter"
FIVE_SECONDS_MS = 5_000


@pytest.fixture
def order(site, settings) -> dict[str, Any]:
    """An order that the agent has accepted."""
    settings.TYPESETTER = SETTER
    made: dict[str, Any] = {}
    elsewhere(lambda: made.update(sent_to_the_agent()))
    return made


@pytest.fixture
def phone(visit, order):
    """The agent's phone, signed in, the order open; it is somewhere in Jinan."""
    one = on_the_phone(visit)
    one.page.click(f"[data-open='{order['order']}']")
    one.page.wait_for_selector("[data-part=authority]")
    yield one
    elsewhere(lambda: Order.objects.filter(pk=order["order"]).update(agent=None))


def on_the_phone(visit) -> Any:
    """The agent's phone with its list of orders, somewhere in Jinan."""
    one = visit("field_agent")
    one.context.grant_permissions(["geolocation"])
    one.context.set_geolocation({"latitude": 36.65, "longitude": 117.02, "accuracy": 5})
    one.page.set_viewport_size(PHONE)
    one.open("/field/recovery/")
    one.page.wait_for_selector("html[data-field=ready]")
    return one


def shoot(page, folder, slot) -> None:
    page.set_input_files(f"[data-photo={slot}]", picture(folder, f"{slot}.png"))


def handover(page, folder) -> None:
    """Belongings, ID, video and signature."""
    page.fill("[name=what]", "儿童座椅")
    page.click("form[data-do=thing] button")
    page.click("[data-do=inventory]")
    page.wait_for_selector(".things li >> text=/^1\\. 儿童座椅/")
    page.set_input_files("[data-file=identity]", picture(folder, "id.png"))
    page.set_input_files("[data-file=video]", {"name": "v.mp4", "mimeType": "video/mp4", "buffer": MP4})
    pad = page.locator(".pad")
    pad.evaluate("pad => pad.scrollIntoView({block: 'center', behavior: 'instant'})")  # clear of the bars
    box = pad.bounding_box()
    page.mouse.move(box["x"] + 40, box["y"] + 40)
    page.mouse.down()
    for step in range(12):
        page.mouse.move(box["x"] + 40 + step * 15, box["y"] + 40 + (step % 3) * 20)
    page.mouse.up()
    page.click("[data-do=sign]")


def granted(page) -> None:
    page.click("[data-do=ask]")
    page.wait_for_selector("[data-part=authority].held")


def photographed(page, folder) -> None:
    for slot in SLOTS:
        shoot(page, folder, slot)
        page.wait_for_selector(f"[data-slot={slot}].done")


def test_from_the_car_to_the_yard(live_site, order, phone, tmp_path):
    page, key = phone.page, order["order"]
    page.click("[data-do=locate]")
    granted(page)
    assert page.is_disabled("[data-do=take]"), "nothing is kept yet"

    photographed(page, tmp_path)
    handover(page, tmp_path)
    page.wait_for_selector("[data-do=take]:enabled", timeout=30_000)
    page.click("[data-do=take]")

    page.wait_for_selector("form[data-do=tow]")
    assert Order.objects.get(pk=key).state == "taken"
    kept = evidence_of(key)
    assert {one.slot.value for one in kept if one.slot} == set(SLOTS)
    assert all(one.hash_held for one in kept)
    assert kept[0].lat_e7 == 366_500_000

    page.fill("form[data-do=tow] [name=from]", "某路 8 号")
    page.fill("form[data-do=tow] [name=tower]", "钱师傅")
    page.fill("form[data-do=tow] [name=km]", "12")
    page.fill("form[data-do=tow] [name=mileage_km]", "48213")
    page.click("form[data-do=tow] button")
    page.wait_for_selector("form[data-do=tow]", state="hidden")
    page.check("[name=photos_held]")
    page.click("form[data-do=gate_in] button")
    page.wait_for_selector("[data-when=stored]:visible")
    assert Order.objects.get(pk=key).state == "stored"
    assert phone.violations() == []


def test_what_is_photographed_without_a_network_goes_up_with_it(live_site, order, phone, tmp_path):
    page, key = phone.page, order["order"]
    page.click("[data-do=locate]")
    page.wait_for_function("() => document.querySelector('[data-f=state]').textContent.includes('已找到')")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    phone.context.set_offline(True)

    shoot(page, tmp_path, "front")
    page.wait_for_selector("[data-slot=front].waits")
    assert page.inner_text("#count") == "1"
    page.wait_for_selector("#offline:visible")
    assert not Evidence.objects.filter(order_id=key).exists()
    page.reload()
    page.wait_for_selector("html[data-field=ready]")
    page.click(f"[data-open='{key}']")
    assert page.is_disabled("[data-do=ask]"), "nobody gets an authority without the house"
    page.wait_for_selector("[data-slot=front].waits")

    phone.context.set_offline(False)
    page.wait_for_selector("[data-slot=front].done", timeout=30_000)
    assert page.inner_text("#count") == "0"
    row = evidence_of(key)[0]
    assert (row.slot.value, row.hash_held) == ("front", True)
    assert row.captured_at < row.entered_at
    assert len([one for one in spot_steps_of(key) if one.kind.value == "evidence"]) == 1
    phone.complaints[:] = [one for one in phone.complaints if "ERR_INTERNET_DISCONNECTED" not in one
                           and "service worker" not in one.lower()]  # fmt: skip


def test_the_borrower_pays_and_the_screen_turns_red(live_site, order, phone, visit, tmp_path):
    page, key = phone.page, order["order"]
    granted(page)
    photographed(page, tmp_path)
    handover(page, tmp_path)
    page.wait_for_selector("[data-do=take]:enabled", timeout=30_000)

    post(visit("finance"), order["loan"], "999999.00")

    page.wait_for_selector("#alarm:visible", timeout=FIVE_SECONDS_MS)
    assert "已还" in page.inner_text("#alarm-why")
    refused = page.evaluate(
        "async (url) => { const house = await (await fetch('/field/recovery/orders')).json();"
        "const answer = await fetch(url, {method: 'POST', body: new URLSearchParams({at: new Date().toISOString()}),"
        "headers: {'X-CSRFToken': house.csrf, Accept: 'application/json'}});"
        "return [answer.status, (await answer.json()).title]; }",
        f"/field/recovery/orders/{key}/take",
    )
    assert refused == [409, "no-authority"]
    with page.expect_response(f"**/field/recovery/orders/{key}/acknowledge"):
        page.click("#acknowledge")
    page.wait_for_selector("#alarm", state="hidden")
    page.wait_for_selector("[data-part=authority].over")
    assert page.is_disabled("[data-do=take]")
    assert Authority.objects.get(order_id=key).acknowledged_at is not None
    assert Order.objects.get(pk=key).state != "taken"
    phone.complaints[:] = [one for one in phone.complaints if "409" not in one]


@pytest.fixture
def car(site) -> dict[str, Any]:
    """A car that nobody has asked to recover yet."""
    made: dict[str, Any] = {}
    elsewhere(lambda: made.update(a_car_to_recover()))
    return made


def asked_for(han, car) -> int:
    """The coordinator asks for it from the page of its case; the order's key."""
    page = han.page
    han.open(f"/cases/{car['number']}")
    page.click(f"nav.tabs a[href='/cases/{car['number']}/recovery/']")
    page.select_option("[name=vehicle]", str(car["vehicle"]))
    page.select_option("[name=basis]", "handover")
    page.select_option("[name=security]", "auto_loan")
    page.select_option("[name=holder]", "debtor")
    for name, value in TOLD.items():
        if isinstance(value, bool) and page.query_selector(f"select[name={name}]"):
            page.select_option(f"[name={name}]", "yes" if value else "no")
    page.click("form[action$='/recovery/request'] button")
    page.wait_for_selector("#order-title")
    return int(page.url.rstrip("/").rpartition("/")[2])


def agreed(one, key) -> None:
    one.open(f"/recovery/{key}/")
    one.page.select_option("form[action$='/decide'] [name=why]", "grounds_shown")
    one.page.click("[name=decision][value=approved]")
    one.page.wait_for_selector("form[action$='/decide']", state="detached")


def given_to_the_team(han, car, key, agent) -> None:
    """The coordinator works the price out and sends the team."""
    page = han.page
    han.open(f"/recovery/{key}/")
    row = page.locator(f"form[action$='/quote']:has([name=crew][value='{car['crew']}'])")
    row.locator("[name=km]").fill("12")
    row.locator("button").click()
    page.select_option("form[action$='/dispatch'] [name=agent]", str(agent))
    page.click("form[action$='/dispatch'] button")
    page.wait_for_selector("form[action$='/dispatch']", state="detached")


def test_from_the_request_to_a_stop_that_the_holder_confirms(live_site, car, visit):
    han = visit("coordinator")
    key = asked_for(han, car)
    for name in ("team_lead", "manager"):
        agreed(visit(name), key)
    given_to_the_team(han, car, key, car["who"]["field_agent"].pk)

    agent = on_the_phone(visit)
    phone, board = agent.page, han.page
    phone.click(f"[data-open='{key}']")
    phone.click("[data-do=accept]")
    phone.wait_for_selector("[data-do=locate]:visible")
    han.open("/recovery/")
    ticket = board.locator(f".ticket:has(a[href='/recovery/{key}/'])")
    assert "已接单" in ticket.inner_text()
    granted(phone)
    board.wait_for_selector(f".ticket:has(a[href='/recovery/{key}/']) [data-until]")
    ticket.locator("summary").click()
    ticket.locator("[name=why]").fill("客户来电,已谈妥还款")
    ticket.locator("button[value=stop]").click()

    phone.wait_for_selector("#alarm:visible", timeout=FIVE_SECONDS_MS)
    assert agent.violations() == []
    han.open("/recovery/")
    assert "等待持有人确认" in ticket.locator(".red-text").inner_text()
    phone.click("#acknowledge")
    board.wait_for_selector(f".ticket:has(a[href='/recovery/{key}/']) >> text=已确认")
    assert Authority.objects.get(order_id=key).acknowledged_at is not None


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pages_of_recovery_are_there_for_everybody(order, visit, language):
    han = visit("coordinator")
    key, number = order["order"], order["number"]
    for path in ("/recovery/", f"/recovery/{key}/", f"/recovery/{key}/after/", "/recovery/yards/", "/recovery/crews/",
                 f"/cases/{number}/recovery/"):  # fmt: skip
        han.open(path)
        han.speak(language)
        assert han.page.get_attribute("html", "lang") == language
        assert han.violations() == [], path
