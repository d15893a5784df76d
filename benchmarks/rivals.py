"""The same simple law, five ways (对照): days past due and overdue amount, receipts to the oldest instalment first.

No penalty, no charges, no restructures: what a set query can say. Each way reads the same rows and must give the same
answer for every loan, as (loan, past_due_days, overdue_fen) in order of loan, before its time counts.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from huilong.engine.local import cores
from huilong.kernel.days import day_number
from huilong.rooms.book import night
from huilong.rooms.book.rules.contract import contract_of
from huilong.rooms.book.store import Book

SIMPLE_TERMS = {"application": {"order": ["principal", "interest", "fee", "penalty"]}}
INSTALMENTS = ["loan", "version", "no", "due_on", "principal", "interest", "fee"]
RECEIPTS = ["loan", "receipt_id", "on", "amount"]

SIMPLE_LAW = """
with paid as (select loan, sum(amount) as paid from receipts where "on" <= {on} group by loan),
running as (
  select loan, due_on, amount, sum(amount) over (partition by loan order by due_on, no rows unbounded preceding) as upto
  from instalments
)
select r.loan, coalesce(max({on} - due_on) filter (where due_on < {on} and upto > coalesce(paid, 0)), 0) as days,
  greatest(coalesce(sum(amount) filter (where due_on < {on}), 0) - coalesce(max(paid), 0), 0) as overdue
from running r left join paid p on p.loan = r.loan
group by r.loan order by r.loan
"""
"""For DuckDB and PostgreSQL alike; `{on}` is a day number."""

Answer = tuple[np.ndarray, np.ndarray, np.ndarray]


@dataclass(frozen=True)
class Simple:
    """The simple book (简化账本): only loans, first schedules and receipts; as a book of ours and as two flat files."""

    book: str
    instalments: Path
    receipts: Path
    on: date


def prepare(url: str, buckets: int, at: Path, on: date) -> Simple:
    """Copy loans, first schedules and receipts of the book at `url` into a simple book under `at`. Not timed."""
    source, simple = Book.open(url, buckets), Book.open(str(at / "simple"), buckets)
    made = Simple(str(at / "simple"), at / "instalments.parquet", at / "receipts.parquet", on)
    parts: dict[str, list[pa.Table]] = {"instalments": [], "receipts": []}
    with simple.writing() as commit:
        for bucket in range(buckets):
            instalments = source.table("instalments", bucket)
            instalments = instalments.filter(pc.equal(instalments["version"], 0))
            receipts = source.table("receipts", bucket)
            loans = source.table("loans", bucket)
            parts["instalments"].append(_amounts(instalments))
            parts["receipts"].append(pa.table({name: receipts[name] for name in ("loan", "on", "amount")}))
            bare = {"loans": loans.drop(["write_off_on"]), "instalments": instalments, "receipts": receipts}
            commit.add({name: _unsourced(rows) for name, rows in bare.items()})
    pq.write_table(pa.concat_tables(parts["instalments"]), made.instalments)
    pq.write_table(pa.concat_tables(parts["receipts"]), made.receipts)
    simple.compact()
    return made


def _unsourced(rows: pa.Table) -> pa.Table:
    return rows.drop([name for name in ("source",) if name in rows.column_names])


def _amounts(rows: pa.Table) -> pa.Table:
    amount = pc.add(pc.add(rows["principal"], rows["interest"]), rows["fee"])
    return pa.table({"loan": rows["loan"], "no": rows["no"], "due_on": rows["due_on"], "amount": amount})


def ours(simple: Simple, buckets: int) -> Answer:
    """The ageing law with terms that charge no penalty, over the book: read, age, write positions, read them back."""
    book = Book.open(simple.book, buckets)
    for file in Path(simple.book).glob("positions/**/*.parquet"):
        file.unlink()
    night.age(book, simple.on, simple.on, contract_of(SIMPLE_TERMS))
    found = pq.read_table(f"{simple.book}/positions", columns=["loan", "past_due_days", "delinquent_fen"])
    found = found.sort_by("loan")
    return _arrays(found["loan"], found["past_due_days"], found["delinquent_fen"])


def duckdb(simple: Simple, _: int) -> Answer:
    """One DuckDB query over Parquet, on all cores."""
    import duckdb as engine

    with engine.connect() as connection:
        connection.execute(f"set threads = {cores()}")
        connection.execute(f"create view instalments as from read_parquet('{simple.instalments}')")
        connection.execute(f"create view receipts as from read_parquet('{simple.receipts}')")
        found = connection.sql(SIMPLE_LAW.format(on=day_number(simple.on))).to_arrow_table()
    return _arrays(*found.columns)


def load_postgresql(simple: Simple, url: str) -> None:
    """Copy the rows into PostgreSQL, index and analyse them. Not timed."""
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("drop table if exists instalments, receipts")
        connection.execute("create unlogged table instalments (loan int8, no int4, due_on int4, amount int8)")
        connection.execute('create unlogged table receipts (loan int8, "on" int4, amount int8)')
        for table, file in (("instalments", simple.instalments), ("receipts", simple.receipts)):
            with connection.cursor() as cursor, cursor.copy(f"copy {table} from stdin") as copy:
                for batch in pq.ParquetFile(file).iter_batches(100_000):
                    columns = [column.to_pylist() for column in batch.columns]
                    copy.write("".join("\t".join(map(str, row)) + "\n" for row in zip(*columns, strict=True)))
            connection.execute(f"create index on {table} (loan)")
            connection.execute(f"vacuum analyze {table}")


def postgresql(simple: Simple, url: str) -> Answer:
    """One PostgreSQL query over tables loaded and analysed before, in parallel where the planner likes."""
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("set work_mem = '256MB'")
        connection.execute(f"set max_parallel_workers_per_gather = {cores()}")
        rows = connection.execute(SIMPLE_LAW.format(on=day_number(simple.on))).fetchall()
    table = list(zip(*rows, strict=True)) or [(), (), ()]
    return tuple(np.array([int(value) for value in column], np.int64) for column in table)  # type: ignore[return-value]


def python(simple: Simple, _: int) -> Answer:
    """A plain loop over loans, as most systems of this kind are written."""
    on = day_number(simple.on)
    due: dict[int, list[tuple[int, int, int]]] = {}
    paid: dict[int, int] = {}
    for batch in pq.ParquetFile(simple.instalments).iter_batches():
        for loan, no, day, amount in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            due.setdefault(loan, []).append((day, no, amount))
    for batch in pq.ParquetFile(simple.receipts).iter_batches():
        for loan, day, amount in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            if day <= on:
                paid[loan] = paid.get(loan, 0) + amount
    loans = sorted(due)
    answers = [_age_one(sorted(due[loan]), paid.get(loan, 0), on) for loan in loans]
    days, overdue = zip(*answers, strict=True)
    return np.array(loans), np.array(days), np.array(overdue)


def _age_one(instalments: list[tuple[int, int, int]], money: int, on: int) -> tuple[int, int]:
    days = overdue = 0
    for due, _, amount in instalments:
        if due >= on:
            break
        paid = min(money, amount)
        money -= paid
        if paid < amount:
            overdue += amount - paid
            days = days or on - due
    return days, overdue


def _arrays(*columns: pa.ChunkedArray) -> Answer:
    return tuple(np.asarray(column.cast(pa.int64()).to_numpy()) for column in columns)  # type: ignore[return-value]


def compare(simple: Simple, buckets: int, url: str, repeat: int) -> dict[str, float | int]:
    """Check that all ways give one answer, then time each; seconds, the best of `repeat`, by way."""
    load_postgresql(simple, url)
    ways: dict[str, Callable[[], Answer]] = {
        "huilong": lambda: ours(simple, buckets),
        "duckdb": lambda: duckdb(simple, buckets),
        "postgresql": lambda: postgresql(simple, url),
        "python": lambda: python(simple, buckets),
    }
    expected = ways["huilong"]()
    told: dict[str, float | int] = {"loans": len(expected[0]), "past_due": int((expected[1] > 0).sum())}
    for name, way in ways.items():
        best = float("inf")
        for _ in range(repeat if name in ("huilong", "duckdb") else 1):
            started = time.perf_counter()
            answer = way()
            best = min(best, time.perf_counter() - started)
            for column, (got, wanted) in enumerate(zip(answer, expected, strict=True)):
                if not np.array_equal(got, wanted):
                    raise AssertionError(f"{name} differs from huilong in column {column}")
        told[f"{name}_seconds"] = round(best, 3)
    return told
