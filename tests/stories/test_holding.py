"""A team lead gives cases out, a collector sees only what he holds (分案故事)."""

import re

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


def count(page) -> int:
    """How many rows the list says it has."""
    return int(page.inner_text(".pager span").split("/")[1].replace(",", ""))


def said(page: str, number: str) -> str:
    """What a page says, without its number, the form tokens and the watermark's minute, which differ each time."""
    page = re.sub(r'data-mark="[^"]*"', "", page.replace(number, ""))
    return re.sub(r'(name="csrfmiddlewaretoken" value=|"X-CSRFToken": )"[^"]*"', "", page)


def test_a_collector_sees_his_own_cases_and_no_other(visit):
    lead = visit("team_lead")
    lead.open("/cases/")
    everything = count(lead.page)

    collector = visit("collector")
    collector.open("/cases/")

    assert 0 < count(collector.page) < everything


def test_a_case_given_out_appears_with_its_new_holder(visit):
    lead = visit("team_lead")
    lead.open("/cases/?sort=-number")
    page = lead.page
    number = None
    collector = visit("collector")
    collector.open("/cases/")
    before = count(collector.page)
    for row in page.query_selector_all("tbody tr td:first-child a"):
        answer = collector.page.request.get(f"{collector.site}{row.get_attribute('href')}")
        if answer.status == 404:
            number = row.inner_text()
            break
    assert number, "every case is the collector's already"

    lead.open(f"/cases/{number}/?tab=holders")
    page.select_option("select[name=holder]", label="李航 · 故事一组")
    page.click("form.ask button")
    page.wait_for_selector("text=案件已分派")
    assert "李航" in page.inner_text("table.rows")

    collector.open("/cases/")
    assert count(collector.page) == before + 1
    collector.open(f"/cases/{number}/?tab=timeline")
    assert number in collector.page.content()


def test_a_whole_filtered_list_is_given_out_at_once(visit):
    lead = visit("team_lead")
    lead.open("/cases/?least_days=20")
    page, found = lead.page, count(lead.page)
    page.click("text=分派筛出的")
    page.select_option("details[open] select[name=holder]", label="李航 · 故事一组")
    page.click("details[open] button")
    page.wait_for_selector("text=已分派")

    collector = visit("collector")
    collector.open("/cases/?least_days=20")
    assert count(collector.page) == found


def test_a_stranger_s_case_answers_like_one_that_is_not_there(visit):
    manager, collector = visit("manager"), visit("collector")
    manager.open("/cases/?sort=number")
    numbers = [row.inner_text() for row in manager.page.query_selector_all("tbody tr td:first-child a")]
    answers = {}
    for number in [*numbers, "CL20269999999"]:
        answer = collector.page.request.get(f"{collector.site}/cases/{number}/")
        if answer.status != 200:
            answers[number] = (answer.status, said(answer.text(), number))

    assert len(answers) > 1
    assert len(set(answers.values())) == 1
