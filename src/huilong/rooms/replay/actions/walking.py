"""The first pass of a replay (逐夜取数): bucket by bucket, what each past night knew of every loan past due.

One Parquet file a bucket, a row group a month, rows by night. A bucket whose file is there and carries the run's mark
is not walked again, so a replay killed at any moment goes on with the next bucket.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from huilong.kernel.days import DayNumber, day_date, day_number, month_end
from huilong.rooms.book import queries as book
from huilong.rooms.book.rules.keys import loan_key
from huilong.rooms.replay.actions.folder import put
from huilong.rooms.replay.terms import NEVER_PAID

I64, I32, I16, TEXT = pa.int64(), pa.int32(), pa.int16(), pa.string()
WORD = pa.dictionary(pa.int32(), TEXT)
SCHEMA = pa.schema([
    ("day", I32), ("loan", I64), ("borrower", I64), ("past_due_days", I32), ("bucket", I16), ("overdue_fen", I64),
    ("principal_fen", I64), ("owed_fen", I64), ("past_due_instalments", I32), ("paid_days_ago", I32),
    ("months_on_book", I32), ("vintage", I32), ("product", WORD), ("region", WORD), ("city", WORD),
])  # fmt: skip
"""What the first pass leaves of each night and loan past due."""
MARK = b"huilong.replay"


@dataclass(frozen=True)
class WalkBucket:
    """The task of walking one bucket (分桶逐夜): the nights from `first` to `last`, into `folder`."""

    folder: Path
    first: date
    last: date
    mark: str
    held: Any = None
    """The snapshot of the book that is walked, whatever is taken in meanwhile; None: the newest."""

    def path(self, bucket: int) -> Path:
        """Where a bucket's nights are."""
        return self.folder / f"nights-{bucket:04d}.parquet"

    def __call__(self, bucket: int) -> int:
        """Walk one bucket unless that was done; how many loans it has."""
        place = self.path(bucket)
        found = _done(place, self.mark)
        if found is not None:
            return found
        sent = book.sent_of(bucket, self.first, self.last, self.held)
        put(place, lambda part: self._write(part, bucket, sent))
        return int(sent.num_rows)

    def _write(self, part: Path, bucket: int, sent: pa.Table) -> None:
        said = {MARK.decode(): self.mark, "huilong.loans": str(sent.num_rows)}
        with pq.ParquetWriter(part, SCHEMA.with_metadata(said), compression="zstd", compression_level=1) as writer:
            for rows in self._months(bucket, sent):
                writer.write_table(rows, row_group_size=max(rows.num_rows, 1))

    def _months(self, bucket: int, sent: pa.Table) -> Iterator[pa.Table]:
        """The rows of each month."""
        known = Sent(sent)
        held: list[pa.Table] = []
        for night in book.nights(bucket, self.first, self.last, self.held):
            held.append(known.rows(night))
            on = day_date(night.on)
            if on == month_end(on) or on == self.last:
                yield pa.concat_tables(held).unify_dictionaries()
                held = []


def _done(place: Path, mark: str) -> int | None:
    """How many loans a bucket walked before has, by the same mark; None if there is none."""
    try:
        told = pq.read_schema(place).metadata or {}
    except (OSError, pa.ArrowInvalid):
        return None
    return int(told[b"huilong.loans"]) if told.get(MARK) == mark.encode() else None


class Sent:
    """What the lender said of a bucket's loans, as columns ready to be taken (借款说明)."""

    def __init__(self, sent: pa.Table) -> None:
        self.loan = sent["loan"].to_numpy()
        borrower = pc.fill_null(sent["borrower"].cast(TEXT), pa.scalar("", TEXT))
        whose = pc.if_else(pc.equal(borrower, ""), sent["loan_id"].cast(TEXT), borrower)
        self.borrower = np.array([loan_key(one) for one in whose.to_pylist()], np.int64)
        self.words = {
            name: pc.fill_null(sent[name].cast(TEXT), "").combine_chunks().dictionary_encode()
            for name in ("product", "region", "city")
        }
        days = pc.fill_null(sent["disbursed_on"], 0).to_numpy()
        month = days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
        self.month = month
        self.vintage = ((month // 12 + 1970) * 100 + month % 12 + 1).astype(np.int32)

    def rows(self, night: Any) -> pa.Table:
        """The rows of one night, with what was said of each loan."""
        at = np.searchsorted(self.loan, night.loan)
        take, got = pa.array(at), night.positions
        last = got.last_receipt_on
        owed = got.overdue_principal + got.overdue_interest + got.overdue_fee + got.overdue_penalty
        columns = {
            "day": np.full(len(at), night.on, np.int32), "loan": night.loan, "borrower": self.borrower[at],
            "past_due_days": got.past_due_days.astype(np.int32), "bucket": got.bucket.astype(np.int16),
            "overdue_fen": owed, "principal_fen": got.outstanding_principal,
            "owed_fen": got.outstanding_principal + (owed - got.overdue_principal),
            "past_due_instalments": got.past_due_instalments.astype(np.int32),
            "paid_days_ago": np.where(last < 0, NEVER_PAID, night.on - last).astype(np.int32),
            "months_on_book": (_month(night.on) - self.month[at]).astype(np.int32), "vintage": self.vintage[at],
            **{name: column.take(take) for name, column in self.words.items()},
        }  # fmt: skip
        return pa.table([columns[one.name] for one in SCHEMA], schema=SCHEMA)


def _month(on: DayNumber) -> int:
    """The months since January 1970."""
    day = day_date(on)
    return (day.year - 1970) * 12 + day.month - 1


def months(first: date, last: date) -> list[tuple[date, date]]:
    """The months from `first` to `last`, the first and last cut off.

    >>> [(a.day, b.day) for a, b in months(date(2026, 1, 30), date(2026, 2, 2))]
    [(30, 31), (1, 2)]
    """
    found = []
    while first <= last:
        end = min(month_end(first), last)
        found.append((first, end))
        first = day_date(day_number(end) + 1)
    return found


def read_month(folder: Path, buckets: int, month: int) -> pa.Table:
    """The rows of one month of all buckets, by bucket."""
    task = WalkBucket(folder, date.min, date.min, "")
    parts = [pq.ParquetFile(task.path(bucket)).read_row_group(month) for bucket in range(buckets)]
    return pa.concat_tables(parts).unify_dictionaries().combine_chunks()
