"""The declared differences stay few, and each names a case that exists."""

import pytest

from tests.vectors.differences import DIFFERENCES, MOST
from tests.vectors.published import load, pytestmark  # noqa: F401

DOCUMENTS = [
    "fineract_delinquency_loan_level", "fineract_delinquency_installment_level", "fineract_bucket_after_nightly_run",
    "fineract_allocation", "frappe_lending", "killbill_overdue",
]  # fmt: skip


def test_the_declared_differences_are_few_and_real():
    known = {case["id"] for name in DOCUMENTS for case in load(name)["cases"]}
    if not known:
        pytest.skip("the published vectors are not beside the project")

    assert len(DIFFERENCES) <= MOST
    assert set(DIFFERENCES) <= known
    assert all(len(reason) > 20 for reason in DIFFERENCES.values())
