"""Rows in bulk (批量写入): COPY, also into tables that row-level security guards, which COPY itself refuses."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def copied_in(cursor: Any, table: str, columns: str) -> Iterator[Any]:
    """A psycopg COPY whose rows land in `table` (`columns` separated by commas) when the block ends well.

    They pass through a temporary table, so that the policies of `table` judge them. Needs an open transaction; names
    are the caller's own words, never a reader's.
    """
    cursor.execute(
        f"create temp table copied_in on commit drop as select {columns} from {table} with no data"  # noqa: S608
    )
    with cursor.copy(f"copy copied_in ({columns}) from stdin") as copy:
        yield copy
    cursor.execute(f"insert into {table} ({columns}) select {columns} from copied_in; drop table copied_in")  # noqa: S608
