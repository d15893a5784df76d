"""Gathering (取数): one bucket of the book as the arrays that the ageing law reads, as of (on, known_by)."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from huilong.engine.compile import compiled
from huilong.kernel.days import BEFORE_ALL, FOREVER, DayNumber
from huilong.rooms.book.rules.asof import net_of_reversal
from huilong.rooms.book.rules.contract import COMPONENTS
from huilong.rooms.book.rules.shapes import BucketFacts
from huilong.rooms.book.store.columns import Column, wide
from huilong.rooms.book.store.read import Snapshot, Visible
from huilong.rooms.book.store.tables import CHARGES, INSTALMENTS, PAUSES, RECEIPTS, REVERSALS, SCHEDULES, WAIVERS

Ints = Any
DESCRIPTION = ["loan_id", "borrower", "product"]


@dataclass
class Gathered:
    """A bucket's facts (分桶事实) and, row for row, what describes its loans (`loan_id`, `borrower`, `product`)."""

    facts: BucketFacts
    described: pa.Table


def gather(book: Snapshot, bucket: int, on: DayNumber, known_by: DayNumber) -> Gathered:
    """The facts of a bucket's loans disbursed by `on` and known by `known_by`, as the ageing law reads them."""
    loans, found = book.loans(bucket, [*DESCRIPTION, "disbursed_on", "write_off_on"], known_by)
    described = found.arrow(DESCRIPTION)
    stop = found.ints("write_off_on", FOREVER)
    here = found.ints("disbursed_on", BEFORE_ALL) <= on
    if not here.all():
        loans, stop, described = loans[here], stop[here], described.filter(pa.array(here))
    facts = {
        "loan": loans,
        "stop_on": stop,
        **_schedules(book, bucket, known_by, loans),
        **_charges(book, bucket, known_by, loans),
        **_receipts(book, bucket, on, known_by, loans),
        **_waivers(book, bucket, on, known_by, loans),
        **_pauses(book, bucket, known_by, loans),
    }
    return Gathered(BucketFacts(**facts), described)


def _schedules(book: Snapshot, bucket: int, known_by: DayNumber, loans: Column) -> dict[str, Column]:
    names = ["version", "no", "due_on", "principal", "interest", "fee", "down_payment"]
    found = book.visible(INSTALMENTS, bucket, names, known_by, loans)
    later = book.visible(SCHEDULES, bucket, ["version", "from_on"], known_by, loans)
    columns = {n: found.ints(n) for n in names}
    if not len(later) and not columns["version"].any():
        at = found.at
        schedule_at = np.arange(len(loans) + 1)
        start = np.full(len(loans), BEFORE_ALL, np.int32)
    else:
        schedule_at, start, at, rows = compiled(lay_versions)(
            found.at, columns["version"], columns["due_on"], columns["no"],
            later.at, later.ints("version"), later.ints("from_on"), BEFORE_ALL,
        )  # fmt: skip
        columns = {n: compiled(_take)(c, rows) for n, c in columns.items()}
    return {
        "schedule_at": schedule_at,
        "schedule_from": start,
        "instalment_at": at,
        "instalment_no": columns["no"],
        "instalment_due": columns["due_on"],
        "instalment_principal": columns["principal"],
        "instalment_interest": columns["interest"],
        "instalment_fee": columns["fee"],
        "instalment_down_payment": columns["down_payment"],
    }


def lay_versions(
    at: Ints, version: Ints, due: Ints, no: Ints, later_at: Ints, later: Ints, start: Ints, before_all: int
) -> tuple[Ints, Ints, Ints, Ints]:
    """Put each loan's instalments under its schedule versions, by the day these take force.

    Version 0 is in force from the beginning; a version nobody announced (no row in `later`) never takes force, and its
    instalments are left out. Returns schedule offsets by loan, from-days and instalment offsets by
    schedule, rows.
    """
    loans = at.shape[0] - 1
    schedule_at = np.zeros(loans + 1, np.int64)
    schedule_from = np.empty(loans + later.shape[0], np.int32)
    instalment_at = np.zeros(loans + later.shape[0] + 1, np.int64)
    rows = np.empty(version.shape[0], np.int64)
    s = 0
    w = 0
    for k in range(loans):
        for i in range(later_at[k] - 1, later_at[k + 1]):
            wanted = 0
            schedule_from[s] = before_all
            if i >= later_at[k]:
                wanted = later[i]
                schedule_from[s] = start[i]
                if wanted == 0:
                    continue
            for r in range(at[k], at[k + 1]):
                if version[r] == wanted:
                    rows[w] = r
                    w += 1
            s += 1
            instalment_at[s] = w
        schedule_at[k + 1] = s
    return schedule_at, schedule_from[:s].copy(), instalment_at[: s + 1].copy(), rows[:w].copy()


def _take(column: Ints, rows: Ints) -> Ints:
    out = np.empty(rows.shape[0], column.dtype)
    for i in range(rows.shape[0]):
        out[i] = column[rows[i]]
    return out


def _kinds(found: Visible) -> Column:
    """Component codes (int8) of a `kind` column."""
    codes = pa.compute.index_in(found.arrow(["kind"])["kind"], pa.array(COMPONENTS))
    return np.asarray(codes.combine_chunks().to_numpy(zero_copy_only=False)).astype(np.int8)


def _charges(book: Snapshot, bucket: int, known_by: DayNumber, loans: Column) -> dict[str, Column]:
    found = book.visible(CHARGES, bucket, ["kind", "due_on", "amount"], known_by, loans)
    return {
        "charge_at": found.at,
        "charge_due": found.ints("due_on"),
        "charge_kind": _kinds(found),
        "charge_amount": found.ints("amount"),
    }


def _receipts(book: Snapshot, bucket: int, on: DayNumber, known_by: DayNumber, loans: Column) -> dict[str, Column]:
    back = book.visible(REVERSALS, bucket, ["receipt", "on", "amount"], known_by, loans)
    names = ["on", "amount", "receipt"] if len(back) else ["on", "amount"]
    found = book.visible(RECEIPTS, bucket, names, known_by, loans)
    at, day, amount = found.at, found.ints("on"), found.ints("amount")
    if len(back) or (len(day) and day.max() > on):
        receipt = found.ints("receipt") if len(back) else np.empty(0, np.int64)
        at, day, amount = compiled(net_receipts)(
            at, day, amount, receipt, back.at, back.ints("receipt"), back.ints("on"), back.ints("amount"), on
        )
    return {"receipt_at": at, "receipt_on": day, "receipt_amount": amount}


def net_receipts(
    at: Ints,
    day: Ints,
    amount: Ints,
    receipt: Ints,
    back_at: Ints,
    back: Ints,
    back_on: Ints,
    back_amount: Ints,
    on: int,
) -> tuple[Ints, Ints, Ints]:
    """Receipts made by `on`, net of the reversals made by `on`; those wholly taken back are left out."""
    out_at = np.zeros(at.shape[0], np.int64)
    out_day = np.empty(day.shape[0], np.int32)
    out_amount = np.empty(day.shape[0], np.int64)
    w = 0
    for k in range(at.shape[0] - 1):
        for r in range(at[k], at[k + 1]):
            if day[r] > on:
                continue
            net = amount[r]
            for b in range(back_at[k], back_at[k + 1]):
                if back[b] == receipt[r] and back_on[b] <= on:
                    net = net_of_reversal(net, back_amount[b])
            if net > 0 or amount[r] <= 0:
                out_day[w] = day[r]
                out_amount[w] = net
                w += 1
        out_at[k + 1] = w
    return out_at, out_day[:w].copy(), out_amount[:w].copy()


def _waivers(book: Snapshot, bucket: int, on: DayNumber, known_by: DayNumber, loans: Column) -> dict[str, Column]:
    found = book.visible(WAIVERS, bucket, ["on", "kind", "amount"], known_by, loans)
    at, day, kind, amount = found.at, found.ints("on"), _kinds(found), found.ints("amount")
    here = day <= on
    if not here.all():
        at = np.concatenate([np.zeros(1, np.int64), np.cumsum(here)])[at]
        day, kind, amount = day[here], kind[here], amount[here]
    return {"waiver_at": at, "waiver_on": day, "waiver_kind": kind, "waiver_amount": wide(amount)}


def _pauses(book: Snapshot, bucket: int, known_by: DayNumber, loans: Column) -> dict[str, Column]:
    found = book.visible(PAUSES, bucket, ["from_on", "to_on"], known_by, loans)
    return {"pause_at": found.at, "pause_from": found.ints("from_on"), "pause_to": found.ints("to_on")}
