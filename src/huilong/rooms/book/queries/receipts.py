"""Receipts of many loans, and which loans are known (回款查询): by bucket, each read once."""

from collections.abc import Collection, Iterator
from datetime import date
from typing import Any

import numpy as np

from huilong.kernel.days import FOREVER, day_date, day_number
from huilong.rooms.book.queries.opened import book
from huilong.rooms.book.rules.asof import net_of_reversal
from huilong.rooms.book.rules.keys import bucket_of_loan, loan_key
from huilong.rooms.book.store.tables import LOANS, RECEIPTS, REVERSALS, Table
from huilong.rooms.book.terms import DESK_SOURCE, BookReceipt

FEW = 8
"""Loans up to this many are read one by one, each from its own row groups and without waiting for a compiler."""


def receipts_of(
    loan_ids: Collection[str], known_by: date | None = None, since: date | None = None
) -> list[BookReceipt]:
    """The receipts of many loans as known by `known_by` (None: all we know), made on or after `since` (回款查询).

    A bucket is read once for all its loans. Loans the book does not know have none.
    """
    opened = book()
    desk = {one.number for one in opened.manifest.sources if one.name.startswith(DESK_SOURCE)}
    known = FOREVER if known_by is None else day_number(known_by)
    first = -FOREVER if since is None else day_number(since)
    few = len(loan_ids) <= FEW
    found: list[BookReceipt] = []
    for bucket, named in _by_bucket(loan_ids, opened.buckets).items():
        taken_back: dict[tuple[int, str], list[tuple[date, int]]] = {}
        names = ["loan", "receipt_id", "on", "amount"]
        for key, receipt, on, amount in _read(REVERSALS, bucket, names, known, named, few):
            taken_back.setdefault((key, receipt), []).append((day_date(on), amount))
        names = ["loan", "receipt_id", "on", "amount", "source"]
        for key, receipt, on, amount, source in _read(RECEIPTS, bucket, names, known, named, few):
            if on >= first and key in named:
                net, back = amount, tuple(taken_back.get((key, receipt), ()))
                for _, fen in back:
                    net = net_of_reversal(net, fen)
                found.append(BookReceipt(named[key], receipt, day_date(on), amount, net, source in desk, back))
    return found


def lender_sent(loan_id: str, receipt_id: str) -> bool:
    """Whether the lender, and not only the desk, has told the book of this receipt."""
    return any(one.id == receipt_id and not one.from_desk for one in receipts_of([loan_id]))


def loans_known(loan_ids: Collection[str]) -> set[str]:
    """Those of these loans that the book knows."""
    found: set[str] = set()
    for bucket, named in _by_bucket(loan_ids, book().buckets).items():
        rows = _read(LOANS, bucket, ["loan"], FOREVER, named, len(loan_ids) <= FEW)
        found |= {named[key] for (key,) in rows if key in named}
    return found


def written_off_on(loan_ids: Collection[str], known_by: date | None = None) -> dict[str, date]:
    """Those of these loans that the lender wrote off, and the day, as known by `known_by` (核销日)."""
    return _days("write_off_on", loan_ids, FOREVER if known_by is None else day_number(known_by))


def paid_out_on(loan_id: str) -> date | None:
    """The day a loan was paid out (放款日); None where the book does not know the loan, or the lender told no day."""
    return _days("disbursed_on", [loan_id], FOREVER).get(loan_id)


def _days(column: str, loan_ids: Collection[str], known: int) -> dict[str, date]:
    """A day of these loans, of those that have one, as known by day number `known`."""
    found: dict[str, date] = {}
    for bucket, named in _by_bucket(loan_ids, book().buckets).items():
        for key, day in _read(LOANS, bucket, ["loan", column], known, named, len(loan_ids) <= FEW):
            if key in named and day is not None:
                found[named[key]] = day_date(day)
    return found


def _by_bucket(loan_ids: Collection[str], buckets: int) -> dict[int, dict[int, str]]:
    """Loans by bucket: key → identifier."""
    found: dict[int, dict[int, str]] = {}
    for one in loan_ids:
        key = loan_key(one)
        found.setdefault(bucket_of_loan(key, buckets), {})[key] = one
    return found


def _read(
    table: Table, bucket: int, names: list[str], known: int, named: Collection[int], few: bool
) -> Iterator[tuple[Any, ...]]:
    """The rows of these loans of a bucket that count by day number `known`, column by column."""
    snapshot, keys = book().snapshot, sorted(named)
    for some in [[key] for key in keys] if few else [keys]:
        one = some[0] if few else None
        rows = snapshot.visible(table, bucket, names, known, np.array(some, np.int64), loan=one).arrow(names)
        yield from zip(*(rows[name].to_pylist() for name in names), strict=True)
