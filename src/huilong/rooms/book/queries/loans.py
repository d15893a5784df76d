"""Reads of single loans (单笔借据): what the lender told, the facts, the position on a day."""

from datetime import date
from typing import Any

import numpy as np

from huilong.kernel.days import FOREVER, day_date, day_number
from huilong.kernel.refusal import Refusal
from huilong.rooms.book.queries.opened import book, contract
from huilong.rooms.book.rules import position as law
from huilong.rooms.book.rules.keys import bucket_of_loan, loan_key
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
