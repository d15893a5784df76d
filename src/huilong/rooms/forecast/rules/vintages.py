"""Vintage curves (账期曲线): of the loans made in one month, what part was ever 30 or 60 days late, or charged off, by
months on book."""

from typing import NamedTuple

import numpy as np

from huilong.rooms.forecast.rules.states import BUCKETS, CHARGED_OFF, Floats, Ints

EVER_30, EVER_60, LOST = 0, 1, 2
SINCE_M2, SINCE_M3 = 2, 3
"""M2 begins on day 31, M3 on day 61: a month end there was 30, 60 days late."""


class Vintages(NamedTuple):
    """Loans made in V months (账期), by months on book B: `loans`, `principal` seen at that age, and [V, B, 3] `late`
    loans and `late_principal` that were ever 30 or 60 days late, or charged off, by then. Money in fen."""

    loans: Ints
    principal: Ints
    late: Ints
    late_principal: Ints


def vintages(vintage: Ints, opened: Ints, principal: Ints, state: Ints, count: int, most: int) -> Vintages:
    """Count loans by vintage and months on book (账期统计). `vintage` [L] from 0 (others are left out), `opened` [L]
    the month number each was made in, `state` [L, M] with -1 unseen. A charged-off loan counts as 60 days late.
    """
    found = Vintages(
        np.zeros((count, most), np.int64), np.zeros((count, most), np.int64), np.zeros((count, most, 3), np.int64),
        np.zeros((count, most, 3), np.int64),
    )  # fmt: skip
    ever = np.zeros((len(vintage), 3), bool)
    for month in range(state.shape[1]):
        now = state[:, month]
        live = (now >= 0) & (now < BUCKETS)
        gone = now == CHARGED_OFF
        ever |= np.stack([live & (now >= SINCE_M2) | gone, live & (now >= SINCE_M3) | gone, gone], axis=1)
        age = month - opened
        seen = (now >= 0) & (age >= 0) & (age < most) & (vintage >= 0) & (vintage < count)
        cell = (vintage[seen], age[seen])
        np.add.at(found.loans, cell, 1)
        np.add.at(found.principal, cell, principal[seen])
        for kind in range(3):
            np.add.at(found.late[..., kind], cell, ever[seen, kind])
            np.add.at(found.late_principal[..., kind], cell, principal[seen] * ever[seen, kind])
    return found


def curve(late: Ints, of: Ints) -> Floats:
    """The share by months on book; NaN at ages not reached."""
    whole = np.asarray(of, np.float64)
    found: Floats = np.divide(late, whole, out=np.full(whole.shape, np.nan), where=whole > 0)
    return found
