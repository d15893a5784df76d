"""From the portfolio to a figure's why, and from a bad row back into the book, in a real browser."""

import csv
import io
from datetime import timedelta

import pytest

from .conftest import LAST_NIGHT

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


def first_open_case():
    from huilong.rooms.cases.models import Case

    return Case.objects.filter(state="open").order_by("-past_due_days").first()


def test_a_manager_goes_from_a_figure_to_its_list_to_a_case_and_its_why(visitor):
    visitor.sign_in("manager")
    page = visitor.page
    page.wait_for_selector("html[data-charts=drawn]")
    assert page.locator("a.figure").count() == 6
    page.locator("a.figure").nth(2).click()
    page.wait_for_selector("table.rows tbody tr")
    rows = page.locator("table.rows tbody tr").count()
    assert rows > 5

    page.click("thead a:has-text('逾期金额')")
    page.wait_for_url("**sort=-delinquent_fen**")
    amounts = [float(text.replace(",", "")) for text in page.locator("td.money:nth-child(5)").all_inner_texts()]
    assert amounts == sorted(amounts, reverse=True)

    page.select_option("select[name=buckets]", "1")
    page.wait_for_url("**buckets=1**")
    page.wait_for_selector("a:has-text('清除')")
    assert set(page.locator("tbody td:nth-child(3)").all_inner_texts()) == {"M1"}

    page.locator("tbody a").first.click()
    page.wait_for_selector(".case-head")
    assert page.locator(".six dd").count() == 6
    assert "罚息" in page.locator(".why").last.inner_text()
    visitor.speak("en")
    assert "Every step" in page.inner_text("main") or "every step" in page.inner_text("main")
    assert page.locator("h2:has-text('Why')").count() == 1
    visitor.speak("zh-hans")


def test_a_saved_filter_is_kept_and_forgotten(visitor):
    visitor.sign_in("manager")
    visitor.open("/cases/?least_days=10")
    page = visitor.page
    page.click(".saved details.menu summary")
    page.fill(".saved details.menu input[name=name]", "十天以上")
    page.click(".saved details.menu button")
    page.wait_for_selector(".saved-one a:has-text('十天以上')")
    visitor.open("/cases/")
    page.click(".saved-one a:has-text('十天以上')")
    page.wait_for_url("**least_days=10**")
    page.click(".saved-one button")
    page.wait_for_load_state()
    assert page.locator(".saved-one").count() == 0


def test_an_export_holds_the_filtered_list_and_is_in_the_journal(visitor):
    from huilong.rooms.cases.queries import count_cases
    from huilong.rooms.cases.terms import CaseFilter
    from huilong.rooms.journal.queries import timeline

    visitor.sign_in("manager")
    visitor.open("/cases/?buckets=1")
    with visitor.page.expect_download() as waiting:
        visitor.page.click("button[name=export][value=csv]")
    text = waiting.value.path().read_text("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert len(rows) - 1 == count_cases(CaseFilter(buckets=(1,)))
    assert timeline(("list", "cases"))[0].detail["filters"] == "buckets=1"


def test_a_collector_may_read_cases_but_not_take_the_list_away(visitor):
    visitor.sign_in("collector")
    page = visitor.page
    assert page.url.endswith("/desk/")
    assert page.locator("button[name=export]").count() == 0
    doors = page.locator("header nav a").all_inner_texts()
    assert doors == ["工作台", "案件", "查找客户", "消息模板", "日计划", "车辆", "定位告警", "收车", "减免"]
    response = page.goto(visitor.site + "/portfolio/")
    assert response.status == 403
    assert "角色" in page.inner_text("main")
    visitor.complaints = [one for one in visitor.complaints if "403" not in one]


def test_the_list_works_from_the_keyboard(visitor):
    visitor.sign_in("manager")
    visitor.open("/cases/")
    page = visitor.page
    page.keyboard.press("j")
    page.keyboard.press("j")
    assert page.locator("tr.here").count() == 1
    assert page.evaluate("document.querySelector('tr.here').rowIndex") == 2
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.name") == "text"
    page.keyboard.press("Tab")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    page.wait_for_selector(".case-head")


def test_the_position_is_asked_as_of_an_earlier_day(visitor):
    case = first_open_case()
    visitor.sign_in("manager")
    visitor.open(f"/cases/{case.number}/")
    page = visitor.page
    before = page.inner_text(".verdict")
    page.fill("input[name=on]", (LAST_NIGHT - timedelta(days=3)).isoformat())
    page.fill("input[name=known_by]", (LAST_NIGHT - timedelta(days=3)).isoformat())
    page.click(".ask button")
    page.wait_for_url("**known_by=**")
    assert page.inner_text(".verdict") != before
    assert page.locator("a:has-text('最新数据')").count() == 1


def test_finance_fixes_a_row_set_aside_and_it_reaches_the_book(visitor):
    from huilong.rooms.book.models import QuarantinedRow

    row = QuarantinedRow.objects.filter(status="open", reason_code="too-many-decimals").first()
    visitor.sign_in("finance")
    visitor.open("/imports/")
    page = visitor.page
    page.locator("td.number.red a").first.click()
    page.wait_for_url("**quarantine**")
    visitor.open(f"/imports/quarantine/{row.pk}/")
    field = page.get_by_label(row.column, exact=True)
    page.click("button:has-text('重新提交')")
    page.wait_for_selector(".notice.refusal")
    field.fill(row.value.split(".")[0] + ".00")
    page.click("button:has-text('重新提交')")
    page.wait_for_selector(".notice.success")
    row.refresh_from_db()
    assert row.status == "resubmitted"


def test_finance_dismisses_a_row(visitor):
    from huilong.rooms.book.models import QuarantinedRow

    row = QuarantinedRow.objects.filter(status="open").first()
    visitor.sign_in("finance")
    visitor.open(f"/imports/quarantine/{row.pk}/")
    visitor.page.fill("input[name=reason]", "对方已更正")
    visitor.page.click("button[name=dismiss]")
    visitor.page.wait_for_selector(".notice.success")
    row.refresh_from_db()
    assert row.status == "dismissed"


def test_a_file_is_taken_in_from_the_page_and_told_what_became_of_it(visitor, tmp_path):
    file = tmp_path / "receipts_2026-07-01.csv"
    file.write_text("loan_id,receipt_id,on,amount,channel\nCN0000000001,STORY-1,2026-07-01,12.34,card\n", "utf-8")
    visitor.sign_in("finance")
    visitor.open("/imports/")
    visitor.page.set_input_files("input[type=file]", str(file))
    visitor.page.click("button:has-text('导入')")
    visitor.page.wait_for_selector(".notice.success")
    assert "receipts_2026-07-01" in visitor.page.inner_text("#notices")
