"""A night of a replay (回放一夜): what the draft wants, what may be done, what the day has room for.

Each treatment is struck by the first that applies: a hold or circumstance of the borrower, the calendar, the law, the
minutes of the day, its budget. Minutes and budget go to the most urgent: more overdue first, then the lower key of the
borrower. The first who does not fit and everybody less urgent are struck, so nobody is overtaken by somebody less
urgent. All buckets of the book are decided together, so the rule needs no second pass.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from huilong.kernel.days import BEFORE_ALL, DayNumber, day_date
from huilong.rooms.replay.terms import UNTREATED, Columns, Draft, Means, NightResult, Struck, StruckBy

WEEK = 7
SUMMED = (
    "overdue_fen", "principal_fen", "owed_fen", "past_due_instalments", "watched", "silent", "valued", "value_fen",
    "shortfall_fen",
)  # fmt: skip
"""What is summed over the loans of a borrower."""
Ints = NDArray[np.int64]
Permits = Callable[[str, DayNumber, "Counted"], tuple[NDArray[np.int32], tuple[str, ...]]]
"""The law: for an act by a channel on a day to borrowers counted so, the place of the rule that forbids it, or -1."""


@dataclass(frozen=True)
class Counted:
    """What rules count of each borrower (计数), element for element: acts of the draft itself so far."""

    calls_7_days: NDArray[np.int16]
    touches_yesterday: NDArray[np.int16]
    days_since_call: Ints
    flags: Mapping[str, NDArray[np.bool_]] = field(default_factory=dict)


@dataclass
class Acts:
    """What was done to whom so far (已做动作): borrowers ascending, calls on each of the last seven days, last days."""

    borrower: Ints = field(default_factory=lambda: np.empty(0, np.int64))
    calls: NDArray[np.int16] = field(default_factory=lambda: np.empty((0, WEEK), np.int16))
    last_call: Ints = field(default_factory=lambda: np.empty(0, np.int64))
    last_act: Ints = field(default_factory=lambda: np.empty(0, np.int64))

    def places(self, borrower: Ints) -> Ints:
        """The place of each borrower (ascending), who is added if new."""
        fresh = np.setdiff1d(borrower, self.borrower, assume_unique=True)
        if len(fresh):
            at = np.searchsorted(self.borrower, fresh)
            self.borrower = np.insert(self.borrower, at, fresh)
            self.calls = np.insert(self.calls, at, 0, axis=0)
            self.last_call = np.insert(self.last_call, at, BEFORE_ALL)
            self.last_act = np.insert(self.last_act, at, BEFORE_ALL)
        return np.searchsorted(self.borrower, borrower)

    def begin(self, on: DayNumber) -> None:
        """Forget the calls of the day a week ago, whose column is today's now."""
        self.calls[:, on % WEEK] = 0

    def counted(self, places: Ints, on: DayNumber, flags: Mapping[str, NDArray[np.bool_]]) -> Counted:
        """What the rules count of the borrowers at these places, before anything is done on `on`."""
        return Counted(
            self.calls[places].sum(1, dtype=np.int16), (self.last_act[places] == on - 1).astype(np.int16),
            np.minimum(on - self.last_call[places], 36_500), flags,
        )  # fmt: skip

    def note(self, places: Ints, called: NDArray[np.bool_], on: DayNumber) -> None:
        """Note that these were treated on `on`, some by a call."""
        self.last_act[places] = on
        self.last_call[places[called]] = on
        self.calls[places[called], on % WEEK] += 1


def one_night(
    on: DayNumber, borrower: Ints, features: Columns, draft: Draft, acts: Acts, means: Means, permits: Permits
) -> tuple[NightResult, Ints, Ints]:
    """Decide one night: its result, the borrowers treated and the treatment of each; `acts` is brought up to date.

    `borrower` ascends; `features` go with it element for element.
    """
    places = acts.places(borrower)
    acts.begin(on)
    chosen = draft.policy(features).astype(np.int64)
    every = np.array([one.every_days for one in draft.treatments] + [1])
    wanted = (chosen != UNTREATED) & (on - acts.last_act[places] >= every[chosen])
    struck: list[Struck] = []
    left = np.flatnonzero(wanted)
    left = _strike(struck, StruckBy.HOLD, left, features["hold"][left].astype(bool), chosen, draft)
    if not means.working:
        left = _strike(struck, StruckBy.CALENDAR, left, np.ones(len(left), bool), chosen, draft)
    left = _by_law(struck, left, on, acts, places, features, chosen, draft, permits)
    left = left[np.lexsort((borrower[left], -features["overdue_fen"][left]))]
    minutes = np.array([one.minutes for one in draft.treatments] + [0])
    cost = np.array([one.cost_fen for one in draft.treatments] + [0])
    left = _fit(struck, StruckBy.CAPACITY, left, minutes, means.minutes, chosen, draft)
    left = np.sort(_fit(struck, StruckBy.BUDGET, left, cost, means.fen, chosen, draft))
    calls = np.array([one.channel == "call" for one in draft.treatments] + [False])
    acts.note(places[left], calls[chosen[left]], on)
    spent_minutes, spent_fen = int(minutes[chosen[left]].sum()), int(cost[chosen[left]].sum())
    count = np.bincount(chosen[left], minlength=len(draft.treatments))
    result = NightResult(
        on=day_date(on), borrowers=len(borrower), wanted=int(wanted.sum()), treated=len(left),
        by_treatment={one.name: int(n) for one, n in zip(draft.treatments, count, strict=False) if n},
        struck=tuple(struck), minutes=spent_minutes, cost_fen=spent_fen,
        left_minutes=None if means.minutes is None else means.minutes - spent_minutes,
        left_fen=None if means.fen is None else means.fen - spent_fen,
    )  # fmt: skip
    return result, borrower[left], chosen[left]


def _by_law(
    struck: list[Struck], left: Ints, on: DayNumber, acts: Acts, places: Ints, features: Columns, chosen: Ints,
    draft: Draft, permits: Permits,
) -> Ints:  # fmt: skip
    """What the law leaves, channel by channel."""
    flags = {name: features[name][left].astype(bool) for name in ("dispute", "hardship") if name in features}
    counted = acts.counted(places[left], on, flags)
    gone = np.zeros(len(left), bool)
    for channel in sorted({one.channel for one in draft.treatments if one.channel}):
        ways = [place for place, one in enumerate(draft.treatments) if one.channel == channel]
        here = np.flatnonzero(np.isin(chosen[left], ways))
        if not len(here):
            continue
        some = Counted(
            counted.calls_7_days[here], counted.touches_yesterday[here], counted.days_since_call[here],
            {name: values[here] for name, values in flags.items()},
        )  # fmt: skip
        forbids, rules = permits(channel, on, some)
        for place, rule in enumerate(rules):
            out = here[forbids == place]
            gone[out] = True
            _count(struck, StruckBy.LAW, chosen[left[out]], draft, rule)
    return left[~gone]


def _strike(
    struck: list[Struck], by: StruckBy, left: Ints, out: NDArray[np.bool_], chosen: Ints, draft: Draft
) -> Ints:
    """Those of `left` that are not `out`, who are counted."""
    _count(struck, by, chosen[left[out]], draft, "")
    return left[~out]


def _fit(
    struck: list[Struck], by: StruckBy, left: Ints, each: Ints, most: int | None, chosen: Ints, draft: Draft
) -> Ints:
    """The most urgent of `left` (in that order) that fit into `most`; the first that does not and all after are struck.

    A treatment that takes nothing is never struck.
    """
    if most is None:
        return left
    takes = each[chosen[left]]
    over = np.cumsum(takes) > most
    return _strike(struck, by, left, (np.maximum.accumulate(over) if len(over) else over) & (takes > 0), chosen, draft)


def _count(struck: list[Struck], by: StruckBy, treatments: Ints, draft: Draft, rule: str) -> None:
    for place, count in enumerate(np.bincount(treatments, minlength=len(draft.treatments)).tolist()):
        if count:
            struck.append(Struck(by, rule, draft.treatments[place].name, count))


def by_borrower(rows: Mapping[str, NDArray[Any]]) -> tuple[Ints, dict[str, NDArray[Any]]]:
    """Fold the loans of a night into borrowers (按客户合并): the borrowers ascending, and the features of each.

    Amounts are summed; lateness is the worst loan's, and so are the words (product, region, city);
    paid_days_ago is the shortest, the age that of the oldest loan. `rows` has a column `borrower`; ties between
    loans go to the lower key.
    """
    order = np.lexsort((rows["loan"], -rows["past_due_days"], rows["borrower"]))
    rows = {name: values[order] for name, values in rows.items()}
    owner = rows["borrower"]
    first = np.flatnonzero(np.append(True, owner[1:] != owner[:-1])) if len(owner) else np.empty(0, np.int64)
    count = np.diff(np.append(first, len(owner)))
    found: dict[str, NDArray[Any]] = {"loans": count}
    for name, values in rows.items():
        if name in ("borrower", "loan"):
            continue
        if name in SUMMED:
            found[name] = np.add.reduceat(values, first) if len(first) else values
        elif name in ("hold", "dispute", "hardship"):
            found[name] = np.logical_or.reduceat(values, first) if len(first) else values
        elif name == "months_on_book":
            found[name] = np.maximum.reduceat(values, first) if len(first) else values
        elif name in ("paid_days_ago", "vintage"):
            found[name] = np.minimum.reduceat(values, first) if len(first) else values
        else:
            found[name] = values[first]
    return owner[first], found
