"""Reads loans that ended (终止借据): one Parquet file of the ABS-EE shape, a row for each loan in its last month."""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from huilong.rooms.scores.queries.abs_ee import NUMBERS, month_of, numbers, read_table, score_bands, texts
from huilong.rooms.scores.rules.panel import need

COLUMNS = {
    **NUMBERS, "employment_check": "obligorEmploymentVerificationCode", "unemployment": "StateUnemployment",
    "ended_by": "zeroBalanceCode",
}  # fmt: skip
REMAINING = ("remainingTermToMaturityNumber", "remainingTermtoMaturityNumber")


def read_terminations(file: Path) -> dict[str, NDArray[Any]]:
    """The columns of loans that ended. Raises Refusal `bad-panel`, `no-such-file`."""
    table = read_table(file)
    names = table.column_names
    need(dict.fromkeys(names), ("assetNumber", "zeroBalanceCode"))
    found: dict[str, NDArray[Any]] = {"loan": texts(table, "assetNumber")}
    found |= {name: numbers(table, column) for name, column in COLUMNS.items() if column in names}
    for column in REMAINING:
        if column in names:
            found["remaining"] = numbers(table, column)
    ended = month_of(texts(table, "reportingPeriodEndingDate")) if "reportingPeriodEndingDate" in names else None
    none = np.zeros(table.num_rows, np.int64)
    found["month"] = none if ended is None else np.nan_to_num(ended).astype(np.int64)
    if "obligorGeographicLocation" in names:
        found["geography"] = texts(table, "obligorGeographicLocation")
    if "credit_score" in found:
        found["score_band"] = score_bands(found["credit_score"])
    return found
