"""What the book does at night (账龄跑批): age every loan."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from time import perf_counter

import pyarrow as pa

from huilong.engine.run import run
from huilong.kernel.days import day_number
from huilong.rooms.book.rules.contract import Contract
from huilong.rooms.book.store import Book, Source, describe, positions
from huilong.rooms.book.store.columns import Column
from huilong.rooms.book.store.positions import AgeBucket, SetAside
from huilong.rooms.book.terms import DESK_SOURCE

Progress = Callable[[int, int], None]
"""Told after each bucket: buckets done, buckets in all."""


@dataclass(frozen=True)
class Aged:
    """What a night's ageing came to (账龄结果统计)."""

    on: date
    known_by: date
    version: int
    loans: int
    instalments: int
    set_aside: tuple[SetAside, ...]
    buckets_skipped: int
    seconds: float


def age(
    book: Book,
    on: date,
    known_by: date,
    contract: Contract,
    *,
    engine: str = "local",
    progress: Progress | None = None,
) -> Aged:
    """Age every loan of the book as of (`on`, `known_by`) and store the positions of `on`, bucket by bucket (逐桶计算).

    A bucket already aged from the same version of the book by the same terms and law is left as it is, so a night cut
    short goes on where it stopped. A loan the law cannot take is set aside with its reason. `engine` as in
    `engine.run`.
    """
    started = perf_counter()
    task = AgeBucket(book.place.url, book.buckets, book.version, on, known_by, contract)
    done = []
    for _, result in run(task, range(book.buckets), engine=engine):
        done.append(result)
        if progress is not None:
            progress(len(done), book.buckets)
    positions.settle(book.place, on)
    return Aged(
        on=on,
        known_by=known_by,
        version=book.version,
        loans=sum(d.loans for d in done),
        instalments=sum(d.instalments for d in done),
        set_aside=tuple(sorted((a for d in done for a in d.aside), key=lambda a: a.loan_id)),
        buckets_skipped=sum(d.skipped for d in done),
        seconds=perf_counter() - started,
    )


def take_desk_facts(book: Book, tables: Mapping[str, pa.Table], mark: str, on: date) -> int:
    """Append facts of the desk (作业库事实进账簿), once for each `mark`; the version that has them.

    `tables`: rows by the name of the book's table: receipts posted on the desk, what relief gives up or puts in force.
    """
    if not book.has_source(mark):
        name = DESK_SOURCE if "receipts" in tables or "reversals" in tables else "desk facts"
        book.append(tables, Source(f"{name} {on}", mark, day_number(on)))
    return book.version


def disbursed(book: Book, loans: Column, known_by: date) -> pa.Table:
    """The day each of `loans` (keys) was paid out (放款日): columns loan, disbursed_on; see `store.describe`."""
    return describe.disbursed(book, loans, day_number(known_by))
