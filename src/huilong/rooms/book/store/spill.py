"""Spilling (暂存): rows of a large import put aside on disk, cut by bucket, until the commit sorts them."""

from pathlib import Path

import numpy as np
import pyarrow as pa

from huilong.engine.compile import compiled
from huilong.rooms.book.store import order
from huilong.rooms.book.store.columns import Column, ints
from huilong.rooms.book.store.tables import Table


class Spill:
    """Chunks of one table on disk (暂存区), each ordered by bucket, mapped into memory to be read back."""

    def __init__(self, directory: Path, table: Table, buckets: int) -> None:
        self.directory = directory
        self.table = table
        self.buckets = buckets
        self.chunks: list[tuple[pa.Table, Column]] = []

    def add(self, rows: pa.Table | None) -> None:
        """Put rows aside."""
        if rows is None or rows.num_rows == 0:
            return
        rows = rows.combine_chunks()
        numbers, at = compiled(order.bucket_rows)(ints(rows["loan"]), self.buckets)
        file = self.directory / f"{self.table.name}-{len(self.chunks)}.arrow"
        with pa.OSFile(str(file), "wb") as sink, pa.ipc.new_file(sink, self.table.schema) as writer:
            for start in range(0, len(numbers), 1 << 20):
                writer.write_table(rows.take(pa.array(numbers[start : start + (1 << 20)])))
        self.chunks.append((pa.ipc.open_file(pa.memory_map(str(file))).read_all(), np.asarray(at)))

    def bucket(self, bucket: int) -> pa.Table | None:
        """All rows of a bucket, as they came; None if there are none."""
        parts = [held.slice(at[bucket], at[bucket + 1] - at[bucket]) for held, at in self.chunks]
        found = pa.concat_tables(parts)
        return found if found.num_rows else None
