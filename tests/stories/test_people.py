"""Seeing a value, finding a person, asking a second one (客户资料故事): masked until somebody says what for."""

import re

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


def first_case(visit, name: str):
    """Somebody on the people tab of the first case of the list; the tab's page."""
    one = visit(name)
    one.open("/cases/")
    one.open(f"{one.page.get_attribute('tbody tr td:first-child a', 'href')}?tab=people")
    return one


def test_a_value_is_shown_for_a_purpose_and_the_timeline_says_so(visit):
    collector = first_case(visit, "collector")
    page = collector.page
    assert "*" in page.inner_text("table.rows")
    page.click("button[value=phone] >> nth=0")
    assert page.query_selector("#value") is None, "a purpose must be chosen first"

    page.select_option("#purpose", "call")
    page.click("button[value=phone] >> nth=0")
    page.wait_for_selector("#value")

    phone = page.inner_text("#value")
    assert re.fullmatch(r"\d{11}", phone)
    assert phone not in page.url
    page.click("text=← CL")
    page.wait_for_selector("table.rows")
    assert phone not in page.content()
    collector.open(page.url.split(collector.site)[1].split("?")[0] + "?tab=timeline")
    assert "查看了明文 (手机号 · " in page.content()
    assert phone not in page.content()

    collector.open("/cases/find")
    page.fill("#text", f"+86 {phone[:3]} {phone[3:]}")
    page.click("main form button")
    page.wait_for_selector("table.rows, .empty")
    assert "手机号" in page.inner_text("table.rows")
    assert phone not in page.url


def test_a_stranger_finds_nobody_and_sees_no_value(visit):
    collector = first_case(visit, "collector")
    page = collector.page
    page.select_option("#purpose", "call")
    page.click("button[value=name] >> nth=0")
    page.wait_for_selector("#value")
    name, action = page.inner_text("#value"), page.url

    stranger = visit("finance")
    answer = stranger.page.request.post(action, form={"field": "name", "purpose": "call"})

    assert answer.status == 403
    assert name not in answer.text()


def test_a_second_person_lets_a_collector_see_more(visit):
    collector = first_case(visit, "collector")
    page = collector.page
    page.select_option("#purpose", "verify")
    page.click("button[value=name] >> nth=0")
    page.wait_for_selector("#value")
    left = int(re.search(r"还可查看 (\d+) 项", page.inner_text("main")).group(1))
    page.click("main form button")
    page.wait_for_selector("text=已申请")

    compliance = visit("compliance")
    compliance.open("/staff/approvals/")
    compliance.page.click("tbody a >> nth=0")
    compliance.page.wait_for_selector("text=李航")
    compliance.page.click("button[value=approve]")
    compliance.page.wait_for_selector("text=已同意")

    collector = first_case(visit, "collector")
    collector.page.select_option("#purpose", "verify")
    collector.page.click("button[value=name] >> nth=0")
    collector.page.wait_for_selector("#value")
    assert f"还可查看 {left + 20 - 1} 项" in collector.page.inner_text("main")
