"""Reads of the book (借据查询): one loan's facts and position on a day, and the positions of all loans on a day."""

from collections.abc import Collection, Iterator
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import yaml
from django.conf import settings

from huilong.kernel.days import FOREVER, day_date, day_number
from huilong.kernel.refusal import Refusal
from huilong.rooms.book.rules import position as law
from huilong.rooms.book.rules.asof import net_of_reversal
from huilong.rooms.book.rules.contract import Contract, contract_of
from huilong.rooms.book.rules.keys import bucket_of_loan, loan_key
from huilong.rooms.book.store import Book, describe
from huilong.rooms.book.store import nights as walked
from huilong.rooms.book.store import positions as stored
from huilong.rooms.book.store.columns import Column
from huilong.rooms.book.store.nights import NightOfBucket
from huilong.rooms.book.store.positions import SetAside
from huilong.rooms.book.store.read import Snapshot
from huilong.rooms.book.store.tables import (
    CHARGES,
    INSTALMENTS,
    LOANS,
    PAUSES,
    RECEIPTS,
    REVERSALS,
    SCHEDULES,
    TABLES,
    VEHICLES,
    WAIVERS,
    Table,
)
from huilong.rooms.book.terms import (
    DESK_SOURCE,
    BookReceipt,
    Charge,
    Instalment,
    LoanFacts,
    Pause,
    Position,
    Receipt,
    Reversal,
    Schedule,
    Waiver,
)

Row = dict[str, Any]
FACTS = [table for table in TABLES.values() if table not in (LOANS, VEHICLES)]
"""The tables that a loan's facts are in, beside the loan itself."""


def book() -> Book:
    """The book of this installation (settings BOOK_URL, BOOK_BUCKETS) at its newest version."""
    return _opened(str(settings.BOOK_URL), settings.BOOK_BUCKETS).refresh()


@lru_cache(maxsize=4)
def _opened(url: str, buckets: int) -> Book:
    return Book.open(url, buckets)


def contract() -> Contract:
    """The ageing terms of this installation (账龄约定), from TERMS_FILE."""
    file = Path(settings.TERMS_FILE)
    return _contract(str(file), file.stat().st_mtime_ns)


@lru_cache(maxsize=4)
def _contract(file: str, _written: int) -> Contract:
    return contract_of(yaml.safe_load(Path(file).read_text(encoding="utf-8")), Path(file).name)


def latest_known_on() -> date | None:
    """The last day on which the book learned anything; None while it is empty."""
    number = book().latest_known_on
    return None if number is None else day_date(number)


def position(loan_id: str, on: date, known_by: date | None = None) -> Position:
    """What a loan owes on `on`, as known by `known_by` (None: all we know). Refuses `no-such-loan`."""
    return law.position(loan_facts(loan_id, on, known_by), contract(), on, known_by)


def explain(loan_id: str, on: date, known_by: date | None = None) -> Position:
    """The position with every step that led to it in `why`. Refuses `no-such-loan`."""
    return law.position(loan_facts(loan_id, on, known_by), contract(), on, known_by, why=True)


def loan_facts(loan_id: str, on: date | None = None, known_by: date | None = None) -> LoanFacts:
    """The facts of one loan as known by `known_by` (None: all we know), of any day. Refuses `no-such-loan`.

    All of one version of the book. `on` is taken for symmetry: facts after it stay in, the law leaves them out.
    """
    held = book().snapshot
    loan = _loan(held, loan_id, known_by)
    rows = {table.name: _rows(held, table, loan["loan"], known_by) for table in FACTS}
    versions: dict[int, list[Instalment]] = {}
    for row in rows[INSTALMENTS.name]:
        versions.setdefault(row["version"], []).append(_instalment(row))
    return LoanFacts(
        loan=loan_id,
        currency=loan["currency"] or "CNY",
        instalments=tuple(versions.get(0, [])),
        schedules=tuple(
            Schedule(day_date(r["from_on"]), tuple(versions.get(r["version"], [])), r["known_on"])
            for r in rows[SCHEDULES.name]
            if r["version"]
        ),
        charges=tuple(
            Charge(r["charge_id"], r["kind"], day_date(r["due_on"]), r["amount"], r["known_on"])
            for r in rows[CHARGES.name]
        ),
        receipts=tuple(
            Receipt(r["receipt_id"], day_date(r["on"]), r["amount"], r["known_on"]) for r in rows[RECEIPTS.name]
        ),
        reversals=tuple(
            Reversal(r["receipt_id"], day_date(r["on"]), r["amount"] or None, r["known_on"])
            for r in rows[REVERSALS.name]
        ),
        waivers=tuple(
            Waiver(day_date(r["on"]), r["kind"], r["amount"], r["waiver_id"], r["known_on"]) for r in rows[WAIVERS.name]
        ),
        pauses=tuple(Pause(day_date(r["from_on"]), day_date(r["to_on"]), r["known_on"]) for r in rows[PAUSES.name]),
        write_off_on=None if loan["write_off_on"] is None else day_date(loan["write_off_on"]),
    )


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


FEW = 8
"""Loans up to this many are read one by one, each from its own row groups and without waiting for a compiler."""


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


def _instalment(row: Row) -> Instalment:
    due = day_date(row["due_on"])
    return Instalment(row["no"], due, row["principal"], row["interest"], row["fee"], row["down_payment"])


def loan(loan_id: str, known_by: date | None = None) -> Row:
    """What the lender told of a loan itself (借据): its columns, days as dates. Refuses `no-such-loan`."""
    return _dated(LOANS, _loan(book().snapshot, loan_id, known_by))


def vehicles(loan_id: str, known_by: date | None = None) -> list[Row]:
    """The vehicles of a loan with their values by day (车辆与评估价), days as dates."""
    held = book().snapshot
    rows = _rows(held, VEHICLES, _loan(held, loan_id, known_by)["loan"], known_by)
    return [_dated(VEHICLES, row) for row in rows]


def _dated(table: Table, row: Row) -> Row:
    days = [n for n in table.schema.names if n == "on" or n.endswith("_on")]
    return row | {n: None if row[n] is None else day_date(row[n]) for n in days}


def _loan(held: Snapshot, loan_id: str, known_by: date | None) -> Row:
    found = _rows(held, LOANS, loan_key(loan_id), known_by)
    if not found or found[0]["loan_id"] != loan_id:
        raise Refusal(
            "no-such-loan",
            zh=f"借据库中没有借据 {loan_id}。",
            en=f"The book has no loan {loan_id}.",
            remedy_zh="检查借据号和知悉日;或先导入这笔借据。",
            remedy_en="Check the loan id and the day it was known by; or import the loan first.",
            where=loan_id,
            status=404,
        )
    return found[0]


def _rows(held: Snapshot, table: Table, key: int, known_by: date | None) -> list[Row]:
    """The rows of one loan that count, in the table's order."""
    known = FOREVER if known_by is None else day_number(known_by)
    loans = np.array([key], np.int64)
    bucket = bucket_of_loan(key, held.manifest.buckets)
    found = held.visible(table, bucket, table.schema.names, known, loans, loan=key)
    rows: list[Row] = found.arrow(table.schema.names).to_pylist() if len(found) else []
    return rows


def positions(on: date, columns: list[str] | None = None) -> Iterator[pa.Table]:
    """The positions of every loan on a day, a table for each bucket; nothing if that day was not aged.

    Columns as in `store.positions.SCHEMA`: days are day numbers, amounts fen, `bucket` 0 is current.
    """
    return stored.read(book().place, on, columns)


def days_aged() -> list[date]:
    """The days that have positions, oldest first."""
    return stored.days_aged(book().place)


def set_aside(on: date) -> list[SetAside]:
    """The loans set aside when `on` was aged, with the reason (搁置)."""
    return stored.set_aside(book().place, on)


def is_aged(on: date) -> bool:
    """Whether every bucket has positions for the day (of whichever version of the book)."""
    opened = book()
    return len(stored.names(opened.place, on)) >= opened.buckets


def forget(on: date) -> bool:
    """Delete the positions of a day, which can be made again from the book; whether there were any (清理)."""
    return stored.delete(book().place, on)


def first_known_on() -> date | None:
    """The first day on which the book learned anything; None while it is empty."""
    days = [file.known[0] for file in book().manifest.files]
    return day_date(min(days)) if days else None


def described(loans: Column, known_by: date) -> pa.Table:
    """Region, city and vehicle of each of `loans` (keys) that the book knows, see `store.describe`."""
    return describe.described(book(), loans, day_number(known_by))


def nights(bucket: int, first: date, last: date, held: Snapshot | None = None) -> Iterator[NightOfBucket]:
    """What of a bucket was past due each night, both ends included, as known that night (逐夜); see `store.nights`."""
    return walked.nights(held or book().snapshot, bucket, contract(), day_number(first), day_number(last))


def received(bucket: int, first: date, last: date, held: Snapshot | None = None) -> pa.Table:
    """Money received on the loans of a bucket in these days, by all that is known (回款): loan, on, fen."""
    return walked.received(held or book().snapshot, bucket, day_number(first), day_number(last))


def sent_of(bucket: int, first: date, last: date, held: Snapshot | None = None) -> pa.Table:
    """What the lender said of each loan of a bucket, as known on `first` or when it was first known, ascending."""
    return walked.described(held or book().snapshot, bucket, day_number(first), day_number(last))


def about_loans(columns: list[str], known_by: date) -> Iterator[pa.Table]:
    """What the lender told of its loans by a day (借据说明): `loan` and these columns, a table for each bucket."""
    opened = book()
    for bucket in range(opened.buckets):
        loans, found = opened.snapshot.loans(bucket, columns, day_number(known_by))
        yield found.arrow(columns).add_column(0, "loan", pa.array(loans, pa.int64()))
