"""Rows in bulk and rows in a hurry (批量写入): COPY, also into tables that row-level security guards, which COPY itself
refuses; and one statement sent over and over, parsed and planned once a session.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg
from django.db import connection


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


def run_prepared(sql: str, values: Sequence[Any]) -> None:
    """Run a statement that returns nothing, prepared at its first use in a session.

    Django's cursors write values into the text, so that the server parses and plans every time, which is dear for one
    that every act sends. Whoever acts has been told to the database first, as always.
    """
    with connection.cursor() as told, connection.wrap_database_errors, psycopg.Cursor(told.connection) as cursor:
        cursor.execute(sql, values, prepare=True)


def asked_prepared(sql: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    """The rows a statement returns, prepared at its first use in a session; see `run_prepared`."""
    with connection.cursor() as told, connection.wrap_database_errors, psycopg.Cursor(told.connection) as cursor:
        return cursor.execute(sql, values, prepare=True).fetchall()
