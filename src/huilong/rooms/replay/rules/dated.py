"""Dated facts (有日期的事实): how many held of whom on a day, which amount was the newest, by search in one line.

Nothing is looked at before the day it was known: whoever builds these gives the day from which a fact counts.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import numpy as np
from numpy.typing import NDArray

from huilong.kernel.days import FOREVER, DayNumber
from huilong.kernel.tables import NONE
from huilong.rooms.replay.rules.outcomes import line

Ints = NDArray[np.int64]
Columns = dict[str, NDArray[Any]]
BEFORE = 0
"""The first day of a line: what is older holds since then."""


def _until(whose: Ints, at: Ints, day: DayNumber, keys: Ints) -> tuple[NDArray[np.bool_], Ints, Ints]:
    """Which of these keys there are, and the rows of each: where they begin, and where those after a day do."""
    if not len(whose):
        return np.zeros(len(keys), np.bool_), np.zeros(len(keys), np.int64), np.zeros(len(keys), np.int64)
    place = np.minimum(np.searchsorted(whose, keys), len(whose) - 1)
    first = np.searchsorted(at, line(place, np.full(len(keys), BEFORE)), "left")
    last = np.searchsorted(at, line(place, np.full(len(keys), day)), "right")
    return whose[place] == keys, first, last


@dataclass(frozen=True)
class Steps:
    """Counts that change from day to day (计数变化): of each of `whose` (ascending) where on its line, and the sum."""

    whose: Ints
    at: Ints
    total: Ints

    def on(self, day: DayNumber, keys: Ints) -> Ints:
        """How many held of each of these keys on a day; 0 for who is not known."""
        known, first, last = _until(self.whose, self.at, day, keys)
        return np.where(known, self.total[last] - self.total[first], 0)


def steps_of(whose: Ints, begins: Ints, ends: Ints) -> Steps:
    """Counts of intervals (区间计数), element for element: whose, from and to which day, both included.

    >>> held = steps_of(np.array([7, 7, 9]), np.array([10, 12, 5]), np.array([12, FOREVER, 4]))
    >>> [held.on(day, np.array([7, 8, 9])).tolist() for day in (9, 10, 12, 13)]
    [[0, 0, 0], [1, 0, 0], [2, 0, 0], [1, 0, 0]]
    """
    begins = np.maximum(begins, BEFORE)
    real = begins <= ends
    whose, begins, ends = whose[real], begins[real], ends[real]
    over = ends < FOREVER
    names, number = np.unique(whose, return_inverse=True)
    at = np.concatenate([line(number, begins), line(number[over], ends[over] + 1)])
    change = np.concatenate([np.ones(len(begins), np.int64), np.full(int(over.sum()), -1, np.int64)])
    order = np.argsort(at, kind="stable")
    return Steps(names, at[order], np.concatenate([np.zeros(1, np.int64), np.cumsum(change[order])]))


@dataclass(frozen=True)
class Newest:
    """Amounts of which the newest stands (最新值): of each of `whose` (ascending) where on its line, which amount."""

    whose: Ints
    at: Ints
    amount: Ints

    def on(self, day: DayNumber, keys: Ints) -> Ints:
        """The amount of each of these keys that stood on a day; NONE where none was known."""
        known, first, last = _until(self.whose, self.at, day, keys)
        if not len(self.amount):
            return np.full(len(keys), NONE, np.int64)
        return np.where(known & (last > first), self.amount[np.maximum(last - 1, 0)], NONE)


def newest_of(whose: Ints, on: Ints, known: Ints, amount: Ints) -> Newest:
    """Amounts said of a day and known from one (历史估值); of two the one of the later day stands, then the later row.

    An older one that is heard of later changes nothing.

    >>> said = newest_of(np.array([7, 7, 7]), np.array([10, 20, 15]), np.array([11, 25, 30]), np.array([3, 5, 4]))
    >>> [int(said.on(day, np.array([7]))[0]) for day in (11, 24, 25, 30)]
    [3, 3, 5, 5]
    """
    names, number = np.unique(whose, return_inverse=True)
    rank = np.empty(len(whose), np.int64)
    rank[np.lexsort((np.arange(len(whose)), on))] = np.arange(len(whose))
    at = line(number, np.maximum(np.maximum(on, known), BEFORE))
    order = np.argsort(at, kind="stable")
    best = np.maximum.accumulate(number[order] * len(whose) + rank[order]) if len(whose) else rank
    of_rank = np.empty(len(whose), np.int64)
    of_rank[rank] = amount
    return Newest(names, at[order], of_rank[best % max(len(whose), 1)])


@dataclass(frozen=True)
class Desk:
    """What the desk knew when (作业库历史), of the kinds that a draft reads.

    `borrowers` and `loans` count by the name of the fact; `values` are what the vehicle of a loan was worth; `first`
    is the first day on which the desk knew anything, None if it never did; `scores` are parts per million by the name
    of the column, kept since `scored`.
    """

    borrowers: Mapping[str, Steps] = field(default_factory=dict)
    loans: Mapping[str, Steps] = field(default_factory=dict)
    values: Newest | None = None
    scores: Mapping[str, Newest] = field(default_factory=dict)
    first: DayNumber | None = None
    scored: DayNumber | None = None

    def of_loans(self, day: DayNumber, loan: Ints, owed_fen: Ints) -> Columns:
        """Facts of loans as of a night, to be summed by borrower; `owed_fen`: all that is owed on each."""
        found: Columns = {name: steps.on(day, loan) for name, steps in self.loans.items()}
        if self.values is not None:
            value = self.values.on(day, loan)
            valued = value != NONE
            worth = np.where(valued, value, 0)
            found |= {"valued": valued.astype(np.int64), "value_fen": worth,
                      "shortfall_fen": np.where(valued, np.maximum(owed_fen - worth, 0), 0)}  # fmt: skip
        return found

    def of_borrowers(self, day: DayNumber, borrower: Ints, summed: Mapping[str, Ints]) -> Columns:
        """Features of borrowers as of a night, as decision tables read them; `summed`: the facts of their loans."""
        found: Columns = {}
        held = {name: steps.on(day, borrower) for name, steps in self.borrowers.items()}
        for name in ("promises_kept", "promises_broken"):
            if name in held:
                found[name] = held[name]
        for name in ("placed", "in_disposal"):
            if name in held:
                found[name] = held[name] > 0
        if "stopped_all" in held:
            found["on_hold"] = held["stopped_all"] > 0
        if "unreachable" in held:
            found["contactable"] = np.where(
                held["unreachable"] > 0, 0, np.where(held["people_known"] > 0, 1, -1)
            ).astype(np.int8)
        found |= {name: said.on(day, borrower) for name, said in self.scores.items()}
        if "silent" in summed:
            silent, watched = summed["silent"] > 0, summed["watched"] > 0
            found["device_silent"] = np.where(watched | silent, silent.astype(np.int8), -1).astype(np.int8)
        if "valued" in summed:
            for name in ("value_fen", "shortfall_fen"):
                found[name] = np.where(summed["valued"] > 0, summed[name], NONE)
        return found

    def digest(self) -> str:
        """A number for all of it (指纹): other facts, another number."""
        told = sha256(str(self.first).encode())
        for kind in (self.borrowers, self.loans):
            for name, steps in sorted(kind.items()):
                told.update(name.encode())
                for part in (steps.whose, steps.at, steps.total):
                    told.update(np.ascontiguousarray(part).tobytes())
        for name, said in [*sorted(self.scores.items()), *([("value", self.values)] if self.values else [])]:
            told.update(name.encode())
            for part in (said.whose, said.at, said.amount):
                told.update(np.ascontiguousarray(part).tobytes())
        return told.hexdigest()
