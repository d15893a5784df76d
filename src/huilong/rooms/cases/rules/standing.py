"""What happens to a borrower tonight (入催、变动、出催), decided from today's facts and where the desk stands.

There is no schedule of "next checks" to miss: every night every borrower who has something past due, or is on the
desk, is judged afresh from what is owed today. So nobody is skipped when the oldest unpaid instalment shifts, and
nobody sticks (the fault of Kill Bill's issue #2297). The functions work on one borrower's numbers or on arrays.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from huilong.rooms.cases.terms import DeskPolicy

Array = npt.NDArray[np.int64]

NEVER, IS_OPEN, IS_CLOSED = 0, 1, 2
"""Where the desk stands with a borrower: never a case, an open one, or the last one closed."""

NOTHING, STAY, MOVE, OPEN, REOPEN, CURED, SETTLED, WRITTEN_OFF = range(8)
"""What to do: CURED, SETTLED and WRITTEN_OFF close the case for that reason."""


class Desk(NamedTuple):
    """Where the desk stands with each borrower; `bucket` and `closed_on` (day number) are of the last case."""

    was: Array
    bucket: Array
    closed_on: Array


class Owed(NamedTuple):
    """What each borrower owes today over all his loans past due or on the desk (今日欠款).

    The worst loan's past-due days and bucket; fen past due over all; the oldest unpaid due date (day number); and
    whether every one of the loans is paid off, or is written off (0/1).
    """

    past_due_days: Array
    bucket: Array
    delinquent_fen: Array
    oldest_due: Array
    settled: Array
    written_off: Array


def decide(desk: Desk, owed: Owed, policy: DeskPolicy) -> npt.NDArray[np.int8]:
    """What to do with each borrower: one of NOTHING … WRITTEN_OFF.

    A case opens from `policy.entry_days` and `policy.entry_min_fen` on and then stays while anything is past due, so
    that a borrower around the threshold does not come and go. A closed case is reopened, rather than a second one
    opened, when what is unpaid today fell due before the closing: a fact learned since shows that it was not
    true (say, a receipt was reversed).
    """
    past_due = np.asarray(owed.delinquent_fen) > 0
    stays = past_due & (bool(policy.keep_written_off) | (np.asarray(owed.written_off) == 0))
    enough = np.asarray(owed.delinquent_fen) >= policy.entry_min_fen
    enters = stays & enough & (np.asarray(owed.past_due_days) >= policy.entry_days)
    is_open = np.asarray(desk.was) == IS_OPEN
    undone = (np.asarray(desk.was) == IS_CLOSED) & (np.asarray(owed.oldest_due) < np.asarray(desk.closed_on))
    chosen = np.select(
        [
            is_open & ~past_due & (np.asarray(owed.settled) != 0),
            is_open & ~past_due,
            is_open & ~stays,
            is_open & (np.asarray(desk.bucket) != np.asarray(owed.bucket)),
            is_open,
            enters & undone,
            enters,
        ],
        [SETTLED, CURED, WRITTEN_OFF, MOVE, STAY, REOPEN, OPEN],
        NOTHING,
    )
    return chosen.astype(np.int8)


def spread(bucket: Array, borrower: Array, contagion: bool) -> Array:
    """Each loan's bucket on the desk: its borrower's worst with `contagion` (关联传染), else its own.

    `bucket` and `borrower` (0, 1, 2 …) hold one entry a loan.

    >>> spread(np.array([1, 3, 2]), np.array([0, 0, 1]), True).tolist()
    [3, 3, 2]
    """
    if not contagion or bucket.shape[0] == 0:
        return bucket
    worst = np.full(int(borrower.max()) + 1, np.iinfo(bucket.dtype).min, dtype=bucket.dtype)
    np.maximum.at(worst, borrower, bucket)
    return worst[borrower]
