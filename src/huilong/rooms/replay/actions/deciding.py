"""The second pass of a replay (逐夜决策): the draft decides night by night, all buckets together.

A month at a time: its state (who was acted on when) is put on the disk first, then its nights into the database with
the count of months done, in one transaction. Killed in between, the month is decided again from the same state, to the
same result.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from django.db import transaction
from numpy.typing import NDArray

from huilong.kernel.days import FOREVER, DayNumber, day_date, day_number
from huilong.rooms.replay.actions.folder import put
from huilong.rooms.replay.actions.walking import read_month
from huilong.rooms.replay.models import Night, Run, StruckOut
from huilong.rooms.replay.rules.dated import Desk
from huilong.rooms.replay.rules.nights import Acts, Permits, by_borrower, one_night
from huilong.rooms.replay.terms import FEATURES, Draft, Means, NightResult

Ints = NDArray[np.int64]
WORDS = ("product", "region", "city")


@dataclass(frozen=True)
class Flagged:
    """Circumstances of borrowers (情形区间), element for element: whose, which, from and to which day both included."""

    borrower: Ints
    kind: NDArray[np.str_]
    begins: Ints
    ends: Ints

    def on(self, day: DayNumber, borrower: Ints, kinds: Sequence[str]) -> NDArray[np.bool_]:
        """Which of these borrowers had one of these circumstances on a day, as was known then."""
        here = (self.begins <= day) & (day <= self.ends) & np.isin(self.kind, kinds)
        return np.isin(borrower, self.borrower[here])


NO_FLAGS = Flagged(*(np.empty(0, np.int64) for _ in range(2)), *(np.empty(0, np.int64) for _ in range(2)))  # type: ignore[arg-type]
STOPPING = ("hold", "death", "bankruptcy", "minor", "complaint", "court_stay")


@dataclass(frozen=True)
class Decisions:
    """Decisions as they were logged (决策日志), by day: whom, which treatment, its probability (NaN: not logged)."""

    borrower: Ints
    day: Ints
    treatment: NDArray[np.str_]
    probability: NDArray[np.float64]


@dataclass
class Deciding:
    """The second pass at work: what it was given, and what was done to whom so far."""

    run: Run
    folder: Path
    buckets: int
    draft: Draft
    means: Callable[[date], Means]
    permits: Permits
    flags: Flagged
    logged: Decisions
    desk: Desk = field(default_factory=Desk)
    acts: Acts = field(default_factory=Acts)

    def month(self, place: int, first: date, last: date, stopping: Callable[[], None]) -> None:
        """Decide one month and keep what it came to."""
        self.acts = _acts_before(self.folder, place)
        rows = read_month(self.folder, self.buckets, place)
        results: list[NightResult] = []
        beside: list[pa.Table] = []
        for on, columns in nights_of(rows, day_number(first), day_number(last)):
            stopping()
            borrower, features = self._features(on, columns)
            results.append(one_night(on, borrower, features, self.draft, self.acts, self.means(day_date(on)),
                                     self.permits)[0])  # fmt: skip
            beside.append(self._beside(on, borrower, features))
        put(_logged_path(self.folder, place), lambda part: pq.write_table(pa.concat_tables(beside), part))
        put(_acts_path(self.folder, place + 1), lambda part: _write_acts(part, self.acts))
        self._keep(place, results)

    def _features(self, on: DayNumber, columns: Mapping[str, NDArray[Any]]) -> tuple[Ints, dict[str, NDArray[Any]]]:
        """The borrowers of a night and what was known of each."""
        of_loans = self.desk.of_loans(on, columns["loan"], columns["owed_fen"])
        borrower, features = by_borrower({**columns, **of_loans})
        features |= self.desk.of_borrowers(on, borrower, {name: features[name] for name in of_loans})
        features["hold"] = self.flags.on(on, borrower, STOPPING)
        features["dispute"] = self.flags.on(on, borrower, ("dispute",))
        features["hardship"] = self.flags.on(on, borrower, ("hardship",))
        return borrower, features

    def _beside(self, on: DayNumber, borrower: Ints, features: Mapping[str, NDArray[Any]]) -> pa.Table:
        """The decisions logged that day of borrowers past due, beside what the draft wants, with what was known."""
        first, last = np.searchsorted(self.logged.day, [on, on + 1])
        whose = self.logged.borrower[first:last]
        at = np.minimum(np.searchsorted(borrower, whose), max(len(borrower) - 1, 0))
        here = borrower[at] == whose if len(borrower) else np.zeros(len(whose), bool)
        at = at[here]
        some = {name: values[at] for name, values in features.items()}
        wanted = self.draft.policy(some) if len(at) else np.empty(0, np.int32)
        told = {
            "borrower": whose[here], "day": np.full(len(at), on, np.int64), "wanted": wanted.astype(np.int32),
            "treatment": pa.array(self.logged.treatment[first:last][here].tolist(), pa.string()),
            "probability": self.logged.probability[first:last][here],
        }  # fmt: skip
        for name in FEATURES:
            told[name] = pa.array(some[name].tolist(), pa.string()) if name in WORDS else some[name].astype(np.int64)
        return pa.table(told)

    def _keep(self, place: int, results: list[NightResult]) -> None:
        nights = [
            Night(
                run=self.run, on=one.on, borrowers=one.borrowers, wanted=one.wanted, treated=one.treated,
                by_treatment=dict(one.by_treatment), minutes=one.minutes, cost_fen=one.cost_fen,
                left_minutes=one.left_minutes, left_fen=one.left_fen,
            )
            for one in results
        ]  # fmt: skip
        struck = [
            StruckOut(run=self.run, on=one.on, by=each.by.value, rule=each.rule, treatment=each.treatment,
                      count=each.count)
            for one in results for each in one.struck
        ]  # fmt: skip
        with transaction.atomic():
            Night.objects.bulk_create(nights)
            StruckOut.objects.bulk_create(struck)
            self.run.chunk = place + 1
            self.run.treated += sum(one.treated for one in results)
            self.run.cost_fen += sum(one.cost_fen for one in results)
            self.run.save(update_fields=["chunk", "treated", "cost_fen"])


def nights_of(rows: pa.Table, first: DayNumber, last: DayNumber) -> Iterator[tuple[DayNumber, dict[str, Any]]]:
    """The rows of each night of a month as columns; a night without rows has empty ones."""
    day = rows["day"].to_numpy()
    order = np.argsort(day, kind="stable")
    columns: dict[str, Any] = {}
    for name in rows.schema.names:
        if name == "day":
            continue
        column = rows[name].combine_chunks()
        if name in WORDS:
            values = np.array([one or None for one in column.dictionary.to_pylist()] or [None], object)
            columns[name] = values[column.indices.to_numpy()][order]
        else:
            columns[name] = column.to_numpy()[order].astype(np.int64)
    at = np.searchsorted(day[order], np.arange(first, last + 2))
    for on in range(first, last + 1):
        a, b = at[on - first], at[on - first + 1]
        yield on, {name: values[a:b] for name, values in columns.items()}


def flagged(told: Sequence[tuple[int, str, date, date | None]]) -> Flagged:
    """Circumstances as columns; `told` names the borrower by his key."""
    return Flagged(
        np.array([one[0] for one in told], np.int64), np.array([one[1] for one in told] or [""], np.str_)[: len(told)],
        np.array([day_number(one[2]) for one in told], np.int64),
        np.array([FOREVER if one[3] is None else day_number(one[3]) for one in told], np.int64),
    )  # fmt: skip


def read_logged(folder: Path, chunks: int) -> pa.Table:
    """The logged decisions of all months, beside what the draft wants."""
    return pa.concat_tables([pq.read_table(_logged_path(folder, place)) for place in range(chunks)])


def _logged_path(folder: Path, place: int) -> Path:
    return folder / f"logged-{place:03d}.parquet"


def _acts_path(folder: Path, place: int) -> Path:
    return folder / f"acts-{place:03d}.npz"


def _write_acts(part: Path, acts: Acts) -> None:
    with part.open("wb") as stream:
        np.savez(stream, borrower=acts.borrower, calls=acts.calls, last_call=acts.last_call, last_act=acts.last_act)


def _acts_before(folder: Path, place: int) -> Acts:
    """What was done before a month: nothing before the first."""
    if place == 0:
        return Acts()
    with np.load(_acts_path(folder, place)) as held:
        return Acts(held["borrower"], held["calls"], held["last_call"], held["last_act"])
