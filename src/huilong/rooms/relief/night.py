"""The night's steps of relief (减免跑批): facts for the book, then what became of what was agreed."""

from collections.abc import Sequence
from datetime import date
from hashlib import sha256
from typing import Any

import pyarrow as pa

from huilong.kernel.days import FOREVER, day_number
from huilong.rooms.relief.actions import judge_offers
from huilong.rooms.relief.queries import waiting_postings
from huilong.rooms.relief.terms import PostingKind, PostingRow

I16, I32, I64, TEXT, FLAG = pa.int16(), pa.int32(), pa.int64(), pa.string(), pa.bool_()
COLUMNS: dict[str, dict[str, pa.DataType]] = {
    "schedules": {"loan_id": TEXT, "version": I16, "from_on": I32, "reason": TEXT, "known_on": I32},
    "instalments": {
        "loan_id": TEXT, "version": I16, "no": I32, "due_on": I32, "principal": I64, "interest": I64, "fee": I64,
        "down_payment": FLAG, "known_on": I32,
    },
    "waivers": {"loan_id": TEXT, "waiver_id": TEXT, "on": I32, "kind": TEXT, "amount": I64, "known_on": I32},
}  # fmt: skip
"""The tables of the book that relief writes to, and their columns."""


def book_facts(on: date) -> tuple[dict[str, pa.Table], str, tuple[int, ...]]:
    """What of relief the book does not hold yet, known by the end of `on` (减免入账): rows by table, a mark, the keys.

    The mark is a fingerprint of these facts, by which the book knows that it already has them.
    """
    waiting = waiting_postings(on)
    mark = sha256(",".join(f"relief-{one.id}" for one in waiting).encode()).hexdigest()
    return rows_of(waiting), mark, tuple(one.id for one in waiting)


def rows_of(postings: Sequence[PostingRow]) -> dict[str, pa.Table]:
    """Facts of relief as rows of the book's tables.

    What is given up is called `RELIEF-<n>`, and versions of the schedule have numbers that no lender uses: taken
    twice, or sent by the lender later under that id, it is one row that supersedes itself. What ended is the same row
    again, in force from never, or of nothing: by what is known since then it never was, by what was known before it
    was.
    """
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in COLUMNS}
    for one in postings:
        common, told = {"loan_id": one.loan_id, "known_on": day_number(one.known_on)}, one.told
        if one.kind in (PostingKind.WAIVER, PostingKind.WAIVER_ENDED):
            rows["waivers"].append(common | {
                "waiver_id": f"RELIEF-{told.get('posting', one.id)}", "on": _day(told["on"]), "kind": told["kind"],
                "amount": told.get("amount", 0),
            })  # fmt: skip
            continue
        ended = one.kind is PostingKind.SCHEDULE_ENDED
        rows["schedules"].append(common | {
            "version": told["version"], "from_on": FOREVER if ended else _day(told["from"]),
            "reason": "relief-broken" if ended else told["reason"],
        })  # fmt: skip
        for no, due, principal, interest, fee, down_payment in () if ended else told["instalments"]:
            rows["instalments"].append(common | {
                "version": told["version"], "no": no, "due_on": _day(due), "principal": principal,
                "interest": interest, "fee": fee, "down_payment": down_payment,
            })  # fmt: skip
    return {
        name: pa.Table.from_pylist(found, schema=pa.schema(list(COLUMNS[name].items())))
        for name, found in rows.items() if found
    }  # fmt: skip


def judge_relief(on: date) -> dict[str, int]:
    """What became of what was agreed, by the end of `on` (履约判断); how many were kept, broken, ran out."""
    return judge_offers(on)


def _day(text: str) -> int:
    return day_number(date.fromisoformat(text))
