"""Loans that were past due on neither of two days (按时借据): from the book alone, as nobody on the desk works them.

Keys and amounts only: who they are is not on the desk. The positions of both days must be kept.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa

from huilong.kernel.money import Fen
from huilong.kernel.refusal import Refusal
from huilong.rooms.book import queries as book
from huilong.rooms.reports.rules.comparison import Day, standing
from huilong.rooms.reports.terms import NEW

NAMES = {"loan": "loan", "bucket": "bucket", "outstanding_principal": "outstanding_principal", "settled": "settled",
         "written_off": "written_off"}  # fmt: skip


@dataclass(frozen=True)
class OnTime:
    """One loan on time (按时借据行): its principal at the start, of a new one now."""

    loan_id: str
    product: str
    balance_fen: Fen


def on_time_page(
    from_on: date, on: date, bucket: int, to_bucket: int, *, page: int = 1, size: int = 50
) -> tuple[list[OnTime], int]:
    """One page of the loans of a cell of the roll matrix, by bucket of the book and key, and how many there are.

    Raises Refusal `no-positions` where a day's positions were forgotten.
    """
    found: list[OnTime] = []
    total, skip = 0, (page - 1) * size
    for now, places, balance in _cells(from_on, on, bucket, to_bucket):
        wanted = places[max(0, skip - total) : max(0, skip + size - total)]
        if wanted.shape[0]:
            rows = now.select(["loan_id", "product"]).take(pa.array(wanted))
            fen = balance[max(0, skip - total) : max(0, skip + size - total)].tolist()
            found += [
                OnTime(loan_id, product or "", amount)
                for loan_id, product, amount in zip(rows["loan_id"].to_pylist(), rows["product"].to_pylist(), fen,
                                                    strict=True)
            ]  # fmt: skip
        total += places.shape[0]
    return found, total


def _cells(from_on: date, on: date, bucket: int, to_bucket: int) -> Iterator[tuple[pa.Table, np.ndarray, np.ndarray]]:
    """Bucket by bucket of the book: the later day's table, the places of the cell's loans in it, their principal."""
    if not (book.is_aged(from_on) and book.is_aged(on)):
        raise Refusal(
            "no-positions", status=404, zh="这两天的账龄结果已清理,无法逐笔列出。",
            en="The positions of these days were forgotten: loans cannot be listed.",
            remedy_zh="请选择月末或最近七天的区间。", remedy_en="Choose month ends, or a day of the last week.",
        )  # fmt: skip
    columns = list(NAMES)
    earlier = book.positions(from_on, columns)
    for now in book.positions(on, [*columns, "loan_id", "product"]):
        before = next(earlier, None)
        loans, to, principal = _standing(now)
        was, balance = np.full_like(to, NEW), principal.copy()
        if before is not None and before.num_rows:
            keys, stood, owed = _standing(before)
            order = np.argsort(keys)
            at = order[np.minimum(np.searchsorted(keys, loans, sorter=order), keys.shape[0] - 1)]
            there = keys[at] == loans
            was[there], balance[there] = stood[at[there]], owed[at[there]]
        places = np.flatnonzero((was == bucket) & (to == to_bucket))
        places = places[np.argsort(loans[places], kind="stable")]
        yield now, places, balance[places]


def _standing(positions: pa.Table) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    told = {law: positions[name].to_numpy().astype(np.int64) for name, law in NAMES.items()}
    nothing = np.zeros_like(told["loan"])
    day = Day(told["loan"], told["bucket"], nothing, told["outstanding_principal"], nothing, nothing, nothing,
              told["settled"], told["written_off"])  # fmt: skip
    return day.loan, standing(day), day.outstanding_principal
