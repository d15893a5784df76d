"""The night's step on cases (开案、变动、结案): today's positions in, the desk up to date, counts out."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from django.db import OperationalError, connection, transaction

from huilong.rooms.cases.actions import copied_numbers, copy_rows
from huilong.rooms.cases.queries import loans_on_desk
from huilong.rooms.cases.rules.standing import (
    CURED,
    IS_CLOSED,
    IS_OPEN,
    MOVE,
    NEVER,
    NOTHING,
    OPEN,
    REOPEN,
    SETTLED,
    STAY,
    WRITTEN_OFF,
    Array,
    Desk,
    Owed,
    decide,
    spread,
)
from huilong.rooms.cases.terms import DeskPolicy
from huilong.rooms.journal.actions import record

SUMS = {
    "delinquent_fen": "delinquent_fen",
    "overdue_principal": "overdue_principal_fen",
    "overdue_interest": "overdue_interest_fen",
    "overdue_fee": "overdue_fee_fen",
    "overdue_penalty": "overdue_penalty_fen",
    "outstanding_principal": "outstanding_principal_fen",
}
"""Amounts of a position, and the column each becomes on the desk."""

BEFORE = ("decision", "changed_hands", "loans_left")
AFTER = ("open", "figures", "indexes_back", "loans_joined", "loan_figures", "orphaned", "events", "duties")
"""The statements of night.sql in their order; between the two, the indexes that change every night are dropped."""


def open_move_close(on: date, today: pa.Table, described: pa.Table, policy: DeskPolicy) -> dict[str, int]:
    """Bring the desk to where the facts of `on` put it, in one transaction with one journal entry.

    `today`: the positions of `on` of every loan past due and of every loan on the desk. `described`: loan, region,
    city, vehicle of at least the loans new to the desk. A loan on the desk without a row today (it was set
    aside) leaves its borrower's case as it stood. The same call again changes nothing. Returns how many cases were
    opened, moved, closed, reopened, stayed, and were left as they stood.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        today = _without(today, _sold_loans(cursor))
        borrowers, which = _fold(today, policy)
        cursor.execute(_sql("tables"))
        copy_rows(cursor, "night_loan", _desk_loans(today, described, which, policy))
        copy_rows(cursor, "night_borrower", borrowers)
        cursor.execute("analyze night_loan; analyze night_borrower")
        case_id, desk = _desk(cursor, borrowers.num_rows)
        actions = decide(desk, _owed(today, borrowers, which), policy)
        actions[np.isin(case_id, _cases_set_aside(cursor)) & (desk.was == IS_OPEN)] = NOTHING
        copy_rows(cursor, "night_action", _actions(actions, case_id, desk))
        told: dict[str, str | date] = {"on": on, "prefix": f"CL{on.year}"}
        for name in BEFORE:
            cursor.execute(_sql(name), told)
        _indexes_away(cursor)
        for name in AFTER:
            cursor.execute(_sql(name), told)
        counts = _counts(actions)
        record(verb="cases.night", subject=("night", on.isoformat()), actor="night", detail=counts, on=on)
    return counts


def _indexes_away(cursor: Any) -> None:
    """Drop the indexes on what changes every night, if no reader holds on to the table for long."""
    try:
        with transaction.atomic():
            cursor.execute(_sql("indexes_away"))
    except OperationalError:  # the lock did not come in time: update with the indexes in place
        cursor.execute("set local lock_timeout = 0")


def tidy() -> None:
    """Tell the database what changed, so that lists read from indexes alone; outside of any transaction."""
    with connection.cursor() as cursor:
        cursor.execute("vacuum (analyze) cases_case")


def joining(today: pa.Table) -> Array:
    """The keys of loans of `today` that are past due and not on the desk yet: those that have to be described."""
    late = today["loan"].to_numpy()[today["delinquent_fen"].to_numpy() > 0]
    return np.setdiff1d(late, loans_on_desk())


def _without(today: pa.Table, loans: Array) -> pa.Table:
    """`today` without `loans`: a debt that was sold is somebody else's to collect."""
    if loans.shape[0] == 0:
        return today
    return today.filter(pc.invert(pc.is_in(today["loan"], pa.array(loans))))


def _fold(today: pa.Table, policy: DeskPolicy) -> tuple[pa.Table, Array]:
    """One row a borrower in key order, headed by the worst loan; and for each loan of `today` its borrower's place."""
    order = pc.sort_indices(
        today.select(["borrower", "past_due_days", "loan"]),
        sort_keys=[("borrower", "ascending"), ("past_due_days", "descending"), ("loan", "ascending")],
    )
    ordered = today.take(order)
    codes = ordered["borrower"].combine_chunks().dictionary_encode()
    place = codes.indices.to_numpy().astype(np.int64)
    first = np.flatnonzero(np.diff(place, prepend=-1))
    which = np.empty(today.num_rows, dtype=np.int64)
    which[order.to_numpy()] = place
    listed = _listed(ordered, policy)
    columns: dict[str, Any] = {
        "place": pa.array(np.arange(first.shape[0], dtype=np.int32)),
        "borrower": codes.dictionary,
        "past_due_days": _reduced(np.maximum, ordered, "past_due_days", first),
        "bucket": _reduced(np.maximum, ordered, "bucket", first),
        "oldest_due_on": _day_column(ordered["oldest_due"]).take(pa.array(first)),
    }
    columns |= {desk: _reduced(np.add, ordered, name, first) for name, desk in SUMS.items()}
    receipt = np.maximum.reduceat(_days(ordered["last_receipt_on"], -1), first) if len(first) else first
    columns["last_receipt_on"] = pa.array(receipt, mask=receipt < 0).cast(pa.int32()).cast(pa.date32())
    columns["loans"] = pa.array(np.add.reduceat(listed.astype(np.int64), first) if len(first) else first)
    columns["loan"] = ordered["loan"].combine_chunks().take(pa.array(first))
    columns["loan_id"] = ordered["loan_id"].combine_chunks().take(pa.array(first))
    return pa.table(columns), which


def _reduced(how: np.ufunc, ordered: pa.Table, name: str, first: Array) -> pa.Array:
    """Column `name` reduced over each borrower's run of loans."""
    values = ordered[name].to_numpy().astype(np.int64)
    return pa.array(how.reduceat(values, first) if first.shape[0] else values)


def _listed(table: pa.Table, policy: DeskPolicy) -> np.ndarray:
    """Whether each loan is in collections: something is past due, and it is not written off and given up."""
    past_due = table["delinquent_fen"].to_numpy() > 0
    return past_due & (policy.keep_written_off | ~table["written_off"].to_numpy())


def _owed(today: pa.Table, borrowers: pa.Table, which: Array) -> Owed:
    """What each borrower owes today, as the law wants it."""
    count = borrowers.num_rows
    settled, written_off = np.ones(count, dtype=np.int64), np.ones(count, dtype=np.int64)
    np.minimum.at(settled, which, today["settled"].to_numpy().astype(np.int64))
    np.minimum.at(written_off, which, today["written_off"].to_numpy().astype(np.int64))
    return Owed(
        past_due_days=borrowers["past_due_days"].to_numpy(),
        bucket=borrowers["bucket"].to_numpy(),
        delinquent_fen=borrowers["delinquent_fen"].to_numpy(),
        oldest_due=_days(borrowers["oldest_due_on"].cast(pa.int32()), 0),
        settled=settled,
        written_off=written_off,
    )


def _desk_loans(today: pa.Table, described: pa.Table, which: Array, policy: DeskPolicy) -> pa.Table:
    """Today's loans in the columns of the desk, with region, city and vehicle where they are described."""
    place = pc.index_in(today["loan"], value_set=described["loan"])
    columns: dict[str, Any] = {
        name: today[name] for name in ("loan", "loan_id", "borrower", "product", "past_due_days")
    }
    columns["bucket"] = pa.array(spread(today["bucket"].to_numpy().astype(np.int64), which, policy.contagion))
    columns["oldest_due_on"] = _day_column(today["oldest_due"])
    columns |= {desk: today[name] for name, desk in SUMS.items()}
    columns["last_receipt_on"] = _day_column(today["last_receipt_on"])
    columns["written_off"] = today["written_off"]
    columns["listed"] = pa.array(_listed(today, policy))
    for name in ("region", "city", "vehicle"):
        columns[name] = pc.fill_null(described[name].take(place).cast(pa.string()), "")
    return pa.table(columns)


def _day_column(days: pa.ChunkedArray) -> pa.Array:
    """Day numbers as dates; a day before 1900 or after 2199 stands for 'none'."""
    array = days.combine_chunks() if isinstance(days, pa.ChunkedArray) else days
    known = pc.and_(pc.greater(array, -25_568), pc.less(array, 84_006))
    return pc.if_else(known, array, pa.scalar(None, array.type)).cast(pa.int32()).cast(pa.date32())


def _days(days: Any, none: int) -> Array:
    """Day numbers as an int64 array with `none` for null."""
    return pc.fill_null(days, none).to_numpy().astype(np.int64)


def _desk(cursor: Any, count: int) -> tuple[Array, Desk]:
    """Each borrower's last case key (0: none), and where the desk stands with it."""
    case_id, was = np.zeros(count, dtype=np.int64), np.full(count, NEVER, dtype=np.int64)
    bucket, closed_on = np.zeros(count, dtype=np.int64), np.zeros(count, dtype=np.int64)
    place, found, is_open, last_bucket, closed = copied_numbers(cursor, _sql("desk"), 5)
    case_id[place], bucket[place], closed_on[place] = found, last_bucket, closed
    was[place] = np.where(is_open == 1, IS_OPEN, IS_CLOSED)
    return case_id, Desk(was, bucket, closed_on)


def _cases_set_aside(cursor: Any) -> Array:
    """Open cases with a loan on the desk that has no position today."""
    (found,) = copied_numbers(
        cursor,
        "select distinct held.case_id from cases_case_loan held left join night_loan l on l.loan = held.loan"
        " where held.left_on is null and l.loan is null",
        1,
    )
    return found


def _sold_loans(cursor: Any) -> Array:
    """Loans of cases closed because the debt was sold."""
    (found,) = copied_numbers(
        cursor,
        "select held.loan from cases_case_loan held join cases_case c on c.id = held.case_id"
        " where c.state = 'closed' and c.reason = 'sold'",
        1,
    )
    return found


def _actions(actions: np.ndarray, case_id: Array, desk: Desk) -> pa.Table:
    """The decisions as rows of night_action; a case that is to be opened has no key yet."""
    none = (case_id == 0) | (actions == OPEN)
    return pa.table(
        {
            "place": pa.array(np.arange(actions.shape[0])),
            "action": pa.array(actions),
            "case_id": pa.array(case_id, mask=none),
            "from_bucket": pa.array(desk.bucket),
        }
    )


def _counts(actions: np.ndarray) -> dict[str, int]:
    """How many cases met each fate."""
    met = np.bincount(actions, minlength=WRITTEN_OFF + 1).tolist()
    return {
        "opened": met[OPEN],
        "moved": met[MOVE],
        "closed": met[CURED] + met[SETTLED] + met[WRITTEN_OFF],
        "reopened": met[REOPEN],
        "stayed": met[STAY],
        "left_alone": met[NOTHING],
    }


@cache
def _statements() -> Mapping[str, str]:
    """The statements of night.sql by name, without comments."""
    text = Path(__file__).with_name("night.sql").read_text(encoding="utf-8")
    parts = [part.partition("\n") for part in text.split("-- name: ")[1:]]
    return {
        name.strip(): "\n".join(line for line in body.splitlines() if not line.startswith("--")).strip()
        for name, _, body in parts
    }


def _sql(name: str) -> str:
    return _statements()[name]
