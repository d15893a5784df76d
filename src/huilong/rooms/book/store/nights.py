"""A walk over nights (逐夜回放): how the loans of one bucket stood at the end of each night, as known that night.

What `AgeBucket` finds for one night, by the same law, for many: facts are gathered once, and a loan is aged only on
nights on which it may stand otherwise (`rules.quiet`). Nothing is stored.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa

from huilong.engine.compile import compiled
from huilong.kernel.days import FOREVER, DayNumber
from huilong.rooms.book.rules.contract import Contract
from huilong.rooms.book.rules.quiet import wake_each
from huilong.rooms.book.rules.shapes import BucketFacts, Positions, empty_positions
from huilong.rooms.book.store import bounds
from huilong.rooms.book.store.columns import Column, ints
from huilong.rooms.book.store.gather import gather
from huilong.rooms.book.store.known import LATE, Known, known_over
from huilong.rooms.book.store.manifest import DataFile
from huilong.rooms.book.store.positions import age_some
from huilong.rooms.book.store.read import Snapshot
from huilong.rooms.book.store.tables import LOANS

SENT = ["loan", "known_on", "loan_id", "borrower", "product", "region", "city", "disbursed_on", "principal"]


@dataclass(frozen=True)
class NightOfBucket:
    """One night of a bucket (一夜): the loans with anything past due, ascending; positions element for element."""

    on: DayNumber
    loan: Column
    positions: Positions
    written_off: Column


@dataclass
class Narrowed(Snapshot):
    """A snapshot that holds some loans of one bucket only (局部快照), in memory once read."""

    only: Column = field(default_factory=lambda: np.empty(0, np.int64))
    _held: dict[tuple[str, tuple[str, ...]], pa.Table] = field(default_factory=dict)

    def stored(self, file: DataFile, bucket: int, names: list[str], loan: int | None = None) -> pa.Table:
        """As of a whole snapshot, of the loans held."""
        key = (file.path, tuple(names))
        if key not in self._held:
            found = super().stored(file, bucket, list(dict.fromkeys([*names, "loan"])), loan)
            here = pa.array(np.isin(ints(found["loan"]), self.only))
            self._held[key] = found.filter(here).select(names).combine_chunks()
        return self._held[key]


def nights(
    book: Snapshot, bucket: int, contract: Contract, first: DayNumber, last: DayNumber
) -> Iterator[NightOfBucket]:
    """Each night from `first` to `last`, both included, of one bucket."""
    known = known_over(book, bucket, first, last)
    terms = np.array(contract.terms, np.int64)
    plain, awkward = _Plain(known, terms), _Awkward(book, bucket, known, terms)
    for on in range(first, last + 1):
        one, other = plain.night(on), awkward.night(on)
        loan = np.concatenate([one.loan, other.loan])
        order = np.argsort(loan)
        columns = (np.concatenate(pair)[order] for pair in zip(one.positions, other.positions, strict=True))
        gone = np.concatenate([one.written_off, other.written_off])[order]
        yield NightOfBucket(on, loan[order], Positions(*columns), gone)


class _Plain:
    """The loans whose facts are laid out once."""

    def __init__(self, known: Known, terms: Column) -> None:
        self.facts, self.terms, self.later = known.facts, terms, known.later
        self.comes_on, self.awkward, self.next = known.comes_on, known.awkward, 0
        self.out = empty_positions(_zeros, len(known.facts.loan))
        self.wake = np.where(known.awkward, FOREVER, known.comes_on)

    def night(self, on: DayNumber) -> NightOfBucket:
        """The night of `on`; nights are asked in order."""
        while self.next < len(self.later) and self.later[self.next, 0] <= on:
            _, place, row, value, owner = self.later[self.next]
            getattr(self.facts, LATE[place])[row] = value
            if not self.awkward[owner]:
                self.wake[owner] = min(self.wake[owner], on)
            self.next += 1
        which = np.flatnonzero(self.wake <= on)
        failed = age_some(self.terms, self.facts, which, on, self.out)
        compiled(wake_each, allocates=False)(self.terms, self.facts, which, on, self.out, self.wake)
        for k in failed:
            self.awkward[k] = True  # the law could not take it: as in the night's own ageing it is set aside
        here = (self.comes_on <= on) & ~self.awkward
        return _past_due(self.facts, self.out, here, on)


class _Awkward:
    """The loans that are gathered anew whenever anything of theirs was learned."""

    def __init__(self, book: Snapshot, bucket: int, known: Known, terms: Column) -> None:
        self.bucket, self.terms = bucket, terms
        self.narrow = Narrowed(book.place, book.manifest, only=known.facts.loan[known.awkward])
        self.changes = set(known.changes.tolist())
        self.facts: BucketFacts | None = None

    def night(self, on: DayNumber) -> NightOfBucket:
        """The night of `on`; nights are asked in order."""
        if not len(self.narrow.only):
            return NightOfBucket(on, np.empty(0, np.int64), empty_positions(_zeros, 0), np.empty(0, bool))
        if self.facts is None or on in self.changes:
            self.facts = gather(self.narrow, self.bucket, on, on).facts
            self.out = empty_positions(_zeros, len(self.facts.loan))
            self.fine = compiled(bounds.faults)(self.facts) == bounds.FINE
            self.wake = np.where(self.fine, on, FOREVER)
        which = np.flatnonzero(self.wake <= on)
        failed = age_some(self.terms, self.facts, which, on, self.out)
        compiled(wake_each, allocates=False)(self.terms, self.facts, which, on, self.out, self.wake)
        self.fine[failed] = False
        return _past_due(self.facts, self.out, self.fine, on)


def _past_due(facts: BucketFacts, out: Positions, here: Column, on: DayNumber) -> NightOfBucket:
    owed = out.overdue_principal + out.overdue_interest + out.overdue_fee + out.overdue_penalty
    rows = np.flatnonzero(here & (owed > 0))
    return NightOfBucket(on, facts.loan[rows], Positions(*(one[rows] for one in out)), facts.stop_on[rows] <= on)


def _zeros(count: int) -> Any:
    return np.zeros(count, np.int64)


def received(book: Snapshot, bucket: int, first: DayNumber, last: DayNumber) -> pa.Table:
    """Money received from `first` to `last` on the loans of a bucket, net of what was taken back: loan, on, fen."""
    facts = gather(book, bucket, last, FOREVER).facts
    loan = np.repeat(facts.loan, np.diff(facts.receipt_at))
    here = (facts.receipt_on >= first) & (facts.receipt_amount > 0)
    return pa.table({"loan": loan[here], "on": facts.receipt_on[here], "fen": facts.receipt_amount[here]})


def described(book: Snapshot, bucket: int, first: DayNumber, last: DayNumber) -> pa.Table:
    """What the lender said of each loan (columns SENT), as known on `first`, or on the day it was first known if later.

    Ascending by loan. What was learned of a loan after that is left out: a walk must not know it before its day.
    """
    files = [f for f in book.manifest.files_of("loans") if bucket in f.spans and f.known[0] <= last]
    if not files:
        return pa.schema([LOANS.schema.field(name) for name in SENT]).empty_table()
    rows = pa.concat_tables([book.stored(f, bucket, SENT) for f in files]).combine_chunks()
    rows = rows.filter(pa.array(ints(rows["known_on"]) <= last))
    loan, known = ints(rows["loan"]), ints(rows["known_on"])
    early = np.where(known <= first, known, -FOREVER - known)  # the latest by `first`, else the earliest
    order = np.lexsort((np.arange(len(loan)), early, loan))
    final = np.append(loan[order][1:] != loan[order][:-1], True)
    return rows.take(pa.array(order[final]))
