"""The accounts of a day, why another day's are different, and an entry taken back (账务故事)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from huilong.kernel.money import fen
from huilong.rooms.ledger.models import Entry
from huilong.rooms.ledger.queries import balance

from .conftest import LANGUAGES
from .recovering import free_case
from .test_live import elsewhere
from .test_paying import post

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
BANK = "1002"


@pytest.fixture
def loan(site) -> str:
    """A loan that owes, and the chart of accounts."""
    from huilong.rooms.ledger.actions import teach_chart

    elsewhere(teach_chart)
    return free_case()[1]


def amount(text: str) -> int:
    return fen(text.replace("¥", "").replace(",", "").replace("−", "-").strip())


def of_account(one, on) -> int:
    """What the trial balance of a day says of the bank."""
    one.open(f"/ledger/?on={on.isoformat()}&since={on.isoformat()}")
    row = one.page.locator(f"tbody tr:has(a[href^='/ledger/accounts/{BANK}/'])")
    return amount(row.locator("td.money").last.inner_text()) if row.count() else 0


def test_a_balance_is_told_again_and_its_change_explained_line_by_line(loan, visit):
    finance, today = visit("finance"), timezone.localdate()
    yesterday = today - timedelta(days=1)
    before, start = of_account(finance, yesterday), of_account(finance, today)
    post(finance, loan, "123.45")
    assert of_account(finance, yesterday) == before, "what came today changes no other day"
    assert of_account(finance, today) == start + 12_345 == balance(BANK, today)
    assert finance.violations() == []

    page = finance.page
    page.click(f"tbody a[href^='/ledger/accounts/{BANK}/']")
    page.click("a[href*='/difference?']")
    page.wait_for_selector("table.rows tbody tr")
    lines = [amount(text) for text in page.locator("table.rows tbody td.money").all_inner_texts() if text.strip()]
    assert sum(lines) == balance(BANK, today) - balance(BANK, yesterday), "line by line, to the fen"
    assert finance.violations() == []
    page.click("table.rows tbody a >> nth=0")
    page.wait_for_selector("#entry-title")
    assert finance.violations() == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_receipt_taken_back_leaves_both_entries(loan, visit, language):
    finance, today = visit("finance"), timezone.localdate()
    page = finance.page
    start = balance(BANK, today)
    post(finance, loan, "77.01")
    finance.speak(language)
    page.click("tbody tr:first-child a >> nth=0")
    page.select_option("[name=why]", index=1)
    page.click("form[action$='/take-back'] button")
    page.wait_for_selector(".notice.success")
    assert balance(BANK, today) == start

    back = Entry.objects.exclude(reverses=None).latest("id")
    finance.open(f"/ledger/entries/{back.pk}/")
    assert finance.violations() == []
    page.click(f"a[href='/ledger/entries/{back.reverses_id}/']")
    page.wait_for_selector(f"a[href='/ledger/entries/{back.pk}/']")
    finance.open("/ledger/")
    sums = page.locator("dl.six dd").all_inner_texts()
    assert sums[0] == sums[1], "debits and credits"
    assert amount(sums[2]) == amount(sums[3]) == 0


def test_the_other_pages_of_the_ledger_open(loan, visit):
    finance = visit("finance")
    for path in ("suspense/", "agreement/", "periods/"):
        finance.open(f"/ledger/{path}")
        assert finance.violations() == [], path
