"""The hidden truth (隐藏真相), beside the feed and in none of its tables: what a scorer or a test may be judged by."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pyarrow as pa

from huilong.integrations.synthetic_lender.calendar import month_last
from huilong.integrations.synthetic_lender.chance import Ints
from huilong.integrations.synthetic_lender.columns import Days
from huilong.integrations.synthetic_lender.dirt import Mark
from huilong.integrations.synthetic_lender.estimates import ABILITIES, WILLINGNESSES
from huilong.integrations.synthetic_lender.life import INTENTS, STATE_CODES, Block
from huilong.integrations.synthetic_lender.sheets import loan_ids
from huilong.integrations.synthetic_lender.writing import write_chunks

HABITS = ("on_due_day", "early", "late")


def _coded(which: Ints, among: Sequence[str]) -> pa.Array:
    return pa.DictionaryArray.from_arrays(pa.array(which.astype(np.int8)), pa.array(among))


def write_truth(out: Path, block: Block, part: str) -> None:
    """Write truth/states and truth/loans of one block.

    states: one row per loan-month that is over: state at its end, ability, willingness, intent, instalments paid.
    loans: the borrower's nature, and whether the loan was restructured.
    """
    folder = out / "truth"
    folder.mkdir(parents=True, exist_ok=True)
    rows = block.events.columns("states")
    order = np.lexsort((rows["month"], rows["loan"]))
    rows = {name: values[order] for name, values in rows.items()}
    everything = np.arange(len(order))
    write_chunks(folder / f"states{part}.parquet", [pa.table({
        "loan_id": loan_ids(block, rows["loan"]).take(everything),
        "month_end": Days(month_last(rows["month"])).take(everything),
        "state": _coded(rows["state"], STATE_CODES),
        "ability": _coded(rows["ability"], ABILITIES),
        "willingness": _coded(rows["willingness"], WILLINGNESSES),
        "intent": _coded(rows["intent"], INTENTS),
        "instalments_paid": pa.array(rows["paid"].astype(np.int16)),
    })])  # fmt: skip
    loans = np.arange(len(block.loans))
    write_chunks(folder / f"loans{part}.parquet", [pa.table({
        "loan_id": loan_ids(block, loans).take(loans),
        "willingness": _coded(block.willingness, WILLINGNESSES),
        "last_ability": _coded(block.ability, ABILITIES),
        "habit": _coded(block.loans.habit, HABITS),
        "restructured": pa.array(block.restructured != 0),
    })])  # fmt: skip


def write_dirty(out: Path, marks: list[Mark]) -> None:
    """Write truth/dirty: the place and fault of every dirty row; the header of a CSV is line 1."""
    folder = out / "truth"
    folder.mkdir(parents=True, exist_ok=True)
    names = tuple(Mark.__dataclass_fields__)
    rows = [asdict(mark) for mark in marks]
    types = {"line": pa.int32()}
    columns = {name: pa.array([row[name] for row in rows], types.get(name, pa.string())) for name in names}
    write_chunks(folder / "dirty.parquet", [pa.table(columns)])
