"""A small lender whose past is replayed: forty borrowers, twelve instalments each, some of whom pay late or never."""

from datetime import date

import pyarrow as pa

from huilong.kernel.days import day_number
from huilong.rooms.book.store import Book

OPENED = day_number(date(2026, 1, 1))
I16, I32, I64, TEXT, FLAG = pa.int16(), pa.int32(), pa.int64(), pa.string(), pa.bool_()
KINDS = {
    "loans": {"loan_id": TEXT, "borrower": TEXT, "product": TEXT, "region": TEXT, "disbursed_on": I32, "known_on": I32},
    "instalments": {
        "loan_id": TEXT, "version": I16, "no": I32, "due_on": I32, "principal": I64, "interest": I64, "fee": I64,
        "down_payment": FLAG, "known_on": I32,
    },
    "receipts": {"loan_id": TEXT, "receipt_id": TEXT, "on": I32, "amount": I64, "known_on": I32},
}  # fmt: skip
DUE = 105_000
"""What falls due each month, fen."""
LAST = OPENED + 200
"""The last day the book knows of: on that day everybody's thirteenth loan file came."""


def rows(name, values):
    """Rows of a table of the book."""
    columns = list(zip(*values, strict=True)) or [()] * len(KINDS[name])
    return pa.table({n: pa.array(c, t) for (n, t), c in zip(KINDS[name].items(), columns, strict=True)})


def lend(place, borrowers=40, buckets=4, late=(0, 12, 45), told_late=0):
    """A book at `place`: borrower i pays each instalment `late[i % 3]` days late; we hear `told_late` days later."""
    names = [f"B{i:03d}" for i in range(borrowers)]
    book = Book.open(str(place), buckets)
    book.append({
        "loans": rows("loans", [(f"L-{n}", n, "new" if i % 2 else "used", "浙江", OPENED - 30, OPENED)
                                for i, n in enumerate(names)]),
        "instalments": rows("instalments", [
            (f"L-{n}", 0, no, OPENED + 30 * (no - 1) + 5, 100_000, 5_000, 0, False, OPENED)
            for n in names for no in range(1, 13)
        ]),
    })  # fmt: skip
    paid = []
    for i, n in enumerate(names):
        for no in range(1, 7):
            on = OPENED + 30 * (no - 1) + 5 + late[i % len(late)]
            paid.append((f"L-{n}", f"R{n}-{no}", on, DUE, min(on + told_late, LAST)))
    book.append({"receipts": rows("receipts", [one for one in paid if one[2] <= LAST])})
    book.append({"receipts": rows("receipts", [("L-B000", "LAST", LAST, 1, LAST)])})
    return book
