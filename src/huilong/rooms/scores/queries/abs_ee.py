"""Panels of the ABS-EE shape (公开资产池面板): Parquet files of loans and of loan-months, as ../shared/data has them.

Only columns that were facts on the day a loan was made are read of its row, by their names here: what such files also
say of a loan's end would be the answer itself. Files may lack any column but the loan's name, month and state.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from huilong.kernel.refusal import Refusal
from huilong.rooms.scores.rules.panel import STATES, UNKNOWN, Panel, bad_panel, need, panel_of

MONTHS = {
    "balance": "bal", "paid": "pmt", "principal_paid": "prc", "scheduled": "sched", "arrears": "arrears",
    "recovered": "rec", "sale": "rep",
}  # fmt: skip
NUMBERS = {
    "amount": "originalLoanAmount", "term": "originalLoanTerm", "rate": "originalInterestRatePercentage",
    "new_or_used": "vehicleNewUsedCode", "model_year": "vehicleModelYear", "vehicle_kind": "vehicleTypeCode",
    "value": "vehicleValueAmount", "credit_score": "obligorCreditScore",
    "income_check": "obligorIncomeVerificationLevelCode", "employment_check": "obligorEmploymentVerificationCode",
    "co_obligor": "coObligorIndicator", "payment_to_income": "paymentToIncomePercentage", "grace": "gracePeriodNumber",
    "subvented": "subvented", "value_source": "vehicleValueSourceCode",
}  # fmt: skip
DATES = {"originated": "originationDate", "first_due": "originalFirstPaymentDate"}
BAND = {"geography": "obligorGeographicLocation", "sex": "sex", "age_band": "age_band", "pool": "pool"}
MOST_BYTES = 4 * 1024**3


def read_table(file: Path) -> pa.Table:
    """A Parquet file; refuses (`no-such-file`, `bad-panel`) one that is not there or not Parquet."""
    if not file.is_file():
        raise Refusal(
            "no-such-file", status=404, where=str(file), zh=f"没有文件 {file}。", en=f"There is no file {file}.",
            remedy_zh="检查路径。", remedy_en="Check the path.",
        )  # fmt: skip
    try:
        if file.stat().st_size > MOST_BYTES:
            raise bad_panel("文件超过 4 GB", "is larger than 4 GB")
        return pq.read_table(file)
    except (pa.ArrowException, OSError) as error:
        raise bad_panel(f"文件 {file.name} 不是 Parquet", f"file {file.name} is not Parquet ({error})") from None


def read_panel(loans: Path, months: Path) -> Panel:
    """The panel of two files (读取面板): one of loans, one of loan-months. Raises Refusal `bad-panel`."""
    of_loans, of_months = read_table(loans), read_table(months)
    told = loan_columns(of_loans)
    return panel_of(told, month_columns(of_months, told))


def loan_columns(table: pa.Table) -> dict[str, NDArray[Any]]:
    """The columns of loans that features and bands may read."""
    key = "loan_id" if "loan_id" in table.column_names else "assetNumber"
    if key not in table.column_names:
        raise bad_panel("缺少列 loan_id", "lacks the column loan_id")
    found: dict[str, NDArray[Any]] = {"loan": texts(table, key)}
    found |= {name: numbers(table, column) for name, column in NUMBERS.items() if column in table.column_names}
    found |= {name: month_of(texts(table, column)) for name, column in DATES.items() if column in table.column_names}
    found |= {name: texts(table, column) for name, column in BAND.items() if column in table.column_names}
    if "borrower" in table.column_names:
        found["borrower"] = texts(table, "borrower")
    if "credit_score" in found:
        found["score_band"] = score_bands(found["credit_score"])
    return found


def month_columns(table: pa.Table, loans: Mapping[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
    """The columns of loan-months. A month is told by `period` (a date), or by `m` counted from one month for all."""
    names = table.column_names
    need(dict.fromkeys(names), ("loan_id", "state"))
    if "period" not in names and "m" not in names:
        raise bad_panel("缺少列 period 或 m", "lacks the column period or m")
    month = months_of(table, "period") if "period" in names else numbers(table, "m")
    if np.isnan(month).any():
        raise bad_panel("有行没有月份", "has rows without a month")
    states = np.array([STATES.get(one.strip().upper(), UNKNOWN) for one in STATE_WORDS(table)], np.int64)
    _words, code = np.unique(texts(table, "state"), return_inverse=True)
    found: dict[str, NDArray[Any]] = {
        "loan": texts(table, "loan_id"), "month": month.astype(np.int64), "state": states[code],
    }  # fmt: skip
    if not (found["state"] >= 0).any():
        raise bad_panel("没有可识别的状态(C、M1…M5、CO、PO)", "has no state we know (C, M1 to M5, CO, PO)")
    found |= {name: numbers(table, column) for name, column in MONTHS.items() if column in names}
    return found


def STATE_WORDS(table: pa.Table) -> list[str]:
    """The different words for states in a table, sorted."""
    return [str(one) for one in np.unique(texts(table, "state"))]


def texts(table: pa.Table, name: str) -> NDArray[Any]:
    """A column as words; empty where nothing is told."""
    return np.asarray(pc.fill_null(pc.cast(table[name], pa.string()), "").to_numpy(zero_copy_only=False)).astype(str)


def numbers(table: pa.Table, name: str) -> NDArray[np.float64]:
    """A column as floats; NaN where nothing, or no number, is told."""
    column = table[name].combine_chunks()
    if pa.types.is_boolean(column.type):
        column = pc.cast(column, pa.int8())
    if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
        words = pc.utf8_trim_whitespace(pc.cast(column, pa.string()))
        truth = pc.replace_substring_regex(words, "^(?i:true)$", "1")
        truth = pc.replace_substring_regex(truth, "^(?i:false)$", "0")
        number = pc.match_substring_regex(truth, r"^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$")
        column = pc.if_else(number, truth, pa.scalar(None, pa.string()))
    found = np.asarray(pc.cast(column, pa.float64()).to_numpy(zero_copy_only=False), np.float64)
    return np.where(np.isfinite(found), found, np.nan)


def months_of(table: pa.Table, name: str) -> NDArray[np.float64]:
    """A column of dates as months; NaN where no date is told."""
    column = table[name].combine_chunks()
    if pa.types.is_temporal(column.type):
        days = pc.cast(column, pa.timestamp("us"))
        found = pc.add(pc.multiply(pc.year(days), 12), pc.subtract(pc.month(days), 1))
        return np.asarray(pc.cast(found, pa.float64()).to_numpy(zero_copy_only=False), np.float64)
    return month_of(texts(table, name))


def month_of(words: NDArray[Any]) -> NDArray[np.float64]:
    """Months of dates written `MM/YYYY`, `MM-DD-YYYY`, `YYYY-MM…` or `M/D/YYYY`; NaN for others."""
    different, code = np.unique(words, return_inverse=True)
    found = np.full(len(different), np.nan)
    for place, one in enumerate(different):
        parts = str(one).split("T")[0].split(" ")[0].replace("/", "-").split("-")
        try:
            whole = [int(part) for part in parts]
        except ValueError:
            continue
        year, month = (whole[0], whole[1]) if len(whole) > 1 and whole[0] > 999 else (whole[-1], whole[0])
        if 1900 <= year <= 2199 and 1 <= month <= 12:
            found[place] = year * 12 + month - 1
    return found[code]


def score_bands(score: NDArray[np.float64]) -> NDArray[Any]:
    """Bands of the credit score (信用分段), as the public filings' readers cut them."""
    edges, names = [580, 620, 660, 720], np.array(["<580", "580-619", "620-659", "660-719", "720+"])
    return np.where(np.isnan(score), "", names[np.searchsorted(edges, np.nan_to_num(score), side="right")])
