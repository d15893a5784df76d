"""Where cash and losses will be, with intervals, by scenarios, and how often it came true (预测故事)."""

import re

import pytest

from huilong.rooms.forecast.models import Run

from .conftest import LANGUAGES

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_forecast_says_how_sure_it_is(managed, visit, language):
    one = visit("strategy")
    one.open("/forecast/")
    one.speak(language)
    page = one.page
    page.wait_for_selector("[data-fan=cash] canvas")
    page.wait_for_selector("#vintages canvas")
    assert page.locator("a.figure").count() == 4
    for text in page.locator("a.figure").all_inner_texts():
        low, high = re.search(r"80 %: ([\d,.\-]+).*? … ([\d,.\-]+)", text).groups()
        assert float(low.replace(",", "")) <= float(high.replace(",", "")), text
    rows = page.locator("table:has(td.money) tbody tr")
    assert rows.count() >= 2, "the scenarios stand side by side"
    assert one.violations() == []

    rows.locator("a[href*='beside=']").first.click()
    page.wait_for_selector("[data-fan=cash][data-beside] canvas")
    page.click("a.figure >> nth=0")
    page.wait_for_selector("table.rows tbody tr:visible")
    assert one.violations() == []


def test_a_roll_rate_opens_to_its_rows(managed, visit):
    one = visit("finance")
    one.open("/forecast/?by=count")
    one.page.click("table.heat tbody tr:nth-child(2) a >> nth=0")
    one.page.wait_for_selector("table.rows tbody tr:visible")
    assert "start=1" in one.page.url
    assert one.page.locator("table.rows tbody tr").count() >= 1
    assert one.violations() == []
    for path in ("vintages/", "recoveries/", "backtest/", "runs/"):
        one.open(f"/forecast/{path}")
        assert one.violations() == [], path


def test_somebody_asks_for_a_downturn_and_reads_what_it_would_cost(managed, visit):
    one = visit("manager")
    page = one.page
    one.open("/forecast/")
    page.click("a[href='/forecast/new/']")
    assert one.violations() == []
    page.select_option("[name=scenario]", "severe")
    page.fill("[name=paths]", "999999999")
    page.evaluate("document.querySelector('[name=paths]').removeAttribute('max')")
    page.click("main form button.btn-primary")
    page.wait_for_selector("[role=alert]")
    assert page.input_value("[name=scenario]") == "severe", "what was typed is still there"

    page.fill("[name=paths]", "500")
    page.fill("[name=horizon]", "6")
    page.click("main form button.btn-primary")
    page.wait_for_selector(".notice.success")
    row = Run.objects.latest("id")
    assert (row.scenario, row.paths, row.horizon) == ("severe", 500, 6)
    assert page.locator("table.rows tbody tr").count() >= 6
    assert one.violations() == []
