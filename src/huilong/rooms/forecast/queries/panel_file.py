"""A panel of loans from files (面板文件): loans.parquet and panel.parquet, as public ABS-EE pools are published."""

from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from huilong.kernel.days import month_end
from huilong.kernel.refusal import Refusal
from huilong.rooms.forecast.rules.panel import UNSEEN, Panel, kept_on
from huilong.rooms.forecast.rules.states import CHARGED_OFF, PAID_OFF, Ints

LOAN = {"loan_id", "originalLoanAmount", "originationDate"}
PANEL = {"loan_id", "period", "bal", "pmt", "rec", "rep", "state", "sched"}
STATES = {"C": 0, "M1": 1, "M2": 2, "M3": 3, "M4": 4, "M5": 5, "CO": CHARGED_OFF, "PO": PAID_OFF}
POOL, WHOLE = "pool", "all"
MONTHS_IN_YEAR = 12


def panel_from(loans: Path, panel: Path) -> Panel:
    """Read a pool (读取面板): amounts in dollars become cents. Segments are its pools, or one.

    `state` C, M1…M5 (and beyond), CO, PO at the end of `period`; `pmt` paid within it; `rec` and `rep` what came back
    after the charge-off. Raises Refusal `no-such-file`, `bad-panel` naming the column or the loan that lacks.
    """
    loan, rows = _read(loans, LOAN), _read(panel, PANEL)
    ids = pc.unique(loan["loan_id"].cast(pa.string()))
    at = pc.index_in(rows["loan_id"].cast(pa.string()), ids)
    if at.null_count or len(ids) < loan.num_rows:
        raise _bad(panel.name, "借据不在借据文件中,或借据重复", "a loan is not in the file of loans, or is there twice")
    periods = rows["period"].cast(pa.date32())
    months = np.array([day.year * MONTHS_IN_YEAR + day.month - 1 for day in pc.unique(periods).to_pylist()], np.int64)
    first, last = int(months.min()), int(months.max())
    ends = tuple(month_end(date(*_year_month(k))) for k in range(first, last + 1))
    number = pc.add(pc.multiply(pc.year(periods), MONTHS_IN_YEAR), pc.subtract(pc.month(periods), 1 + first))
    cell = (_ints(at), _ints(number))
    state = np.full((len(ids), len(ends)), UNSEEN, np.int64)
    state[cell] = _states(rows["state"], panel.name)

    def grid(*names: str) -> Ints:
        found = np.zeros(state.shape, np.int64)
        found[cell] = sum(_cents(rows[name]) for name in names)
        return found

    due = np.zeros(len(ids), np.int64)
    due[cell[0]] = _cents(rows["sched"])
    names, segment = _pools(loan)
    reach = np.zeros(len(names), np.int64)
    np.maximum.at(reach, segment[cell[0]], cell[1])
    return Panel(
        segment, due, _cents(loan["originalLoanAmount"]), _opened(loan["originationDate"], first),
        kept_on(state, reach[segment]), grid("bal"), grid("pmt"), grid("rec", "rep"), ends, names,
    )  # fmt: skip


def _read(file: Path, wanted: set[str]) -> pa.Table:
    if not file.is_file():
        raise Refusal("no-such-file", status=404, zh=f"没有文件 {file}。", en=f"There is no file {file}.")
    try:
        schema = pq.read_schema(file)
    except pa.ArrowInvalid as error:
        raise _bad(file.name, "不是 Parquet 文件", "it is not a Parquet file") from error
    for name in sorted(wanted - set(schema.names)):
        raise _bad(file.name, f"缺少列 {name}", f"the column {name} is missing")
    names = [*sorted(wanted), *([POOL] if POOL in schema.names and "originalLoanAmount" in wanted else [])]
    table = pq.read_table(file, columns=names)
    if not table.num_rows:
        raise _bad(file.name, "没有数据行", "it has no rows")
    return table


def _bad(file: str, zh: str, en: str) -> Refusal:
    return Refusal(
        "bad-panel", status=422, where=file, zh=f"面板文件 {file} 无法使用:{zh}。",
        en=f"The panel {file} cannot be used: {en}.",
        remedy_zh="所需列见 docs/how-to/forecast.md。", remedy_en="docs/how-to/forecast.md names the columns it needs.",
    )  # fmt: skip


def _year_month(number: int) -> tuple[int, int, int]:
    return number // MONTHS_IN_YEAR, number % MONTHS_IN_YEAR + 1, 1


def _ints(column: Any) -> Ints:
    return np.asarray(column.to_numpy(zero_copy_only=False) if isinstance(column, pa.Array) else column.to_numpy(),
                      np.int64)  # fmt: skip


def _cents(column: Any) -> Ints:
    """Amounts as cents; what is not told is nothing."""
    values = np.asarray(pc.fill_null(column.cast(pa.float64()), 0.0).to_numpy(), np.float64)
    return np.rint(np.nan_to_num(values) * 100).astype(np.int64)


def _states(column: Any, file: str) -> Ints:
    known = pc.index_in(column.cast(pa.string()), pa.array(list(STATES)))
    if known.null_count:
        raise _bad(file, "state 只能是 C、M1…M5、CO、PO", "state must be one of C, M1…M5, CO, PO")
    codes = np.array(list(STATES.values()), np.int64)
    found: Ints = codes[_ints(known)]
    return found


def _pools(loan: pa.Table) -> tuple[tuple[str, ...], Ints]:
    if POOL not in loan.schema.names:
        return (WHOLE,), np.zeros(loan.num_rows, np.int64)
    told = pc.fill_null(loan[POOL].cast(pa.string()), "")
    names = pa.array(sorted(set(told.to_pylist())))
    return tuple(names.to_pylist()), _ints(pc.index_in(told, names))


def _opened(column: Any, first: int) -> Ints:
    """The month each loan was made in (MM/YYYY), counted from the first of the panel; long ago where not told."""
    found = []
    for text in column.cast(pa.string()).to_pylist():
        month, _, year = (text or "").partition("/")
        told = month.isdecimal() and year.isdecimal()
        found.append(int(year) * MONTHS_IN_YEAR + int(month) - 1 - first if told else -10_000)
    return np.array(found, np.int64)
