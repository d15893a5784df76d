"""Published test data of peers, read from beside the project; a test that needs it is skipped where it is absent."""

import json
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "vectors"
pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="the published vectors are not beside the project")


def load(name: str) -> dict[str, Any]:
    """The document `name` of the published vectors, or one without cases where the folder is absent."""
    path = FOLDER / f"{name}.json"
    return json.loads(path.read_text()) if path.exists() else {"cases": []}


FINERACT_BUCKETS = [
    ["RANGE_1", 1, 3], ["RANGE_3", 4, 30], ["RANGE_30", 31, 60], ["RANGE_60", 61, 90], ["RANGE_90", 91, 120],
    ["RANGE_120", 121, 150], ["RANGE_150", 151, 180], ["RANGE_180", 181, 240], ["RANGE_240", 241, None],
]  # fmt: skip

PENALTY_FIRST = ["penalty", "fee", "interest", "principal"]
ADVANCED = ["penalty", "fee", "principal", "interest"]
FEE_LAST = ["penalty", "interest", "principal", "fee"]

APPLICATION = {
    "PENALTIES_FEES_INTEREST_PRINCIPAL_ORDER": PENALTY_FIRST,
    "DUE_PENALTY_INTEREST_PRINCIPAL_FEE_IN_ADVANCE_PENALTY_INTEREST_PRINCIPAL_FEE": FEE_LAST,
    "DUE_PENALTY_FEE_INTEREST_PRINCIPAL_IN_ADVANCE_PRINCIPAL_PENALTY_FEE_INTEREST": {
        "past_due": PENALTY_FIRST, "due": PENALTY_FIRST, "in_advance": ["principal", "penalty", "fee", "interest"],
    },
    "ADVANCED_PAYMENT_ALLOCATION": ADVANCED,
}  # fmt: skip


def fineract_terms(terms: dict[str, Any], grace_days: int = 3) -> dict[str, Any]:
    """Fineract's product as our terms."""
    application: dict[str, Any] = {"order": APPLICATION[terms["strategy"]], "across": "instalment"}
    if "VERTICAL" in terms["product"]:
        application["across"] = "component"
    return {
        "day_count": "after_due", "grace_days": grace_days, "grace_on_instalments": False,
        "buckets": FINERACT_BUCKETS, "application": application,
    }  # fmt: skip


def money(value: Any) -> str:
    """A published amount as a decimal string with two places."""
    return f"{float(value):.2f}"
