"""Spark runs the same function over the same buckets: two real workers, the same bytes as here (slow suite)."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial
from pathlib import Path

import pyarrow as pa
import pytest

from huilong.engine import run as engine
from huilong.kernel.days import add_months, day_number
from huilong.kernel.refusal import Refusal
from huilong.rooms.book import night
from huilong.rooms.book.rules.contract import contract_of
from huilong.rooms.book.store import Book

CLUSTER = "local-cluster[2,1,1024]"
ON = date(2026, 3, 31)
TERMS = {
    "grace_days": 3,
    "penalty": {"daily_rate": "0.0005", "base": ["principal", "interest"], "from": "due", "cap_total_rate": "0.24"},
}
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module", autouse=True)
def cluster() -> Iterator[None]:
    spark = pytest.importorskip("huilong.engine.spark", exc_type=ImportError)
    yield
    spark.stop()


def fill(url: Path, loans: int = 300, buckets: int = 8) -> Book:
    """A small book: every loan has twelve instalments; loan k was paid k mod 13 times, a little late."""
    book = Book.open(str(url), buckets)
    first = date(2025, 2, 28)
    dues = [add_months(first, n) for n in range(12)]
    known = day_number(first)
    rows = {
        "loans": pa.table({"loan_id": [f"L{k}" for k in range(loans)]}),
        "instalments": pa.Table.from_pylist(
            [
                {
                    "loan_id": f"L{k}", "version": 0, "no": n + 1, "due_on": day_number(due),
                    "principal": 100_000 + k, "interest": 1_234, "fee": 0, "down_payment": False,
                }
                for k in range(loans) for n, due in enumerate(dues)
            ]
        ),
        "receipts": pa.Table.from_pylist(
            [
                {
                    "loan_id": f"L{k}", "receipt_id": f"R{k}-{n}", "on": day_number(dues[n] + timedelta(days=k % 40)),
                    "amount": 101_234, "channel": "bank",
                }
                for k in range(loans) for n in range(min(k % 13, 12))
            ]
        ),
    }  # fmt: skip
    book.append(rows, known_on=known)
    return book


def aged(book: Book, name: str) -> dict[str, bytes]:
    """Age the book on an engine; the bytes of every positions file, which are then removed."""
    night.age(book, ON, ON, contract_of(TERMS), engine=name)
    files = sorted(Path(book.place.url).glob("positions/**/*.parquet"))
    found = {file.name: file.read_bytes() for file in files}
    for file in files:
        file.unlink()
    return found


def test_two_workers_give_the_bytes_this_machine_gives_where_it_puts_them(tmp_path):
    book = fill(tmp_path / "book")

    here = aged(book, "local")

    assert len(here) == 8
    assert aged(book, CLUSTER) == here


def test_results_come_as_buckets_finish_and_none_is_lost():
    assert sorted(engine.run(partial(pow, 3), range(20), engine=CLUSTER)) == [(n, 3**n) for n in range(20)]


def test_an_error_on_a_worker_reaches_the_caller():
    with pytest.raises(Exception, match="ZeroDivisionError"):
        list(engine.run(partial(divmod, 1), range(4), engine=CLUSTER))


def test_a_worker_with_other_code_is_refused(monkeypatch):
    from huilong.engine import spark

    monkeypatch.setattr(spark, "build", lambda: "Python 2.7 from another house")
    with pytest.raises(Refusal, match="spark-differs"):
        list(engine.run(partial(pow, 3), [1], engine=CLUSTER))
