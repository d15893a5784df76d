"""The control file (对账文件): how many rows and how much money the lender says it sent, table by table."""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from huilong.kernel.money import MAX_TOTAL_FEN, BadAmount, fen, yuan
from huilong.kernel.refusal import Refusal
from huilong.rooms.book.intake.reasons import file_refusal
from huilong.rooms.book.intake.source import opened

MOST_BYTES = 1 << 20
NAMES = {"table": "table", "表": "table", "rows": "rows", "行数": "rows", "amount": "amount", "金额合计": "amount"}
TABLE_NAMES = {
    "借据": "loans", "还款计划": "instalments", "计划变更": "schedules", "回款": "receipts", "冲正": "reversals",
    "费用": "charges", "减免": "waivers", "暂停": "pauses", "车辆": "vehicles", "人员": "people",
}  # fmt: skip


@dataclass(frozen=True)
class Total:
    """What the lender says of one table: rows, and the sum of amounts in fen where it gives one."""

    rows: int
    amount_fen: int | None


@dataclass(frozen=True)
class Sent:
    """What one file of a table holds: rows sent, amounts of all readable rows and of the good ones, rows unreadable."""

    rows: int
    amount_fen: int
    good_fen: int
    unreadable: int


def read_control(path: Path) -> dict[str, Total]:
    """The totals by table. Refuses a control file it cannot read: nothing of the day is then taken."""
    with opened(path) as file:
        raw = file.read(MOST_BYTES + 1)
    if len(raw) > MOST_BYTES:
        raise file_refusal("too-large", f"> {MOST_BYTES:,} B", path.name)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = raw.decode("gb18030")
        except UnicodeDecodeError:
            raise file_refusal("undecodable", "control", path.name) from None
    totals = {}
    for line, row in enumerate(csv.DictReader(text.splitlines()), start=2):
        told = {NAMES.get((k or "").strip(), ""): (v or "").strip() for k, v in row.items() if isinstance(v, str)}
        if not told.get("table"):
            continue
        try:
            amount = fen(told["amount"], MAX_TOTAL_FEN) if told.get("amount") else None
            totals[TABLE_NAMES.get(told["table"], told["table"].lower())] = Total(int(told["rows"]), amount)
        except (KeyError, ValueError, BadAmount):
            raise file_refusal("unreadable", f"control:{line}", path.name) from None
    return totals


def mismatch(table: str, said: Total, sent: Iterable[Sent]) -> Refusal | None:
    """The refusal of a table whose files differ from the control file, or None.

    Rows must agree. The amount must equal that of all rows sent or of the good ones; where an amount cannot be read at
    all, no difference can be told from it and the sum of the good rows must not exceed the total.
    """
    held = list(sent)
    rows, every = sum(s.rows for s in held), sum(s.amount_fen for s in held)
    good, unreadable = sum(s.good_fen for s in held), sum(s.unreadable for s in held)
    if rows != said.rows:
        return file_refusal("control-mismatch", f"{table}: rows {rows:,} ≠ {said.rows:,}")
    if said.amount_fen is None or said.amount_fen in (every, good) or (unreadable and good <= said.amount_fen):
        return None
    return file_refusal("control-mismatch", f"{table}: amount {yuan(every)} ≠ {yuan(said.amount_fen)}")


def check_totals(
    totals: Mapping[str, Total], sent: Mapping[str, list[Sent]], expected: Iterable[str]
) -> dict[str, Refusal]:
    """The refusals by table; `expected` are the tables this profile reads (others, as people, are not ours)."""
    found = {}
    for table in expected:
        said = totals.get(table)
        if said is None:
            continue
        if table not in sent and said.rows == 0:
            continue
        if trouble := mismatch(table, said, sent.get(table, [])):
            found[table] = trouble
    return found
