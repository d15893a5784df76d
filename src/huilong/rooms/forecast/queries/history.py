"""The book's own history (账簿历史): its month ends, read bucket by bucket of the book as a panel of loans."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from huilong.engine import local
from huilong.kernel.days import day_date, day_number
from huilong.rooms.book import queries as book
from huilong.rooms.forecast.rules.panel import (
    UNSEEN,
    Panel,
    cases_by,
    charged_off_in,
    happened,
    kept_on,
    moves_of,
    standing_at,
)
from huilong.rooms.forecast.rules.recovery import Cohorts, cohorts_of
from huilong.rooms.forecast.rules.states import CHARGED_OFF, Floats, Ints
from huilong.rooms.forecast.rules.transitions import state_of
from huilong.rooms.forecast.rules.vintages import Vintages, vintages

COLUMNS = ["loan", "bucket", "outstanding_principal", "paid_fen", "settled", "written_off"]
LOAN = ["product", "disbursed_on", "principal", "annual_rate_ppm", "term_months"]
MONTHS_IN_YEAR, MILLION = 12, 1_000_000
USUAL_TERM = 36
OLDEST = 60
"""Months on book that vintage curves reach."""


@dataclass
class History:
    """What the month ends tell (历史): sums by segment, added up bucket by bucket of the book."""

    ends: tuple[date, ...]
    moves: dict[str, list[Any]] = field(default_factory=dict)
    standing: dict[str, list[Any]] = field(default_factory=dict)
    cohorts: dict[tuple[str, date], list[Any]] = field(default_factory=dict)
    vintages: dict[int, list[Any]] = field(default_factory=dict)
    outcomes: dict[tuple[date, date, str], Floats] = field(default_factory=dict)
    """By origin, month and segment: what `panel.happened` tells."""

    def merge(self, other: "History") -> None:
        """Add another part of the book."""
        for name in ("moves", "standing", "cohorts", "vintages"):
            mine = getattr(self, name)
            for key, columns in getattr(other, name).items():
                before = mine.get(key)
                mine[key] = columns if before is None else [a + b for a, b in zip(before, columns, strict=True)]
        for key, told in other.outcomes.items():
            self.outcomes[key] = self.outcomes[key] + told if key in self.outcomes else told


def read_history(
    ends: Sequence[date], origins: Sequence[date] = (), progress: Callable[[int, int], None] | None = None
) -> History:
    """Read the positions of `ends` (month ends one after another, all aged; oldest first) (读取历史).

    `origins` are month ends among them from which a forecast was made: what came true since of the loans that were
    there is told for each. One bucket of the book a task, on all cores.
    """
    whole, opened = History(tuple(ends)), book.book()
    parts = zip(*(book.positions(end, COLUMNS) for end in ends), strict=True)
    tables = dict(enumerate(parts))

    def part(bucket: int) -> History:
        panel = panel_of(opened, bucket, tables.pop(bucket), ends)
        return summed(panel, origins)

    for done, (_, found) in enumerate(local.run(part, list(tables))):
        whole.merge(found)
        if progress:
            progress(done + 1, opened.buckets)
    return whole


def panel_of(opened: Any, bucket: int, positions: Sequence[pa.Table], ends: Sequence[date]) -> Panel:
    """One bucket of the book as a panel: every loan of it at every month end."""
    loans, found = opened.snapshot.loans(bucket, LOAN, day_number(ends[-1]))
    told = found.arrow(LOAN)
    state = np.full((len(loans), len(ends)), UNSEEN, np.int64)
    balance, paid = np.zeros_like(state), np.zeros_like(state)
    for month, table in enumerate(positions):
        keys = table["loan"].to_numpy()
        here = np.isin(keys, loans)
        at = np.searchsorted(loans, keys[here])
        column = {name: table[name].to_numpy()[here] for name in COLUMNS[1:]}
        state[at, month] = state_of(column["bucket"], column["settled"], column["written_off"])
        balance[at, month], paid[at, month] = column["outstanding_principal"], column["paid_fen"]
    came = np.diff(paid, axis=1, prepend=paid[:, :1])
    came[:, 1:][state[:, :-1] == UNSEEN] = 0
    after = (np.cumsum(state == CHARGED_OFF, axis=1) > 1) | (state == CHARGED_OFF) & (came != 0)
    names, segment = _segments(told)
    disbursed = _ints(told["disbursed_on"], -1)
    last = ends[-1].year * MONTHS_IN_YEAR + ends[-1].month
    opened_in = np.array([_month_of(day) for day in disbursed.tolist()], np.int64) - (last - len(ends) + 1)
    return Panel(
        segment, instalment_of(told), _ints(told["principal"], 0), opened_in,
        kept_on(state, np.full(len(loans), len(ends) - 1)), balance, np.where(after, 0, came),
        np.where(after, came, 0), tuple(ends), names,
    )  # fmt: skip


def _month_of(day: int) -> int:
    """Months since year 0; far in the past where nobody knows."""
    if day < 0:
        return -MILLION
    on = day_date(day)
    return on.year * MONTHS_IN_YEAR + on.month


def _ints(column: Any, otherwise: int) -> Ints:
    return np.asarray(pc.fill_null(column.cast(pa.int64()), otherwise).to_numpy(zero_copy_only=False), np.int64)


def _segments(told: pa.Table) -> tuple[tuple[str, ...], Ints]:
    """Segments: product and the year a loan was made in."""
    product = pc.fill_null(told["product"].cast(pa.string()), "").to_pylist()
    years = [day_date(day).year if day >= 0 else "" for day in _ints(told["disbursed_on"], -1).tolist()]
    names = [f"{one or '—'} {year}".strip() for one, year in zip(product, years, strict=True)]
    known = sorted(set(names))
    place = {name: k for k, name in enumerate(known)}
    return tuple(known), np.array([place[name] for name in names], np.int64)


def instalment_of(told: pa.Table) -> Ints:
    """One monthly instalment of each loan (月供), as an annuity of what was lent, its rate and its term."""
    principal = _ints(told["principal"], 0).astype(np.float64)
    term = np.maximum(_ints(told["term_months"], USUAL_TERM), 1).astype(np.float64)
    rate = _ints(told["annual_rate_ppm"], 0) / MILLION / MONTHS_IN_YEAR
    part = np.where(rate > 0, rate / (1.0 - (1.0 + np.maximum(rate, 1e-9)) ** -term), 1.0 / term)
    return np.rint(principal * part).astype(np.int64)


def summed(panel: Panel, origins: Sequence[date] = ()) -> History:
    """What one panel adds to the history."""
    found, last = History(panel.ends), len(panel.ends) - 1
    if not len(panel.due):
        return found
    everybody = np.ones(len(panel.due), bool)
    moves = moves_of(panel, 1, last) if last else None
    standing = standing_at(panel, last, everybody)
    for k, name in enumerate(panel.segments):
        if moves is not None:
            found.moves[name] = [column[:, k] for column in moves]
        found.standing[name] = [standing.loans[k], standing.balance[k], standing.due[k]]
    _cohorts(panel, last, found)
    _vintages(panel, found)
    for origin in origins:
        at = panel.ends.index(origin)
        which = (panel.state[:, at] >= 0) & (charged_off_in(panel.state) > at - MONTHS_IN_YEAR)
        for month in range(at + 1, last + 1):
            told = happened(panel, month, which)
            for k, name in enumerate(panel.segments):
                found.outcomes[origin, panel.ends[month], name] = told[k]
    return found


def _cohorts(panel: Panel, last: int, found: History) -> None:
    """Loans charged off, by segment and month."""
    cases = cases_by(panel, last)
    kept = cases.balance > 0
    if not kept.any():
        return
    cells = panel.segment[cases.row] * (last + 1) + cases.since
    known, which = np.unique(cells[kept], return_inverse=True)
    told: Cohorts = cohorts_of(which, cases.balance[kept], cases.cash[kept], cases.seen[kept])
    for n, cell in enumerate(known.tolist()):
        segment, month = divmod(cell, last + 1)
        columns = [told.loans[n], told.balance[n], told.cash[n], told.nothing[n], told.nothing_balance[n],
                   told.nothing_cash[n], told.shares[n], told.squares[n]]  # fmt: skip
        found.cohorts[panel.segments[segment], panel.ends[month]] = columns


def _vintages(panel: Panel, found: History) -> None:
    """Loans by the month they were made in; those made before the first month end were not watched from the start."""
    months = len(panel.ends)
    told: Vintages = vintages(panel.opened, panel.opened, panel.principal, panel.state, months, OLDEST)
    for k, end in enumerate(panel.ends):
        found.vintages[end.year * 100 + end.month] = [column[k] for column in told]


def each_move(history: History, segment: str) -> Iterator[tuple[date, int, int, list[Any]]]:
    """The moves of a segment that happened, month by month: end of the month, from, to, and the columns of Moves."""
    columns = history.moves[segment]
    for at, start, end in np.argwhere(columns[0] > 0).tolist():
        values = [column[at, start, end] for column in (*columns[:5], columns[6])]
        values.insert(5, columns[5][at, start] if end == np.flatnonzero(columns[0][at, start])[0] else 0.0)
        yield history.ends[at + 1], start, end, values


