"""Pages of the ledger asked badly are answered with a notice (账务乱填)."""

import pytest

from tests.badly import asked_badly, breakdowns

from .test_account_pages import TODAY, posted, visitors

__all__ = ["posted", "visitors"]
pytestmark = pytest.mark.django_db(transaction=True)
DAY = TODAY.isoformat()


@pytest.mark.slow
def test_no_page_of_the_ledger_breaks_down(visitors, posted):
    receipt = posted["receipt"]
    key = getattr(receipt, "id", receipt)
    asked = [
        (f"/ledger/suspense/{key}/apply", {"loan_id": "L1"}),
        (f"/ledger/suspense/{key}/refund", {"amount": "1.00", "reference": "R-1"}),
        ("/ledger/periods/close", {"through": DAY}),
        ("/receipts/new", {"loan_id": "L1", "on": DAY, "amount": "1.00", "lender_reference": "", "note": ""}),
    ]  # fmt: skip
    broken = [one for path, good in asked for one in breakdowns(visitors["shen"], path, good)]
    days = {"on": DAY, "since": DAY, "known_by": DAY, "page": "1", "sort": "code"}
    two = {"first": DAY, "second": DAY, "first_known": DAY, "known": DAY}
    for where, good in (
        ("/ledger/", days), ("/ledger/accounts/1002/", days), ("/ledger/accounts/1002/difference", two),
        ("/ledger/suspense/", {"page": "1", "sort": "on"}), ("/ledger/agreement/", {"since": DAY}),
        ("/ledger/accounts/9x/", {"page": "1"}), ("/receipts/", days),
    ):  # fmt: skip
        found = asked_badly(visitors["shen"], where, good, "get")
        broken += [f"{where} {name}={bad!r:.30}: {status}" for name, bad, status in found if status >= 500]
    assert broken == []
