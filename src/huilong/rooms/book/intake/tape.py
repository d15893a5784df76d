"""Tapes (资产池数据带): rows that describe a loan or a month of cash become the facts of a book.

A tape has no schedule and no receipts, so they are derived: a level schedule at the contract rate, opening receipts
for what the tape says was paid, and one receipt a month. docs/how-to/tapes.md says what is assumed.
"""

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from huilong.rooms.book.intake import fields
from huilong.rooms.book.intake.fields import Field, Table
from huilong.rooms.book.store.columns import keys_of

Ints = npt.NDArray[np.int64]

TAPE = Table(
    "tape",
    (
        Field("loan_id", fields.ID, needed=True),
        Field("borrower", fields.BORROWER, needed=True),
        Field("product", fields.TEXT, default=""),
        Field("currency", fields.TEXT, default="USD"),
        Field("disbursed_on", fields.DAY, needed=True),
        Field("principal", fields.AMOUNT, needed=True),
        Field("annual_rate", fields.RATE, needed=True, stored="annual_rate_ppm"),
        Field("term_months", fields.COUNT, needed=True),
        Field("first_due_on", fields.DAY, needed=True),
        Field("payment", fields.AMOUNT, default=0),
        Field("period_end", fields.DAY, needed=True),
        Field("late_days", fields.COUNT, default=0),
        Field("paid", fields.AMOUNT, default=0),
        Field("region", fields.TEXT, default=""),
        Field("dealer", fields.TEXT, default=""),
        Field("make", fields.TEXT, default=""),
        Field("model", fields.TEXT, default=""),
        Field("year", fields.COUNT, default=0),
        Field("used", fields.FLAG, default=0),
        Field("value", fields.AMOUNT, default=0),
    ),
    key=("loan_id",),
    amount="principal",
)
CASH = Table(
    "cash",
    (
        Field("loan_id", fields.ID, needed=True),
        Field("month", fields.DAY, needed=True),
        Field("paid", fields.AMOUNT, default=0),
        Field("balance", fields.BALANCE),
    ),
    key=("loan_id", "month"),
    amount="paid",
)
PAYOFF_PERCENT = 90
USUAL_PAYMENT = (0.9, 1.25)
"""A reported payment within these parts of the level payment is believed; outside, it covers several instalments."""


def months_of(days: Ints) -> Ints:
    """Months since 1970-01 of day numbers."""
    return days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)


def days_in(months: Ints, day: Ints) -> Ints:
    """The day numbers of `day` in each month, or the month's last day where it has fewer."""
    first = months.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    length = (months + 1).astype("datetime64[M]").astype("datetime64[D]").astype(np.int64) - first
    return first + np.minimum(day, length) - 1


def level_payment(principal: Ints, rate_ppm: Ints, term: Ints) -> Ints:
    """The level monthly payment in fen (等额本息): P·r / (1 − (1 + r)^−n), r a twelfth of the yearly rate."""
    rate = rate_ppm / 12e6
    with np.errstate(divide="ignore", invalid="ignore"):
        level = np.where(
            rate > 0, principal * rate / -np.expm1(-term * np.log1p(rate)), principal / np.maximum(term, 1)
        )
    return np.ceil(level - 1e-9).astype(np.int64)


def level_schedule(principal: Ints, rate_ppm: Ints, term: Ints, payment: Ints) -> tuple[Ints, Ints]:
    """Principal and interest (fen) of every instalment, [loans, longest term]; the last clears the rest."""
    width = int(term.max(initial=1))
    parts = np.zeros((len(principal), width), np.int64)
    interests = np.zeros_like(parts)
    balance = principal.copy()
    for k in range(width):
        interest = (balance * rate_ppm * 2 + 12_000_000) // 24_000_000
        part = np.minimum(np.maximum(payment - interest, 0), balance)
        part = np.where(k == term - 1, balance, np.where(k < term, part, 0))
        parts[:, k], interests[:, k] = part, np.where(k < term, interest, 0)
        balance = balance - part
    return parts, interests


def believed_payment(tape: dict[str, Ints]) -> Ints:
    """The reported payment where it is near the level one, else the level payment."""
    level = level_payment(tape["principal"], tape["annual_rate_ppm"], tape["term_months"])
    low, high = USUAL_PAYMENT
    near = (tape["payment"] >= low * level) & (tape["payment"] <= high * level)
    return np.where(near, tape["payment"], level)


def due_days(tape: dict[str, Ints], usual: int) -> Ints:
    """The day of the month each loan falls due (还款日): from its days late if it is late, else `usual`."""
    oldest = tape["period_end"] - tape["late_days"]
    of_month = oldest - days_in(months_of(oldest), np.ones_like(oldest)) + 1
    return np.where(tape["late_days"] > 0, of_month, usual)


def derive_tape(rows: pa.Table, options: dict[str, Any]) -> dict[str, pa.Table]:
    """Loans, instalments, receipts and vehicles from one row a loan (options: `due_day`, `period_cash`)."""
    names = [
        "principal",
        "annual_rate_ppm",
        "term_months",
        "first_due_on",
        "payment",
        "period_end",
        "late_days",
        "paid",
    ]
    tape = {n: rows.column(n).to_numpy().astype(np.int64) for n in names}
    tape["term_months"] = np.maximum(tape["term_months"], 1)
    loan = keys_of(rows.column("loan_id"))
    day = due_days(tape, int(options.get("due_day", 1)))
    first_month = months_of(tape["first_due_on"])
    principal, interest = level_schedule(
        tape["principal"], tape["annual_rate_ppm"], tape["term_months"], believed_payment(tape)
    )
    width = np.arange(principal.shape[1])
    due = days_in(first_month[:, None] + width, day[:, None])
    live = (width < tape["term_months"][:, None]) & (principal + interest > 0)
    known = tape["period_end"]
    instalments = _instalments(loan, known, live, due, principal, interest)
    receipts = _receipts(
        loan, tape, live, due, principal + interest, first_month, bool(options.get("period_cash", True))
    )
    loans = rows.select(
        [
            "loan_id",
            "borrower",
            "product",
            "currency",
            "disbursed_on",
            "principal",
            "annual_rate_ppm",
            "term_months",
            "region",
            "dealer",
        ]
    )
    empty = pa.nulls(len(loan), pa.int32())
    loans = (
        loans.append_column("loan", pa.array(loan))
        .append_column("known_on", pa.array(known, pa.int32()))
        .append_column("first_due_on", pa.array(due[:, 0], pa.int32()))
        .append_column("city", pa.array([""] * len(loan)))
        .append_column("write_off_on", empty)
        .append_column("closed_on", empty)
    )
    return {"loans": loans, "instalments": instalments, "receipts": receipts, "vehicles": _vehicles(rows, loan, known)}


def _instalments(loan: Ints, known: Ints, live: Any, due: Ints, principal: Ints, interest: Ints) -> pa.Table:
    i, k = np.nonzero(live)
    count = len(i)
    return pa.table(
        {
            "loan": loan[i],
            "known_on": pa.array(known[i], pa.int32()),
            "version": pa.array(np.zeros(count, np.int16)),
            "no": pa.array(k + 1, pa.int32()),
            "due_on": pa.array(due[i, k], pa.int32()),
            "principal": principal[i, k],
            "interest": interest[i, k],
            "fee": np.zeros(count, np.int64),
            "down_payment": np.zeros(count, np.bool_),
        }
    )


def _receipts(
    loan: Ints, tape: dict[str, Ints], live: Any, due: Ints, total: Ints, first_month: Ints, period_cash: bool
) -> pa.Table:
    """Opening receipts, on the due dates of what counts as paid, and the period's cash at its end."""
    oldest = months_of(tape["period_end"] - tape["late_days"]) - first_month
    settled = np.where(tape["late_days"] > 0, oldest, oldest + 1)
    width = np.arange(total.shape[1])
    paid = np.where(live & (width < settled[:, None]) & (due <= tape["period_end"][:, None]), total, 0)
    opening = np.maximum(paid.sum(axis=1) - tape["paid"], 0)
    before = np.cumsum(paid, axis=1) - paid
    amount = np.clip(opening[:, None] - before, 0, paid)
    i, k = np.nonzero(amount)
    at = [loan[i]], [tape["period_end"][i]], [due[i, k]], [amount[i, k]]
    names, channels = [f"opening-{n}" for n in (k + 1).tolist()], ["opening"] * len(i)
    if period_cash:
        j = np.flatnonzero(tape["paid"] > 0)
        for held, more in zip(at, (loan, tape["period_end"], tape["period_end"], tape["paid"]), strict=True):
            held.append(more[j])
        names += [f"period-{m}" for m in months_of(tape["period_end"][j]).astype("datetime64[M]").astype(str)]
        channels += ["tape"] * len(j)
    loans, known, on, amounts = (np.concatenate(held) for held in at)
    return receipt_table(loans, known, names, on, amounts, channels)


def receipt_table(loan: Ints, known: Ints, names: list[str], on: Ints, amount: Ints, channels: list[str]) -> pa.Table:
    """Rows of the receipts table."""
    return pa.table(
        {
            "loan": loan,
            "known_on": pa.array(known, pa.int32()),
            "receipt_id": pa.array(names, pa.string()),
            "on": pa.array(on, pa.int32()),
            "amount": amount,
            "channel": pa.array(channels, pa.string()),
        }
    )


def _vehicles(rows: pa.Table, loan: Ints, known: Ints) -> pa.Table:
    valued = pa.array(rows.column("value").to_numpy() > 0)
    table = rows.select(["make", "model", "year", "used", "value"])
    table = (
        table.append_column("loan", pa.array(loan))
        .append_column("known_on", pa.array(known, pa.int32()))
        .append_column("vehicle_id", rows.column("loan_id"))
        .append_column("value_on", rows.column("disbursed_on").cast(pa.int32()))
    )
    return table.filter(valued)


def derive_cash(rows: pa.Table, options: dict[str, Any]) -> dict[str, pa.Table]:
    """Receipts at each month's end, and an empty schedule from the month in which the balance was paid off.

    Each month counts as known at its own end, so that an earlier day is answered without later months.
    """
    loan = keys_of(rows.column("loan_id"))
    month = months_of(rows.column("month").to_numpy().astype(np.int64))
    end = days_in(month, np.full_like(month, 31))
    paid = rows.column("paid").to_numpy().astype(np.int64)
    some = np.flatnonzero(paid > 0)
    names = [f"month-{m}" for m in month[some].astype("datetime64[M]").astype(str)]
    receipts = receipt_table(loan[some], end[some], names, end[some], paid[some], ["tape"] * len(some))
    off = _payoffs(loan, end, paid, rows.column("balance").fill_null(-1).to_numpy())
    schedules = pa.table(
        {
            "loan": loan[off],
            "known_on": pa.array(end[off], pa.int32()),
            "version": pa.array(np.ones(len(off), np.int16)),
            "from_on": pa.array(end[off], pa.int32()),
            "reason": pa.array(["payoff"] * len(off), pa.string()),
        }
    )
    return {"receipts": receipts, "schedules": schedules}


def _payoffs(loan: Ints, end: Ints, paid: Ints, balance: Ints) -> Ints:
    """The row of each loan's payoff: its balance falls to nothing and the month's cash covers what was left of it.

    A balance that vanishes without that cash was charged off, not paid; such a loan goes on being late.
    """
    order = np.lexsort((end, loan))
    before = np.full(len(order), -1, np.int64)
    same = loan[order][1:] == loan[order][:-1]
    before[order[1:][same]] = balance[order[:-1][same]]
    cleared = (balance <= 0) & (balance != -1) & (paid > 0) & (paid * 100 >= before * PAYOFF_PERCENT)
    at = order[cleared[order]]
    _, first = np.unique(loan[at], return_index=True)
    return at[first]


DERIVE = {"tape": derive_tape, "cash": derive_cash}
