"""Compaction (整理): many small files become few, every row and every supersession kept.

No answer changes, for any day: rows keep their `known_on` and `source`, and what supersedes what is worked out when
reading. Files are merged from the newest back while an older one is less than four times all the newer together, so
that a row is rewritten a few times in its life, not every week.
"""

from collections.abc import Iterable

import pyarrow as pa

from huilong.engine import local
from huilong.rooms.book.store.manifest import DataFile
from huilong.rooms.book.store.read import Snapshot
from huilong.rooms.book.store.tables import Table
from huilong.rooms.book.store.write import SMALL_ROWS, sorted_part, write_file

MOST_FILES = 12
"""More files of one table than this, and the newest are merged after a commit."""
GROWTH = 4
SPLIT_ROWS = 2_000_000
"""A merge of more rows writes one file for each bucket, on all cores."""


def to_merge(files: list[DataFile], everything: bool = False) -> list[DataFile]:
    """The newest files worth merging, oldest first; empty when there are few. Files of one commit count as one."""
    runs: list[list[DataFile]] = []
    for file in files:
        if runs and runs[-1][0].path.rpartition("-")[0] == file.path.rpartition("-")[0]:
            runs[-1].append(file)
        else:
            runs.append([file])
    if len(runs) < 2 or (len(runs) <= MOST_FILES and not everything):
        return []
    first = len(runs) - 1
    newer = sum(f.rows for f in runs[first])
    while first > 0:
        older = sum(f.rows for f in runs[first - 1])
        if older > GROWTH * newer and first < len(runs) - 1 and not everything:
            break
        newer += older
        first -= 1
    return [f for run in runs[first:] for f in run]


def merged(book: Snapshot, table: Table, files: list[DataFile], version: int) -> list[DataFile]:
    """Write the rows of `files` (oldest first) anew as one file, or one a bucket when they are many."""
    buckets = sorted({b for f in files for b in f.spans})
    rows = sum(f.rows for f in files)

    def part(bucket: int) -> tuple[int, pa.Table, bool]:
        names = table.schema.names
        held = [book.stored(f, bucket, names).cast(table.schema) for f in files if bucket in f.spans]
        return bucket, *sorted_part(table, pa.concat_tables(held))

    def written(chosen: Iterable[int]) -> DataFile | None:
        return write_file(book.place, table, map(part, chosen), version, small=rows <= SMALL_ROWS)

    if rows <= SPLIT_ROWS:
        made = [written(buckets)]
    else:
        made = [file for _, file in sorted(local.run(lambda b: written([b]), buckets), key=lambda pair: pair[0])]
    return [f for f in made if f is not None]
