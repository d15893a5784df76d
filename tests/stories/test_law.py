"""Compliance finds a call blocked at night and sees its verdict derived anew (合规故事)."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


def test_compliance_finds_and_rechecks_a_blocked_call(visit):
    officer = visit("compliance")
    page = officer.page
    officer.open("/law/?refused=1&rule=CN-TIME-001")
    page.wait_for_selector("tbody tr")
    assert officer.violations() == []
    page.click("tbody tr td:first-child a")
    page.wait_for_selector("#recheck")
    assert "✓" in page.inner_text("#recheck")
    assert "22:30" in page.content()
    assert officer.violations() == []
    page.click("text=CN-TIME-001")
    page.wait_for_selector("h1")
    assert "CN-TIME-001" in page.inner_text("h1")
    assert officer.violations() == []
    officer.open("/law/rules/?unverified=1")
    page.wait_for_selector("tbody tr")
    assert officer.violations() == []
    assert officer.complaints == []
