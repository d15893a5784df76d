"""The past of some loan-months (历史视图): all that a feature gets to see. It can look back, never ahead.

A view stands at chosen rows of a panel. `back(column, 2)` is the row two months up, if the loan was there and if we
knew it by the month the view stands at; else NaN.
"""

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from huilong.rooms.scores.rules.panel import CHARGED_OFF, UNKNOWN, Floats, Ints, Panel


class Past:
    """What was known at each of the rows `at` of a panel (历史视图)."""

    def __init__(self, panel: Panel, at: Ints) -> None:
        self._panel, self._at = panel, np.asarray(at, np.int64)
        self._kept: dict[tuple[str, int], Floats] = {}

    def __len__(self) -> int:
        return len(self._at)

    @cached_property
    def month(self) -> Ints:
        """The month each row stands at."""
        return self._panel.month[self._at]

    @cached_property
    def months_seen(self) -> Floats:
        """How many months of the loan there are up to here, this one counted."""
        return (self._at - self._panel.start[self._panel.loan[self._at]] + 1).astype(np.float64)

    def origin(self, name: str) -> Floats:
        """A fact of the day the loan was made; NaN where nobody told."""
        found = self._panel.origin.get(name)
        return np.full(len(self), np.nan) if found is None else found[self._panel.loan[self._at]]

    def now(self, name: str) -> Floats:
        """A column at the month the view stands at."""
        return self.back(name, 0)

    def back(self, name: str, months: int) -> Floats:
        """A column so many months ago (not negative)."""
        if months < 0:
            raise ValueError("a feature looks back, never ahead")
        if (name, months) not in self._kept:
            rows = self._at - months
            there = rows >= self._panel.start[self._panel.loan[self._at]]
            rows = np.where(there, rows, self._at)
            there &= self._panel.known[rows] <= self.month
            self._kept[name, months] = np.where(there, self._column(name)[rows], np.nan)
        return self._kept[name, months]

    def window(self, name: str, months: int) -> Floats:
        """A column over the last `months` months, newest first: a row for each of ours, a column for each month."""
        return np.stack([self.back(name, one) for one in range(months)], axis=1)

    def tide(self, bucket: int, months: int = 3) -> Floats:
        """How much of a bucket got worse in a month, over the last so many, of all loans of the panel (大盘恶化率).

        What everybody's loans did by then is known by then; a mild guess (one of ten) stands where few were seen.
        """
        if ("tide", bucket) not in self._kept:
            panel = self._panel
            row = np.flatnonzero((panel.loan[1:] == panel.loan[:-1]) & (panel.state[:-1] == bucket)) + 1
            row = row[(panel.state[row] != UNKNOWN) & (panel.known[row] <= panel.month[row])]
            worse = (panel.state[row] > bucket) & (panel.state[row] <= CHARGED_OFF)
            first = int(panel.month.min())
            size = panel.last_month - first + 1
            seen = np.cumsum(np.bincount(panel.month[row] - first, minlength=size))
            rolled = np.cumsum(np.bincount(panel.month[row] - first, weights=worse, minlength=size))
            here = self.month - first
            since = here - months
            before = since >= 0
            many = seen[here] - np.where(before, seen[np.maximum(since, 0)], 0)
            some = rolled[here] - np.where(before, rolled[np.maximum(since, 0)], 0)
            self._kept["tide", bucket] = (some + 1) / (many + 10)
        return self._kept["tide", bucket]

    def _column(self, name: str) -> Floats:
        if name == "state":
            state = self._panel.state
            return np.where(state == UNKNOWN, np.nan, state.astype(np.float64))
        found = self._panel.amounts.get(name)
        return np.full(len(self._panel), np.nan) if found is None else found


def late(states: Floats, bucket: int = 1) -> NDArray[np.bool_]:
    """Where a state is that bucket or worse, paid off not among them."""
    return (states >= bucket) & (states <= 6)
