"""What became of late loans of the house's own book, day by day (自有账簿计时): cured when, paid how much by when.

Days are those on which a loan had anything past due, as each night knew it; money is what was received, as it is known
now. Both are watched from a month end on, where the features are.
"""

from datetime import date

import numpy as np

from huilong.kernel.days import day_date, day_number, month_end
from huilong.rooms.book import queries as book
from huilong.rooms.scores.queries.own_book import panels_by_bucket
from huilong.rooms.scores.rules.hazard import Timed, together
from huilong.rooms.scores.rules.panel import Floats, Ints, Panel
from huilong.rooms.scores.rules.targets import rows_in
from huilong.rooms.scores.rules.timed import CURE_DAYS, LATE, RECOVERY_DAYS, watched
from huilong.rooms.scores.terms import Target

MOST_TIMED = 60_000
MONTHS_BACK = 18
"""Month ends that cases are taken from at most: nights before are not walked."""
DAYS = {Target.CURE_TIME: CURE_DAYS, Target.RECOVERY: RECOVERY_DAYS}
BEYOND = 10_000_000
"""More than any day number: loan and day in one number."""


def own_timed(target: Target, on: date, seed: int, most: int = MOST_TIMED) -> Timed | None:
    """The late month ends of the book, watched until `on` (自有样本); too many are thinned by whole buckets.

    None while the book has no month end. Periods that are not over by `on` are unseen.
    """
    found: list[Timed] = []
    for bucket, panel, _newest in panels_by_bucket(on):
        at = rows_in(panel, LATE)
        at = at[panel.month[at] > panel.last_month - MONTHS_BACK]
        if len(at):
            closed = (_cured if target is Target.CURE_TIME else _recovered)(bucket, panel, at, on)
            found.append(watched(panel, at, closed, DAYS[target], seed=seed))
        if sum(len(one) for one in found) > most:
            break
    return together(found) if found else None


def _ends(panel: Panel, at: Ints) -> Ints:
    """The day number of the month end that each row stands at."""
    named = {
        month: day_number(month_end(date(month // 12, month % 12 + 1, 1))) for month in np.unique(panel.month[at])
    }
    return np.array([named[month] for month in panel.month[at]], np.int64)


def _cured(bucket: int, panel: Panel, at: Ints, on: date) -> Floats:
    """1 by a day where the loan had a night with nothing past due since; written off, it is not cured any more."""
    ends, last = _ends(panel, at), day_number(on)
    late, lost = _nights(bucket, day_date(int(ends.min())), on)
    line = panel.loans[panel.loan[at]].astype(np.int64)
    clear = _first_clear(line, ends, late)
    gone = np.full(len(at), BEYOND)
    if len(lost):
        order = np.argsort(lost[:, 0], kind="stable")
        place = np.minimum(np.searchsorted(lost[order, 0], line), len(lost) - 1)
        gone = np.where(lost[order, 0][place] == line, lost[order, 1][place], BEYOND)
    found = np.empty((len(at), len(CURE_DAYS)))
    for k, days in enumerate(CURE_DAYS):
        happened = (clear > 0) & (clear <= ends + days) & (clear < gone)
        open_ = (ends + days <= last) | (gone <= ends + days)
        found[:, k] = np.where(happened, 1.0, np.where(open_, 0.0, np.nan))
    found[clear == 0] = np.nan
    return found


def _nights(bucket: int, first: date, last: date) -> tuple[list[Ints], Ints]:
    """For each night the loans late, ascending; and the loans written off with the first such night, loan by loan."""
    late: list[Ints] = []
    lost: dict[int, int] = {}
    for night in book.nights(bucket, first, last):
        late.append(night.loan)
        for loan in night.loan[night.written_off > 0]:
            lost.setdefault(int(loan), night.on)
    return late, np.array(sorted(lost.items()), np.int64).reshape(-1, 2)


def _first_clear(loan: Ints, ends: Ints, late: list[Ints]) -> Ints:
    """The first day after its month end on which each loan was not late; −1: none yet; 0: that month end neither."""
    first = int(ends.min())
    found = np.where(_in(loan, late[0]) | (ends != first), -1, 0)
    for offset, here in enumerate(late):
        day = first + offset
        there = _in(loan, here)
        found[(ends == day) & ~there] = 0
        found[(ends < day) & (found == -1) & ~there] = day
    return found.astype(np.int64)


def _in(loan: Ints, among: Ints) -> np.ndarray:
    if not len(among):
        return np.zeros(len(loan), np.bool_)
    return np.asarray(among[np.minimum(np.searchsorted(among, loan), len(among) - 1)] == loan)


def _recovered(bucket: int, panel: Panel, at: Ints, on: date) -> Floats:
    """The share of what was overdue at the month end that was received by each day, at most all of it."""
    ends, last = _ends(panel, at), day_number(on)
    owed = panel.amounts["arrears"][at]
    money = book.received(bucket, day_date(int(ends.min())), on)
    line = money["loan"].to_numpy().astype(np.int64) * BEYOND + money["on"].to_numpy().astype(np.int64)
    order = np.argsort(line, kind="stable")
    line, total = line[order], np.concatenate([[0.0], np.cumsum(money["fen"].to_numpy()[order])])
    mine = panel.loans[panel.loan[at]].astype(np.int64) * BEYOND
    before = total[np.searchsorted(line, mine + ends, side="right")]
    found = np.empty((len(at), len(RECOVERY_DAYS)))
    for k, days in enumerate(RECOVERY_DAYS):
        came = total[np.searchsorted(line, mine + ends + days, side="right")] - before
        share = np.where(owed > 0, came / np.maximum(owed, 1), np.nan)
        found[:, k] = np.where(ends + days <= last, np.clip(share, 0.0, 1.0), np.nan)
    return found

