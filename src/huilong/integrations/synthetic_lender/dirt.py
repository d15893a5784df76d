"""Dirty rows (脏行): spoilt copies of good rows, put right after them, and a list of which they are.

A dirty row is always extra: a reader that sets all of them aside has lost nothing. Its own key is changed (except for
duplicates), so that a reader which looks at keys first does not doubt the good row.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from huilong.integrations.synthetic_lender.chance import Chance, Ints
from huilong.integrations.synthetic_lender.columns import Sheet

Cells = dict[str, str | None]
Note = tuple[str, str, str]
"""Column, kind and spoilt value of one dirty row."""

_DATES = {
    "loans": "disbursed_on", "instalments": "due_on", "receipts": "on", "reversals": "on", "charges": "due_on",
    "waivers": "on", "pauses": "from_on", "vehicles": "value_on",
}  # fmt: skip
_AMOUNTS = {
    "loans": "principal", "instalments": "principal", "receipts": "amount", "reversals": "amount", "charges": "amount",
    "waivers": "amount", "vehicles": "value",
}  # fmt: skip
_TEXTS = {"loans": "dealer", "receipts": "channel", "vehicles": "model"}
_OWN_IDS = {
    "loans": "loan_id", "receipts": "receipt_id", "reversals": "receipt_id", "charges": "charge_id",
    "waivers": "waiver_id", "pauses": "pause_id", "vehicles": "vehicle_id",
}  # fmt: skip
TABLES = tuple(_DATES)
PERSONAL_TEXT = "990101198001010014"
"""An ID number of a region that does not exist, with a valid check digit."""


def _loan_id(table: str) -> str:
    return "loan_id"


@dataclass(frozen=True)
class Kind:
    """One way to spoil a row (脏法): which column by table, and what it is changed to."""

    code: str
    column: Callable[[str], str | None]
    spoil: Callable[[str], str | None]


KINDS = (
    Kind("impossible_date", _DATES.get, lambda was: f"{was[:4]}-02-30"),
    Kind("unreadable_date", _DATES.get, lambda was: "下周三"),
    Kind("date_out_of_range", _DATES.get, lambda was: "9999-12-31"),
    Kind("negative_amount", _AMOUNTS.get, lambda was: f"-{was}" if float(was) else "-1.00"),
    Kind("too_many_decimals", _AMOUNTS.get, lambda was: f"{was}7"),
    Kind("not_an_amount", _AMOUNTS.get, lambda was: "壹万元整"),
    Kind("duplicate_key", lambda table: None, lambda was: was),
    Kind(
        "formula_injection",
        lambda table: _TEXTS.get(table, "loan_id"),
        lambda was: '=HYPERLINK("http://example.invalid","x")',
    ),
    Kind("missing_key", _loan_id, lambda was: None),
    Kind("digits_lost", _loan_id, lambda was: "1.23457E+11"),
    Kind("personal_text", _TEXTS.get, lambda was: PERSONAL_TEXT),
    Kind("unknown_kind", {"charges": "kind", "waivers": "kind"}.get, lambda was: "misc"),
    Kind("end_before_start", {"pauses": "to_on"}.get, lambda was: "1999-01-01"),
)


@dataclass(frozen=True)
class Mark:
    """One dirty row: where it is, what is wrong and in which column."""

    directory: str
    file: str
    line: int
    table: str
    column: str
    kind: str
    value: str


def chosen(chance: Chance, table: str, sheet: Sheet, rows: Ints, rate: float) -> Ints:
    """Which of `rows` (as positions in them) get a dirty copy."""
    if table not in TABLES or rate <= 0:
        return np.zeros(0, dtype=np.int64)
    return np.nonzero(chance.uniform(f"dirty {table}", sheet.key[rows], sheet.known[rows]) < rate)[0]


def as_text(table: pa.Table) -> pa.Table:
    """The table with every column as text."""
    return pa.table({name: table.column(name).cast(pa.string()) for name in table.column_names})


def spoil(
    chance: Chance, name: str, good: pa.Table, keys: Ints, with_duplicates: bool = True
) -> tuple[pa.Table, list[Note]]:
    """Dirty copies of the rows `good` (text), and for each (column, kind, value). `keys` seed the choice of kind."""
    usable = [kind for kind in KINDS if kind.column(name) or (with_duplicates and kind.code == "duplicate_key")]
    picks = chance.choose(f"dirty kind {name}", keys, [1] * len(usable))
    rows, notes = [], []
    for row, pick in zip(good.to_pylist(), picks.tolist(), strict=True):
        kind = usable[pick]
        if kind.code != "duplicate_key":
            _rename(name, row)
        column = kind.column(name)
        if column is not None:
            row[column] = kind.spoil(row[column] or "")
        rows.append(row)
        notes.append((column or "", kind.code, row[column] or "" if column else ""))
    return pa.Table.from_pylist(rows, schema=good.schema), notes


def _rename(table: str, row: Cells) -> None:
    """Give a dirty copy a key of its own."""
    own = _OWN_IDS.get(table)
    if own is not None:
        row[own] = f"X{row[own]}"
    else:
        row["no"] = str(int(row["no"] or 0) + 500)


def interleave(good: pa.Table, dirty: pa.Table, after: Ints) -> tuple[pa.Table, Ints]:
    """`good` with each dirty row right after row `after`; also the position of every dirty row in the result."""
    n = good.num_rows
    order = np.insert(np.arange(n), after + 1, n + np.arange(len(after)))
    return pa.concat_tables([good, dirty]).take(pa.array(order)), np.nonzero(order >= n)[0]
