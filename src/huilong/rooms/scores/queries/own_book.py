"""The house's own book as a panel (自有账簿面板): its positions at month ends, loans by bucket of the book.

A position stays as the house saw it that day, so each month was known by its end. Amounts are fen. The running month,
where one is asked for, stands as of tonight; what was paid in it is that of the last whole month while fewer than
twenty of its days are over, since most dues are still ahead.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from huilong.kernel.days import month_end
from huilong.rooms.book import queries as book
from huilong.rooms.scores.rules.panel import CHARGED_OFF, CURRENT, M5, PAID_OFF, Panel, panel_of

COLUMNS = [
    "loan", "loan_id", "borrower", "past_due_days", "delinquent_fen", "outstanding_principal", "paid_fen", "settled",
    "written_off",
]  # fmt: skip
ABOUT = ["loan", "principal", "annual_rate_ppm", "term_months", "disbursed_on"]
MOST_MONTHS = 36
WHOLE_ENOUGH = 20


def month_ends_kept(on: date) -> list[date]:
    """The month ends up to `on` that have positions, oldest first; the newest MOST_MONTHS of them."""
    return [day for day in book.days_aged() if day <= on and day == month_end(day) and book.is_aged(day)][-MOST_MONTHS:]


def panels(on: date, *, tonight: bool = False) -> Iterator[tuple[Panel, pa.Table]]:
    """The panel of each bucket of the book up to `on`, with the newest positions it rests on (分桶面板).

    With `tonight`, the running month is there as of `on`. Nothing while no month end has positions.
    """
    return ((panel, newest) for _bucket, panel, newest in panels_by_bucket(on, tonight=tonight))


def panels_by_bucket(on: date, *, tonight: bool = False) -> Iterator[tuple[int, Panel, pa.Table]]:
    """The panels with the number of their bucket (分桶面板); a bucket without loans has none."""
    days = month_ends_kept(on)
    if tonight and on not in days and book.is_aged(on):
        days = [*days, on]
    if not days:
        return
    about = book.about_loans(ABOUT[1:], on)
    parts = zip(about, *(book.positions(day, COLUMNS) for day in days), strict=True)
    for bucket, (told, *tables) in enumerate(parts):
        if any(len(one) for one in tables):
            yield bucket, _panel(days, tables, told), tables[-1]


def _panel(days: Sequence[date], tables: Sequence[pa.Table], told: pa.Table) -> Panel:
    """One bucket: its months below one another, amounts of a month as differences of what was paid by then."""
    loan = np.concatenate([one["loan"].to_numpy() for one in tables])
    month = np.repeat([day.year * 12 + day.month - 1 for day in days], [len(one) for one in tables])
    column = {
        name: np.concatenate([one[name].to_numpy(zero_copy_only=False) for one in tables]).astype(np.float64)
        for name in ("past_due_days", "delinquent_fen", "outstanding_principal", "paid_fen", "settled", "written_off")
    }
    late = column["delinquent_fen"] > 0
    state = np.where(late, np.clip((column["past_due_days"] - 1) // 30 + 1, 1, M5), CURRENT)
    state = np.where(column["written_off"] > 0, CHARGED_OFF, np.where(column["settled"] > 0, PAID_OFF, state))
    months: dict[str, NDArray[Any]] = {
        "loan": loan, "month": month, "state": state.astype(np.int64), "balance": column["outstanding_principal"],
        "arrears": column["delinquent_fen"], "paid": _since_last(loan, month, column["paid_fen"], 1),
        "principal_paid": -_since_last(loan, month, column["outstanding_principal"], 1),
        "days_late": np.where(late, column["past_due_days"], 0.0),
    }  # fmt: skip
    if days[-1] != month_end(days[-1]) and days[-1].day < WHOLE_ENOUGH:
        running = month == month[-1]
        for name, source, sign in (("paid", "paid_fen", 1), ("principal_paid", "outstanding_principal", -1)):
            last = sign * _since_last(loan, month, column[source], 2) - months[name]
            months[name] = np.where(running, last, months[name])
    loans = _loans(tables, told)
    known, at = loans["loan"], np.searchsorted(loans["loan"], loan)
    months["scheduled"] = loans.pop("scheduled")[np.minimum(at, len(known) - 1)]
    return panel_of(loans, months)


def _since_last(loan: NDArray[Any], month: NDArray[Any], running: NDArray[Any], months: int) -> NDArray[Any]:
    """How much a running total grew since the month so many before; NaN where that month is not there."""
    order = np.lexsort((month, loan))
    found = np.full(len(loan), np.nan)
    sorted_loan, sorted_month, total = loan[order], month[order], running[order]
    if len(order) > months:
        same = sorted_loan[months:] == sorted_loan[:-months]
        same &= sorted_month[months:] - sorted_month[:-months] == months
        found[order[months:]] = np.where(same, total[months:] - total[:-months], np.nan)
    return found


def _loans(tables: Sequence[pa.Table], told: pa.Table) -> dict[str, NDArray[Any]]:
    """What the lender told of the loans of a bucket, and the even instalment that follows from it."""
    newest = pa.concat_tables([one.select(["loan", "borrower"]) for one in tables])
    loan, last = np.unique(newest["loan"].to_numpy()[::-1], return_index=True)
    borrower = newest["borrower"].to_numpy(zero_copy_only=False)[::-1][last]
    key = told["loan"].to_numpy()
    at = np.minimum(np.searchsorted(key, loan), max(len(key) - 1, 0))
    here = key[at] == loan if len(key) else np.zeros(len(loan), np.bool_)

    def of(name: str) -> NDArray[np.float64]:
        column = told[name].to_numpy(zero_copy_only=False).astype(np.float64)
        return np.where(here, column[at], np.nan) if len(key) else np.full(len(loan), np.nan)

    amount, rate, term, lent = of("principal"), of("annual_rate_ppm") / 1e6, of("term_months"), of("disbursed_on")
    each = rate / 12
    with np.errstate(divide="ignore", invalid="ignore"):
        even = np.where(each > 0, amount * each / (1 - (1 + each) ** -term), amount / term)
    days = np.where(np.isnan(lent), 0, lent).astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    return {
        "loan": loan, "borrower": np.where(borrower == None, "", borrower).astype(str),  # noqa: E711
        "amount": amount, "rate": rate, "term": term, "scheduled": even,
        "originated": np.where(np.isnan(lent), np.nan, days + 1970 * 12),
    }  # fmt: skip


