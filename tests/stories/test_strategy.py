"""The strategy manager changes a decision table, a second person lets it go online, it is rolled back (策略故事)."""

import pytest

from huilong.rooms.strategy.models import Version

from .conftest import LANGUAGES
from .managing import agreed, approval_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
HEADS = ("segment", "grade", "past_due_days", "overdue_fen", "channel", "tone", "every_days", "offer_limit_ppm",
         "queue", "next_look_days")  # fmt: skip
ROWS = "\n".join("\t".join(cells) for cells in (
    HEADS,
    ("early", "A,B", "<=3", "", "sms", "reminding", "3", "0%", "self_cure", "3"),
    ("early", "", "", ">=30000", "call", "firm", "2", "5%", "middle", "1"),
))  # fmt: skip
"""Rows 6 and 7 as a spreadsheet has them: a text in the first three days, and less is a large amount."""


@pytest.fixture
def draft(managed, visit):
    """The strategy manager with a new draft of the treatment table open; its key."""
    one = visit("strategy")
    one.open("/strategy/")
    assert one.page.locator("#sound").count() == 1, "what is online takes every case"
    one.page.click("form[action$='/draft'] button")
    one.page.wait_for_selector("input.cell")
    return one, int(one.page.url.split("#")[0].rstrip("/").rpartition("/")[2])


def cell(page, row, column):
    return page.locator(f"input.cell[data-row='{row}'][data-column='{column}']")


def written(page, row, column, text) -> None:
    """A cell is typed into, and the house has answered."""
    cell(page, row, column).fill(text)
    with page.expect_response("**/cell"):
        cell(page, row, column).press("Tab")


def last_row(page) -> int:
    return page.locator("#grid tbody tr").count() - 1


def test_a_gap_is_shown_with_an_example_and_gone_when_it_is_closed(draft):
    one, key = draft
    page = one.page
    sheet, panel = page.locator(".sheet:has(#grid)"), page.locator("section:has(#grid-title)")
    assert sheet.bounding_box()["width"] > panel.bounding_box()["width"] * 0.9, "nothing stands beside the grid"
    written(page, last_row(page), "past_due_days", "<=90")
    page.wait_for_selector("#problems li.red details")
    page.click("#problems li.red summary")
    assert "past_due_days=91" in page.inner_text("#problems li.red code")
    assert page.locator("#sound").count() == 0
    assert one.violations() == []
    page.click("form[action$='/submit'] button")
    page.wait_for_selector(".notice.refusal")
    assert Version.objects.get(pk=key).state == "draft", "what leaves somebody out is not handed in"

    one.open(f"/strategy/versions/{key}/")
    written(page, last_row(page), "past_due_days", "")
    page.wait_for_selector("#sound")
    written(page, last_row(page), "past_due_days", "none at all")
    page.wait_for_selector("td.bad")
    assert page.get_attribute("#problems", "data-bad") == f"{last_row(page)}/past_due_days "


def test_a_rule_that_never_speaks_is_told_with_those_that_take_its_cases(draft):
    one, _key = draft
    page = one.page
    page.click(f"button[value='copy:{last_row(page)}']")
    page.wait_for_selector("#problems li.red")
    assert f"规则 {last_row(page) + 1} 永远轮不到" in page.inner_text("#problems li.red")


def test_from_a_spreadsheet_to_the_line_and_back(draft, visit):
    one, key = draft
    page = one.page
    one.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.evaluate("text => navigator.clipboard.writeText(text)", ROWS)
    cell(page, 5, "segment").focus()
    page.keyboard.press("Control+V")
    page.wait_for_selector(".notice.success")
    assert cell(page, 5, "past_due_days").input_value() == "<=3"
    assert cell(page, 6, "channel").input_value() == "call"
    assert Version.objects.get(pk=key).table["rules"][5]["then"]["channel"] == "sms"

    tried_and_counted(one)
    page.fill("[name=effective_from]", page.get_attribute("[name=effective_from]", "min"))
    page.click("form[action$='/submit'] button")
    page.wait_for_selector(".notice.success")
    row = Version.objects.get(pk=key)
    assert (row.state, row.impact["borrowers"] > 0) == ("submitted", True)

    agreed(visit("manager"), approval_of("strategy", f"strategy:{key}"))
    one.open("/strategy/")
    assert page.inner_text(".panel-head .tag-green") == "线上"
    assert f"v{row.number}" in page.inner_text("#grid-title")
    one.open(f"/strategy/versions/{key}/difference?against={before_of(key)}")
    assert page.locator("tr.diff-changed, tr.diff-added").count() >= 1
    assert one.violations() == []

    one.open(f"/strategy/versions/{key}/")
    page.click("form[action$='/roll_back'] button")
    page.wait_for_selector(".notice.success")
    assert Version.objects.get(pk=key).state == "rolled_back"
    one.open("/strategy/history/?purpose=treatment")
    assert page.locator("tr:has-text('线上') a").first.inner_text() == "v1"


def before_of(key: int) -> int:
    """The version that is online without this one."""
    row = Version.objects.get(pk=key)
    return Version.objects.filter(strategy=row.strategy, number=1).get().pk


def tried_and_counted(one) -> None:
    """One case of the desk is tried: the rule that takes it shines; then everybody is counted."""
    page = one.page
    cases = page.request.get(f"{one.site}/cases/").text()
    number = cases[cases.index("/cases/CL") + len("/cases/") :].partition("/")[0]
    page.fill("#try [name=number]", number)
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("#tried [data-hit]")
    hit = page.get_attribute("#tried [data-hit]", "data-hit")
    page.wait_for_selector(f"#r-{hit}.hit")
    assert page.locator("#tried .tag").count() == 1, "and what the law says to it"
    page.click("form[action$='/impact'] button")
    page.wait_for_selector("#impact table")
    assert page.locator("#impact td.red").count() == 0, "nobody is left without a rule"
    assert one.violations() == []


def test_a_case_says_why_it_is_treated_so(managed, visit):
    one = visit("manager")
    one.open("/cases/")
    number = one.page.inner_text("tbody tr td:first-child a")
    one.open(f"/cases/{number}/")
    one.page.click(f"nav.tabs a[href='/cases/{number}/strategy/']")
    assert one.page.locator("ol.why > li").count() >= 1
    assert one.violations() == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_experiment_says_whether_its_difference_is_real(managed, visit, language):
    one = visit("strategy")
    one.open("/strategy/experiments/")
    one.speak(language)
    page = one.page
    page.click("tbody tr td:first-child a")
    page.wait_for_selector(".tag-green")
    real = {"zh-hans": "无论查看多少次", "en": "however often one looked"}[language]
    assert real in page.inner_text("main")
    assert page.locator("table:has(.money) tbody tr").count() == 3, "champion, challenger, hold-out"
    assert "4,000" in page.inner_text("table:has(.money)")
    page.click("details summary")
    assert page.locator("details tbody tr").count() == 2
    assert one.violations() == []


def test_an_experiment_is_ended_and_another_may_begin(managed, visit):
    one = visit("strategy")
    one.open("/strategy/experiments/")
    one.page.click("tbody tr:has(.tag-blue) td:first-child a")
    one.page.click("form[action$='/end'] button")
    one.page.wait_for_selector(".notice.success")
    assert one.page.locator("form[action$='/end']").count() == 0
    one.open("/strategy/experiments/")
    assert one.page.locator("#start-title").count() == 1
    assert one.violations() == []
