"""The manager's dashboard opens to its rows; the week's pack is taken away as PDF and as a workbook (报表故事)."""

import io
import re

import pytest

from .conftest import LANGUAGES

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


def found(page) -> int:
    """How many rows the list says it has."""
    return int(page.inner_text(".pager span").split("/")[1].replace(",", ""))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_number_opens_to_its_rows(managed, visit, language):
    manager = visit("manager")
    manager.open("/portfolio/dashboard/")
    manager.speak(language)
    page = manager.page
    page.wait_for_selector("html[data-charts=drawn]")
    assert manager.violations() == []
    cells = page.locator("#funnel tbody tr:first-child td a")
    numbers = [(int(one.inner_text().replace(",", "")), one.get_attribute("href")) for one in cells.all()]
    assert numbers == sorted(numbers, key=lambda one: -one[0]), "each stage is a part of the one before"
    assert numbers[0][0] > 0
    for many, path in numbers[:3]:
        manager.open(path)
        assert (found(page) if many else 0) == many, path
        assert manager.violations() == [], path


def test_what_came_in_and_what_it_cost_open_too(managed, visit):
    manager = visit("manager")
    page = manager.page
    manager.open("/portfolio/dashboard/")
    assert page.locator("#why .why-one").count() >= 1, "a change is taken apart"
    paths = [one.get_attribute("href") for one in page.locator("#recoveries p a, #costs td a, #rolls td a").all()]
    assert len(paths) >= 3
    for path in paths:
        assert page.request.get(f"{manager.site}{path}").status == 200, path
    page.select_option("#split", "team")
    page.select_option("#rank", "person")
    page.click("form.filters button")
    page.wait_for_url("**split=team**")
    assert "故事一组" in page.inner_text("#funnel")
    assert "李航" in page.inner_text("#ranking")
    assert manager.violations() == []


def taken(page, label: str) -> bytes:
    with page.expect_download() as waiting:
        page.click(f"form[action$='/take']:has([name=form][value={label}]) button >> nth=0")
    return waiting.value.path().read_bytes()


def test_the_week_s_pack_is_read_and_taken_away(managed, visit):
    from openpyxl import load_workbook

    manager = visit("manager")
    page = manager.page
    manager.open("/portfolio/packs/")
    page.click("form[action$='/make'] button")
    page.wait_for_selector(".notice.success")
    assert page.locator("nav.tabs a").count() >= 3
    assert manager.violations() == []

    assert taken(page, "pdf").startswith(b"%PDF-")
    book = load_workbook(io.BytesIO(taken(page, "xlsx")), read_only=True)
    assert len(book.sheetnames) >= 3
    number = page.locator("main table td.number a").first
    many = number.inner_text()
    number.click()
    page.wait_for_selector("table.rows tbody tr")
    if re.fullmatch(r"[\d,]+", many):
        assert found(page) == int(many.replace(",", ""))
    assert manager.violations() == []


def test_a_pack_goes_out_by_a_schedule(managed, visit):
    manager = visit("manager")
    page = manager.page
    manager.open("/portfolio/schedules/")
    before = page.locator("section[aria-labelledby=schedules-title] tbody tr").count()
    page.check("[name=roles][value=finance]")
    page.click("form[aria-label] button.btn-primary")
    page.wait_for_selector(".notice.success")
    assert page.locator("section[aria-labelledby=schedules-title] tbody tr").count() == before + 1
    assert manager.violations() == []
